//! The records of each territory, for tables of the whole country and for the site map.

use crate::sql::{Sql, on};
use crate::{Error, Result, Store};

const RECORDS: Sql = Sql::same(
    "select facet, sum(case when kind = 'contract' then 1 else 0 end) as contracts,
        sum(case when kind = 'authorisation' then 1 else 0 end) as orders, count(*) as records
    from record_facet where facet >= 'territory:' and facet < 'territory;' group by facet order by facet",
);

/// Uses of software over a territory.
const SOFTWARE: Sql = Sql::same(
    "select place.facet, count(*) as records from record_facet as found
    join record_facet as place on place.id = found.id and place.facet >= 'territory:' and place.facet < 'territory;'
    where found.facet = 'family:software' and found.kind = 'deployment' group by place.facet",
);

pub(crate) const STATEMENTS: &[Sql] = &[RECORDS, SOFTWARE];

/// What a territory holds itself, without those inside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Its code.
    pub territory: String,
    /// Records about it.
    pub records: u64,
    /// Contracts among them.
    pub contracts: u64,
    /// Prefects' orders among them.
    pub orders: u64,
    /// Uses of software among them.
    pub software: u64,
}

impl Store {
    /// Every territory that a record names, in the order of the codes.
    pub async fn summaries(&self) -> Result<Vec<Summary>> {
        let records: Vec<(String, i64, i64, i64)> =
            on!(self.readers(), RECORDS, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let software: Vec<(String, i64)> =
            on!(self.readers(), SOFTWARE, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let mut found = std::collections::BTreeMap::<String, Summary>::new();
        for (facet, contracts, orders, records) in records {
            let of = entry(&mut found, code_of(&facet)?);
            (of.contracts, of.orders) = (contracts.unsigned_abs(), orders.unsigned_abs());
            of.records = records.unsigned_abs();
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
