//! Figures and tables of counted devices.

use census::{DeviceStatus, OperatorKind, Verification};
use store::Counts;

use super::mark::Mark;
use super::view::{Figure, LegendEntry, Tally, TallyLine};
use super::{format, labels};
use crate::words::Words;

/// The fragments of the tables.
pub(crate) const KIND: &str = "figure-kind";
pub(crate) const CERTAINTY: &str = "figure-verification";
pub(crate) const OPERATOR: &str = "figure-operator";

/// Devices by what they are. The title says which kind leads.
pub(crate) fn by_kind(words: &Words, counts: &Counts) -> Tally {
    let mut sorted = counts.by_kind.clone();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let title = match sorted.first() {
        Some((kind, count)) => {
            let share = format::share(words, *count, counts.total).unwrap_or_default();
            let kind = labels::inside(&labels::plural(words, "device_kind", kind.key()));
            words.with("tally-kind-title", &[("kind", kind.into()), ("share", share.into())])
        }
        None => words.text("tally-kind-head"),
    };
    let lines = sorted.iter().map(|(kind, count)| {
        let colour = if kind.family().is_some() { "camera" } else { "muted" };
        line(
            words,
            (Mark::kind(*kind), colour),
            kind.key(),
            labels::label(words, "device_kind", kind.key()),
            *count,
            counts.total,
            &sorted,
        )
    });
    Tally { id: KIND, title, head: words.text("tally-kind-head"), lines: lines.collect(), files: Vec::new() }
}

/// Devices by how sure the census is, the least sure first.
pub(crate) fn by_certainty(words: &Words, counts: &Counts) -> Tally {
    let share = format::share(words, seconded(counts), counts.total).unwrap_or_else(|| "0".to_owned());
    let lines = counts.by_verification.iter().map(|(grade, count)| {
        let label = labels::label(words, "verification", grade.key());
        let mark = (Mark::certainty(*grade), "camera");
        line(words, mark, grade.key(), label, *count, counts.total, &counts.by_verification)
    });
    Tally {
        id: CERTAINTY,
        files: Vec::new(),
        title: words.with("tally-certainty-title", &[("share", share.into())]),
        head: words.text("tally-certainty-head"),
        lines: lines.collect(),
    }
}

fn is_seconded(grade: Verification) -> bool {
    matches!(grade, Verification::Single | Verification::Multiple | Verification::Documented)
}

