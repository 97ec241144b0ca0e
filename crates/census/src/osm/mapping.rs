//! From tags to the fields of a device, rule by rule.

mod reading;

use chrono::NaiveDate;
use geodata::Position;

use super::direction::read_directions;
use super::value::{metres, past_date, tilt};
use super::{Element, Location, Quarantined, Reason};
use crate::{
    Basis, Device, DeviceKind, Feature, Form, Mount, OperatorKind, PartialDate, Source, SourceKind, Upstream, View,
    Watches, WebAddress, Zone,
};
use reading::Reading;

/// Where a position lies, seen from the coverage of the census.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In this territory, by code.
    Territory(String),
    /// Outside the coverage, in this country where that is known.
    Outside(Option<String>),
}

/// What became of an element.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A device, ready for the census.
    Device(Box<Device>),
    /// It lies outside the coverage, in this country where that is known.
    Outside(Option<String>),
    /// Nothing can be made of it; the quarantine says why.
    Refused,
}

/// An element in the terms of the census, and what could not be taken over.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// What became of it.
    pub outcome: Outcome,
    /// The values, or the element, set aside. Empty for what lies outside the coverage.
    pub quarantined: Vec<Quarantined>,
}

/// Every key that is read of a device.
pub const KEYS: &[&str] = &[
    "surveillance:type",
    "highway",
    "camera:type",
    "camera:mount",
    "camera:feature",
    "camera:features",
    "camera:direction",
    "direction",
    "surveillance:direction",
    "camera:tilt",
    "height",
    "camera:height",
    "ele",
    "surveillance",
    "operator:type",
    "surveillance:zone",
    "indoor",
    "operator",
    "manufacturer",
    "surveillance:manufacturer",
    "camera:manufacturer",
    "brand",
    "surveillance:brand",
    "model",
    "surveillance:model",
    "camera:model",
    "survey:date",
    "check_date",
    "start_date",
    "wikimedia_commons",
    "image",
    "panoramax",
    "ref:sous-surveillance_net",
    "ref",
];

/// More views than fit on one pole are a mistake.
const MOST_VIEWS: usize = 16;

/// `ele` is the height above sea level, and a height above ground only where the ground is near the sea (model, §4).
const HIGHEST_ELE_M: f64 = 60.0;

/// Reads an element that [`Element::is_device`]. `today` bounds its dates; `locate` names the territory of a position.
pub fn map(element: &Element, today: NaiveDate, locate: &dyn Fn(Position) -> Place) -> Mapping {
    let (position, basis) = match element.location {
        Location::At(position) => (position, Basis::Import),
        Location::Middle(position) => (position, Basis::Inferred),
        Location::Extended => return refused(element, Reason::NoSinglePlace),
        Location::Missing => return refused(element, Reason::NoPosition),
        Location::Impossible => return refused(element, Reason::ImpossiblePosition),
    };
    match locate(position) {
        Place::Outside(country) => Mapping { outcome: Outcome::Outside(country), quarantined: Vec::new() },
        Place::Territory(code) => {
            let mut device = Device::new(DeviceKind::Unknown, position, code);
            device.basis.insert("position".to_owned(), basis);
            read_tags(Reading::new(element, device), today)
        }
    }
}

fn refused(element: &Element, reason: Reason) -> Mapping {
    Mapping { outcome: Outcome::Refused, quarantined: vec![Quarantined::whole(element.name(), reason)] }
}

fn read_tags(mut reading: Reading<'_>, today: NaiveDate) -> Mapping {
    if !read_kind(&mut reading) {
        return reading.refuse();
    }
    read_appearance(&mut reading);
    read_views(&mut reading);
    read_height(&mut reading);
    read_surroundings(&mut reading);
    read_companies(&mut reading);
    read_dates(&mut reading, today);
    read_pictures(&mut reading);
    read_identifiers(&mut reading);
    reading.finish()
}

/// `false` when the tag has only values that no kind has: what stands there is not known to be a device at all.
fn read_kind(reading: &mut Reading<'_>) -> bool {
    let (mut kinds, unknown) = reading.known::<DeviceKind>("surveillance:type", DeviceKind::LIST);
    if kinds.is_empty() && unknown {
        return false;
    }
    if kinds.contains(&DeviceKind::Camera) && kinds.contains(&DeviceKind::PlateReader) {
        kinds.retain(|kind| *kind != DeviceKind::PlateReader);
        reading.device.features.push(Feature::PlateReading);
        reading.set("features");
    }
    let is_radar = Element::is_device(reading.tag("highway").map(|value| ("highway", value)));
    let fallback = is_radar.then_some(DeviceKind::SpeedCamera);
    if let Some(kind) = reading.first("surveillance:type", &kinds).or(fallback) {
        reading.device.kind = kind;
        reading.set("kind");
    }
    true
}

