//! The pages, in French and in English, complete without JavaScript.
//!
//! A handler parses, asks and gives a view; a view holds printed words only, so that every page can be rendered from
//! sample values in a test.

mod account;
mod account_keys;
mod account_new;
mod administration;
mod breakdown;
mod changes;
mod city;
mod claims;
mod compare;
mod device;
mod dossier;
mod embed;
mod explorer;
mod exports;
mod exposure;
mod feed;
mod forget;
pub(crate) mod format;
mod formats;
mod france;
mod gallery;
mod history;
mod home;
pub(crate) mod labels;
mod layout;
mod login;
mod mark;
mod method;
mod moderation;
mod numbers;
mod oembed;
mod paths;
mod photo;
mod picture;
mod piece;
mod police;
mod portfolio;
mod problem;
mod prose;
mod rankings;
mod receipt;
mod record;
mod record_form;
mod records;
mod reference;
mod releases;
mod report;
mod report_form;
mod rows;
mod search;
mod share;
mod silhouette;
mod sitemap;
mod strings;
mod suggest;
mod tallies;
mod technology;
mod view;
mod walk_picture;
mod walks;

#[cfg(test)]
mod samples;

use std::convert::Infallible;

use askama::Template;
use axum::extract::{DefaultBodyLimit, FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use census::EntityKind;

pub(crate) use city::what_it_is;
pub(crate) use moderation::{LIST_LIMIT, LIST_PATHS};
pub(crate) use paths::{Paths, percent_encoded};
pub(crate) use problem::problem;
pub(crate) use record::record_title;

pub(crate) use self::layout::Layout;
use self::layout::Site;
use crate::ending::Ending;
use crate::error::Error;
use crate::photos::UPLOAD_LIMIT;
use crate::pieces;
use crate::relay::TileKind;
use crate::routes::Routes;
use crate::state::AppState;
use crate::words::Lang;

/// Where the form with a photo is sent: the only pages that take large bodies.
pub(crate) const PHOTO_PATHS: [&str; 2] = ["/recu/photo", "/en/receipt/photo"];

/// Every page in both languages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .route("/", get(home::show))
        .route("/en", get(home::show))
        .route("/carte", get(explorer::show))
        .route("/en/map", get(explorer::show))
        .merge(with_endings(&["/carte", "/en/map"], &Ending::ALL, &|| get(exports::devices)))
        .route("/balade-exposee", get(exposure::ask).post(exposure::measure).layer(walks()))
        .route("/en/exposed-walk", get(exposure::ask).post(exposure::measure).layer(walks()))
        .route("/retraits.atom", get(feed::removals))
        .route("/en/removals.atom", get(feed::removals))
        .route("/signaler", get(report::ask).post(report::take))
        .route("/en/report", get(report::ask).post(report::take))
        .route("/villes/{place}", get(city::show))
        .route("/en/cities/{place}", get(city::show))
        .route("/villes/{place}/integrer", get(share::show))
        .route("/en/cities/{place}/embed", get(share::show))
        .route("/villes/{place}/{file}", get(share::figure))
        .route("/en/cities/{place}/{file}", get(share::figure))
        .route("/technologies/{key}", get(technology::show))
        .route("/en/technologies/{key}", get(technology::show))
        .route("/embed/{place}", get(embed::show))
        .route("/en/embed/{place}", get(embed::show))
        .route("/oembed", get(oembed::show))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemaps/{name}", get(sitemap::part))
        .route("/robots.txt", get(sitemap::robots))
        .merge(in_tables())
        .merge(police_files())
        .merge(histories())
        .route("/appareils/{id}", get(device::show))
        .route("/appareils/{id}/openstreetmap.osc", get(suggest::osm_change))
        .route("/en/devices/{id}", get(device::show))
        .route("/appareils/{id}/observer", post(device::observe))
        .route("/en/devices/{id}/observe", post(device::observe))
        .route("/recu", get(receipt::ask).post(receipt::open))
        .route("/en/receipt", get(receipt::ask).post(receipt::open))
        .merge(with_photos())
        .merge(records())
        .merge(with_pieces())
        .merge(on_foot())
        .route("/recherche", get(search::show))
        .route("/en/search", get(search::show))
        .route("/recherche.csv", get(search::table))
        .route("/en/search.csv", get(search::table))
        .route("/donnees", get(prose::data))
        .route("/en/data", get(prose::data))
        .route("/api", get(reference::show))
        .route("/en/api", get(reference::show))
        .route("/dumps", get(releases::show))
        .route("/dumps/", get(releases::show))
        .route("/en/dumps", get(releases::show))
        .route("/methode/marches", get(method::contracts))
        .route("/en/method/contracts", get(method::contracts))
        .route("/a-propos", get(prose::about))
        .route("/en/about", get(prose::about))
        .route("/accessibilite", get(prose::accessibility))
        .route("/en/accessibility", get(prose::accessibility))
        .merge(accounts())
        .merge(moderation::routes())
}

