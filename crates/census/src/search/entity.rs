//! What an entity says that people may look for.

use chrono::NaiveDate;
use serde_json::Value;

use super::SearchText;
use crate::record::text_of;
use crate::{
    Device, DeviceKind, DeviceStatus, Entity, EntityKind, Field, Language, Record, Shape, Siret, Standing, State,
    Taxonomy, Text, fields,
};

/// Vocabularies whose words people look for; the others sort and filter.
const SPOKEN: [&str; 3] = ["technology", "capability", "police_file"];

impl SearchText {
    /// What an entity is found by; `None` when the census no longer stands by it, or when it says nothing.
    /// `name` tells the names of territories.
    pub fn of(entity: &Entity, name: impl Fn(&str) -> Option<String>) -> Option<Self> {
        match &entity.state {
            State::Device(device) => of_device(device, entity.created_on, name),
            State::Record(record) => of_record(record, entity.created_on, name),
        }
    }
}

/// What people write about a device.
const WRITTEN: [&str; 5] = ["address_label", "operator", "manufacturer", "product", "description"];

/// Nearly every device is a camera of which nothing more is said: it is found on the map, and by its commune.
fn of_device(device: &Device, day: NaiveDate, name: impl Fn(&str) -> Option<String>) -> Option<SearchText> {
    if device.status == DeviceStatus::Mistaken {
        return None;
    }
    let address = device.address_label.as_ref().map(Text::as_str);
    let own = [&device.operator, &device.manufacturer, &device.product].map(|text| text.as_ref().map(Text::as_str));
    // What all fictional devices say is no word to find one of them by.
    let description = device.description.as_ref().map(Text::as_str).filter(|text| *text != crate::sample::NOTICE);
    let mut texts: Vec<String> = own.into_iter().chain([description]).flatten().map(str::to_owned).collect();
    let claims = WRITTEN.iter().filter_map(|field| device.disputed.get(*field)).flatten();
    texts.extend(claims.filter_map(|claim| text_of(&claim.value)).map(str::to_owned));
    if !matches!(device.kind, DeviceKind::Camera | DeviceKind::Unknown) {
        texts.extend(labels("device_kind", device.kind.key()));
    }
    if address.is_none() && texts.is_empty() {
        return None;
    }
    texts.extend(name(&device.territory));
    SearchText::new(address.unwrap_or_default(), texts.iter().map(String::as_str), day)
}

fn of_record(record: &Record, created_on: NaiveDate, name: impl Fn(&str) -> Option<String>) -> Option<SearchText> {
    if record.standing != Standing::Current {
        return None;
    }
    let places: Vec<String> = record.territories().into_iter().filter_map(name).collect();
    let title = match record.kind {
        // Its own title is a code and a year.
        EntityKind::OfficialCount | EntityKind::Survey => places.join(" "),
        _ => record.title(),
    };
    let mut texts = places;
    for field in fields(record.kind) {
        let claims = record.disputed.get(field.name).into_iter().flatten().map(|claim| &claim.value);
        record.values.get(field.name).into_iter().chain(claims).for_each(|value| gather(field, value, &mut texts));
    }
    let day = record.day().and_then(first_day).unwrap_or(created_on);
    SearchText::new(&title, texts.iter().map(String::as_str), day)
}

/// The words of a value, at any depth.
fn gather(field: &Field, value: &Value, texts: &mut Vec<String>) {
    match (field.shape, value) {
        (Shape::Rows(columns), Value::Array(rows)) => {
            let cells = rows
                .iter()
                .flat_map(|row| columns.iter().filter_map(move |column| Some((column, row.get(column.name)?))));
            cells.for_each(|(column, value)| gather(column, value, texts));
        }
        // Nobody looks for the number of a square.
        (Shape::Checked("squares", _), _) => {}
        (_, Value::Array(items)) => items.iter().for_each(|item| gather(field, item, texts)),
        (Shape::Choice(list) | Shape::Choices(list), Value::String(key)) if SPOKEN.contains(&list) => {
            texts.extend(labels(list, key));
        }
        (Shape::Line(_) | Shape::Lines(_) | Shape::Prose(_) | Shape::Reference(_) | Shape::References(_), value) => {
            texts.extend(text_of(value).map(str::to_owned));
        }
        (Shape::Checked(..), Value::String(number)) => {
            texts.extend(number.parse::<Siret>().ok().map(|siret| String::from(siret.siren())));
            texts.push(number.clone());
        }
        _ => {}
    }
}

