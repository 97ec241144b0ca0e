//! Which records an address asks for.

use census::{EntityId, EntityKind, Facet, Taxonomy};
use serde::Deserialize;
use store::RecordFilter;
use utoipa::IntoParams;

use super::asked::{address, asked};
use crate::error::Error;

/// Which records.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecordQuery {
    /// `deployment`, `contract`, `authorisation`, `official_count`, `organisation`,
    /// `document` or `survey`.
    #[serde(rename = "type")]
    #[param(value_type = String, example = "contract")]
    pub(crate) kind: EntityKind,
    /// INSEE code of a territory that the record names.
    #[param(example = "93066")]
    pub(crate) territory: Option<String>,
    /// `camera`, `software`, `file`, `face`, `sensor`, `mobile` or `site`.
    pub(crate) family: Option<String>,
    /// Key of a technology, such as `video_analytics`.
    pub(crate) technology: Option<String>,
    /// Key of a status of that kind of record.
    pub(crate) status: Option<String>,
    /// Key of a police file that is used, such as `taj`.
    pub(crate) police_file: Option<String>,
    /// Only records that refer to this one.
    #[param(value_type = Option<String>, format = Uuid)]
    pub(crate) about: Option<EntityId>,
    /// Only records that changed on or after this day.
    pub(crate) since: Option<chrono::NaiveDate>,
    /// The records as the census knew them at the end of this day.
    #[param(example = "2026-11-01")]
    pub(crate) as_of: Option<String>,
    /// At most this many, 1 to 1000; 50 without it.
    pub(crate) limit: Option<u32>,
    /// The last id of the page before, as its `next` link gave it.
    #[param(value_type = Option<String>, format = Uuid)]
    pub(crate) cursor: Option<EntityId>,
    /// `1`: CSV begins with a byte order mark, which Excel needs; other formats have none.
    #[param(maximum = 255)]
    pub(crate) bom: Option<u8>,
}

impl RecordQuery {
    const NAMES: &[&str] = &[
        "type",
        "territory",
        "family",
        "technology",
        "status",
        "police_file",
        "about",
        "since",
        "as_of",
        "limit",
        "cursor",
        "bom",
    ];

    /// What is asked for, the rarest facet first; a key that does not exist is a mistake and not an empty answer.
    pub(crate) fn filter(&self) -> Result<RecordFilter, Error> {
        if self.kind == EntityKind::Device {
            return Err(Error::Malformed("type: devices are listed at /api/v1/devices".to_owned()));
        }
        for (list, key) in
            [("family", &self.family), ("technology", &self.technology), ("police_file", &self.police_file)]
        {
            if let Some(key) = key.as_deref().filter(|key| Taxonomy::embedded().entry(list, key).is_none()) {
                return Err(Error::Malformed(format!("{list}: there is no {key:?}")));
            }
        }
        let about = self.about.map(Facet::about);
        let territory = self.territory.as_deref().map(|code| Facet::new("territory", code));
        let technology = self.technology.as_deref().map(|key| Facet::new("technology", key));
        let status = self.status.as_deref().map(|key| Facet::new("status", key));
        let family = self.family.as_deref().map(|key| Facet::new("family", key));
        let file = self.police_file.as_deref().map(|key| Facet::new("police_file", key));
        let facets: Vec<Facet> = [about, file, territory, technology, status, family].into_iter().flatten().collect();
        if facets.len() > store::MOST_FACETS {
            return Err(Error::Malformed(format!("at most {} filters at once", store::MOST_FACETS)));
        }
        Ok(RecordFilter { kind: self.kind, facets, since: self.since })
    }

    /// The address of the next page in the API.
    pub(crate) fn next(&self, cursor: EntityId) -> String {
        let limit = self.limit.map(|limit| format!("limit={limit}&")).unwrap_or_default();
        let filter = self.address();
        let filter = if filter.is_empty() { filter } else { filter + "&" };
        format!("/api/v1/records?type={}&{filter}{limit}cursor={cursor}", self.kind)
    }

    /// What the address of a page of records may ask for; the path tells the kind.
    pub(crate) fn of_page(kind: EntityKind, query: Option<&str>) -> Result<Self, Error> {
        asked(&format!("type={kind}&{}", query.unwrap_or_default()), Self::NAMES)
    }

    /// The filter as the query of an address, without the kind and where a page begins.
    pub(crate) fn address(&self) -> String {
        let (about, since) = (self.about.map(|id| id.to_string()), self.since.map(|day| day.to_string()));
        address(&[
            ("territory", self.territory.as_deref()),
            ("family", self.family.as_deref()),
            ("technology", self.technology.as_deref()),
            ("status", self.status.as_deref()),
            ("police_file", self.police_file.as_deref()),
            ("about", about.as_deref()),
            ("since", since.as_deref()),
            ("as_of", self.as_of.as_deref()),
        ])
    }
}