/// The pages of accounts. What only a script calls has one address, in no language.
fn accounts() -> Routes {
    Routes::new()
        .route("/compte", get(account::show).post(account::act))
        .route("/en/account", get(account::show).post(account::act))
        .route("/compte/nouveau", get(account_new::ask).post(account_new::take))
        .route("/en/account/new", get(account_new::ask).post(account_new::take))
        .route("/compte/cles", get(account_keys::show).post(account_keys::remove))
        .route("/en/account/keys", get(account_keys::show).post(account_keys::remove))
        .route("/compte/cles/defi", post(account_keys::challenge))
        .route("/compte/cles/preuve", post(account_keys::prove))
        .route("/connexion", get(login::ask).post(login::take))
        .route("/en/login", get(login::ask).post(login::take))
        .route("/deconnexion", get(login::ask_to_leave).post(login::leave))
        .route("/en/logout", get(login::ask_to_leave).post(login::leave))
        .route("/administration/comptes", get(administration::list).post(administration::act))
        .route("/en/administration/accounts", get(administration::list).post(administration::act))
}

/// Walks, and what telephones do besides sending reports.
fn on_foot() -> Routes {
    Routes::new()
        .route("/balades", get(walks::show))
        .route("/en/walks", get(walks::show))
        .route("/balades/feuille", get(walks::sheet::show))
        .route("/en/walks/sheet", get(walks::sheet::show))
        .route("/balades/saisie", get(walks::entry::ask).post(walks::entry::take))
        .route("/en/walks/entry", get(walks::entry::ask).post(walks::entry::take))
        .route("/effacer", get(forget::ask).post(forget::clear))
        .route("/en/forget", get(forget::ask).post(forget::clear))
        .route("/partage", get(forget::shared).post(forget::shared))
}

/// The pages of everything that is no device, the same for each kind.
fn records() -> Routes {
    let mut routes = Routes::new();
    for (kind, paths) in EntityKind::records().flat_map(|kind| Lang::ALL.map(|lang| (kind, Paths(lang)))) {
        let (list, one) = (paths.kind(kind), format!("{}/{{id}}", paths.kind(kind)));
        let correct = format!("{one}{}", paths.correct_suffix());
        routes = routes
            .route(list, get(records::show))
            .route(&paths.new_entity(kind), get(record_form::ask_new).post(record_form::take_new))
            .merge(with_endings(&[list], &Ending::PLACELESS, &|| get(exports::records)))
            .route(&one, get(record::show))
            .route(&correct, get(record_form::ask_correction).post(record_form::take_correction));
    }
    routes
}

/// What changed, in a place or of one thing, as a page and as JSON.
fn histories() -> Routes {
    let mut routes = Routes::new();
    for (paths, ending) in Lang::ALL.map(Paths).into_iter().flat_map(|paths| ["", ".json"].map(|end| (paths, end))) {
        let under = |base: &str, part: &str| format!("{base}/{part}{}{ending}", paths.history_suffix());
        routes = routes
            .route(&under(paths.cities(), "{place}"), get(changes::territory))
            .route(&under(paths.devices(), "{id}"), get(changes::device));
        for kind in EntityKind::records() {
            routes = routes.route(&under(paths.kind(kind), "{id}"), get(changes::record));
        }
    }
    routes
}

