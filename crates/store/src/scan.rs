//! A filter as SQL: one condition, and one access path for what narrows most.

use census::DeviceStatus;
use chrono::NaiveDate;

use crate::sql::Sql;
use crate::{Cursor, DeviceFilter};

/// `$1`, `$2` the place to go on from, `$3` the last cell, `$4`–`$7` the box, `$8`–`$10` the vocabularies, `$11` the
/// day, `$12`, `$13` the ends of the territories, `$14` which of them, `$15` the kinds of operators, `$16` the day of the
/// last word, `$17` plates, `$18` software, `$19` the day on which it stood. A missing value filters nothing. The name of
/// a device as text, which the engines write differently, is the parameter of the macro.
///
/// The type of a parameter must be clear from its first mention, or PostgreSQL cannot prepare the text.
macro_rules! condition {
    ($name:literal) => {
        concat!(
            " and lat between coalesce($5, lat) and coalesce($7, lat)
        and case when cast($4 as double precision) > cast($6 as double precision)
            then lon >= $4 or lon <= $6
            else lon between coalesce($4, lon) and coalesce($6, lon) end
        and case when cast($8 as text) is null then true else $8 like '%,' || kind || ',%' end
        and case when cast($9 as text) is null then status <> 'mistaken' else $9 like '%,' || status || ',%' end
        and case when cast($10 as text) is null then true else $10 like '%,' || verification || ',%' end
        and updated_on >= coalesce($11, updated_on)
        and territory between coalesce($12, territory) and coalesce($13, territory)
        and case when cast($14 as text) is null then true
            else $14 like '%,' || territory || ',%' or $14 like '%,' || substr(territory, 1, 2) || ',%' end
        and case when cast($15 as text) is null then true
            else $15 like '%,' || coalesce(operator_kind, 'unknown') || ',%' end
        and case when cast($16 as date) is null then true else last_on >= $16 end
        and case when cast($17 as boolean) is null then true else plates = $17 end
        and case when cast($18 as boolean) is null then true else $18 = exists (
            select 1 from record_facet as about join record_facet as family on family.id = about.id
            where about.facet = 'about:' || ",
            $name,
            " and about.kind = 'deployment' and family.facet in ('family:software', 'family:face')) end
        and case when cast($19 as date) is null then true
            else first_on <= $19 and (status in ('reported', 'confirmed') or last_on > $19) end "
        )
    };
}

/// The same condition on both engines.
macro_rules! access {
    ($before:expr, $where:literal, $after:expr) => {
        $crate::sql::Sql {
            sqlite: concat!(
                $before,
                $where,
                $crate::scan::condition!(
                    "lower(substr(hex(feature.id), 1, 8) || '-' || substr(hex(feature.id), 9, 4) || '-' ||
                    substr(hex(feature.id), 13, 4) || '-' || substr(hex(feature.id), 17, 4) || '-' ||
                    substr(hex(feature.id), 21))"
                ),
                $after
            ),
            postgres: concat!($before, $where, $crate::scan::condition!("cast(feature.id as text)"), $after),
        }
    };
}

/// A statement that reads the table in its own order.
macro_rules! by_place {
    ($before:expr, $after:expr) => {
        $crate::scan::access!($before, " where (cell, id) > ($1, $2) and cell <= $3", $after)
    };
}

/// A statement that reads one territory, in the same order.
macro_rules! by_territory {
    ($before:expr, $after:expr) => {
        $crate::scan::access!($before, " where territory = $12 and (cell, id) > ($1, $2) and cell <= $3", $after)
    };
}

/// One statement with each access path. The additions of zero keep an index from being used where another is better.
macro_rules! paths {
    ($before:expr, $after:expr) => {
        $crate::scan::Paths {
            place: $crate::scan::by_place!($before, $after),
            territory: $crate::scan::by_territory!($before, $after),
            region: $crate::scan::access!(
                $before,
                " where territory between $12 and $13 and (cell + 0, id) > ($1, $2) and cell + 0 <= $3",
                $after
            ),
            days: $crate::scan::access!(
                $before,
                " where updated_on >= $11 and (cell + 0, id) > ($1, $2) and cell + 0 <= $3",
                $after
            ),
            mistaken: $crate::scan::access!(
                $before,
                " where status = 'mistaken' and (cell + 0, id) > ($1, $2) and cell + 0 <= $3",
                $after
            ),
        }
    };
}

