//! Proves that the census is what its revisions say.

use std::collections::BTreeMap;

use census::{Body, Entity, GENESIS, Link, Revision, rebuild};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::device_row::{DeviceRow, RevisionRow};
use crate::pool::Tx;
use crate::rows::NewFeature;
use crate::sql::{Sql, within};
use crate::{CheckProgress, CheckReport, Naming, Result, Store};

/// Rows that are held at a time.
const CHUNK: i64 = 1000;

/// Faults that are told; more would not help anybody.
const MOST_FAULTS: usize = 1000;

const CHAIN: Sql =
    Sql::same("select seq, entity, version, body, salt, leaf, link from revision where seq > $1 order by seq limit $2");

const DEVICES: Sql =
    Sql::same("select id, version, created_on, updated_on, state from device where id > $1 order by id limit $2");

const REVISIONS: Sql = Sql::same(
    "select seq, entity, version, body, salt, leaf, link from revision
    where entity > $1 and entity <= $2 order by entity, version",
);

const FEATURES: Sql = Sql::same(
    "select cell, id, version, updated_on, lon, lat, kind, status, verification, operator_kind, form, bearing, fov,
        territory, fragment
    from feature where id > $1 and id <= $2 order by id",
);

pub(crate) const STATEMENTS: &[Sql] = &[CHAIN, DEVICES, REVISIONS, FEATURES];

/// A row of `feature` with all that it says.
#[derive(FromRow, PartialEq)]
pub(crate) struct WholeFeature {
    pub(crate) cell: i64,
    pub(crate) id: Uuid,
    pub(crate) version: i64,
    pub(crate) updated_on: NaiveDate,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) verification: String,
    pub(crate) operator_kind: Option<String>,
    pub(crate) form: Option<String>,
    pub(crate) bearing: Option<f64>,
    pub(crate) fov: Option<f64>,
    pub(crate) territory: String,
    pub(crate) fragment: String,
}

/// A check on its way.
struct Check<'a> {
    tx: Tx,
    naming: &'a Naming,
    report: CheckReport,
}

/// Everything kept of the devices in a range of ids.
#[derive(Default)]
struct Neighbourhood {
    devices: BTreeMap<Uuid, DeviceRow>,
    revisions: BTreeMap<Uuid, Vec<Revision>>,
    features: BTreeMap<Uuid, WholeFeature>,
}

impl Store {
    /// Verifies the chain of revisions link by link, rebuilds every device from its revisions, and compares what is
    /// kept and published with it; in constant memory, as of one moment. `report` hears how far it is.
    pub async fn check(&self, mut report: impl FnMut(CheckProgress) + Send) -> Result<CheckReport> {
        let tx = self.readers().begin_read().await?;
        let mut check = Check { tx, naming: &self.options().naming, report: CheckReport::default() };
        check.chain(&mut report).await?;
        check.devices(&mut report).await?;
        Ok(check.report)
    }
}

