//! From a device to the tags that a person may add to OpenStreetMap: one object, only what was seen, only what may be
//! given away (model, §5).

use std::fmt::Write as _;

use geodata::Position;

use crate::{
    Basis, Device, DeviceKind, DeviceStatus, Feature, Form, Mount, OperatorKind, SourceKind, Taxonomy, View, Watches,
    Zone,
};

/// Why a device is not suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsuggested {
    /// Nothing of the kind stands there.
    Fictional,
    /// It is gone, or never was.
    Gone,
    /// It came from OpenStreetMap.
    Known,
    /// It came from a list of somebody else, whose licence is not ours to give away.
    Foreign,
    /// Nobody who looked said where it is.
    Unseen,
    /// It watches a home.
    Home,
    /// OpenStreetMap has no tag for it.
    Untagged,
}

/// What a person may add.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Where.
    pub position: Position,
    /// Keys and values, in the order in which mappers write them.
    pub tags: Vec<(&'static str, String)>,
}

/// The tags of a device, or why there are none.
pub fn suggest(device: &Device) -> Result<Suggestion, Unsuggested> {
    suggestible(device)?;
    let mut tags = kind(device)?;
    if device.kind != DeviceKind::SpeedCamera {
        let word = |list: &str, key: Option<&'static str>| key.and_then(|key| Taxonomy::embedded().osm(list, key));
        let words = [
            ("camera:type", "form", word(Form::LIST, device.form.map(Form::key))),
            ("camera:mount", "mount", word(Mount::LIST, device.mount.map(Mount::key))),
            ("surveillance", "watches", word(Watches::LIST, device.watches.map(Watches::key))),
            ("surveillance:zone", "zones", device.zones.first().and_then(|zone| word(Zone::LIST, Some(zone.key())))),
        ];
        let told = words.into_iter().filter(|(_, field, _)| is_told(device, field));
        tags.extend(told.filter_map(|(tag, _, value)| Some((tag, value?.to_owned()))));
        if device.watches == Some(Watches::PublicIndoor) && is_told(device, "watches") {
            tags.push(("indoor", "yes".to_owned()));
        }
    }
    views(device, &mut tags);
    companies(device, &mut tags);
    if let (Some(day), true) = (&device.last_confirmed, is_told(device, "last_confirmed")) {
        tags.push(("check_date", day.to_string()));
    }
    tags.extend(picture(device));
    Ok(Suggestion { position: device.position, tags })
}

fn suggestible(device: &Device) -> Result<(), Unsuggested> {
    let guessed = matches!(device.basis.get("position"), Some(Basis::Import | Basis::Inferred));
    let at_home = device.form == Some(Form::Doorbell) || device.watches == Some(Watches::PrivateIndoor);
    match device {
        _ if device.fictional => Err(Unsuggested::Fictional),
        _ if !matches!(device.status, DeviceStatus::Reported | DeviceStatus::Confirmed) => Err(Unsuggested::Gone),
        _ if device.upstream.iter().any(|upstream| upstream.source == "osm") => Err(Unsuggested::Known),
        _ if !device.upstream.is_empty() || device.licence != crate::device::OWN_LICENCE => Err(Unsuggested::Foreign),
        _ if guessed => Err(Unsuggested::Unseen),
        _ if at_home => Err(Unsuggested::Home),
        _ => Ok(()),
    }
}

/// Was it said by somebody who looked? What was imported or concluded is not given on.
fn is_told(device: &Device, field: &str) -> bool {
    !matches!(device.basis.get(field), Some(Basis::Import | Basis::Inferred)) && !device.disputed.contains_key(field)
}

fn kind(device: &Device) -> Result<Vec<(&'static str, String)>, Unsuggested> {
    if device.kind == DeviceKind::SpeedCamera {
        return Ok(vec![("highway", "speed_camera".to_owned())]);
    }
    if device.disputed.contains_key("kind") {
        return Err(Unsuggested::Unseen);
    }
    let mut tags = vec![("man_made", "surveillance".to_owned())];
    let plates = device.kind == DeviceKind::Camera && device.features.contains(&Feature::PlateReading);
    match Taxonomy::embedded().osm(DeviceKind::LIST, device.kind.key()) {
        Some(word) if plates && is_told(device, "features") => {
            tags.push(("surveillance:type", format!("{word};ALPR")));
        }
        Some(word) => tags.push(("surveillance:type", word.to_owned())),
        None if device.kind == DeviceKind::Unknown => {}
        None => return Err(Unsuggested::Untagged),
    }
    Ok(tags)
}

