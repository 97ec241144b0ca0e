//! The four numbers at the top of a territory's page, each with its day and its source.

use census::measure::{Measure, Origin};
use geodata::territory::Territory;

use super::paths::Paths;
use super::view::{Cite, Fact, Figure, Link};
use super::{format, labels};
use crate::figures::Figures;
use crate::peers;
use crate::words::Words;

/// Declared, authorised, contracted, observed: side by side and never mixed (model, §1).
pub(crate) fn four(words: &Words, figures: &Figures, per_thousand: Option<String>) -> Vec<Figure> {
    let papers = [
        ("figure-declared", "declared", &figures.declared),
        ("figure-authorised", "authorised", &figures.authorised),
        ("figure-contracted", "contracted", &figures.contracted),
    ];
    let observed = Figure {
        id: "figure-observed",
        value: format::count(figures.observed()),
        label: words.text("figure-observed"),
        note: per_thousand.unwrap_or_else(|| words.text("figure-observed-note")),
        mark: None,
        source: (figures.counts.total > 0).then(|| Link {
            href: "#list".to_owned(),
            label: words.text("figure-see-list"),
            note: String::new(),
        }),
        cite: None,
    };
    papers.into_iter().map(|(id, key, measure)| on_paper(words, id, key, measure.as_ref())).chain([observed]).collect()
}

fn on_paper(words: &Words, id: &'static str, key: &str, measure: Option<&Measure>) -> Figure {
    let label = words.text(&format!("figure-{key}"));
    let Some(measure) = measure else {
        let (value, note) = (words.text("figure-unknown"), words.text(&format!("figure-{key}-unknown")));
        return Figure { id, value, label, note, mark: None, source: None, cite: None };
    };
    let kind = match measure.origin {
        Origin::Statement => census::EntityKind::OfficialCount,
        Origin::Orders => census::EntityKind::Authorisation,
        Origin::Deployments => census::EntityKind::Deployment,
    };
    let source = measure.records.first().map(|id| Link {
        href: Paths(words.lang()).entity(kind, *id),
        label: words.with("figure-source", &[("count", (measure.records.len() as u64).into())]),
        note: String::new(),
    });
    Figure {
        id,
        value: format::count(measure.value),
        label,
        note: origin(words, measure),
        mark: None,
        source,
        cite: None,
    }
}

/// The same on the page of a territory: each for a thousand inhabitants, with its sentence, its line and its files.
pub(crate) fn cited(words: &Words, page: &Cited<'_>, figures: &Figures) -> Vec<Figure> {
    let rate = |value: u64| {
        let rate = format::decimal(words, peers::rate(page.territory, value)?, 2);
        Some(words.with("figure-per-thousand", &[("rate", rate.into())]))
    };
    let papers = [&figures.declared, &figures.authorised, &figures.contracted];
    let values = papers.map(|measure| measure.as_ref().map(|measure| measure.value));
    let values = values.into_iter().chain([(figures.counts.total > 0).then(|| figures.observed())]);
    let cited = |(figure, value): (Figure, Option<u64>)| {
        let notes = [Some(figure.note.clone()), value.and_then(rate)];
        let notes: Vec<String> = notes.into_iter().flatten().filter(|note| !note.is_empty()).collect();
        Figure { note: notes.join(" · "), cite: Some(cite(words, page, figures, &figure, value)), ..figure }
    };
    four(words, figures, None).into_iter().zip(values).map(cited).collect()
}

/// What a page says of itself under its figures.
pub(crate) struct Cited<'a> {
    /// The territory.
    pub(crate) territory: &'a Territory,
    /// The path of its page.
    pub(crate) base: &'a str,
    /// Its whole address.
    pub(crate) canonical: &'a str,
    /// The day that it is of, when that is not today.
    pub(crate) at: Option<chrono::NaiveDate>,
}

/// The address of a figure of the page, and what can be taken away of it, of the same day as the page.
pub(crate) fn files(words: &Words, page: &Cited<'_>, id: &str, permalink: &str) -> Vec<Link> {
    let (of_day, at) = match page.at {
        Some(day) => (format!("?as_of={day}"), format!("?at={day}")),
        None => Default::default(),
    };
    let link = |href: String, key: &str| Link { href, label: words.text(key), note: String::new() };
    let file = |ending: &str| link(format!("{}/{id}.{ending}{at}", page.base), &format!("format-{ending}"));
    let permalink = link(format!("{}{of_day}#{id}", page.canonical), permalink);
    vec![permalink, file("csv"), file("svg"), file("png")]
}

