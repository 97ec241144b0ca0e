//! The census in the words of DCAT 3, as data.gouv.fr and other portals harvest it: the census of the moment, each
//! release with what was derived from OpenStreetMap apart, and the two interfaces.

use axum::http::HeaderMap;
use census::{EntityKind, Language, Taxonomy};
use futures_util::future;
use release::{Format, Listed, Shelf, Sums, table_name};

use super::ODBL;
use super::rdf::{Node, Properties, Term};
use crate::devices;
use crate::error::Error;
use crate::pages::Paths;
use crate::state::AppState;
use crate::words::{Lang, Words};

const FREQUENCIES: &str = "http://publications.europa.eu/resource/authority/frequency/";
const LANGUAGES: &str = "http://publications.europa.eu/resource/authority/language/";
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";
const OSM: &str = "https://www.openstreetmap.org/copyright";
/// The folder of a release that holds what was derived from OpenStreetMap.
const OSM_FOLDER: &str = "osm/";

/// Spells the addresses of things and says what all of them share.
struct Describer<'a> {
    base: String,
    state: &'a AppState,
    nodes: Vec<Node>,
}

/// A release on the shelf.
struct Shelved {
    listed: Listed,
    sums: Sums,
}

/// Where a file of a dataset is and what it is.
struct File<'a> {
    path: String,
    name: &'a str,
    bytes: Option<u64>,
    sum: Option<&'a str>,
}

/// Everything that can be taken out of the census.
pub(super) async fn graph(state: &AppState, headers: &HeaderMap) -> Result<Vec<Node>, Error> {
    let days = devices::whole(state).await?.days;
    let releases = shelved(&state.settings.releases).await?;
    let mut describer = Describer { base: state.absolute_address(headers, ""), state, nodes: Vec::new() };
    describer.publisher();
    describer.services();
    let mut datasets = vec![describer.live_devices(days)];
    datasets.extend(EntityKind::records().map(|kind| describer.live_records(kind)).collect::<Vec<_>>());
    for release in &releases {
        datasets.extend([false, true].map(|osm| describer.release(release, osm)));
    }
    describer.catalogue(datasets);
    Ok(describer.nodes)
}

/// The releases, the newest first.
async fn shelved(shelf: &Shelf) -> Result<Vec<Shelved>, Error> {
    let listed = shelf.releases().await?;
    let sums = future::try_join_all(listed.iter().map(|release| shelf.sums(release.month))).await?;
    let both = listed.into_iter().zip(sums);
    Ok(both.rev().map(|(listed, sums)| Shelved { listed, sums: sums.unwrap_or_default() }).collect())
}

