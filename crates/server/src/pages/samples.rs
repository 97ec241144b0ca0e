//! Every page from sample values, in both languages: what must hold of each one, and files to look at in
//! `target/pages`.

use std::fs;
use std::path::Path;

use askama::Template;
use census::{
    Basis, Body, Changes, DeviceKind, DeviceStatus, Entity, EntityId, EntityKind, Form, GENESIS, Grant, Hold, Mount,
    OperatorKind, ReceiptCode, Revision, Role, Secret, Source, SourceKind, State, Text, Upstream, Verification, View,
    WebAddress,
};
use chrono::NaiveDate;
use geodata::territory::{Code, Territories, Territory, TerritoryKind};
use geodata::{Bbox, Bearing, Position};
use store::{Account, AccountId, ContributionId, ContributionState, Counts, DeviceFilter, Passkey, PublishedFeature};
use uuid::Uuid;

use super::layout::{Layout, Site};
use super::report_form::{FieldFault, ReportForm};
use super::view::Place;
use super::{account, account_keys, account_new, administration, changes, login, moderation, police};
use super::{
    city, device, dossier, explorer, exposure, france, home, numbers, photo, piece, problem, prose, receipt, reference,
    report, rows, search, walks,
};
use crate::contribute::{Near, Outcome};
use crate::error::Error;
use crate::filter::DeviceQuery;
use crate::map::Attributes;
use crate::places::Places;
use crate::words::{Lang, Words};

