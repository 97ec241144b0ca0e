//! The numbers of a territory as programs read them.

use census::measure::Measure;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::figures::Figures;

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
    /// What the recorded contracts cost.
    spending: SpendingJson,
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

/// What residents see.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ObservedJson {
    /// Devices in place.
    value: u64,
    /// Of these, reported or updated within 24 months.
    recent: u64,
    /// Devices that were removed, not found again or recorded by mistake.
    gone: u64,
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
                recent: figures.recent,
                gone: figures.counts.total.saturating_sub(observed),
            },
            spending: SpendingJson {
                contracts: spending.contracts,
                amount_ht: spending.amount_ht,
                ceiling_ht: spending.ceiling_ht,
                without_amount: spending.without_amount,
            },
        }
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

impl MeasureJson {
    fn of(measure: &Measure) -> Self {
        let Measure { value, as_of, origin, records } = measure.clone();
        Self { value, as_of, origin: origin.key(), records }
    }
}
