//! `/taginfo.json`: which tags of OpenStreetMap this census reads, for taginfo.openstreetmap.org.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use census::{DeviceKind, Feature, Language, Mount, OperatorKind, Taxonomy, Watches, Zone, osm};
use serde_json::{Value, json};

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::pages::Paths;
use crate::state::AppState;
use crate::words::Lang;

/// The lists of words that the fields of a device are read with.
const LISTS: [&str; 7] =
    [DeviceKind::LIST, census::Form::LIST, Mount::LIST, Feature::LIST, Watches::LIST, OperatorKind::LIST, Zone::LIST];

/// `GET /taginfo.json`. Taginfo asks for somebody whom it can write to; without one there is no file.
pub(super) async fn show(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Error> {
    let email = state.settings.contact.as_ref().and_then(|contact| contact.email()).ok_or(Error::NotFound)?;
    let at = |path: &str| state.absolute_address(&headers, path);
    let document = json!({
        "data_format": 1,
        "data_url": at("/taginfo.json"),
        "project": {
            "name": "technopolice",
            "description": "The citizens' census of local surveillance in France",
            "project_url": at(Paths(Lang::En).home()),
            "doc_url": at(Paths(Lang::En).data()),
            "icon_url": at("/favicon.svg"),
            "contact_name": "technopolice",
            "contact_email": email,
        },
        "tags": tags(),
    });
    Ok(answer(&headers, "application/json", Keep::Revalidate, format!("{document:#}\n")))
}

/// What makes an object a device, then each list of words with its values, then what is free text or a number.
fn tags() -> Vec<Value> {
    let taxonomy = Taxonomy::embedded();
    let objects = json!(["node", "area"]);
    let mut tags: Vec<Value> = osm::DEVICES
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value, "object_types": objects, "description": "A device"}))
        .collect();
    for list in LISTS.iter().filter_map(|name| taxonomy.list(name)) {
        for key in osm::KEYS.iter().filter(|key| list.osm.iter().any(|known| known == *key)) {
            for entry in &list.entries {
                let words = format!("{}: {}", list.label(Language::English), entry.label(Language::English));
                for value in entry.osm.iter().chain(&entry.read) {
                    tags.push(json!({"key": key, "value": value, "object_types": objects, "description": words}));
                }
            }
        }
    }
    let listed = |key: &&&str| tags.iter().any(|tag| tag["key"] == **key);
    let free: Vec<&&str> = osm::KEYS.iter().filter(|key| !listed(key)).collect();
    tags.extend(free.into_iter().map(|key| json!({"key": key, "object_types": objects})));
    tags
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_that_is_read_is_told_once_with_a_value() {
        let tags = tags();
        let told: BTreeSet<String> = tags.iter().map(|tag| format!("{}={}", tag["key"], tag["value"])).collect();
        assert_eq!(told.len(), tags.len(), "nothing twice");
        for key in osm::KEYS {
            assert!(tags.iter().any(|tag| tag["key"] == **key), "{key}");
        }
        assert!(tags.iter().any(|tag| tag["key"] == "surveillance:type" && tag["value"] == "ALPR"));
        assert!(!tags.iter().any(|tag| tag["key"] == "surveillance:direction" && !tag["value"].is_null()));
    }
}
