//! Records of another census come in: again and again, without undoing what people said here.

pub(crate) mod import_batch;

use std::collections::{HashMap, HashSet};

use census::{Device, Entity, EntityId, REDACTION, State, Upstream};
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::FromRow;
use uuid::Uuid;

use crate::history::{Step, steps};
use crate::insertion::{Insertion, insert};
use crate::revert::{REVERT, ROLLBACK};
use crate::rows::list_of;
use crate::sql::{Sql, within};
use crate::work::Work;
use crate::world::NameRange;
use crate::writer::Job;
use crate::{BatchId, Error, ImportPart, ImportRecord, Imported, Result, Store};

/// Records that one transaction takes. More would make reports wait behind an import for longer than a moment.
pub const CHUNK: usize = 5000;

/// The reason of every revision that an import makes.
pub(crate) const REASON: &str = "import";

const KNOWN: Sql = Sql {
    sqlite: "select source, upstream_id, entity_id, version from upstream
        where (source, upstream_id) in (select value ->> 'source', value ->> 'upstream_id' from json_each($1))",
    postgres: "select source, upstream_id, entity_id, version from upstream
        where (source, upstream_id) in (select source, upstream_id
            from json_to_recordset($1::json) as r(source text, upstream_id text))",
};

static UPSERT: Insertion = Insertion::new(
    "insert into upstream (source, upstream_id, entity_id, version)",
    "on conflict (source, upstream_id) do update
        set entity_id = excluded.entity_id, version = excluded.version",
);

pub(crate) const STATEMENTS: &[Sql] = &[KNOWN];

pub(crate) static INSERTIONS: [&Insertion; 1] = [&UPSERT];

struct Import {
    batch: BatchId,
    records: Vec<ImportRecord>,
    /// What new devices are named from.
    names: NameRange,
}

/// A row of `upstream`.
#[derive(Clone, FromRow)]
pub(crate) struct UpstreamRow {
    source: String,
    upstream_id: String,
    pub(crate) entity_id: Uuid,
    version: Option<i64>,
}

/// The name of a record: its source and its id there.
pub(crate) type Name = (String, String);

/// What is known of the records of one chunk.
struct Known {
    rows: HashMap<Name, UpstreamRow>,
    steps: HashMap<EntityId, Vec<Step>>,
}

impl Store {
    /// Takes records in, in the order given, and tells what became of each.
    ///
    /// Reading the same records again changes nothing. A newer version changes the fields that nobody changed here
    /// since; what people said stays. Each few thousand records are durable together: when a later part fails, the
    /// earlier ones are in, and importing the same file again goes on where it stopped.
    pub async fn import(&self, batch: BatchId, records: Vec<ImportRecord>) -> Result<Vec<Imported>> {
        let all = records.len();
        self.import_part(batch, records, ImportPart { before: 0, all }).await
    }

    /// The same for a part of the records of an import, when all of them are too many to hand over at once.
    ///
    /// A big import is fast when records that are neighbours come one after the other. The tables by place then grow
    /// at one place at a time, and so do those by id: new devices of each few thousand records are named at random out
    /// of one stretch of all names, in the order of the stretches. Of a device that an import brought, its id may
    /// therefore tell which few thousand neighbours came with it; a smaller import names at random among all.
    pub async fn import_part(
        &self,
        batch: BatchId,
        mut records: Vec<ImportRecord>,
        part: ImportPart,
    ) -> Result<Vec<Imported>> {
        if !self.options().fictional_allowed && records.iter().any(|record| record.device.fictional) {
            return Err(Error::Fictional);
        }
        let mut imported = Vec::with_capacity(records.len());
        while !records.is_empty() {
            let rest = records.split_off(records.len().min(CHUNK));
            let done = part.before + imported.len();
            let names = NameRange::of(done..done + records.len(), part.all);
            imported.extend(self.writer().run(Import { batch, records, names }).await?);
            records = rest;
        }
        Ok(imported)
    }
}

impl Job for Import {
    type Output = Vec<Imported>;