fn read_appearance(reading: &mut Reading<'_>) {
    reading.device.form = reading.one::<Form>("camera:type", Form::LIST, "form");
    reading.device.mount = reading.one::<Mount>("camera:mount", Mount::LIST, "mount");
    for tag in ["camera:feature", "camera:features"] {
        let (features, _) = reading.known::<Feature>(tag, Feature::LIST);
        reading.device.features.extend(features);
    }
    reading.device.features.sort();
    reading.device.features.dedup();
    if !reading.device.features.is_empty() {
        reading.set("features");
    }
}

fn read_views(reading: &mut Reading<'_>) {
    let mut kept: Option<Vec<View>> = None;
    for tag in ["camera:direction", "direction", "surveillance:direction"] {
        let Some(value) = reading.tag(tag) else { continue };
        let views = views_of(reading, tag, value);
        match &kept {
            Some(first) if !views.is_empty() && *first != views => reading.quarantine(tag, value, Reason::Disagrees),
            None if !views.is_empty() => kept = Some(views),
            _ => {}
        }
    }
    let mut views = kept.unwrap_or_default();
    read_tilt(reading, &mut views);
    if !views.is_empty() {
        reading.device.views = views;
        reading.set("views");
    }
}

fn views_of(reading: &mut Reading<'_>, tag: &str, value: &str) -> Vec<View> {
    let all_around = matches!(reading.device.form, Some(Form::Dome | Form::Panoramic)) && value == "360";
    if all_around {
        reading.quarantine(tag, value, Reason::AmbiguousDirection);
        return Vec::new();
    }
    let mut views = Vec::new();
    for view in read_directions(value) {
        match view {
            Ok(view) if views.len() < MOST_VIEWS => views.push(view),
            Ok(_) => reading.quarantine(tag, value, Reason::SeveralValues),
            Err(invalid) => reading.quarantine(tag, &invalid.0, Reason::NotADirection),
        }
    }
    views
}

/// One tilt is that of every view; several belong to the views in order.
fn read_tilt(reading: &mut Reading<'_>, views: &mut Vec<View>) {
    let Some(value) = reading.tag("camera:tilt") else { return };
    let tilts: Option<Vec<f64>> = value.split(';').map(|token| tilt(token.trim())).collect();
    match tilts.as_deref() {
        Some([one]) if views.is_empty() => views.push(View { tilt: Some(*one), ..View::default() }),
        Some([one]) => views.iter_mut().for_each(|view| view.tilt = Some(*one)),
        Some(several) if several.len() == views.len() => {
            views.iter_mut().zip(several).for_each(|(view, tilt)| view.tilt = Some(*tilt));
        }
        Some(_) => reading.quarantine("camera:tilt", value, Reason::SeveralValues),
        None => reading.quarantine("camera:tilt", value, Reason::NotANumber),
    }
}

fn read_height(reading: &mut Reading<'_>) {
    for tag in ["height", "camera:height"] {
        let Some(value) = reading.tag(tag) else { continue };
        match metres(value) {
            Some(height) if reading.device.height_m.is_none() => {
                reading.device.height_m = Some(height);
                reading.set("height_m");
            }
            Some(height) if reading.device.height_m == Some(height) => {}
            Some(_) => reading.quarantine(tag, value, Reason::Disagrees),
            None => reading.quarantine(tag, value, Reason::NotANumber),
        }
    }
    let ele = reading.tag("ele").and_then(metres).filter(|ele| (0.0..HIGHEST_ELE_M).contains(ele));
    if let (None, Some(ele)) = (reading.device.height_m, ele) {
        reading.device.height_m = Some(ele);
        reading.infer("height_m");
    }
}

/// What it watches and who runs it. `surveillance=public` is a public place, never a public operator.
fn read_surroundings(reading: &mut Reading<'_>) {
    reading.device.watches = reading.one::<Watches>("surveillance", Watches::LIST, "watches");
    reading.device.operator_kind = reading.one::<OperatorKind>("operator:type", OperatorKind::LIST, "operator_kind");
    let (mut zones, _) = reading.known::<Zone>("surveillance:zone", Zone::LIST);
    zones.sort();
    zones.dedup();
    if !zones.is_empty() {
        reading.device.zones = zones;
        reading.set("zones");
    }
    read_indoor(reading);
}