pub(super) fn site() -> Site {
    Site {
        entry: web::Entry { stylesheet: "/assets/main.css", script: None, preload: "" },
        demo: true,
        read_only: true,
        raster: "",
        mirror_of: Some("https://origin.example".to_owned()),
        base_url: Some("https://technopolice.example".to_owned()),
    }
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(super) fn territory() -> Territory {
    Territory {
        code: code("93066"),
        name: "Saint-Denis".to_owned(),
        kind: TerritoryKind::Commune,
        department: Some(code("d93")),
        region: None,
        epci: None,
        city: None,
        siren: None,
        postal_codes: vec![code("93200"), code("93210")],
        population: Some(149_077),
        label_point: Position::new(2.3577, 48.9356).ok(),
        bbox: Bbox::new(2.31, 48.9, 2.4, 48.96).ok(),
        former_codes: Vec::new(),
    }
}

fn department() -> Territory {
    let (code, name) = (code("d93"), "Seine-Saint-Denis".to_owned());
    Territory { code, name, kind: TerritoryKind::Department, ..territory() }
}

pub(super) fn counts() -> Counts {
    Counts {
        total: 412,
        by_kind: vec![
            (DeviceKind::Camera, 367),
            (DeviceKind::PlateReader, 31),
            (DeviceKind::AcousticSensor, 9),
            (DeviceKind::Unknown, 5),
        ],
        by_status: vec![(DeviceStatus::Reported, 288), (DeviceStatus::Confirmed, 101), (DeviceStatus::Removed, 23)],
        by_verification: vec![
            (Verification::Unverified, 264),
            (Verification::Single, 112),
            (Verification::Documented, 36),
        ],
        by_operator_kind: vec![(OperatorKind::Public, 201)],
        newest: Some(day("2026-11-21")),
        oldest: Some(day("2023-02-03")),
    }
}

/// Those of [`counts`] that stand.
pub(super) fn standing() -> Counts {
    let by_verification =
        vec![(Verification::Unverified, 249), (Verification::Single, 106), (Verification::Documented, 34)];
    let by_status = vec![(DeviceStatus::Reported, 288), (DeviceStatus::Confirmed, 101)];
    Counts { total: 389, by_status, by_verification, newest: None, oldest: None, ..counts() }
}

fn nothing() -> Counts {
    Counts {
        total: 0,
        by_kind: Vec::new(),
        by_status: Vec::new(),
        by_verification: Vec::new(),
        by_operator_kind: Vec::new(),
        newest: None,
        oldest: None,
    }
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

pub(super) fn device() -> census::Device {
    let position = Position::new(2.357_81, 48.935_62).expect("a position");
    let mut device = census::Device::new(DeviceKind::Camera, position, "93066".to_owned());
    device.form = Some(Form::Dome);
    device.mount = Some(Mount::StreetLamp);
    device.views = vec![View { fov: Some(70.0), ..View::towards(Bearing::try_from(240.0).expect("a bearing")) }];
    device.height_m = Some(4.5);
    device.operator = Text::try_from("Ville de Saint-Denis".to_owned()).ok();
    device.operator_kind = Some(OperatorKind::Public);
    device.address_label = Text::try_from("Place Victor-Hugo, angle de la rue de la République".to_owned()).ok();
    device.last_confirmed = "2026-11-12".parse().ok();
    device.confirmations = 2;
    device.status = DeviceStatus::Confirmed;
    device.verification = Verification::Single;
    device.basis.insert("operator".to_owned(), Basis::Panel);
    device.sources = vec![Source {
        kind: Some(SourceKind::PrefecturalOrder),
        title: Text::try_from("Arrêté portant autorisation d’un système de vidéoprotection".to_owned()).ok(),
        url: WebAddress::try_from("https://example.org/arrete.pdf".to_owned()).ok(),
    }];
    device.upstream = vec![Upstream { source: "osm".to_owned(), id: "node/6459866647".to_owned(), version: Some(4) }];
    device.fictional = true;
    device
}

pub(super) fn entity_of(device: census::Device) -> Entity {
    let id = EntityId(Uuid::from_u128(0x5f2e_0c7a_1b1d_4c1e_9a2f_0f2b_3a8f_1c11));
    Entity { id, version: 3, created_on: day("2025-03-02"), updated_on: day("2026-11-12"), state: device.into() }
}

pub(super) fn revisions(entity: &Entity) -> Vec<Revision> {
    let last = entity.device().expect("a device");
    let mut first = last.clone();
    first.status = DeviceStatus::Reported;
    first.verification = Verification::Unverified;
    first.confirmations = 0;
    first.operator = None;
    first.last_confirmed = "2025-03-02".parse().ok();
    let mut second = first.clone();
    second.operator.clone_from(&last.operator);
    let [first, second] = [State::from(first), State::from(second)];
    let steps = [
        ("report", "2025-03-02", Changes::between(None, &first)),
        ("correct", "2025-06-14", Changes::between(Some(&first), &second)),
        ("confirm", "2026-11-12", Changes::between(Some(&second), &entity.state)),
    ];
    let mut link = GENESIS;
    let revision = |(version, (reason, date, changes)): (u32, (&str, &str, Changes))| {
        let body = Body { reason: reason.to_owned(), day: day(date), changes };
        let revision = Revision::next(link, i64::from(version), entity.id, version, &body, [7; 32]);
        link = revision.link;
        revision
    };
    (1..).zip(steps).map(revision).collect()
}

fn features() -> Vec<PublishedFeature> {
    let kinds = [
        (DeviceKind::Camera, DeviceStatus::Confirmed, Verification::Single, "Place Victor-Hugo"),
        (
            DeviceKind::PlateReader,
            DeviceStatus::Reported,
            Verification::Documented,
            "Porte de Paris, entrée de l’autoroute A1",
        ),
        (DeviceKind::Camera, DeviceStatus::Reported, Verification::Unverified, "12 rue du Port"),
        (DeviceKind::AcousticSensor, DeviceStatus::Reported, Verification::Unverified, "Quai de la Pointe"),
        (DeviceKind::Camera, DeviceStatus::Reported, Verification::Disputed, "Gare RER D, parvis"),
        (DeviceKind::Camera, DeviceStatus::Removed, Verification::Single, "Marché couvert"),
        (DeviceKind::Unknown, DeviceStatus::Reported, Verification::Multiple, "Passage de l’Aqueduc"),
    ];
    let feature =
        |(number, (kind, status, verification, address)): (u128, (DeviceKind, DeviceStatus, Verification, &str))| {
            let address_label = Text::try_from(address.to_owned()).ok();
            let device = census::Device { kind, status, verification, address_label, ..device() };
            let entity = Entity { id: EntityId(Uuid::from_u128(number)), ..entity_of(device) };
            let fragment = census::feature_json(&entity, entity.device().expect("a device"), Some("Saint-Denis"));
            let cursor = format!("0-{}", entity.id.0.simple()).parse().expect("a cursor");
            PublishedFeature { id: entity.id, version: 1, updated_on: entity.updated_on, fragment, cursor }
        };
    (1..).zip(kinds).map(feature).collect()
}

fn outcome() -> Outcome {
    let near = |number: u128, distance_m, same| Near {
        id: EntityId(Uuid::from_u128(number)),
        position: device().position,
        distance_m,
        attributes: Attributes {
            verification: Verification::Single,
            bearing: Some(240),
            ..Attributes::of(DeviceKind::Camera, DeviceStatus::Reported)
        },
        same,
    };
    Outcome {
        id: ContributionId(Uuid::from_u128(9)),
        state: ContributionState::Accepted,
        holds: Vec::new(),
        kind: EntityKind::Device,
        entity: Some(entity_of(device()).id),
        territory: Some("93066".to_owned()),
        position: Some(device().position),
        near: vec![near(1, 3.2, true), near(2, 27.0, false)],
        code: ReceiptCode::derive(&[7; 32], Uuid::from_u128(42)),
    }
}

pub(super) fn html(view: &impl Template) -> String {
    view.render().expect("a page renders")
}

fn city_page(lang: Lang, counts: Counts) -> String {
    let (territory, department) = (territory(), department());
    let recent = counts.total / 2;
    let is_empty = counts.total == 0;
    let known = city::Known {
        territory: &territory,
        department: Some(&department),
        figures: numbers::samples::figures(counts, recent),
        papers: if is_empty { Vec::new() } else { dossier::samples::papers() },
        comparison: Some(dossier::samples::comparison()),
        lately: (recent, 2),
        streets: false,
        at: None,
    };
    let mut view = city::view(&site(), Words::of(lang), &known);
    if !is_empty {
        view.rows = rows::rows(view.words, &features(), false);
        view.next = Some("?cursor=1-2#list".to_owned());
    }
    html(&view)
}

fn home_page(lang: Lang) -> String {
    let words = Words::of(lang);
    let place = |name: &str, count: &str| Place {
        href: "/".to_owned(),
        name: name.to_owned(),
        note: "Nord (59)".to_owned(),
        count: count.to_owned(),
    };
    let france = france::drawn(
        words,
        geodata::territory::Territories::embedded(),
        &[("93066".to_owned(), 412), ("59512".to_owned(), 24), ("13055".to_owned(), 120)],
    );
    html(&home::Home {
        layout: Layout::new(&site(), lang, words.text("home-page-title"), words.text("home-lead"), |paths| {
            paths.home().to_owned()
        }),
        words,
        france: france.0,
        figures: home::figures(words, &standing(), counts().total, 10),
        as_of: words.with("as-of", &[("day", "23 novembre 2026".into())]),
        rows: rows::rows(words, &features(), true),
        cities: vec![place("Saint-Denis", "412"), place("Marseille", "120"), place("Roubaix", "24")],
        departments: france.1,
    })
}

fn faulty_report(lang: Lang) -> String {
    let words = Words::of(lang);
    let form = ReportForm {
        place: "Saint-Denis".to_owned(),
        source_url: "ftp://x".to_owned(),
        note: "<script>".to_owned(),
        ..ReportForm::default()
    };
    let faults = vec![
        FieldFault::new("kind", words.text("fault-kind")),
        FieldFault::new("place", words.text("fault-which-commune")),
        FieldFault::new("source_url", words.text("fault-source")),
    ];
    let choice = |code: &str, note: &str| report::CommuneChoice {
        code: code.to_owned(),
        name: "Saint-Denis".to_owned(),
        note: note.to_owned(),
    };
    html(&report::view(
        &site(),
        lang,
        form,
        faults,
        vec![choice("93066", "Seine-Saint-Denis (93)"), choice("97411", "La Réunion (974)")],
    ))
}

fn explorer_page(lang: Lang) -> String {
    let filter = DeviceFilter { kinds: vec![DeviceKind::Camera], ..DeviceFilter::default() };
    let query = DeviceQuery { kind: Some("camera".to_owned()), ..DeviceQuery::default() };
    let mut view = explorer::view(&site(), Words::of(lang), (&query, &filter), None, 412);
    view.rows = rows::rows(view.words, &features(), true);
    html(&view)
}

fn opened_receipt(lang: Lang) -> String {
    let patch = serde_json::json!({"kind": "camera", "position": [2.35, 48.93], "address_label": "Place Victor-Hugo"});
    let contribution = serde_json::from_value(serde_json::json!({"intent": "new", "patch": patch, "channel": "web"}))
        .expect("a contribution");
    let receipt = store::Receipt {
        ground: None,
        contribution: ContributionId(Uuid::from_u128(9)),
        state: ContributionState::Pending,
        holds: vec![Hold::PrivateHome],
        entity: None,
        entity_version: None,
        content: contribution,
        territory: "93066".to_owned(),
        version: 1,
        decision: None,
        submitted_on: day("2026-11-23"),
        duplicate_of: None,
    };
    let words = Words::of(lang);
    let mut view = receipt::opening(&site(), lang, "ABCDE".to_owned(), String::new());
    view.receipt = Some(receipt::opened(words, &receipt, Some("Saint-Denis".to_owned())));
    html(&view)
}

pub(super) fn places() -> Places {
    Places::new(Territories::embedded(), "FR".parse().expect("a country"))
}

fn an_account() -> Account {
    Account {
        id: AccountId(Uuid::nil()),
        pseudonym: "Hibou".to_owned(),
        public: false,
        created_on: day("2026-11-23"),
        disabled_on: None,
        grants: vec![
            Grant { role: Role::Moderator, territory: Some("93066".to_owned()) },
            Grant { role: Role::Administrator, territory: None },
        ],
        accepted: 7,
        passkeys: 1,
    }
}

fn a_passkey() -> Passkey {
    let credential = "{}".to_owned();
    Passkey { id: Uuid::nil(), name: "Téléphone".to_owned(), credential, added_on: day("2026-11-23") }
}

fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let words = Words::of(lang);
    let mut held = outcome();
    held.state = ContributionState::Pending;
    held.holds = vec![Hold::NeedsPosition, Hold::Burst];
    held.entity = None;
    let mut pages = vec![
        ("home", home_page(lang)),
        ("map", explorer_page(lang)),
        ("exposure", html(&exposure::sample(&site(), Words::of(lang)))),
        (
            "report",
            html(&report::view(
                &site(),
                lang,
                ReportForm { client_id: Uuid::nil().to_string(), ..ReportForm::default() },
                Vec::new(),
                Vec::new(),
            )),
        ),
        ("report-faults", faulty_report(lang)),
        ("receipt", html(&receipt::view(&site(), lang, &outcome()))),
        ("receipt-held", html(&receipt::view(&site(), lang, &held))),
        ("receipt-open", opened_receipt(lang)),
        ("city", city_page(lang, counts())),
        ("city-empty", city_page(lang, nothing())),
        ("search", html(&search::sample(&site(), words, 2))),
        ("search-empty", html(&search::sample(&site(), words, 0))),
        ("login", html(&login::login(&site(), lang, words.text("login-unknown")))),
        ("logout", html(&login::logout(&site(), lang))),
        (
            "account-new",
            html(&account_new::form(&site(), lang, account_new::Asked::default(), words.text("account-taken"))),
        ),
        ("account-secret", html(&account_new::secret_page(&site(), lang, "Hibou", &Secret::from_random([7; 32])))),
        ("account", html(&account::view(&site(), lang, &an_account(), 2, &places()))),
        ("account-keys", html(&account_keys::view(&site(), lang, account_keys::KeyState::MustAdd, &[]))),
        ("account-keys-list", html(&account_keys::view(&site(), lang, account_keys::KeyState::Free, &[a_passkey()]))),
        ("administration", html(&administration::view(&site(), lang, &[an_account()], &places()))),
        ("problem", html(&problem::view(&site(), lang, &Error::NotFound.problem()))),
    ];
    pages.extend(walks::samples::pages(lang));
    pages
}

/// Keeps a page for the eyes, beside the style sheet.
fn keep(lang: Lang, name: &str, html: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pages");
    fs::create_dir_all(&folder).expect("the target folder is writable");
    fs::write(folder.join(format!("{name}.{}.html", lang.tag())), html).expect("the target folder is writable");
}

#[test]
fn every_page_renders_in_both_languages_and_keeps_the_rules_of_the_house() {
    for lang in Lang::ALL {
        let past = ("changes", changes::sample(&site(), lang, &entity_of(device())));
        let others = prose::samples(lang).into_iter().chain(moderation::samples::pages(lang)).chain([past]);
        let more = photo::samples::pages(lang).into_iter().chain(device::samples::pages(lang));
        let others = others.chain(more).chain(piece::samples::pages(lang));
        let others = others.chain(police::samples(&site(), lang)).chain(reference::samples(lang));
        for (name, html) in pages(lang).into_iter().chain(others) {
            keep(lang, name, &html);
            let page = format!("{name} in {}", lang.tag());
            assert!(html.contains(&format!("<html lang=\"{}\">", lang.tag())), "{page}: its language");
            assert_eq!(html.matches("<h1").count(), 1, "{page}: one title");
            assert!(html.contains("class=\"demo-banner\""), "{page}: a demo says so");
            assert!(
                html.contains(&Words::of(lang).text("read-only-title")),
                "{page}: a census that takes no writes says so"
            );
            assert!(
                html.contains("property=\"og:title\"") && html.contains("href=\"#content\""),
                "{page}: head and skip link"
            );
            assert!(!html.contains(" style=") && !html.contains("<style"), "{page}: the policy forbids inline style");
            // A block of data is no script: nothing in it runs.
            let harmless = ["<script type=\"module\"", "<script type=\"application/ld+json\""];
            let harmless: usize = harmless.iter().map(|start| html.matches(start).count()).sum();
            assert_eq!(html.matches("<script").count(), harmless, "{page}: no inline script");
            assert!(!html.contains(" onclick") && !html.contains("javascript:"), "{page}: no inline handler");
        }
    }
}

#[test]
fn every_identifier_stands_once_and_every_label_and_description_finds_its_own() {
    let values = |html: &str, attribute: &str| -> Vec<String> {
        let opening = format!(" {attribute}=\"");
        let pieces = html.split(&opening).skip(1).filter_map(|rest| rest.split('"').next());
        pieces.flat_map(|value| value.split(' ')).map(str::to_owned).collect()
    };
    for (name, html) in pages(Lang::Fr) {
        let mut ids = values(&html, "id");
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}: an id stands twice");
        for attribute in ["for", "aria-labelledby", "aria-describedby"] {
            for target in values(&html, attribute) {
                assert!(ids.contains(&target), "{name}: {attribute}={target} leads nowhere");
            }
        }
        for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.contains(&target.to_owned()), "{name}: #{target} leads nowhere");
        }
    }
}