fn line<T>(
    words: &Words,
    drawn: (Mark, &'static str),
    key: &'static str,
    label: String,
    count: u64,
    whole: u64,
    all: &[(T, u64)],
) -> TallyLine {
    let longest = all.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    TallyLine {
        mark: drawn.0,
        key,
        number: count,
        label,
        colour: drawn.1,
        length: format!("{:.1}", count as f64 * 100.0 / longest as f64),
        count: format::count(count),
        share: format::share(words, count, whole).unwrap_or_default(),
    }
}

/// Devices by who runs them, those of nobody known last.
pub(crate) fn by_operator(words: &Words, counts: &Counts) -> Tally {
    let known = counts.by_operator_kind.iter().filter(|(kind, _)| *kind != OperatorKind::Unknown);
    let mut sorted: Vec<(OperatorKind, u64)> = known.copied().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: u64 = sorted.iter().map(|(_, count)| count).sum();
    sorted.push((OperatorKind::Unknown, counts.total.saturating_sub(named)));
    let share = format::share(words, named, counts.total).unwrap_or_else(|| "0".to_owned());
    let lines = sorted.iter().filter(|(_, count)| *count > 0).map(|(kind, count)| {
        let colour = if *kind == OperatorKind::Unknown { "muted" } else { "camera" };
        let label = labels::label(words, "operator_kind", kind.key());
        line(words, (Mark::kind(census::DeviceKind::Camera), colour), kind.key(), label, *count, counts.total, &sorted)
    });
    Tally {
        id: OPERATOR,
        files: Vec::new(),
        title: words.with("tally-operator-title", &[("share", share.into())]),
        head: words.text("tally-operator-head"),
        lines: lines.collect(),
    }
}

/// Devices and uses of a family.
pub(crate) struct InFamily {
    /// Its key; `none` of the kinds that belong to no family.
    pub(crate) key: &'static str,
    /// Its name.
    pub(crate) label: String,
    /// Things in a place.
    pub(crate) devices: u64,
    /// Practices over a territory.
    pub(crate) uses: u64,
}

impl InFamily {
    /// `31 appareils · 2 usages`
    pub(crate) fn printed(&self, words: &Words) -> String {
        let counted = [("devices-count", self.devices), ("uses-count", self.uses)];
        let counted = counted.into_iter().filter(|(_, count)| *count > 0);
        counted.map(|(key, count)| words.with(key, &[("count", count.into())])).collect::<Vec<_>>().join(" · ")
    }
}

/// Devices and uses in the families of the census (model, E3), those without either left out. A device is a thing in a
/// place and a use a practice over a territory, so the two are counted apart.
pub(crate) fn families(words: &Words, counts: &Counts, uses: &[&str]) -> Vec<InFamily> {
    let devices = |family: Option<&str>| -> u64 {
        let of_family = |kind: census::DeviceKind| kind.family().map(census::Family::key) == family;
        counts.by_kind.iter().filter(|(kind, _)| of_family(*kind)).map(|(_, count)| count).sum()
    };
    let of = |(key, label): (&'static str, String)| InFamily {
        key,
        label,
        devices: devices(Some(key)),
        uses: uses.iter().filter(|family| **family == key).count() as u64,
    };
    let none = InFamily { key: "none", label: words.text("family-none"), devices: devices(None), uses: 0 };
    let all = labels::all(words, "family").into_iter().map(of).chain([none]);
    all.filter(|family| family.devices + family.uses > 0).collect()
}

/// How many are known by a second witness or a document.
fn seconded(counts: &Counts) -> u64 {
    counts.by_verification.iter().filter(|(grade, _)| is_seconded(*grade)).map(|(_, count)| count).sum()
}

/// What residents see in the whole country: standing, how many of these by a second witness or a document, and gone.
pub(crate) fn figures(words: &Words, standing: &Counts, recorded: u64) -> Vec<Figure> {
    let sure = seconded(standing);
    let gone = recorded.saturating_sub(standing.total);
    let figure = |id, value: u64, label: &str, note: String, mark| Figure {
        id,
        value: format::count(value),
        label: words.text(label),
        note,
        mark,
        source: None,
        cite: None,
    };
    let share = format::share(words, sure, standing.total);
    let of_them = share.map(|share| words.with("figure-of-standing", &[("share", share.into())])).unwrap_or_default();
    vec![
        figure("figure-standing", standing.total, "figure-standing", String::new(), None),
        figure("figure-seconded", sure, "figure-seconded", of_them, Some(Mark::certainty(Verification::Single))),
        figure("figure-gone", gone, "figure-gone", words.text("figure-gone-note"), Some(gone_mark())),
    ]
}

/// What the marks mean, the certainties first.
pub(crate) fn legend(words: &Words) -> Vec<LegendEntry> {
    use census::DeviceKind::{AcousticSensor, PlateReader};
    let grades = Verification::ALL.iter().map(|grade| LegendEntry {
        mark: Mark::certainty(*grade),
        label: labels::label(words, "verification", grade.key()),
        note: words.text(&format!("legend-{}", grade.key())),
        in_line: matches!(grade, Verification::Unverified | Verification::Single | Verification::Documented),
    });
    let kinds = [PlateReader, AcousticSensor].map(|kind| LegendEntry {
        mark: Mark::kind(kind),
        label: labels::label(words, "device_kind", kind.key()),
        note: words.text(&format!("legend-{}", kind.key())),
        in_line: false,
    });
    let gone = LegendEntry {
        mark: gone_mark(),
        label: words.text("legend-gone-label"),
        note: words.text("legend-gone"),
        in_line: true,
    };
    grades.chain([gone]).chain(kinds).collect()
}

fn gone_mark() -> Mark {
    Mark::of(census::DeviceKind::Camera, DeviceStatus::Removed, Verification::Unverified)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples::{counts, standing};
    use crate::words::Lang;

    #[test]
    fn tallies_are_drawn_by_attributes_only() {
        let tally = by_kind(Words::of(Lang::Fr), &counts());
        assert_eq!(tally.lines[0].length, "100.0");
        assert_eq!(tally.lines[0].share, "89\u{202f}%");
    }

    #[test]
    fn the_share_that_is_confirmed_is_of_what_stands() {
        let figures = figures(Words::of(Lang::En), &standing(), counts().total);
        let told = figures.iter().map(|figure| (figure.value.as_str(), figure.note.as_str())).collect::<Vec<_>>();
        assert_eq!(told, [("389", ""), ("140", "36% of devices in place"), ("23", "or dummies; kept on record")]);
    }
}