fn labels(list: &str, key: &str) -> impl Iterator<Item = String> {
    let label = |language| Taxonomy::embedded().label(list, key, language).to_owned();
    [Language::French, Language::English].map(label).into_iter()
}

/// The first day of a year, a month or a day.
fn first_day(date: &str) -> Option<NaiveDate> {
    [date, &format!("{date}-01"), &format!("{date}-01-01")].into_iter().find_map(|day| day.parse().ok())
}

#[cfg(test)]
mod tests {
    use geodata::Position;
    use serde_json::json;

    use super::*;
    use crate::{EntityId, Match, SearchQuery};

    fn day() -> NaiveDate {
        "2026-11-24".parse().expect("a day")
    }

    fn entity(state: State) -> Entity {
        let id = EntityId("00000000-0000-4000-8000-000000000001".parse().expect("a UUID"));
        Entity { id, version: 1, created_on: day(), updated_on: day(), state }
    }

    fn text(state: impl Into<State>) -> Option<SearchText> {
        SearchText::of(&entity(state.into()), |code| (code == "93066").then(|| "Saint-Denis".to_owned()))
    }

    fn contract() -> Record {
        let values = json!({"object": "Vidéoprotection des collèges", "authority": {"id": "x", "name": "Ville"},
            "technologies": ["drone"], "territories": ["93066"], "notified_on": "2023-04",
            "holders": [{"organisation": {"name": "Exemple Vision"}, "siret": "73282932000074"}],
            "decp_id": "2024-DSI-017"});
        Record { values: values.as_object().cloned().expect("an object"), ..Record::new(EntityKind::Contract) }
    }

    fn answers(text: &SearchText, typed: &str) -> bool {
        let rank = text.rank(&SearchQuery::new(typed), EntityKind::Contract);
        rank.is_some_and(|rank| !matches!(rank.quality, Match::SomeWords { .. }))
    }

    #[test]
    fn a_contract_is_found_by_all_that_it_says() {
        let text = text(State::Record(contract())).expect("a text");
        for typed in [
            "vidéo-protection collège",
            "protection",
            "exemple vision",
            "732 829 320",
            "73282932000074",
            "2024-dsi-017",
            "2024DSI017",
            "saint denis",
            "drones",
            "VILLE",
        ] {
            assert!(answers(&text, typed), "{typed}");
        }
        assert!(!answers(&text, "surveillance"));
        assert_eq!(text.day(), "2023-04-01".parse().expect("a day"));
    }

    #[test]
    fn what_the_census_no_longer_stands_by_is_not_found() {
        assert_eq!(text(State::Record(Record { standing: Standing::Mistaken, ..contract() })), None);
        assert_eq!(text(State::Record(Record { standing: Standing::Merged, ..contract() })), None);
    }

    #[test]
    fn a_camera_of_which_nothing_is_said_needs_no_row() {
        let place = Position::new(2.36, 48.94).expect("a position");
        let mut device = Device::new(DeviceKind::Camera, place, "93066".to_owned());
        assert_eq!(text(device.clone()), None);
        device.operator = Text::try_from("Exemple".to_owned()).ok();
        assert!(answers(&text(device.clone()).expect("a text"), "exemple saint-denis"));
        device.status = DeviceStatus::Mistaken;
        assert_eq!(text(device), None);
    }
}