fn views(device: &Device, tags: &mut Vec<(&'static str, String)>) {
    let direction = if device.kind == DeviceKind::SpeedCamera { "direction" } else { "camera:direction" };
    if is_told(device, "views") {
        let directions: Vec<String> = device.views.iter().filter_map(written).collect();
        if !directions.is_empty() && directions.len() == device.views.len() {
            tags.push((direction, directions.join(";")));
        }
        if let [View { tilt: Some(tilt), .. }] = device.views.as_slice() {
            tags.push(("camera:tilt", tilt.to_string()));
        }
    }
    if let (Some(height), true) = (device.height_m, is_told(device, "height_m")) {
        tags.push(("height", height.to_string()));
    }
}

/// A sector as `a-b`, clockwise; a direction as a number.
fn written(view: &View) -> Option<String> {
    match (view.from, view.to, view.bearing) {
        (Some(from), Some(to), _) => Some(format!("{}-{}", from.degrees(), to.degrees())),
        (_, _, Some(bearing)) => Some(bearing.degrees().to_string()),
        _ => None,
    }
}

/// Who runs it and, only where somebody read it there, who made it.
fn companies(device: &Device, tags: &mut Vec<(&'static str, String)>) {
    if let (Some(operator), true) = (&device.operator, is_told(device, "operator")) {
        tags.push(("operator", operator.to_string()));
    }
    let kind = device.operator_kind.filter(|_| is_told(device, "operator_kind"));
    let word = kind.and_then(|kind| Taxonomy::embedded().osm(OperatorKind::LIST, kind.key()));
    tags.extend(word.map(|word| ("operator:type", word.to_owned())));
    let read = |field: &str| {
        is_told(device, field) && matches!(device.basis.get(field), Some(Basis::Seen | Basis::Panel | Basis::Document))
    };
    if let (Some(maker), true) = (&device.manufacturer, read("manufacturer")) {
        tags.push(("manufacturer", maker.to_string()));
    }
}

/// A picture at Wikimedia Commons or in Panoramax, by its name there.
fn picture(device: &Device) -> Option<(&'static str, String)> {
    let photos = device.sources.iter().filter(|source| source.kind == Some(SourceKind::Photo));
    photos.filter_map(|source| source.url.as_ref()).find_map(|url| {
        let url = url.as_str();
        let commons = url.strip_prefix("https://commons.wikimedia.org/wiki/").map(|name| name.replace('_', " "));
        let panoramax = url.split_once("panoramax").and_then(|(_, rest)| rest.split_once("pic=")).map(|(_, id)| id);
        let commons = commons.filter(|name| name.starts_with("File:")).map(|name| ("wikimedia_commons", name));
        commons.or_else(|| panoramax.map(|id| ("panoramax", id.to_owned())))
    })
}

impl Suggestion {
    /// The osmChange (0.6) that creates just this node; an editor gives it its number.
    pub fn osm_change(&self) -> String {
        let (longitude, latitude) = (self.position.longitude(), self.position.latitude());
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.push_str("<osmChange version=\"0.6\" generator=\"technopolice\">\n  <create>\n");
        // Writing to a text cannot fail.
        let _written = writeln!(xml, "    <node id=\"-1\" version=\"0\" lat=\"{latitude:.7}\" lon=\"{longitude:.7}\">");
        for (key, value) in &self.tags {
            let _written = writeln!(xml, "      <tag k=\"{key}\" v=\"{}\"/>", escaped(value));
        }
        xml.push_str("    </node>\n  </create>\n</osmChange>\n");
        xml
    }

    /// The address at which JOSM, running beside the browser, takes the node (remote control, `add_node`).
    pub fn josm(&self) -> String {
        let plain = |text: &str| text.replace('|', "/");
        let tags: Vec<String> = self.tags.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
        let tags = percent_encoded(&tags.join("|"));
        let (longitude, latitude) = (self.position.longitude(), self.position.latitude());
        format!("http://127.0.0.1:8111/add_node?lat={latitude:.7}&lon={longitude:.7}&addtags={tags}")
    }
}

/// A value of a query: everything but letters, figures and three signs as `%XX` (RFC 3986 §2.1).
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _written = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A text inside an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            sign if sign.is_control() => out.push(' '),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use geodata::BearingRange;

    use super::*;
    use crate::osm::{Element, ElementKind, Location, Outcome, Place, map};
    use crate::{Text, Upstream};

    fn device() -> Device {
        let position = Position::new(7.2621, 43.7034).expect("a place");
        let mut device = Device::new(DeviceKind::Camera, position, "06088".to_owned());
        device.form = Some(Form::Dome);
        device.mount = Some(Mount::Wall);
        device.watches = Some(Watches::Public);
        device.zones = vec![Zone::Town];
        device.features = vec![Feature::PlateReading];
        device.views = vec![View::from(BearingRange::clockwise(270.0, 90.0).expect("a sector"))];
        device.height_m = Some(4.5);
        device.operator = Text::try_from("Ville \"A\" & <B>".to_owned()).ok();
        device.operator_kind = Some(OperatorKind::Public);
        device.manufacturer = Text::try_from("Acme".to_owned()).ok();
        device
    }

    fn tag<'a>(suggestion: &'a Suggestion, key: &str) -> Option<&'a str> {
        suggestion.tags.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_str())
    }

    #[test]
    fn what_is_suggested_is_read_back_as_the_same_device() {
        let device = device();
        let suggestion = suggest(&device).expect("a suggestion");
        assert_eq!(tag(&suggestion, "manufacturer"), None, "nobody said how that is known");
        let tags = suggestion.tags.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let location = Location::At(suggestion.position);
        let element = Element { kind: ElementKind::Node, id: 1, version: None, location, tags };
        let today = "2026-11-28".parse().expect("a day");
        let mapping = map(&element, today, &|_| Place::Territory("06088".to_owned()));
        assert_eq!(mapping.quarantined, []);
        let Outcome::Device(read) = mapping.outcome else { panic!("a device") };
        let said = |device: &Device| {
            let words = (device.kind, device.form, device.mount, device.watches, device.zones.clone());
            (words, device.features.clone(), device.views.clone(), device.height_m, device.operator.clone())
        };
        assert_eq!(said(&read), said(&device));
        assert_eq!(read.operator_kind, device.operator_kind);
    }

    #[test]
    fn what_is_not_ours_to_give_or_not_seen_is_not_suggested() {
        let with = |change: &dyn Fn(&mut Device)| {
            let mut device = device();
            change(&mut device);
            suggest(&device)
        };
        let from = |source: &str| Upstream { source: source.to_owned(), id: "node/1".to_owned(), version: None };
        assert_eq!(with(&|device| device.fictional = true), Err(Unsuggested::Fictional));
        assert_eq!(with(&|device| device.status = DeviceStatus::Removed), Err(Unsuggested::Gone));
        assert_eq!(with(&|device| device.upstream = vec![from("osm")]), Err(Unsuggested::Known));
        assert_eq!(with(&|device| device.upstream = vec![from("paris")]), Err(Unsuggested::Foreign));
        assert_eq!(with(&|device| device.licence = "etalab-2.0".to_owned()), Err(Unsuggested::Foreign));
        assert_eq!(with(&|device| device.form = Some(Form::Doorbell)), Err(Unsuggested::Home));
        assert_eq!(with(&|device| device.kind = DeviceKind::Gate), Err(Unsuggested::Untagged));
        let known = |field: &str, basis| with(&|device| device.basis.extend([(field.to_owned(), basis)]));
        assert_eq!(known("position", Basis::Inferred), Err(Unsuggested::Unseen));
        // A single field that was concluded, or read in somebody's list, is left out.
        for basis in [Basis::Inferred, Basis::Import] {
            let suggestion = known("operator", basis);
            assert_eq!(tag(&suggestion.expect("a suggestion"), "operator"), None);
        }
        let read = known("manufacturer", Basis::Panel);
        assert_eq!(tag(&read.expect("a suggestion"), "manufacturer"), Some("Acme"));
    }

    #[test]
    fn the_change_creates_one_node_and_the_link_leads_to_the_readers_own_machine() {
        let suggestion = suggest(&device()).expect("a suggestion");
        let xml = suggestion.osm_change();
        assert_eq!((xml.matches("<node ").count(), xml.matches("<modify").count()), (1, 0));
        assert!(xml.contains("<node id=\"-1\" version=\"0\" lat=\"43.7034000\" lon=\"7.2621000\">"), "{xml}");
        assert!(xml.contains("v=\"Ville &quot;A&quot; &amp; &lt;B&gt;\""), "{xml}");
        let link = suggestion.josm();
        let prefix = "http://127.0.0.1:8111/add_node?lat=43.7034000&lon=7.2621000&addtags=man_made%3Dsurveillance%7C";
        assert!(link.starts_with(prefix) && link.contains("Ville%20%22A%22%20%26%20%3CB%3E"), "{link}");
    }
}
