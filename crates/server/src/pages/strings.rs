//! The words that scripts need, passed to each island in a `<template data-strings>`.

use serde_json::{Map, Value};

use super::labels;
use crate::words::Words;

/// The strings of one island.
struct Group {
    /// What templates call it.
    name: &'static str,
    /// `report.near_same` is `island-report-near-same` in the catalogue.
    keys: &'static [&'static str],
    /// Vocabularies whose words it shows, such as `kind.camera`.
    vocabulary: &'static [&'static str],
}

const GROUPS: &[Group] = &[
    Group {
        name: "map",
        keys: &[
            "map.label",
            "map.failed",
            "map.load",
            "map.zoom_in",
            "map.zoom_out",
            "map.locate",
            "map.locate_failed",
            "map.attribution",
            "map.gesture_desktop",
            "map.gesture_mac",
            "map.gesture_touch",
            "select.open",
            "select.sources",
            "select.still_there",
            "select.move_help",
            "select.place_here",
            "select.close",
            "select.fictional",
            "select.loading",
            "select.unavailable",
            "facts.status",
            "facts.verification",
            "facts.form",
            "facts.operator",
            "facts.place",
            "facts.confirmed",
            "facts.updated",
            "confirm.still_there",
            "confirm.not_found",
            "confirm.moved",
            "confirm.thanks",
            "confirm.queued",
            "confirm.failed",
            "error.network",
            "error.answer",
            "area.open",
            "area.unsurveyed",
            "area.devices",
            "area.per_1000",
            "area.population",
            "area.uses_around",
        ],
        vocabulary: &["kind", "status", "verification", "form", "family"],
    },
    Group {
        name: "list",
        keys: &[
            "list.count_one",
            "list.count_other",
            "list.count_more",
            "list.none",
            "list.none_filtered",
            "list.uses",
            "list.no_place",
            "list.failed",
            "list.label",
            "list.order",
            "list.by_near",
            "list.by_kind",
            "list.by_certainty",
            "list.by_seen",
            "list.by_place",
        ],
        vocabulary: &["kind", "status", "verification"],
    },
    Group {
        name: "exposure",
        keys: &[
            "exposure.draw",
            "exposure.draw_help",
            "exposure.add_here",
            "exposure.undo",
            "exposure.clear",
            "exposure.points_one",
            "exposure.points_other",
            "exposure.read",
            "exposure.measuring",
            "exposure.failed",
            "exposure.too_large",
            "exposure.unreadable",
            "error.network",
            "error.answer",
        ],
        vocabulary: &[],
    },
    Group {
        name: "confirm",
        keys: &["confirm.thanks", "confirm.queued", "confirm.failed", "error.network", "error.answer"],
        vocabulary: &[],
    },
    Group {
        name: "report",
        keys: &[
            "report.locate",
            "report.locating",
            "report.located",
            "report.placed",
            "report.location_refused",
            "report.location_failed",
            "report.pin",
            "report.pin_help",
            "report.near_title",
            "report.near_item",
            "report.near_same",
            "report.near_gone",
            "report.near_moved",
            "report.near_wrong",
            "report.near_looks",
            "report.missing_kind",
            "report.missing_place",
            "report.missing_accuracy",
            "report.sending",
            "report.on_map",
            "report.no_map",
            "report.on_street",
            "report.aim",
            "report.compass",
            "report.compass_reading",
            "report.compass_read",
            "report.compass_failed",
            "report.photo_place",
            "report.photo_use",
            "report.photo_used",
            "report.photo_no",
            "report.photo_again",
            "report.rejected",
            "outbox.waiting_one",
            "outbox.waiting_other",
            "outbox.kept",
            "outbox.to_correct",
            "outbox.correct",
            "outbox.forget",
            "outbox.off",
            "outbox.photos_one",
            "outbox.photos_other",
            "outbox.photo_lost",
            "outbox.unkept_off",
            "outbox.unkept_full",
            "receipt.photo_sent",
            "receipt.photo_waiting",
            "receipt.photo_refused",
            "receipt.title",
            "receipt.code",
            "receipt.help",
            "receipt.link",
            "receipt.print",
            "receipt.again",
            "receipt.device",
            "receipt.state_accepted",
            "receipt.state_queued",
            "receipt.state_pending",
            "receipt.state_merged",
            "receipt.same",
            "confirm.thanks",
            "confirm.queued",
            "confirm.failed",
            "error.network",
            "error.answer",
            "map.label",
            "map.zoom_in",
            "map.zoom_out",
            "map.locate",
            "map.locate_failed",
            "map.attribution",
            "map.gesture_desktop",
            "map.gesture_mac",
            "map.gesture_touch",
        ],
        vocabulary: &["kind"],
    },
    Group {
        name: "filter",
        keys: &["filter.on_one", "filter.on_other", "filter.remove", "filter.standing_on"],
        vocabulary: &[],
    },
    Group {
        name: "trace",
        keys: &[
            "trace.read",
            "trace.day",
            "trace.send",
            "trace.thanks",
            "trace.failed",
            "trace.unreadable",
            "trace.too_large",
            "error.network",
            "error.answer",
        ],
        vocabulary: &[],
    },
    Group {
        name: "time",
        keys: &["time.label", "time.play", "time.pause", "time.step", "time.today"],
        vocabulary: &[],
    },
    Group {
        name: "search",
        keys: &["search.results_one", "search.results_other", "search.none", "search.page_of"],
        vocabulary: &[],
    },
    Group { name: "share", keys: &["share.copied", "share.failed"], vocabulary: &[] },
    Group { name: "receipt", keys: &[], vocabulary: &[] },
    Group {
        name: "photo",
        keys: &[
            "photo.help",
            "photo.add",
            "photo.box",
            "photo.suggested",
            "photo.suggested_help",
            "photo.chosen",
            "photo.larger",
            "photo.smaller",
            "photo.remove",
            "photo.preview",
            "photo.unread",
            "photo.count_one",
            "photo.count_other",
        ],
        vocabulary: &[],
    },
    Group {
        name: "passkey",
        keys: &[
            "passkey.add",
            "passkey.show",
            "passkey.waiting",
            "passkey.failed",
            "passkey.refused",
            "passkey.unsupported",
            "error.network",
            "error.answer",
        ],
        vocabulary: &[],
    },
];

