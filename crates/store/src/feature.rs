//! Published devices: one, some by name, a page, figures.

use std::collections::HashMap;

use census::{Entity, EntityId};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::{EntityRow, version};
use crate::rows::list_of;
use crate::scan::{Bound, Paths, bind, paths, start_of};
use crate::sql::{Sql, on};
use crate::{Cursor, DeviceFilter, Error, Page, PageRequest, PublishedFeature, Result, Store};

const ENTITY: Sql = Sql::same("select id, version, created_on, updated_on, state from entity where id = $1");

const BY_ID: Sql = Sql::same("select cell, id, version, updated_on, fragment from feature where id = $1");

const BY_IDS: Sql = Sql {
    sqlite: "select cell, id, version, updated_on, fragment from feature
        where id in (select unhex(value, '-') from json_each($1))",
    postgres: "select cell, id, version, updated_on, fragment from feature
        where id in (select value::uuid from json_array_elements_text($1::json) as listed(value))",
};

const PAGE: Paths =
    paths!("select cell, id, version, updated_on, fragment from feature", "order by cell, id limit $20");

const ALL_PAGES: [Sql; 5] = PAGE.all();

pub(crate) const STATEMENTS: &[Sql] =
    &[ENTITY, BY_ID, BY_IDS, ALL_PAGES[0], ALL_PAGES[1], ALL_PAGES[2], ALL_PAGES[3], ALL_PAGES[4]];

#[derive(FromRow)]
struct FeatureRow {
    cell: i64,
    id: Uuid,
    version: i64,
    updated_on: NaiveDate,
    fragment: String,
}

impl Store {
    /// Something as the census knows it, whatever its kind.
    pub async fn entity(&self, id: EntityId) -> Result<Option<Entity>> {
        let row: Option<EntityRow> =
            on!(self.readers(), ENTITY, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
        row.map(Entity::try_from).transpose()
    }

    /// A device as the public sees it, the mistaken ones included.
    pub async fn feature(&self, id: EntityId) -> Result<Option<PublishedFeature>> {
        let row: Option<FeatureRow> =
            on!(self.readers(), BY_ID, |db, sql| sqlx::query_as(sql).bind(id.0).fetch_optional(db).await)?;
        row.map(PublishedFeature::try_from).transpose()
    }

    /// Devices by their names, in the order of the names given; unknown ones are left out.
    pub async fn features_of(&self, ids: &[EntityId]) -> Result<Vec<PublishedFeature>> {
        let list = list_of(ids);
        let rows: Vec<FeatureRow> =
            on!(self.readers(), BY_IDS, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
        let mut found = rows.into_iter().map(PublishedFeature::try_from).collect::<Result<Vec<_>>>()?;
        let places: HashMap<EntityId, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        found.sort_by_key(|feature| places.get(&feature.id));
        Ok(found)
    }

    /// A page of devices in the order of place. Devices that appear meanwhile never make another one appear twice
    /// or not at all.
    pub async fn features(&self, filter: &DeviceFilter, page: &PageRequest) -> Result<Page<PublishedFeature>> {
        let (bound, limit) = (Bound::from(filter), i64::from(page.limit.max(1)));
        let mut rows: Vec<FeatureRow> = Vec::new();
        for stretch in filter.stretches() {
            let Some(start) = start_of(stretch, page.after) else { continue };
            let missing = limit + 1 - rows.len() as i64;
            let found: Vec<FeatureRow> = on!(self.readers(), PAGE.best_for(filter), |db, sql| {
                bind!(sqlx::query_as(sql), start, stretch.1, bound).bind(missing).fetch_all(db).await
            })?;
            rows.extend(found);
            if rows.len() as i64 > limit {
                break;
            }
        }
        page_of(rows, limit as usize)
    }
}

/// One row more than asked for tells that there is a next page.
fn page_of(mut rows: Vec<FeatureRow>, limit: usize) -> Result<Page<PublishedFeature>> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let items: Vec<PublishedFeature> = rows.into_iter().map(PublishedFeature::try_from).collect::<Result<_>>()?;
    let next = items.last().filter(|_| more).map(|item| item.cursor);
    Ok(Page { items, next })
}

impl TryFrom<FeatureRow> for PublishedFeature {
    type Error = Error;

    fn try_from(row: FeatureRow) -> Result<Self> {
        let version = version(row.version).map_err(|detail| Error::corrupt("feature", "version", row.id, detail))?;
        let cursor = Cursor { cell: row.cell, id: row.id };
        Ok(Self { id: EntityId(row.id), version, updated_on: row.updated_on, fragment: row.fragment, cursor })
    }
}
