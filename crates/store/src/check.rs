//! Proves that the census is what its revisions say.

use std::collections::BTreeMap;

use census::{Body, Device, Entity, GENESIS, Link, Record, Revision, State, rebuild};
use chrono::NaiveDate;
use sqlx::FromRow;
use uuid::Uuid;

use crate::entity_row::{EntityRow, RevisionRow};
use crate::pool::Tx;
use crate::record::record_row::{FacetRow, RecordRow, facets_of};
use crate::rows::{NewFeature, list_of};
use crate::search::search_row::{TextRow, WordRow};
use crate::sql::{Sql, within};
use crate::{CheckProgress, CheckReport, Naming, Result, Store};

/// Rows that are held at a time.
const CHUNK: i64 = 1000;

/// Faults that are told; more would not help anybody.
const MOST_FAULTS: usize = 1000;

pub(crate) const CHAIN: Sql =
    Sql::same("select seq, entity, version, body, salt, leaf, link from revision where seq > $1 order by seq limit $2");

const ENTITIES: Sql =
    Sql::same("select id, version, created_on, updated_on, state from entity where id > $1 order by id limit $2");

const REVISIONS: Sql = Sql::same(
    "select seq, entity, version, body, salt, leaf, link from revision
    where entity > $1 and entity <= $2 order by entity, version",
);

const FEATURES: Sql = Sql::same(
    "select cell, id, version, updated_on, lon, lat, kind, status, verification, operator_kind, form, bearing, fov,
        territory, first_on, dated, last_on, plates, views, fragment
    from feature where id > $1 and id <= $2 order by id",
);

const RECORDS: Sql = Sql::same(
    "select kind, id, version, updated_on, title, day, verification, standing, fragment
    from record where id > $1 and id <= $2 order by id",
);

const FACETS: Sql = Sql::same("select facet, kind, id from record_facet where id > $1 and id <= $2 order by id, facet");

const TEXTS: Sql = Sql::same("select id, kind, day, words from search_text where id > $1 and id <= $2 order by id");

const LISTED_WORDS: Sql = Sql {
    sqlite: "select count(*) from search_word where (kind, word, place, id) in
        (select value ->> 'kind', value ->> 'word', value ->> 'place', unhex(value ->> 'id', '-') from json_each($1))",
    postgres: "select count(*) from search_word as kept
        join json_to_recordset($1::json) as r(kind text, word text, place bigint, id uuid)
        on kept.kind = r.kind and kept.word = r.word and kept.place = r.place and kept.id = r.id",
};

const ALL_WORDS: Sql = Sql::same("select count(*) from search_word");

pub(crate) const STATEMENTS: &[Sql] =
    &[CHAIN, ENTITIES, REVISIONS, FEATURES, RECORDS, FACETS, TEXTS, LISTED_WORDS, ALL_WORDS];

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
    pub(crate) first_on: NaiveDate,
    pub(crate) dated: bool,
    pub(crate) last_on: Option<NaiveDate>,
    pub(crate) plates: bool,
    pub(crate) views: Option<String>,
    pub(crate) fragment: String,
}

/// A check on its way.
struct Check<'a> {
    tx: Tx,
    naming: &'a Naming,
    report: CheckReport,
    /// Rows of `search_word` that there should be.
    words: i64,
}

/// Everything kept of the entities in a range of ids.
struct Neighbourhood {
    entities: BTreeMap<Uuid, EntityRow>,
    revisions: BTreeMap<Uuid, Vec<Revision>>,
    features: BTreeMap<Uuid, WholeFeature>,
    records: BTreeMap<Uuid, RecordRow>,
    facets: BTreeMap<Uuid, Vec<FacetRow>>,
    texts: BTreeMap<Uuid, TextRow>,
    /// What the entities should be found by.
    words: Vec<WordRow>,
}