impl Check<'_> {
    async fn chain(&mut self, report: &mut (impl FnMut(CheckProgress) + Send)) -> Result<()> {
        let (mut seq, mut link) = (0, GENESIS);
        loop {
            let rows: Vec<RevisionRow> = within!(&mut self.tx, CHAIN, |db, sql| {
                sqlx::query_as(sql).bind(seq).bind(CHUNK).fetch_all(db).await
            })?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                let revision = Revision::try_from(row)?;
                self.follow(&revision, seq, link);
                (seq, link) = (revision.seq, revision.link);
            }
            report(self.progress());
        }
    }

    fn follow(&mut self, revision: &Revision, seq: i64, link: Link) {
        if revision.seq != seq + 1 {
            self.fault(format!("revision {}: the one before is missing", revision.seq));
        }
        if let Err(broken) = revision.verify(link) {
            self.fault(broken.to_string());
        }
        self.report.revisions += 1;
    }

    async fn devices(&mut self, report: &mut (impl FnMut(CheckProgress) + Send)) -> Result<()> {
        let mut after = Uuid::nil();
        loop {
            let rows: Vec<DeviceRow> = within!(&mut self.tx, DEVICES, |db, sql| {
                sqlx::query_as(sql).bind(after).bind(CHUNK).fetch_all(db).await
            })?;
            let done = rows.len() < CHUNK as usize;
            let last = rows.last().filter(|_| !done).map_or(Uuid::max(), |row| row.id().0);
            self.neighbourhood(rows, after, last).await?;
            report(self.progress());
            if done {
                return Ok(());
            }
            after = last;
        }
    }

    async fn neighbourhood(&mut self, devices: Vec<DeviceRow>, after: Uuid, last: Uuid) -> Result<()> {
        let revisions: Vec<RevisionRow> = within!(&mut self.tx, REVISIONS, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(last).fetch_all(db).await
        })?;
        let features: Vec<WholeFeature> = within!(&mut self.tx, FEATURES, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(last).fetch_all(db).await
        })?;
        let mut kept = Neighbourhood {
            devices: devices.into_iter().map(|row| (row.id().0, row)).collect(),
            features: features.into_iter().map(|row| (row.id, row)).collect(),
            ..Neighbourhood::default()
        };
        for row in revisions {
            let revision = Revision::try_from(row)?;
            kept.revisions.entry(revision.entity.0).or_default().push(revision);
        }
        self.compare(kept);
        Ok(())
    }

    fn compare(&mut self, mut kept: Neighbourhood) {
        for (id, row) in kept.devices {
            self.report.devices += 1;
            let (revisions, feature) = (kept.revisions.remove(&id).unwrap_or_default(), kept.features.remove(&id));
            match Entity::try_from(row) {
                Ok(entity) => {
                    self.compare_state(&entity, &revisions);
                    self.compare_feature(&entity, feature);
                }
                Err(unreadable) => self.fault(unreadable.to_string()),
            }
        }
        for id in kept.revisions.keys() {
            self.fault(format!("device {id}: there are revisions of it, but it is missing"));
        }
        for id in kept.features.keys() {
            self.fault(format!("feature {id}: it is published, but there is no such device"));
        }
    }

    fn compare_state(&mut self, entity: &Entity, revisions: &[Revision]) {
        let id = entity.id;
        if revisions.iter().map(|revision| revision.version).ne(1..=entity.version) {
            self.fault(format!("device {id}: its version is not the number of its revisions"));
        }
        match rebuild(revisions) {
            Ok(Some(device)) if device != entity.device => {
                self.fault(format!("device {id}: its state is not what its revisions lead to"));
            }
            // A device with an erased revision cannot be rebuilt; its chain still holds.
            Ok(_) => {}
            Err(broken) => self.fault(broken.to_string()),
        }
        let days = [(revisions.first(), entity.created_on), (revisions.last(), entity.updated_on)];
        let differs = |(revision, day): (Option<&Revision>, NaiveDate)| day_of(revision).is_some_and(|it| it != day);
        if days.into_iter().any(differs) {
            self.fault(format!("device {id}: its days are not those of its revisions"));
        }
    }

    fn compare_feature(&mut self, entity: &Entity, published: Option<WholeFeature>) {
        let id = entity.id;
        let Some(published) = published else {
            return self.fault(format!("feature {id}: it is missing"));
        };
        let expected = WholeFeature::from(NewFeature::of(entity, self.naming));
        if published.fragment != expected.fragment {
            self.fault(format!("feature {id}: its fragment is not that of the device"));
        }
        if (WholeFeature { fragment: expected.fragment.clone(), ..published }) != expected {
            self.fault(format!("feature {id}: its columns are not those of the device"));
        }
    }

    fn fault(&mut self, fault: String) {
        if self.report.faults.len() < MOST_FAULTS {
            self.report.faults.push(fault);
        }
    }

    fn progress(&self) -> CheckProgress {
        CheckProgress { revisions: self.report.revisions, devices: self.report.devices }
    }
}

fn day_of(revision: Option<&Revision>) -> Option<NaiveDate> {
    let body: Option<Body> = revision.and_then(|revision| revision.read().ok().flatten());
    body.map(|body| body.day)
}