impl Describer<'_> {
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A thing of the catalogue itself.
    fn named(&self, name: &str) -> String {
        format!("{}/data#{name}", self.base)
    }

    fn iri(&self, path: &str) -> Term {
        Term::Iri(self.at(path))
    }

    fn node(&mut self, id: String, class: &'static str, properties: Properties) {
        self.nodes.push(Node { id, class, properties });
    }

    fn publisher(&mut self) {
        let properties = vec![("foaf:name", Term::Text("Technopolice".to_owned())), ("foaf:homepage", self.iri("/"))];
        self.node(self.named("publisher"), "foaf:Organization", properties);
    }

    fn catalogue(&mut self, datasets: Vec<String>) {
        let mut properties = texts("data-title", "catalogue-about", &[]);
        properties.extend([
            ("foaf:homepage", self.iri(Paths(Lang::Fr).data())),
            ("dct:publisher", Term::Iri(self.named("publisher"))),
            ("dct:license", Term::Iri(ODBL.to_owned())),
            ("dct:language", Term::Iri(format!("{LANGUAGES}FRA"))),
            ("dct:language", Term::Iri(format!("{LANGUAGES}ENG"))),
        ]);
        properties.extend(datasets.into_iter().map(|dataset| ("dcat:dataset", Term::Iri(dataset))));
        properties.extend(["api", "ogc"].map(|name| ("dcat:service", Term::Iri(self.named(name)))));
        self.node(self.named("catalogue"), "dcat:Catalog", properties);
    }

    fn services(&mut self) {
        for (name, path, description, title) in
            [("api", "/api/v1", "/api/openapi.json", "API JSON"), ("ogc", "/ogc", "/ogc/api", "OGC API Features")]
        {
            let mut properties = vec![
                ("dct:title", Term::Text(title.to_owned())),
                ("dct:publisher", Term::Iri(self.named("publisher"))),
                ("dct:license", Term::Iri(ODBL.to_owned())),
                ("dcat:endpointURL", self.iri(path)),
                ("dcat:endpointDescription", self.iri(description)),
            ];
            if name == "ogc" {
                let standard = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core";
                properties.push(("dct:conformsTo", Term::Iri(standard.to_owned())));
            }
            let served = EntityKind::ALL.into_iter().map(|kind| Term::Iri(self.named(table_name(kind))));
            properties.extend(served.map(|dataset| ("dcat:servesDataset", dataset)));
            self.node(self.named(name), "dcat:DataService", properties);
        }
    }

    /// The devices of the moment.
    fn live_devices(&mut self, days: Option<[chrono::NaiveDate; 2]>) -> String {
        let name = table_name(EntityKind::Device);
        let id = self.named(name);
        let mut properties = texts("catalogue-devices", "catalogue-devices-about", &[]);
        properties.extend(self.shared(name, "CONT"));
        properties.push(("dct:source", Term::Iri(OSM.to_owned())));
        properties.extend(self.spatial());
        if let Some([first, last]) = days {
            let day = |day: chrono::NaiveDate| Term::Typed("xsd:date", day.to_string());
            let period = vec![("dcat:startDate", day(first)), ("dcat:endDate", day(last))];
            properties.push(("dct:temporal", Term::Nested("dct:PeriodOfTime", period)));
            properties.push(("dct:modified", day(last)));
        }
        for format in Format::ALL {
            let name = format!("devices.{}", format.extension());
            let file = File { path: format!("/dumps/live/{name}"), name: &name, bytes: None, sum: None };
            properties.push(("dcat:distribution", self.distribution(&file, &[])));
        }
        self.node(id.clone(), "dcat:Dataset", properties);
        id
    }

    /// What else there is at the moment, as its page gives it away.
    fn live_records(&mut self, kind: EntityKind) -> String {
        let name = table_name(kind);
        let id = self.named(name);
        let label = |language| Taxonomy::embedded().plural("entity_kind", kind.key(), language).to_owned();
        let mut properties =
            texts("catalogue-records", "catalogue-records-about", &[label(Language::French), label(Language::English)]);
        properties.extend(self.shared(name, "CONT"));
        for ending in ["csv", "json"] {
            let path = format!("{}.{ending}", Paths(Lang::Fr).kind(kind));
            let file = File { name: path.trim_start_matches('/'), path: path.clone(), bytes: None, sum: None };
            properties.push(("dcat:distribution", self.distribution(&file, &[])));
        }
        self.node(id.clone(), "dcat:Dataset", properties);
        id
    }

    /// One of the two collections of a release: what people contributed, or what was derived from OpenStreetMap.
    fn release(&mut self, release: &Shelved, osm: bool) -> String {
        let month = release.listed.month;
        let name = format!("release-{month}{}", if osm { "-osm" } else { "" });
        let id = self.named(&name);
        let (title, about) = if osm {
            ("catalogue-osm", "catalogue-osm-about")
        } else {
            ("catalogue-release", "catalogue-release-about")
        };
        let mut properties = texts(title, about, &[month.to_string(), month.to_string()]);
        properties.extend(self.shared(&name, "NEVER"));
        properties.extend(self.spatial());
        properties.extend([
            ("dct:issued", Term::Typed("xsd:date", month.first_day().to_string())),
            ("dcat:version", Term::Text(month.to_string())),
            ("foaf:page", self.iri(&format!("/dumps/{month}/dictionary.fr.html"))),
            ("foaf:page", self.iri(&format!("/dumps/{month}/dictionary.en.html"))),
            ("dct:conformsTo", self.iri(&format!("/dumps/{month}/schema.json"))),
        ]);
        let mut rights = Vec::new();
        if osm {
            properties.push(("dct:source", Term::Iri(OSM.to_owned())));
            rights.push(("dct:rights", Term::Text("© OpenStreetMap contributors".to_owned())));
        }
        let files = release.listed.files.iter().filter(|file| file.name.starts_with(OSM_FOLDER) == osm);
        for file in files.filter(|file| format_of(&file.name).is_some()) {
            let sum = release.sums.get(&file.name).map(String::as_str);
            let path = format!("/dumps/{month}/{}", file.name);
            let file = File { path, name: &file.name, bytes: Some(file.bytes), sum };
            properties.push(("dcat:distribution", self.distribution(&file, &rights)));
        }
        self.node(id.clone(), "dcat:Dataset", properties);
        id
    }

    /// What every dataset has.
    fn shared(&self, name: &str, frequency: &str) -> Properties {
        let mut properties = vec![
            ("dct:identifier", Term::Text(self.named(name))),
            ("dct:publisher", Term::Iri(self.named("publisher"))),
            ("dct:license", Term::Iri(ODBL.to_owned())),
            ("dct:accrualPeriodicity", Term::Iri(format!("{FREQUENCIES}{frequency}"))),
            ("dcat:landingPage", self.iri(Paths(Lang::Fr).data())),
        ];
        if let Some(contact) = &self.state.settings.contact {
            let name = ("vcard:fn", Term::Text("Technopolice".to_owned()));
            let reached = if contact.email().is_some() { "vcard:hasEmail" } else { "vcard:hasURL" };
            let card = vec![name, (reached, Term::Iri(contact.uri().to_owned()))];
            properties.push(("dcat:contactPoint", Term::Nested("vcard:Organization", card)));
        }
        for (language, words) in [("fr", Lang::Fr), ("en", Lang::En)] {
            let keywords = Words::of(words).text("catalogue-keywords");
            properties.extend(keywords.split(", ").map(|word| ("dcat:keyword", Term::In(language, word.to_owned()))));
        }
        properties
    }

    /// The box around the territories, as a polygon; data.gouv.fr reads it in WKT.
    fn spatial(&self) -> Properties {
        let [west, south, east, north] = self.state.places.bounds();
        let wkt = format!("POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))");
        let polygon = |name| (name, Term::Typed("geo:wktLiteral", wkt.clone()));
        vec![("dct:spatial", Term::Nested("dct:Location", vec![polygon("dcat:bbox"), polygon("locn:geometry")]))]
    }

    /// A file. It is a node of its own, called like its address.
    fn distribution(&mut self, file: &File<'_>, rights: &[(&'static str, Term)]) -> Term {
        let address = self.at(&file.path);
        let id = format!("{}#{}", self.at("/data"), file.path.trim_start_matches('/'));
        let mut properties = vec![
            ("dct:title", Term::Text(file.name.to_owned())),
            ("dcat:accessURL", Term::Iri(address.clone())),
            ("dcat:downloadURL", Term::Iri(address)),
            ("dct:license", Term::Iri(ODBL.to_owned())),
        ];
        properties.extend(rights.iter().cloned());
        if let Some((format, media_type)) = format_of(file.name) {
            properties.push(("dct:format", Term::Text(format.to_owned())));
            properties.push(("dcat:mediaType", Term::Iri(format!("{MEDIA_TYPES}{media_type}"))));
        }
        if file.name.strip_suffix(".gz").is_some() {
            properties.push(("dcat:compressFormat", Term::Iri(format!("{MEDIA_TYPES}application/gzip"))));
        }
        let bytes = file.bytes.map(|bytes| Term::Typed("xsd:nonNegativeInteger", bytes.to_string()));
        properties.extend(bytes.map(|bytes| ("dcat:byteSize", bytes)));
        if let Some(sum) = file.sum {
            let checksum = vec![
                ("spdx:algorithm", Term::Word("spdx:checksumAlgorithm_sha256")),
                ("spdx:checksumValue", Term::Typed("xsd:hexBinary", sum.to_owned())),
            ];
            properties.push(("spdx:checksum", Term::Nested("spdx:Checksum", checksum)));
        }
        self.node(id.clone(), "dcat:Distribution", properties);
        Term::Iri(id)
    }
}

/// Title and description in both languages; `names` are the blank of each.
fn texts(title: &str, about: &str, names: &[String]) -> Properties {
    let mut properties = Vec::new();
    for (property, key) in [("dct:title", title), ("dct:description", about)] {
        for (number, lang) in Lang::ALL.into_iter().enumerate() {
            let words = Words::of(lang);
            let text = match names.get(number) {
                Some(name) => words.with(key, &[("name", name.as_str().into())]),
                None => words.text(key),
            };
            properties.push((property, Term::In(lang.tag(), text)));
        }
    }
    properties
}

/// What a data file is called on a portal, and its media type without its parameters; nothing for what only describes
/// a release.
fn format_of(name: &str) -> Option<(&'static str, &'static str)> {
    let bare = name.strip_suffix(".gz").unwrap_or(name);
    let extension = bare.rsplit('.').next()?;
    if extension == "json" {
        return (!bare.contains('/') && !["schema.json", "datapackage.json", "datacite.json"].contains(&bare))
            .then_some(("json", "application/json"));
    }
    let format: Format = extension.parse().ok()?;
    let media_type = format.media_type().split(';').next()?;
    Some((format.extension(), media_type))
}
