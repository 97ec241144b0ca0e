//! The report form as it was sent, and the contribution that it means.

use std::collections::BTreeMap;

use census::{Basis, Channel, Contribution, EntityKind, Fault, Intent, Patch, Source, Text, WebAddress};
use geodata::Position;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::words::Words;

/// Every field as text, so that a page with faults shows again what was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReportForm {
    pub(crate) client_id: String,
    pub(crate) kind: String,
    pub(crate) longitude: String,
    pub(crate) latitude: String,
    pub(crate) coordinates: String,
    pub(crate) accuracy_m: String,
    pub(crate) address_label: String,
    pub(crate) place: String,
    pub(crate) territory: String,
    pub(crate) form: String,
    pub(crate) mount: String,
    pub(crate) bearing: String,
    pub(crate) watches: String,
    pub(crate) operator_kind: String,
    pub(crate) operator: String,
    pub(crate) sign_present: String,
    pub(crate) first_seen: String,
    pub(crate) note: String,
    pub(crate) source_url: String,
}

/// A fault at a field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldFault {
    /// The field.
    pub(crate) field: &'static str,
    /// Fragment to jump to.
    pub(crate) anchor: String,
    /// What happened and what to do.
    pub(crate) message: String,
}

impl FieldFault {
    /// A fault with its words from the catalogue.
    pub(crate) fn new(field: &'static str, message: String) -> Self {
        Self { field, anchor: format!("field-{field}"), message }
    }
}

/// Fields that are copied as they are; an empty one is unknown, and so absent.
const COPIED: [&str; 7] = ["address_label", "form", "mount", "watches", "operator_kind", "operator", "first_seen"];

impl ReportForm {
    /// The sender's id, if it is one.
    pub(crate) fn client_id(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.client_id).ok()
    }

    /// The position: typed coordinates first, then what the browser found.
    pub(crate) fn position(&self) -> Option<Result<Position, String>> {
        let typed = self.coordinates.trim();
        if !typed.is_empty() {
            return Some(position(typed));
        }
        let found = format!("{} {}", self.latitude, self.longitude);
        (!found.trim().is_empty()).then(|| position(&found))
    }

    /// The contribution, with the commune that the place was resolved to; every fault at its field.
    pub(crate) fn contribution(&self, words: &Words, territory: Option<&str>) -> Result<Contribution, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let position = self.position().transpose().unwrap_or_else(|_| {
            faults.push(FieldFault::new("coordinates", words.text("fault-coordinates")));
            None
        });
        let sources = self.sources().unwrap_or_else(|()| {
            faults.push(FieldFault::new("source_url", words.text("fault-source")));
            Vec::new()
        });
        let note = self.note().unwrap_or_else(|()| {
            faults.push(FieldFault::new("note", words.text("fault-note")));
            None
        });
        let patch = Patch::parse(EntityKind::Device, self.values(position, territory)).unwrap_or_else(|found| {
            faults.extend(found.iter().map(|fault| located(words, fault)));
            Patch::default()
        });
        if self.kind.is_empty() {
            faults.insert(0, FieldFault::new("kind", words.text("fault-kind")));
        }
        let placed = position.is_some() || (!self.address_label.trim().is_empty() && territory.is_some());
        if !placed && faults.iter().all(|fault| fault.field != "coordinates") {
            faults.push(FieldFault::new("place", words.text("fault-place")));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let basis = BTreeMap::from([("kind".to_owned(), Basis::Seen)]);
        Ok(Contribution {
            kind: EntityKind::Device,
            intent: Intent::New,
            entity: None,
            base_version: None,
            patch,
            basis,
            sources,
            note,
            channel: Channel::Web,
        })
    }

    fn values(&self, position: Option<Position>, territory: Option<&str>) -> Map<String, Value> {
        let (kind, drawn_form) = self.kind.split_once('/').unwrap_or((&self.kind, ""));
        let form = if self.form.is_empty() { drawn_form } else { &self.form };
        let copied = [
            &self.address_label,
            form,
            &self.mount,
            &self.watches,
            &self.operator_kind,
            &self.operator,
            &self.first_seen,
        ];
        let mut values = Map::new();
        let mut put = |name: &str, value: Value| drop(values.insert(name.to_owned(), value));
        if !kind.is_empty() {
            put("kind", kind.into());
        }
        if let Some(position) = position {
            put("position", serde_json::json!([position.longitude(), position.latitude()]));
        }
        for (name, text) in COPIED.iter().zip(copied).filter(|(_, text)| !text.trim().is_empty()) {
            put(name, text.trim().into());
        }
        if let Ok(bearing) = self.bearing.trim().parse::<f64>() {
            put("bearing", bearing.into());
        }
        if let Some(metres) = self.accuracy_m.trim().parse::<f64>().ok().filter(|_| self.coordinates.trim().is_empty())
        {
            put("accuracy_m", metres.into());
        }
        if let Ok(present) = self.sign_present.parse::<bool>() {
            put("sign_present", present.into());
        }
        if let Some(code) = territory {
            put("territory", code.into());
        }
        values
    }

    fn sources(&self) -> Result<Vec<Source>, ()> {
        if self.source_url.trim().is_empty() {
            return Ok(Vec::new());
        }
        let url = WebAddress::try_from(self.source_url.clone()).map_err(drop)?;
        Ok(vec![Source { kind: None, title: None, url: Some(url) }])
    }

    fn note(&self) -> Result<Option<Text<4000>>, ()> {
        if self.note.trim().is_empty() {
            return Ok(None);
        }
        Text::try_from(self.note.replace("\r\n", "\n")).map(Some).map_err(drop)
    }
}