fn cite(words: &Words, page: &Cited<'_>, figures: &Figures, figure: &Figure, value: Option<u64>) -> Cite {
    let key = figure.id.trim_start_matches("figure-");
    let (name, today) = (page.territory.name.as_str(), format::day(words, figures.today));
    let place = format::place(words, page.territory);
    let told = figure.note.as_str();
    let sentence = match value {
        Some(count) => {
            let given = [
                ("place", place.clone().into()),
                ("start", format::capitalised(&place).into()),
                ("count", count.into()),
            ];
            let given: Vec<_> =
                given.into_iter().chain([("day", today.clone().into()), ("origin", told.into())]).collect();
            words.with(&format!("quote-{key}"), &given)
        }
        None => words.with(&format!("quote-{key}-unknown"), &[("place", place.into()), ("day", today.clone().into())]),
    };
    let files = files(words, page, figure.id, "figure-permalink");
    let address = files.first().map(|permalink| permalink.href.clone()).unwrap_or_default();
    let given = [("name", name.into()), ("day", today.into()), ("address", address.into())];
    Cite { sentence, line: words.with("figure-citation", &given), files }
}

/// `selon un document, au 31 décembre 2024`.
fn origin(words: &Words, measure: &Measure) -> String {
    let count = measure.records.len() as u64;
    let told = words.with(&format!("figure-origin-{}", measure.origin.key()), &[("count", count.into())]);
    match &measure.as_of {
        Some(day) => {
            let day = format::partial_date(words, day);
            words.with("figure-origin-day", &[("origin", told.into()), ("day", day.into())])
        }
        None => told,
    }
}

/// What the contracts of a territory cost, as far as they say so.
pub(crate) fn spending(words: &Words, figures: &Figures) -> Vec<Fact> {
    let spending = figures.spending;
    if spending.contracts == 0 {
        return Vec::new();
    }
    let euros = |sum: f64| format::euros(words, sum);
    let sums = [("spending-amount", spending.amount_ht), ("spending-ceiling", spending.ceiling_ht)];
    let facts = sums.into_iter().filter(|(_, sum)| *sum > 0.0);
    let facts = facts.map(|(key, sum)| Fact::new(words.text(key), euros(sum)));
    let silent = (spending.without_amount > 0)
        .then(|| Fact::new(words.text("spending-silent"), format::count(spending.without_amount)));
    facts.chain(silent).collect()
}

/// `430 caméras déclarées`, and where they are counted when somebody says so.
pub(crate) fn stated(words: &Words, count: &census::Record) -> String {
    let kind = count.text("kind").unwrap_or_default();
    let kind = labels::inside(&labels::plural(words, "count_kind", kind));
    let number = count.number("n").unwrap_or_default();
    let told = words.with("count-stated", &[("count", number.into()), ("kind", kind.into())]);
    match count.text("scope").map(|scope| labels::inside(&labels::label(words, "count_scope", scope))) {
        Some(scope) => format!("{told} ({scope})"),
        None => told,
    }
}

#[cfg(test)]
pub(super) mod samples {
    use census::EntityId;
    use census::measure::Spending;
    use store::Counts;
    use uuid::Uuid;

    use super::*;

    pub(crate) fn figures(counts: Counts, recent: u64) -> Figures {
        let measure = |value, origin, records: u128| Measure {
            value,
            as_of: Some("2025-12-31".to_owned()),
            origin,
            records: (1..=records).map(|number| EntityId(Uuid::from_u128(number))).collect(),
        };
        let looked = counts.total > 0;
        Figures {
            today: "2026-11-23".parse().expect("a day"),
            declared: looked.then(|| measure(430, Origin::Statement, 1)),
            authorised: looked.then(|| measure(512, Origin::Orders, 7)),
            contracted: None,
            spending: Spending { contracts: 3, amount_ht: 1_234_567.5, ceiling_ht: 400_000.0, without_amount: 1 },
            standing: counts.clone(),
            aside: if looked { vec![(census::DeviceKind::SpeedCamera, 3)] } else { Vec::new() },
            counts,
            recent,
            lately: 3,
            tied: 0,
            effort: crate::effort::Effort {
                walks: 2,
                people: 9,
                squares: 340,
                km2: 0.51,
                first: Some("2025-10".to_owned()),
                last: Some("2026-04-11".to_owned()),
            },
        }
    }
}
