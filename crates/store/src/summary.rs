//! What each territory holds, for tables of the whole country and for the site map.

use chrono::NaiveDate;
use sqlx::FromRow;

use crate::sql::{Sql, on};
use crate::{Error, Result, Store};

const DEVICES: Sql = Sql::same(
    "select territory, sum(case when status in ('reported', 'confirmed') then 1 else 0 end) as standing,
        max(updated_on) as newest
    from feature where status <> 'mistaken' group by territory order by territory",
);

const RECORDS: Sql = Sql::same(
    "select facet, sum(case when kind = 'contract' then 1 else 0 end) as contracts, count(*) as records
    from record_facet where facet >= 'territory:' and facet < 'territory;' group by facet order by facet",
);

/// Uses of software over a territory.
const SOFTWARE: Sql = Sql::same(
    "select place.facet, count(*) as records from record_facet as found
    join record_facet as place on place.id = found.id and place.facet >= 'territory:' and place.facet < 'territory;'
    where found.facet = 'family:software' and found.kind = 'deployment' group by place.facet",
);

pub(crate) const STATEMENTS: &[Sql] = &[DEVICES, RECORDS, SOFTWARE];

/// What a territory holds itself, without those inside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Its code.
    pub territory: String,
    /// Devices that stand.
    pub standing: u64,
    /// The day of the newest change of a device.
    pub newest: Option<NaiveDate>,
    /// Records about it.
    pub records: u64,
    /// Contracts among them.
    pub contracts: u64,
    /// Uses of software among them.
    pub software: u64,
}

#[derive(FromRow)]
struct DeviceRow {
    territory: String,
    standing: i64,
    newest: NaiveDate,
}

impl Store {
    /// Every territory that holds something, in the order of the codes.
    pub async fn summaries(&self) -> Result<Vec<Summary>> {
        let devices: Vec<DeviceRow> = on!(self.readers(), DEVICES, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let records: Vec<(String, i64, i64)> =
            on!(self.readers(), RECORDS, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let software: Vec<(String, i64)> =
            on!(self.readers(), SOFTWARE, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let mut found = std::collections::BTreeMap::<String, Summary>::new();
        for row in devices {
            let of = entry(&mut found, &row.territory);
            (of.standing, of.newest) = (row.standing.unsigned_abs(), Some(row.newest));
        }
        for (facet, contracts, records) in records {
            let of = entry(&mut found, code_of(&facet)?);
            (of.contracts, of.records) = (contracts.unsigned_abs(), records.unsigned_abs());
        }
        for (facet, uses) in software {
            entry(&mut found, code_of(&facet)?).software = uses.unsigned_abs();
        }
        Ok(found.into_values().collect())
    }
}

fn entry<'a>(found: &'a mut std::collections::BTreeMap<String, Summary>, code: &str) -> &'a mut Summary {
    found.entry(code.to_owned()).or_insert_with(|| Summary { territory: code.to_owned(), ..Summary::default() })
}

fn code_of(facet: &str) -> Result<&str> {
    facet.strip_prefix("territory:").ok_or_else(|| Error::corrupt("record_facet", "facet", facet, "no territory"))
}