#[test]
fn what_people_typed_is_shown_again_and_never_as_markup() {
    let html = faulty_report(Lang::Fr);
    assert!(html.contains("value=\"ftp://x\"") && html.contains("&#60;script&#62;"), "{html}");
    assert!(html.contains("<details class=\"more\" open>"), "the part with a fault is open");
}

#[test]
fn an_empty_city_says_that_nobody_looked_and_has_no_rate() {
    let html = city_page(Lang::Fr, nothing());
    assert!(html.contains("Personne n’a encore regardé ici"));
    assert!(!html.contains(" pour 1\u{202f}000 habitants") && !html.contains("class=\"tally\""));
}

#[test]
fn the_history_names_the_change_and_nobody() {
    let html = device::samples::page(Lang::Fr, &entity_of(device()));
    assert!(html.contains("<ins>Ville de Saint-Denis</ins>"));
    assert!(html.contains("https://www.openstreetmap.org/node/6459866647"));
    assert!(!html.contains("pseudonym"));
}

#[test]
fn a_withdrawn_or_mistaken_device_says_so_and_takes_no_observation() {
    let mut entity = entity_of(device());
    entity.state = entity.state.mistaken();
    let html = device::samples::page(Lang::Fr, &entity);
    assert!(html.contains("ne compte plus") && !html.contains("<confirm-device"));
}