    async fn run(&self, work: &mut Work) -> Result<Self::Output> {
        let open = import_batch::by_id(work, self.batch).await?.is_some_and(|batch| batch.closed_on.is_none());
        if !open {
            return Err(Error::NoOpenBatch);
        }
        work.flush().await?;
        let mut known = read_known(work, &self.records).await?;
        let mut written = Vec::new();
        let mut imported = Vec::with_capacity(self.records.len());
        for record in &self.records {
            let outcome = take_in(work, &known, record, self).await?;
            written.extend(known.learn(record, outcome.device()));
            imported.push(outcome);
        }
        let written = newest_of_each(written);
        insert!(&mut work.tx, UPSERT, written, |row| [row.source, row.upstream_id, row.entity_id, row.version]).await?;
        Ok(imported)
    }
}

impl Known {
    /// Notes what a record became; answers the row to write when that is news.
    fn learn(&mut self, record: &ImportRecord, device: EntityId) -> Option<UpstreamRow> {
        let name = name_of(&record.upstream);
        let version = record.upstream.version.map(i64::from);
        if self.rows.get(&name).is_some_and(|row| !is_newer(record, row) || row.version == version) {
            return None;
        }
        let (source, upstream_id) = name.clone();
        let row = UpstreamRow { source, upstream_id, entity_id: device.0, version };
        self.rows.insert(name, row.clone());
        Some(row)
    }
}

async fn take_in(work: &mut Work, known: &Known, record: &ImportRecord, import: &Import) -> Result<Imported> {
    let batch = import.batch;
    let Some(row) = known.rows.get(&name_of(&record.upstream)) else {
        let id = EntityId(work.salts.id_among(&import.names));
        work.expect_new(id);
        work.revise(id, with_upstream(record).into(), REASON, Some(batch)).await?;
        return Ok(Imported::New(id));
    };
    let id = EntityId(row.entity_id);
    if !is_newer(record, row) {
        return Ok(Imported::Unchanged(id));
    }
    let Some(current) = work.entity(id).await? else {
        return Err(Error::corrupt("upstream", "entity_id", id, "there is no such entity"));
    };
    let steps = known.steps.get(&id).map_or(&[][..], Vec::as_slice);
    if was_erased(&current, steps) {
        return Ok(Imported::Unchanged(id));
    }
    let next = merged(&current, State::from(with_upstream(record)), steps)?;
    if says_the_same(&current.state, &next) {
        return Ok(Imported::Unchanged(id));
    }
    work.revise(id, next, REASON, Some(batch)).await?;
    Ok(Imported::Updated(id))
}

/// What was erased as a whole does not come in again.
pub(crate) fn was_erased(entity: &Entity, steps: &[Step]) -> bool {
    let erased = |step: &Step| step.body.as_ref().is_some_and(|body| body.reason == REDACTION);
    entity.state.is_mistaken() && steps.iter().any(erased)
}

/// Reads which records are known, and the states and histories of the devices they may change.
async fn read_known(work: &mut Work, records: &[ImportRecord]) -> Result<Known> {
    let upstreams: Vec<&Upstream> = records.iter().map(|record| &record.upstream).collect();
    let rows = read_rows(work, &upstreams).await?;
    let may_change =
        |record: &&ImportRecord| rows.get(&name_of(&record.upstream)).is_some_and(|row| is_newer(record, row));
    let device_of = |record: &ImportRecord| rows.get(&name_of(&record.upstream)).map(|row| EntityId(row.entity_id));
    let ids: Vec<EntityId> = records.iter().filter(may_change).filter_map(device_of).collect();
    work.read_entities(&ids).await?;
    let steps = steps(&mut work.tx, &ids).await?;
    Ok(Known { rows, steps })
}

/// What became of records of other censuses, by their names there.
pub(crate) async fn read_rows(work: &mut Work, upstreams: &[&Upstream]) -> Result<HashMap<Name, UpstreamRow>> {
    #[derive(Serialize)]
    struct Asked<'a> {
        source: &'a str,
        upstream_id: &'a str,
    }
    let asked: Vec<Asked<'_>> = upstreams.iter().map(|it| Asked { source: &it.source, upstream_id: &it.id }).collect();
    let list = list_of(&asked);
    let rows: Vec<UpstreamRow> =
        within!(&mut work.tx, KNOWN, |db, sql| sqlx::query_as(sql).bind(list).fetch_all(db).await)?;
    Ok(rows.into_iter().map(|row| ((row.source.clone(), row.upstream_id.clone()), row)).collect())
}