/// The fault of a patch, at the field of the form that it came from, in the page's language.
fn located(words: &Words, fault: &Fault) -> FieldFault {
    match fault.pointer.as_str() {
        "/patch/kind" => FieldFault::new("kind", words.text("fault-kind")),
        "/patch/views" => FieldFault::new("bearing", words.text("fault-bearing")),
        "/patch/first_seen" => FieldFault::new("first_seen", words.text("fault-since")),
        "/patch/operator" => FieldFault::new("operator", words.text("fault-text")),
        "/patch/address_label" => FieldFault::new("place", words.text("fault-text")),
        "/patch/position" | "/patch/accuracy_m" => FieldFault::new("coordinates", words.text("fault-coordinates")),
        _ => FieldFault::new("kind", words.text("fault-value")),
    }
}

/// Latitude and longitude as people paste them: `48.8566, 2.3522`, `48,8566 2,3522`, `48.8566;2.3522`.
pub(crate) fn position(text: &str) -> Result<Position, String> {
    let separators: &[char] = if text.contains('.') { &[',', ';', ' ', '/', '\t'] } else { &[';', ' ', '/', '\t'] };
    let plain: String = text.chars().filter(|c| !matches!(c, '°' | '(' | ')')).collect();
    let pieces = plain.split(separators).map(str::trim).filter(|piece| !piece.is_empty());
    let numbers: Result<Vec<f64>, String> = pieces.map(number).collect();
    match numbers?.as_slice() {
        [latitude, longitude] => Position::new(*longitude, *latitude).map_err(|error| error.to_string()),
        _ => Err("expected a latitude and a longitude".to_owned()),
    }
}

fn number(text: &str) -> Result<f64, String> {
    text.trim_end_matches(',').replace(',', ".").parse().map_err(|_| format!("expected a number, found {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn coordinates_are_read_as_people_paste_them() {
        for text in [
            "48.8566, 2.3522",
            "48.8566,2.3522",
            "48,8566 2,3522",
            "48,8566; 2,3522",
            "48.8566 2.3522",
            "(48.8566°, 2.3522°)",
        ] {
            let found = position(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((found.latitude(), found.longitude()), (48.8566, 2.3522), "{text}");
        }
        for text in ["", "48.8566", "abc", "91.0, 2.0", "NaN, 2.0", "1e400, 2.0", "1.0, 2.0, 3.0"] {
            assert!(position(text).is_err(), "{text}");
        }
    }

    fn faults(form: &ReportForm) -> Vec<&'static str> {
        let result = form.contribution(Words::of(Lang::Fr), None);
        result.err().unwrap_or_default().iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn every_fault_is_told_at_its_field() {
        assert_eq!(faults(&ReportForm::default()), ["kind", "place"]);
        let form = ReportForm {
            kind: "camera/dome".to_owned(),
            coordinates: "91, 2".to_owned(),
            source_url: "javascript:alert(1)".to_owned(),
            ..ReportForm::default()
        };
        assert_eq!(faults(&form), ["coordinates", "source_url"]);
    }

    #[test]
    fn the_drawing_gives_the_form_and_a_chosen_form_wins() {
        let form = ReportForm {
            kind: "camera/dome".to_owned(),
            latitude: "48.85".to_owned(),
            longitude: "2.35".to_owned(),
            ..ReportForm::default()
        };
        let sent = form.contribution(Words::of(Lang::Fr), None).expect("a report of two taps");
        assert_eq!(sent.patch.text("kind"), Some("camera"));
        assert_eq!(sent.patch.text("form"), Some("dome"));
        let chosen = ReportForm {
            form: "panoramic".to_owned(),
            bearing: "270".to_owned(),
            sign_present: "false".to_owned(),
            ..form
        };
        let sent = chosen.contribution(Words::of(Lang::Fr), None).expect("valid");
        assert_eq!(sent.patch.text("form"), Some("panoramic"));
        assert_eq!(sent.patch.as_map()["views"], serde_json::json!([{"bearing": 270.0}]));
        assert_eq!(sent.patch.as_map()["sign_present"], false);
    }

    #[test]
    fn an_address_with_its_commune_is_enough() {
        let form = ReportForm {
            kind: "camera".to_owned(),
            address_label: "1 place d’Armes".to_owned(),
            ..ReportForm::default()
        };
        let sent = form.contribution(Words::of(Lang::Fr), Some("93066")).expect("valid");
        assert_eq!(sent.patch.text("territory"), Some("93066"));
        assert!(sent.patch.position().is_none());
    }
}
