//! What a search answers.

use census::{Language, Taxonomy};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::pages::{Paths, percent_encoded};
use crate::search::{Answer, Asked, Group, Item};
use crate::state::AppState;
use crate::words::Lang;

/// What was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SearchAnswer {
    /// What was looked for.
    pub(crate) query: String,
    /// Was more typed than what was looked for?
    pub(crate) cut: bool,
    /// Does everything below have every word? When nothing has, these are things that have some.
    pub(crate) all_words: bool,
    /// By kind, the kinds with the best answers first; kinds of which nothing was found are left out.
    pub(crate) groups: Vec<SearchGroup>,
}

/// What was found of one kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SearchGroup {
    /// What they are.
    #[schema(example = "contract")]
    pub(crate) kind: String,
    /// How many there are, on a later page from there on.
    pub(crate) count: u64,
    /// Are there more than `count`? Nobody counts further than a thousand.
    pub(crate) more: bool,
    /// The best first.
    pub(crate) results: Vec<SearchResult>,
    /// The next page of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// Something found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SearchResult {
    /// Its id, or the code of a territory, or the key of a police file.
    pub(crate) id: String,
    /// What lists call it; for a device its address or who runs it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Its year, month or day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) day: Option<String>,
    /// Code of the territory of a device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) territory: Option<String>,
    /// Where all of it can be read as JSON.
    pub(crate) url: String,
    /// Its page.
    pub(crate) page: String,
}

impl SearchAnswer {
    pub(crate) fn of(state: &AppState, asked: &Asked, answer: &Answer) -> Self {
        Self {
            query: asked.query.text().to_owned(),
            cut: asked.query.is_cut(),
            all_words: answer.has_all_words,
            groups: answer.groups.iter().map(|group| SearchGroup::of(state, asked, group)).collect(),
        }
    }
}

impl SearchGroup {
    fn of(state: &AppState, asked: &Asked, group: &Group) -> Self {
        let next = group.next.as_ref().map(|cursor| {
            let parameters =
                [("q", asked.query.text()), ("kind", group.kind.key()), ("limit", &asked.limit.to_string())]
                    .map(|(name, value)| format!("{name}={}&", percent_encoded(value)))
                    .concat();
            state.address(&format!("/api/v1/search?{parameters}cursor={}", percent_encoded(&cursor.to_string())))
        });
        Self {
            kind: group.kind.key().to_owned(),
            count: group.count,
            more: group.more,
            results: group.items.iter().map(|item| SearchResult::of(state, item)).collect(),
            next,
        }
    }
}

impl SearchResult {
    pub(crate) fn of(state: &AppState, item: &Item) -> Self {
        let paths = Paths(Lang::Fr);
        match item {
            Item::Territory(territory) => Self {
                id: territory.code.to_string(),
                title: Some(territory.name.clone()),
                day: None,
                territory: None,
                url: state.address(&format!("/api/v1/territories/{}", territory.code)),
                page: state.address(&paths.city(&territory.code, &territory.name)),
            },
            Item::PoliceFile(file) => Self {
                id: file.key.clone(),
                title: Some(Taxonomy::embedded().label("police_file", &file.key, Language::French).to_owned()),
                day: None,
                territory: None,
                url: state.address(&format!("/api/v1/police-files/{}", file.key)),
                page: state.address(&paths.police_file(&file.key)),
            },
            Item::Device(feature) => {
                let shown: Value = serde_json::from_str(&feature.fragment).unwrap_or_else(|_| json!({}));
                let text = |field: &str| shown["properties"][field].as_str().map(str::to_owned);
                let id = feature.id.to_string();
                Self {
                    title: text("address_label").or_else(|| text("operator")),
                    day: text("last_confirmed"),
                    territory: text("territory_code"),
                    url: state.address(&format!("/api/v1/devices/{id}")),
                    page: state.address(&paths.device(&id)),
                    id,
                }
            }
            Item::Record(record) => Self {
                id: record.id.to_string(),
                title: Some(record.title.clone()).filter(|title| !title.is_empty()),
                day: record.day.clone(),
                territory: None,
                url: state.address(&format!("/api/v1/records/{}", record.id)),
                page: state.address(&paths.entity(record.kind, record.id)),
            },
        }
    }
}