/// What a script fills in itself stays between braces.
const VARIABLES: &[&str] = &["count", "accuracy", "distance", "kind", "place", "reason", "date", "number", "label"];

/// The template element with the strings of one island, ready for a page.
pub(crate) fn template(words: &Words, group: &str) -> String {
    let map: Map<String, Value> =
        GROUPS.iter().filter(|known| known.name == group).flat_map(|group| all(words, group)).collect();
    // Inside a template, only the sign that opens a tag could be misread.
    let json = Value::Object(map).to_string().replace('<', "\\u003c").replace('&', "\\u0026");
    format!("<template data-strings>{json}</template>")
}

fn all(words: &Words, group: &Group) -> Vec<(String, Value)> {
    let own = group.keys.iter().map(|key| ((*key).to_owned(), Value::from(text(words, key))));
    let listed = group.vocabulary.iter().flat_map(|name| {
        let labels = labels::all(words, list(name)).into_iter();
        labels.map(move |(key, label)| (format!("{name}.{key}"), Value::from(label)))
    });
    own.chain(listed).collect()
}

/// The vocabulary that scripts call by the name of its field.
fn list(name: &str) -> &str {
    match name {
        "kind" => "device_kind",
        "status" => "device_status",
        "form" => "camera_form",
        other => other,
    }
}

/// The catalogue's key of a script's key.
fn catalogue_key(key: &str) -> String {
    format!("island-{}", key.replace(['.', '_'], "-"))
}

fn text(words: &Words, key: &str) -> String {
    let braces: Vec<(&str, String)> = VARIABLES.iter().map(|name| (*name, format!("{{{name}}}"))).collect();
    let variables: Vec<_> = braces.iter().map(|(name, text)| (*name, text.as_str().into())).collect();
    words.with(&catalogue_key(key), &variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn every_string_of_the_scripts_is_in_the_catalogue() {
        for key in GROUPS.iter().flat_map(|group| group.keys) {
            assert!(Words::of(Lang::Fr).knows(&catalogue_key(key)), "{key}");
        }
        for name in GROUPS.iter().flat_map(|group| group.vocabulary) {
            assert!(!labels::all(Words::of(Lang::Fr), list(name)).is_empty(), "{name}");
        }
    }

    #[test]
    fn variables_of_scripts_keep_their_braces_and_markup_cannot_close_the_template() {
        let html = template(Words::of(Lang::Fr), "search");
        assert!(html.contains("{count}"), "{html}");
        assert_eq!(html.matches('<').count(), 2, "{html}");
    }
}