/// OpenStreetMap's `indoor` does not tell a shop from a home; homes are not mapped there, so it is taken for the former.
fn read_indoor(reading: &mut Reading<'_>) {
    if reading.device.watches == Some(Watches::PublicIndoor) {
        reading.device.indoor = Some(true);
        reading.infer("watches");
    }
    match reading.tag("indoor") {
        Some("yes") => reading.device.indoor = Some(true),
        Some("no") if reading.device.indoor == Some(true) => reading.quarantine("indoor", "no", Reason::Disagrees),
        Some("no") => reading.device.indoor = Some(false),
        Some(other) => reading.quarantine("indoor", other, Reason::UnknownValue),
        None => {}
    }
    if reading.device.indoor.is_some() {
        reading.set("indoor");
    }
}

/// A doorbell's operator is a household, which the census does not name.
fn read_companies(reading: &mut Reading<'_>) {
    match reading.tag("operator") {
        Some(operator) if reading.device.form == Some(Form::Doorbell) => {
            reading.quarantine("operator", operator, Reason::PersonalData);
        }
        _ => reading.device.operator = reading.text(&["operator"], "operator"),
    }
    let makers = ["manufacturer", "surveillance:manufacturer", "camera:manufacturer", "brand", "surveillance:brand"];
    reading.device.manufacturer = reading.text(&makers, "manufacturer");
    reading.device.product = reading.text(&["model", "surveillance:model", "camera:model"], "product");
}

/// The newer of two survey dates counts. The time stamp of the edit is neither.
fn read_dates(reading: &mut Reading<'_>, today: NaiveDate) {
    let mut date = |tag: &str| -> Option<PartialDate> {
        let value = reading.tag(tag)?;
        let date = past_date(value, today);
        if date.is_none() {
            reading.quarantine(tag, value, Reason::NotADate);
        }
        date
    };
    let last_confirmed = date("survey:date").max(date("check_date"));
    let first_seen = date("start_date");
    for (field, known) in [("last_confirmed", last_confirmed.is_some()), ("first_seen", first_seen.is_some())] {
        if known {
            reading.set(field);
        }
    }
    reading.device.last_confirmed = last_confirmed;
    reading.device.first_seen = first_seen;
}

/// Photos are linked, never copied.
fn read_pictures(reading: &mut Reading<'_>) {
    for tag in ["wikimedia_commons", "image", "panoramax"] {
        let Some(value) = reading.tag(tag) else { continue };
        for token in value.split(';').map(str::trim).filter(|token| !token.is_empty()) {
            match WebAddress::try_from(picture_address(tag, token)) {
                Ok(url) => {
                    let source = Source { kind: Some(SourceKind::Photo), title: None, url: Some(url) };
                    reading.device.sources.push(source);
                }
                Err(_) => reading.quarantine(tag, token, Reason::NotAnAddress),
            }
        }
    }
}

fn picture_address(tag: &str, token: &str) -> String {
    match tag {
        "wikimedia_commons" if token.starts_with("File:") || token.starts_with("Category:") => {
            format!("https://commons.wikimedia.org/wiki/{}", token.replace(' ', "_"))
        }
        "panoramax" if token.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') => {
            format!("https://api.panoramax.xyz/#focus=pic&pic={token}")
        }
        _ => token.to_owned(),
    }
}

/// The names of the record elsewhere. A plain `ref` is unique only within its operator, so it joins with the name of one.
fn read_identifiers(reading: &mut Reading<'_>) {
    let element = reading.element;
    let mut upstream = vec![Upstream { source: "osm".to_owned(), id: element.name(), version: element.version }];
    if let Some(id) = reading.tag("ref:sous-surveillance_net") {
        upstream.push(Upstream { source: "sous-surveillance".to_owned(), id: short(id), version: None });
    }
    if let (Some(id), Some(operator)) = (reading.tag("ref"), &reading.device.operator) {
        upstream.push(Upstream { source: format!("ref:{}", operator.as_str()), id: short(id), version: None });
    }
    reading.device.upstream = upstream;
}

fn short(id: &str) -> String {
    id.chars().take(80).collect()
}

#[cfg(test)]
mod tests;
