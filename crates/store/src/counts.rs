//! Figures.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sqlx::FromRow;

use census::Family;

use crate::scan::{Bound, Paths, bind, paths};
use crate::sql::{Sql, on};
use crate::{Counts, Cursor, DeviceFilter, Error, PendingCounts, Result, Store};

const GROUPS: Paths = paths!(
    "select kind, status, verification, operator_kind, count(*) as devices, max(updated_on) as newest,
        min(updated_on) as oldest
    from feature",
    "group by kind, status, verification, operator_kind"
);

const ALL_GROUPS: [Sql; 5] = GROUPS.all();

const USES: Sql = Sql::same(
    "select place.facet as place, family.facet as family, count(*) as uses
    from record_facet as place join record_facet as family on family.id = place.id
    where place.kind = 'deployment' and place.facet like 'territory:%' and family.facet like 'family:%'
        and not exists (select 1 from record_facet as gone
            where gone.id = place.id and gone.facet in ('status:rejected', 'status:ended'))
    group by place.facet, family.facet order by place.facet, family.facet",
);

const WAITING: Sql = Sql::same(
    "select state, count(*) as waiting from contribution where state in ('pending', 'queued') group by state",
);

pub(crate) const STATEMENTS: &[Sql] =
    &[ALL_GROUPS[0], ALL_GROUPS[1], ALL_GROUPS[2], ALL_GROUPS[3], ALL_GROUPS[4], USES, WAITING];

#[derive(FromRow)]
struct GroupRow {
    kind: String,
    status: String,
    verification: String,
    operator_kind: Option<String>,
    devices: i64,
    newest: NaiveDate,
    oldest: NaiveDate,
}

impl Store {
    /// How many devices a filter finds, and of what sort.
    pub async fn counts(&self, filter: &DeviceFilter) -> Result<Counts> {
        let bound = Bound::from(filter);
        let mut tally = Tally::default();
        for (first, last) in filter.stretches() {
            let rows: Vec<GroupRow> = on!(self.readers(), GROUPS.best_for(filter), |db, sql| {
                bind!(sqlx::query_as(sql), Cursor::before(first), last, bound).fetch_all(db).await
            })?;
            rows.iter().try_for_each(|row| tally.add(row))?;
        }
        Ok(tally.into())
    }

    /// How many uses of technology each territory has that somebody named, by family; without those that were refused
    /// or ended.
    pub async fn uses_by_territory(&self) -> Result<Vec<(String, Family, u64)>> {
        let rows: Vec<(String, String, i64)> =
            on!(self.readers(), USES, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let value = |facet: &str| facet.split_once(':').map_or("", |(_, value)| value).to_owned();
        rows.iter()
            .map(|(place, family, uses)| Ok((value(place), parse("family", &value(family))?, *uses as u64)))
            .collect()
    }

    /// How many contributions wait.
    pub async fn pending_counts(&self) -> Result<PendingCounts> {
        let rows: Vec<(String, i64)> = on!(self.readers(), WAITING, |db, sql| sqlx::query_as(sql).fetch_all(db).await)?;
        let of = |state: &str| rows.iter().find(|(key, _)| key == state).map_or(0, |(_, count)| *count as u64);
        Ok(PendingCounts { pending: of("pending"), queued: of("queued") })
    }
}

/// Sums while groups come in.
#[derive(Default)]
struct Tally {
    counts: Counts,
    kinds: BTreeMap<census::DeviceKind, u64>,
    statuses: BTreeMap<census::DeviceStatus, u64>,
    verifications: BTreeMap<census::Verification, u64>,
    operator_kinds: BTreeMap<census::OperatorKind, u64>,
}

impl Tally {
    fn add(&mut self, row: &GroupRow) -> Result<()> {
        let devices = row.devices as u64;
        *self.kinds.entry(parse("kind", &row.kind)?).or_default() += devices;
        *self.statuses.entry(parse("status", &row.status)?).or_default() += devices;
        *self.verifications.entry(parse("verification", &row.verification)?).or_default() += devices;
        if let Some(operator) = &row.operator_kind {
            *self.operator_kinds.entry(parse("operator_kind", operator)?).or_default() += devices;
        }
        self.counts.total += devices;
        self.counts.newest = self.counts.newest.max(Some(row.newest));
        self.counts.oldest = Some(self.counts.oldest.map_or(row.oldest, |oldest| oldest.min(row.oldest)));
        Ok(())
    }
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        Self {
            by_kind: tally.kinds.into_iter().collect(),
            by_status: tally.statuses.into_iter().collect(),
            by_verification: tally.verifications.into_iter().collect(),
            by_operator_kind: tally.operator_kinds.into_iter().collect(),
            ..tally.counts
        }
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(column: &'static str, key: &str) -> Result<T> {
    key.parse().map_err(|error: T::Err| Error::corrupt("feature", column, "a group of devices", error))
}