/// The police files, as pages and as JSON.
fn police_files() -> Routes {
    let mut routes = Routes::new();
    for paths in Lang::ALL.map(Paths) {
        routes = routes
            .route(paths.police_files(), get(police::list))
            .merge(with_endings(&[paths.police_files()], &[Ending::Json], &|| get(crate::api::police::list)))
            .merge(with_endings(&[paths.police_files()], &[Ending::Csv], &|| get(police::table)))
            .route(&paths.police_file("{key}"), get(police::show));
    }
    routes
}

/// Territories beside each other, and the tables of them.
fn in_tables() -> Routes {
    let endings = [Ending::Csv, Ending::Json];
    let mut routes = Routes::new();
    for paths in Lang::ALL.map(Paths) {
        routes = routes
            .route(paths.compare(), get(compare::show))
            .merge(with_endings(&[paths.compare()], &endings, &|| get(compare::show)))
            .route(paths.rankings(), get(rankings::show))
            .merge(with_endings(&[paths.rankings()], &endings, &|| get(rankings::show)));
    }
    routes
}

/// The same addresses with each ending.
fn with_endings(paths: &[&str], endings: &[Ending], handler: &dyn Fn() -> MethodRouter<AppState>) -> Routes {
    let addresses = paths.iter().flat_map(|path| endings.iter().map(move |ending| format!("{path}.{}", ending.key())));
    addresses.fold(Routes::new(), |routes, address| routes.route(&address, handler()))
}

/// Files of walks are larger than other forms.
fn walks() -> DefaultBodyLimit {
    DefaultBodyLimit::max(crate::exposure::BODY_LIMIT)
}

/// The forms with a photo, whose bodies are larger than all others.
fn with_photos() -> Routes {
    let [french, english] = PHOTO_PATHS;
    let take = || post(photo::take).layer(DefaultBodyLimit::max(UPLOAD_LIMIT));
    Routes::new().route(french, take()).route(english, take())
}

/// Where PDF files are joined to documents.
fn with_pieces() -> Routes {
    let form = || get(piece::ask).merge(post(piece::take).layer(DefaultBodyLimit::max(pieces::UPLOAD_LIMIT)));
    Lang::ALL.map(Paths).into_iter().fold(Routes::new(), |routes, paths| {
        routes.route(&format!("{}/{{id}}{}", paths.kind(EntityKind::Document), paths.piece_suffix()), form())
    })
}

/// Does this path take a PDF file?
pub(crate) fn takes_pieces(path: &str) -> bool {
    Lang::ALL
        .map(Paths)
        .into_iter()
        .any(|paths| path.starts_with(paths.kind(EntityKind::Document)) && path.ends_with(paths.piece_suffix()))
}

/// The language is in the path; there is no cookie and no guess.
impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let path = parts.extensions.get::<OriginalUri>().map_or(parts.uri.path(), |uri| uri.path());
        Ok(Self::of_path(path))
    }
}

/// What the pages know about this instance.
pub(crate) fn site(state: &AppState) -> Site {
    Site {
        entry: web::main(),
        demo: state.settings.demo,
        read_only: state.store.is_read_only(),
        raster: if state.relayed(TileKind::Raster).is_some() { "/basemap/raster.json" } else { "" },
        mirror_of: state.settings.mirror_of.clone(),
        base_url: state.settings.base_url.as_deref().map(|url| url.trim_end_matches('/').to_owned()),
    }
}

/// A page that a cache may keep as long as it asks whether it changed.
fn page(view: &impl Template) -> Result<Response, Error> {
    answer(StatusCode::OK, "no-cache", view)
}

/// A page for one visitor only.
fn private_page(status: StatusCode, view: &impl Template) -> Result<Response, Error> {
    answer(status, "no-store", view)
}

fn answer(status: StatusCode, keep: &'static str, view: &impl Template) -> Result<Response, Error> {
    let html = view.render().map_err(|error| Error::Internal(Box::new(error)))?;
    Ok((status, [(header::CACHE_CONTROL, keep)], Html(html)).into_response())
}