/// Binds `$1` to `$19`.
macro_rules! bind {
    ($statement:expr, $after:expr, $last:expr, $filter:expr) => {{
        let (after, filter): (&$crate::Cursor, &$crate::scan::Bound) = (&$after, &$filter);
        $statement
            .bind(after.cell)
            .bind(after.id)
            .bind($last)
            .bind(filter.west)
            .bind(filter.south)
            .bind(filter.east)
            .bind(filter.north)
            .bind(filter.kinds.as_deref())
            .bind(filter.statuses.as_deref())
            .bind(filter.verifications.as_deref())
            .bind(filter.since)
            .bind(filter.territory_from.as_deref())
            .bind(filter.territory_to.as_deref())
            .bind(filter.among.as_deref())
            .bind(filter.operator_kinds.as_deref())
            .bind(filter.seen_since)
            .bind(filter.plates)
            .bind(filter.software)
            .bind(filter.standing_on)
    }};
}

pub(crate) use {access, bind, by_place, by_territory, condition, paths};

/// The same statement by place, by one territory, by several of them, by day, and among what was recorded by mistake.
pub(crate) struct Paths {
    pub(crate) place: Sql,
    pub(crate) territory: Sql,
    pub(crate) region: Sql,
    pub(crate) days: Sql,
    pub(crate) mistaken: Sql,
}

/// The values of a filter as they are bound.
#[derive(Clone)]
pub(crate) struct Bound {
    pub(crate) west: Option<f64>,
    pub(crate) south: Option<f64>,
    pub(crate) east: Option<f64>,
    pub(crate) north: Option<f64>,
    pub(crate) kinds: Option<String>,
    pub(crate) statuses: Option<String>,
    pub(crate) verifications: Option<String>,
    pub(crate) since: Option<NaiveDate>,
    pub(crate) territory_from: Option<String>,
    pub(crate) territory_to: Option<String>,
    pub(crate) among: Option<String>,
    pub(crate) operator_kinds: Option<String>,
    pub(crate) seen_since: Option<NaiveDate>,
    pub(crate) plates: Option<bool>,
    pub(crate) software: Option<bool>,
    pub(crate) standing_on: Option<NaiveDate>,
}

impl Paths {
    pub(crate) const fn all(&self) -> [Sql; 5] {
        [self.place, self.territory, self.region, self.days, self.mistaken]
    }

    /// The path for a filter: mistakes are fewest; one commune is narrower than a box, a box than a region, a region than
    /// a day.
    pub(crate) fn best_for(&self, filter: &DeviceFilter) -> Sql {
        match filter {
            DeviceFilter { statuses, .. } if *statuses == [DeviceStatus::Mistaken] => self.mistaken,
            DeviceFilter { territory: Some(reach), .. } if reach.is_one() => self.territory,
            DeviceFilter { bbox: Some(_), .. } => self.place,
            DeviceFilter { territory: Some(_), .. } => self.region,
            DeviceFilter { since: Some(_), .. } => self.days,
            _ => self.place,
        }
    }
}

impl From<&DeviceFilter> for Bound {
    fn from(filter: &DeviceFilter) -> Self {
        let territory = filter.territory.as_ref();
        Self {
            west: filter.bbox.map(geodata::Bbox::west),
            south: filter.bbox.map(geodata::Bbox::south),
            east: filter.bbox.map(geodata::Bbox::east),
            north: filter.bbox.map(geodata::Bbox::north),
            kinds: filter.kinds().map(|kinds| kinds.iter().fold(",".to_owned(), |list, it| list + it.key() + ",")),
            statuses: listed(filter.statuses.iter().map(|it| it.key())),
            verifications: listed(filter.verifications.iter().map(|it| it.key())),
            since: filter.since,
            territory_from: territory.map(|reach| reach.ends().0.to_owned()),
            territory_to: territory.map(|reach| reach.ends().1.to_owned()),
            among: territory.and_then(crate::Reach::among),
            operator_kinds: listed(filter.operator_kinds.iter().map(|it| it.key())),
            seen_since: filter.seen_since,
            plates: filter.plates,
            software: filter.software,
            standing_on: filter.standing_on,
        }
    }
}

/// `,camera,gate,`: a key with its commas is found in it when it is one of the list.
fn listed<'a>(keys: impl Iterator<Item = &'a str>) -> Option<String> {
    let list = keys.fold(String::new(), |list, key| list + "," + key);
    if list.is_empty() { None } else { Some(list + ",") }
}

/// Where a scan begins in a stretch of the key when a page or a chunk before ended at `after`.
pub(crate) fn start_of(stretch: (i64, i64), after: Option<Cursor>) -> Option<Cursor> {
    match after {
        Some(after) if after.cell > stretch.1 => None,
        Some(after) if after.cell >= stretch.0 => Some(after),
        _ => Some(Cursor::before(stretch.0)),
    }
}
