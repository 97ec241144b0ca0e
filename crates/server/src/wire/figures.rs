//! The numbers of a territory as programs read them.

use census::measure::Measure;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::effort::Effort;
use crate::figures::{Figures, counted_kinds};
use crate::peers::Comparison;

/// The four numbers of a territory, which are never mixed, and what its contracts cost.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FiguresJson {
    /// Its public code.
    #[schema(example = "93066")]
    territory: String,
    /// The day of the answer.
    #[schema(value_type = String, format = Date)]
    as_of: NaiveDate,
    /// What an authority declares; absent when nobody recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    declared: Option<MeasureJson>,
    /// What prefects' orders in force allow.
    #[serde(skip_serializing_if = "Option::is_none")]
    authorised: Option<MeasureJson>,
    /// What was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    contracted: Option<MeasureJson>,
    /// What residents see.
    observed: ObservedJson,
    /// Who looked where: where nobody did, an empty map says nothing.
    looked: LookedJson,
    /// What the recorded contracts cost.
    spending: SpendingJson,
    /// Where it stands among comparable territories; absent where nothing is comparable.
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<ComparisonJson>,
}

/// Comparable territories: those of the same kind and class of size of which the census knows a device.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ComparisonJson {
    /// `0-1999`, `2000-9999`, `10000-49999`, `50000-199999` or `200000` inhabitants; `same_city` for arrondissements;
    /// `all` for departments and regions.
    #[schema(example = "50000-199999")]
    class: &'static str,
    /// How many there are, this one apart.
    territories: usize,
    /// The median of their devices in place for a thousand inhabitants.
    median_per_thousand: f64,
}

/// A number with where it comes from.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct MeasureJson {
    /// Cameras.
    value: u64,
    /// The day it holds for: a year, a month or a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// `statement`: somebody states it; `orders`, `deployments`: the sum over the records.
    #[schema(example = "statement")]
    origin: &'static str,
    /// The records it is read from.
    #[schema(value_type = Vec<uuid::Uuid>)]
    records: Vec<census::EntityId>,
}

/// What residents see: what the map shows. `GET /api/v1/devices?territory={territory}&kind={kinds}` lists just these
/// devices, those that are gone included.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ObservedJson {
    /// Devices in place, of the kinds that are counted.
    value: u64,
    /// The kinds that are counted, separated by commas: a value of the parameter `kind`.
    #[schema(example = "camera,plate_reader,acoustic_sensor,gate,tracking_sensor,unknown")]
    kinds: String,
    /// Devices of other kinds, such as speed cameras, whatever became of them; in none of the numbers.
    aside: Vec<AsideJson>,
    /// Of these, reported or updated within 24 months.
    recent: u64,
    /// Devices that were removed or replaced, were not found again, or are dummies.
    gone: u64,
    /// Devices in place that a prefect's order in force names.
    named_by_orders: u64,
}

/// Devices of a kind that the map shows only when asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct AsideJson {
    /// Key of `device_kind`.
    #[schema(example = "speed_camera")]
    kind: &'static str,
    /// How many are recorded.
    count: u64,
}

/// Walks through the territory.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct LookedJson {
    /// How many.
    walks: u64,
    /// People who went, where that is known; somebody who went twice counts twice.
    people: u64,
    /// Squares of some fifty metres inside the territory that they led through, each once.
    squares: u64,
    /// Their surface in square kilometres.
    km2: f64,
    /// The first of them: a year, a month or a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    /// The last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
}

/// What contracts cost, in euros without tax.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct SpendingJson {
    /// How many contracts are recorded.
    contracts: u64,
    /// The sum of their amounts, framework agreements apart.
    amount_ht: f64,
    /// What framework agreements allow at most.
    ceiling_ht: f64,
    /// Contracts without an amount.
    without_amount: u64,
}

impl FiguresJson {
    pub(crate) fn of(code: &str, figures: &Figures) -> Self {
        let (observed, spending) = (figures.observed(), figures.spending);
        Self {
            territory: code.to_owned(),
            as_of: figures.today,
            declared: figures.declared.as_ref().map(MeasureJson::of),
            authorised: figures.authorised.as_ref().map(MeasureJson::of),
            contracted: figures.contracted.as_ref().map(MeasureJson::of),
            observed: ObservedJson {
                value: observed,
                kinds: counted_kinds().into_iter().map(census::DeviceKind::key).collect::<Vec<_>>().join(","),
                aside: figures
                    .aside
                    .iter()
                    .map(|(kind, count)| AsideJson { kind: kind.key(), count: *count })
                    .collect(),
                recent: figures.recent,
                gone: figures.counts.total.saturating_sub(observed),
                named_by_orders: figures.tied,
            },
            looked: LookedJson::of(&figures.effort),
            spending: SpendingJson {
                contracts: spending.contracts,
                amount_ht: spending.amount_ht,
                ceiling_ht: spending.ceiling_ht,
                without_amount: spending.without_amount,
            },
            comparison: None,
        }
    }

    /// The same with its place among comparable territories.
    pub(crate) fn compared(self, comparison: Option<Comparison>) -> Self {
        let comparison = comparison.map(|comparison| ComparisonJson {
            class: comparison.class.key(),
            territories: comparison.towns,
            median_per_thousand: comparison.median,
        });
        Self { comparison, ..self }
    }
}

impl FiguresJson {
    /// Value, day and origin of one of the four numbers, as the cells of a table; empty for what nobody recorded.
    pub(crate) fn row(&self, name: &str) -> [String; 3] {
        let measure = match name {
            "declared" => &self.declared,
            "authorised" => &self.authorised,
            "contracted" => &self.contracted,
            _ => return [self.observed.value.to_string(), self.as_of.to_string(), "census".to_owned()],
        };
        measure.as_ref().map_or_else(Default::default, |measure| {
            [measure.value.to_string(), measure.as_of.clone().unwrap_or_default(), measure.origin.to_owned()]
        })
    }
}

impl LookedJson {
    fn of(effort: &Effort) -> Self {
        let Effort { walks, people, squares, km2, first, last } = effort.clone();
        Self { walks, people, squares, km2: (km2 * 1e4).round() / 1e4, first, last }
    }
}

impl MeasureJson {
    fn of(measure: &Measure) -> Self {
        let Measure { value, as_of, origin, records } = measure.clone();
        Self { value, as_of, origin: origin.key(), records }
    }
}