/// Notes what records without versions became.
pub(crate) async fn write_rows(work: &mut Work, known: impl Iterator<Item = (&Upstream, EntityId)>) -> Result<()> {
    let row = |(upstream, id): (&Upstream, EntityId)| {
        let (source, upstream_id) = name_of(upstream);
        UpstreamRow { source, upstream_id, entity_id: id.0, version: None }
    };
    let rows: Vec<UpstreamRow> = known.map(row).collect();
    let rows = newest_of_each(rows);
    insert!(&mut work.tx, UPSERT, rows, |row| [row.source, row.upstream_id, row.entity_id, row.version]).await
}

/// The record's device with the fields that people changed here since as they left them.
pub(crate) fn merged(current: &Entity, next: State, steps: &[Step]) -> Result<State> {
    let kept = changed_by_people(steps);
    if kept.is_empty() {
        return Ok(next);
    }
    let (current_fields, mut fields) = (current.state.fields(), next.fields());
    for field in kept {
        match current_fields.get(&field) {
            Some(value) => drop(fields.insert(field, value.clone())),
            None => drop(fields.remove(&field)),
        }
    }
    state_of(current.id, fields)
}

/// The fields whose last change was not an import's. A place belongs to its territory, so one goes with the other.
fn changed_by_people(steps: &[Step]) -> HashSet<String> {
    let mut words: HashMap<&str, Vec<(Option<&Value>, bool)>> = HashMap::new();
    for body in steps.iter().filter_map(|step| step.body.as_ref()) {
        for (field, change) in &body.changes.0 {
            let (said, after) = (words.entry(field).or_default(), change.after.as_ref());
            let by_people = match body.reason.as_str() {
                REASON => false,
                // A value that comes back is the word of whoever gave it before.
                ROLLBACK | REVERT => said.iter().rfind(|(value, _)| *value == after).is_some_and(|(_, people)| *people),
                _ => true,
            };
            said.push((after, by_people));
        }
    }
    let by_people = words.into_iter().filter(|(_, said)| said.last().is_some_and(|(_, people)| *people));
    let mut fields: HashSet<String> = by_people.map(|(field, _)| field.to_owned()).collect();
    if fields.contains("position") {
        fields.insert("territory".to_owned());
    }
    fields
}

pub(crate) fn state_of(id: EntityId, fields: Map<String, Value>) -> Result<State> {
    State::from_fields(fields).map_err(|error| Error::corrupt("entity", "state", id, error))
}

/// A new version over there that changes nothing here is no news.
pub(crate) fn says_the_same(current: &State, next: &State) -> bool {
    let besides = |state: &State| {
        let mut fields = state.fields();
        fields.remove("upstream");
        fields
    };
    besides(current) == besides(next)
}

fn with_upstream(record: &ImportRecord) -> Device {
    let mut device = record.device.clone();
    if !device.upstream.contains(&record.upstream) {
        device.upstream.push(record.upstream.clone());
    }
    device
}

fn is_newer(record: &ImportRecord, row: &UpstreamRow) -> bool {
    match (record.upstream.version, row.version) {
        (Some(found), Some(known)) => i64::from(found) > known,
        _ => true,
    }
}

pub(crate) fn name_of(upstream: &Upstream) -> Name {
    (upstream.source.clone(), upstream.id.clone())
}

/// PostgreSQL refuses to touch a row twice in one statement: the last word on a record counts.
fn newest_of_each(rows: Vec<UpstreamRow>) -> Vec<UpstreamRow> {
    let mut seen = HashSet::new();
    let mut newest: Vec<UpstreamRow> =
        rows.into_iter().rev().filter(|row| seen.insert((row.source.clone(), row.upstream_id.clone()))).collect();
    newest.sort_by(|a, b| (&a.source, &a.upstream_id).cmp(&(&b.source, &b.upstream_id)));
    newest
}