impl Store {
    /// Verifies the chain of revisions link by link, rebuilds every entity from its revisions, and compares what is
    /// kept and published with it; in constant memory, as of one moment. `report` hears how far it is.
    pub async fn check(&self, mut report: impl FnMut(CheckProgress) + Send) -> Result<CheckReport> {
        let tx = self.readers().begin_read().await?;
        let mut check = Check { tx, naming: &self.options().naming, report: CheckReport::default(), words: 0 };
        check.chain(&mut report).await?;
        check.entities(&mut report).await?;
        check.no_other_words().await?;
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

    async fn entities(&mut self, report: &mut (impl FnMut(CheckProgress) + Send)) -> Result<()> {
        let mut after = Uuid::nil();
        loop {
            let rows: Vec<EntityRow> = within!(&mut self.tx, ENTITIES, |db, sql| {
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

    async fn neighbourhood(&mut self, entities: Vec<EntityRow>, after: Uuid, last: Uuid) -> Result<()> {
        let revisions: Vec<RevisionRow> = within!(&mut self.tx, REVISIONS, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(last).fetch_all(db).await
        })?;
        let features: Vec<WholeFeature> = within!(&mut self.tx, FEATURES, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(last).fetch_all(db).await
        })?;
        let records: Vec<RecordRow> = within!(&mut self.tx, RECORDS, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(last).fetch_all(db).await
        })?;
        let facets: Vec<FacetRow> = within!(&mut self.tx, FACETS, |db, sql| {
            sqlx::query_as(sql).bind(after).bind(last).fetch_all(db).await
        })?;
        let texts: Vec<TextRow> =
            within!(&mut self.tx, TEXTS, |db, sql| sqlx::query_as(sql).bind(after).bind(last).fetch_all(db).await)?;
        let mut kept = Neighbourhood {
            entities: entities.into_iter().map(|row| (row.id().0, row)).collect(),
            revisions: BTreeMap::new(),
            features: features.into_iter().map(|row| (row.id, row)).collect(),
            records: records.into_iter().map(|row| (row.id, row)).collect(),
            facets: BTreeMap::new(),
            texts: texts.into_iter().map(|row| (row.id, row)).collect(),
            words: Vec::new(),
        };
        for row in revisions {
            let revision = Revision::try_from(row)?;
            kept.revisions.entry(revision.entity.0).or_default().push(revision);
        }
        for row in facets {
            kept.facets.entry(row.id).or_default().push(row);
        }
        self.compare(&mut kept);
        self.find_words(&kept.words).await
    }

    /// Is every word there by which the entities of a neighbourhood are found?
    async fn find_words(&mut self, words: &[WordRow]) -> Result<()> {
        let expected = words.len() as i64;
        let list = list_of(words);
        let found: i64 =
            within!(&mut self.tx, LISTED_WORDS, |db, sql| sqlx::query_scalar(sql).bind(list).fetch_one(db).await)?;
        self.words += expected;
        if found != expected {
            let first = words.first().map(|row| row.id).unwrap_or_default();
            self.fault(format!("search: {} words are missing of {first} or those behind it", expected - found));
        }
        Ok(())
    }

    async fn no_other_words(&mut self) -> Result<()> {
        let found: i64 = within!(&mut self.tx, ALL_WORDS, |db, sql| sqlx::query_scalar(sql).fetch_one(db).await)?;
        if found > self.words {
            self.fault(format!("search: {} words lead to what does not have them", found - self.words));
        }
        Ok(())
    }

    fn compare(&mut self, kept: &mut Neighbourhood) {
        for (id, row) in std::mem::take(&mut kept.entities) {
            self.report.entities += 1;
            let revisions = kept.revisions.remove(&id).unwrap_or_default();
            match Entity::try_from(row) {
                Ok(entity) => {
                    self.compare_state(&entity, &revisions);
                    self.compare_published(&entity, kept);
                    self.compare_text(&entity, kept);
                }
                Err(unreadable) => self.fault(unreadable.to_string()),
            }
        }
        for id in kept.revisions.keys() {
            self.fault(format!("entity {id}: there are revisions of it, but it is missing"));
        }
        let others = kept.facets.keys().chain(kept.texts.keys());
        for id in kept.features.keys().chain(kept.records.keys()).chain(others) {
            self.fault(format!("{id}: it is published, but there is no such entity"));
        }
    }

    fn compare_state(&mut self, entity: &Entity, revisions: &[Revision]) {
        let id = entity.id;
        if revisions.iter().map(|revision| revision.version).ne(1..=entity.version) {
            self.fault(format!("entity {id}: its version is not the number of its revisions"));
        }
        match rebuild(revisions) {
            Ok(Some(state)) if state != entity.state => {
                self.fault(format!("entity {id}: its state is not what its revisions lead to"));
            }
            // Something was erased and nothing started anew: it cannot be rebuilt, but its chain still holds.
            Ok(_) => {}
            Err(broken) => self.fault(broken.to_string()),
        }
        let days = [(revisions.first(), entity.created_on), (revisions.last(), entity.updated_on)];
        let differs = |(revision, day): (Option<&Revision>, NaiveDate)| day_of(revision).is_some_and(|it| it != day);
        if days.into_iter().any(differs) {
            self.fault(format!("entity {id}: its days are not those of its revisions"));
        }
    }

    fn compare_published(&mut self, entity: &Entity, kept: &mut Neighbourhood) {
        match &entity.state {
            State::Device(device) => self.compare_feature(entity, device, kept.features.remove(&entity.id.0)),
            State::Record(record) => {
                let published = kept.records.remove(&entity.id.0);
                let facets = kept.facets.remove(&entity.id.0).unwrap_or_default();
                self.compare_record(entity, record, published.as_ref(), &facets);
            }
        }
    }

    fn compare_text(&mut self, entity: &Entity, kept: &mut Neighbourhood) {
        let expected = TextRow::of(entity, self.naming);
        if kept.texts.remove(&entity.id.0) != expected {
            self.fault(format!("search {}: its words are not those of what is known", entity.id));
        }
        kept.words.extend(expected.iter().flat_map(TextRow::words));
    }

    fn compare_record(&mut self, entity: &Entity, record: &Record, published: Option<&RecordRow>, found: &[FacetRow]) {
        let id = entity.id;
        if published != Some(&RecordRow::of(entity, record)) {
            self.fault(format!("record {id}: what is published is not what is known"));
        }
        if found != facets_of(entity, record) {
            self.fault(format!("record {id}: it is not found by what is known"));
        }
    }

    fn compare_feature(&mut self, entity: &Entity, device: &Device, published: Option<WholeFeature>) {
        let id = entity.id;
        let Some(published) = published else {
            return self.fault(format!("feature {id}: it is missing"));
        };
        let expected = WholeFeature::from(NewFeature::of(entity, device, self.naming));
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
        CheckProgress { revisions: self.report.revisions, entities: self.report.entities }
    }
}

fn day_of(revision: Option<&Revision>) -> Option<NaiveDate> {
    let body: Option<Body> = revision.and_then(|revision| revision.read().ok().flatten());
    body.map(|body| body.day)
}
