//! `datapackage.json` (Frictionless) and `datacite.json` (ready for a DOI).

use std::path::Path;
use std::{fs, io};

use census::EntityKind;
use serde_json::{Value, json};

use super::{SCHEMA_VERSION, Subject, TITLE, schema};
use crate::changes::{CHANGES, IDS};
use crate::make::{OSM, file_name};
use crate::sums::Sums;
use crate::{Format, Table};

const ODBL: &str = "https://opendatacommons.org/licenses/odbl/1-0/";

/// The description of the whole release.
pub(super) fn document(subject: &Subject, folder: &Path, sums: &Sums) -> io::Result<Value> {
    let mut resources = Vec::new();
    for table in EntityKind::ALL.map(Table::of) {
        let osm = table.is_located().then_some(format!("{OSM}/"));
        for place in std::iter::once(String::new()).chain(osm) {
            let formats = Format::ALL.into_iter().filter(|format| format.takes(&table));
            for format in formats {
                resources.push(resource(subject, folder, sums, &table, &place, format)?);
            }
        }
    }
    for name in [IDS, CHANGES] {
        resources.push(list(folder, sums, name)?);
    }
    Ok(json!({
        "profile": "data-package",
        "name": "technopolice",
        "id": subject.address(),
        "title": TITLE[0],
        "version": subject.month.to_string(),
        "schema_version": SCHEMA_VERSION,
        "created": format!("{}T00:00:00Z", subject.month.first_day()),
        "homepage": subject.base_url.as_deref().unwrap_or("/"),
        "licenses": [{"name": "ODbL-1.0", "path": ODBL, "title": "Open Data Commons Open Database License 1.0"}],
        "contributors": [{"title": "Technopolice", "role": "publisher"}],
        "resources": resources,
    }))
}

/// A file of a table. The rows and the columns are told of the CSV, which is the one that validators read.
fn resource(
    subject: &Subject,
    folder: &Path,
    sums: &Sums,
    table: &Table,
    place: &str,
    format: Format,
) -> io::Result<Value> {
    let path = format!("{place}{}", file_name(table.name(), format));
    let name = format!("{}{}-{}", place.replace('/', "-"), table.name(), format.extension());
    let mut resource = file(folder, sums, &path, &name)?;
    resource["format"] = json!(format.extension());
    if format.is_text() {
        resource["encoding"] = json!("utf-8");
    } else {
        // frictionless takes Parquet for a table, and does not count the bytes of those.
        resource["type"] = json!("file");
    }
    if place.is_empty() {
        resource["description"] = json!(format!("{} rows", subject.rows(table.name())));
    } else {
        resource["description"] = json!(format!("{} rows", subject.rows(&format!("{place}{}", table.name()))));
        resource["sources"] =
            json!([{"title": "© OpenStreetMap contributors", "path": "https://www.openstreetmap.org/copyright"}]);
    }
    if format == Format::Csv {
        resource["profile"] = json!("tabular-data-resource");
        resource["schema"] = schema::table_schema(table);
    }
    Ok(resource)
}

/// A list of ids.
fn list(folder: &Path, sums: &Sums, path: &str) -> io::Result<Value> {
    let name = path.split('.').next().unwrap_or(path);
    let mut resource = file(folder, sums, path, name)?;
    resource["format"] = json!("csv");
    Ok(resource)
}

fn file(folder: &Path, sums: &Sums, path: &str, name: &str) -> io::Result<Value> {
    let sum = sums.get(path).map(String::as_str).unwrap_or_default();
    let mut file = json!({
        "name": name,
        "path": path,
        "bytes": fs::metadata(folder.join(path))?.len(),
        "hash": format!("sha256:{sum}"),
    });
    if path.rsplit('.').next() == Some("gz") {
        file["compression"] = json!("gz");
    }
    Ok(file)
}

/// The metadata that a DOI is asked for with (`DataCite` 4).
pub(super) fn datacite(subject: &Subject) -> Value {
    let day = subject.month.first_day();
    json!({
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceType": "Dataset", "resourceTypeGeneral": "Dataset"},
        "creators": [{"name": "Technopolice, contributrices et contributeurs", "nameType": "Organizational"}],
        "titles": [{"title": TITLE[0], "lang": "fr"}, {"title": TITLE[1], "lang": "en"}],
        "publisher": {"name": "Technopolice"},
        "publicationYear": day.format("%Y").to_string(),
        "dates": [{"date": day.to_string(), "dateType": "Issued"}],
        "version": subject.month.to_string(),
        "language": "fr",
        "url": subject.address(),
        "subjects": [{"subject": "surveillance"}, {"subject": "vidéosurveillance"}, {"subject": "open data"}],
        "rightsList": [{"rights": "ODbL 1.0", "rightsUri": ODBL, "rightsIdentifier": "ODbL-1.0",
            "rightsIdentifierScheme": "SPDX"}],
        "formats": Format::ALL.map(Format::media_type),
        "identifiers": [],
    })
}
