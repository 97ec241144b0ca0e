//! What becomes of an entity when some of its revisions are taken back: field by field, without undoing what others
//! said.

use std::collections::{BTreeMap, BTreeSet};

use census::{Body, Entity, REDACTION, State, graded};
use geodata::{Bbox, Position};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::history::Step;

/// Fields that count how often something was said: what others counted since stays counted.
const COUNTERS: [&str; 2] = ["confirmations", "independent"];

/// What becomes of an entity.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    /// Nothing: what is to be taken back is gone already.
    Keep,
    /// The revisions made it and nobody touched it since.
    Remove,
    /// It goes back to this state; `changed_since` tells whether somebody else changed it since, which stays.
    Restore { state: Box<State>, changed_since: bool },
    /// The revisions made it and somebody spoke of it since, or what they changed was changed again or erased.
    Leave,
}

/// Judges an entity by all its revisions, of which those with the versions `mine` shall be taken back.
pub(crate) fn judge(entity: &Entity, steps: &[Step], mine: &BTreeSet<u32>) -> Verdict {
    let is_mine = |step: &Step| mine.contains(&step.version);
    let Some(first) = steps.iter().position(is_mine) else { return Verdict::Keep };
    let changed_since = steps[first..].iter().any(|step| !is_mine(step) && !is_redaction(step));
    if first == 0 {
        return match (entity.state.is_mistaken(), changed_since) {
            (true, _) => Verdict::Keep,
            (false, true) => Verdict::Leave,
            (false, false) => Verdict::Remove,
        };
    }
    let readable = &steps[after_erasures(steps)..];
    let Some(state) = restored(entity, readable, is_mine) else { return Verdict::Leave };
    match (state == entity.state, changed_since) {
        (true, false) if readable.iter().any(is_mine) => Verdict::Keep,
        (true, _) => Verdict::Leave,
        (false, _) => Verdict::Restore { state: Box::new(state), changed_since },
    }
}

/// Where the revisions begin that tell what was before them: behind everything erased and the snapshot that follows.
fn after_erasures(steps: &[Step]) -> usize {
    steps.iter().rposition(|step| step.body.is_none() || is_redaction(step)).map_or(0, |last| last + 1)
}

fn is_redaction(step: &Step) -> bool {
    step.body.as_ref().is_some_and(|body| body.reason == REDACTION)
}

/// The state without those revisions; `None` when what is left makes no entity.
fn restored(entity: &Entity, steps: &[Step], is_mine: impl Fn(&Step) -> bool) -> Option<State> {
    let before = values_before(steps, &is_mine);
    let mut fields = entity.state.fields();
    for (field, value) in before.into_iter().filter(|(field, _)| !COUNTERS.contains(field)) {
        put(&mut fields, field, value.cloned());
    }
    for field in COUNTERS {
        uncount(&mut fields, field, steps.iter().filter(|step| is_mine(step)).filter_map(|step| step.body.as_ref()));
    }
    State::from_fields(fields).ok().map(graded)
}

/// The value that each field had before the revisions that changed it last, where those are to be taken back. A place
/// belongs to its territory, so where the place stays its territory stays too.
fn values_before(steps: &[Step], is_mine: impl Fn(&Step) -> bool) -> BTreeMap<&str, Option<&Value>> {
    let mut before = BTreeMap::new();
    for step in steps {
        let mine = is_mine(step);
        for (field, change) in step.body.iter().flat_map(|body| &body.changes.0) {
            if mine {
                before.entry(field.as_str()).or_insert(change.before.as_ref());
                continue;
            }
            before.remove(field.as_str());
            if field == "position" {
                before.remove("territory");
            }
        }
    }
    before
}

fn uncount<'a>(fields: &mut Map<String, Value>, field: &str, bodies: impl Iterator<Item = &'a Body>) {
    let number = |value: Option<&Value>| value.and_then(Value::as_i64).unwrap_or(0);
    let changes = bodies.filter_map(|body| body.changes.0.get(field));
    let counted: i64 = changes.map(|change| number(change.after.as_ref()) - number(change.before.as_ref())).sum();
    if counted != 0 {
        let left = (number(fields.get(field)) - counted).max(0);
        put(fields, field, Some(Value::from(left)));
    }
}

fn put(fields: &mut Map<String, Value>, field: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(fields.insert(field.to_owned(), value)),
        None => drop(fields.remove(field)),
    }
}

/// A part of the country.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Area {
    pub(crate) bbox: Option<Bbox>,
    /// Codes from the first to the second.
    pub(crate) territory: Option<(String, String)>,
}

impl Area {
    pub(crate) fn is_everywhere(&self) -> bool {
        *self == Self::default()
    }

    /// The revisions before or after which the entity was in the area.
    pub(crate) fn touched(&self, steps: &[Step]) -> BTreeSet<u32> {
        let mut place = Map::new();
        let mut was_inside = false;
        let mut touched = BTreeSet::new();
        for step in steps {
            match &step.body {
                None => place.clear(),
                Some(body) => {
                    for field in ["position", "territory", "territories"] {
                        if let Some(change) = body.changes.0.get(field) {
                            put(&mut place, field, change.after.clone());
                        }
                    }
                }
            }
            let is_inside = self.holds(&place);
            if was_inside || is_inside {
                touched.insert(step.version);
            }
            was_inside = is_inside;
        }
        touched
    }

    fn holds(&self, place: &Map<String, Value>) -> bool {
        let position = place.get("position").and_then(|value| Position::deserialize(value).ok());
        let in_box = self.bbox.is_none_or(|bbox| position.is_some_and(|position| bbox.contains(position)));
        let many = place.get("territories").and_then(Value::as_array).into_iter().flatten();
        let mut codes = place.get("territory").into_iter().chain(many).filter_map(Value::as_str);
        let in_territory = self.territory.as_ref();
        in_box && in_territory.is_none_or(|(from, to)| codes.any(|code| (from.as_str()..=to.as_str()).contains(&code)))
    }
}

#[cfg(test)]
mod tests {
    use census::{Change, Changes, Device, DeviceKind, EntityId};
    use chrono::NaiveDate;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    /// A history of one camera: each step lays values over the ones before; the entity that results, and its steps.
    fn history(changes: &[Value]) -> (Entity, Vec<Step>) {
        let position = Position::new(2.35, 48.93).expect("a position");
        let mut state = State::from(Device::new(DeviceKind::Camera, position, "93066".to_owned()));
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        let step = |version, reason: &str, changes| {
            let body = Some(Body { reason: reason.to_owned(), day, changes });
            Step { version, body }
        };
        let mut steps = vec![step(1, "report", Changes::between(None, &state))];
        for (at, values) in changes.iter().enumerate() {
            let mut fields = state.fields();
            for (field, value) in values.as_object().expect("an object") {
                put(&mut fields, field, Some(value.clone()).filter(|value| !value.is_null()));
            }
            let next = graded(State::from_fields(fields).expect("a device"));
            steps.push(step(at as u32 + 2, "correct", Changes::between(Some(&state), &next)));
            state = next;
        }
        let entity =
            Entity { id: EntityId(Uuid::nil()), version: steps.len() as u32, created_on: day, updated_on: day, state };
        (entity, steps)
    }

    fn after_taking_back(changes: &[Value], mine: &[u32]) -> (Map<String, Value>, bool) {
        let (entity, steps) = history(changes);
        match judge(&entity, &steps, &mine.iter().copied().collect()) {
            Verdict::Restore { state, changed_since } => (state.fields(), changed_since),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_others_said_last_stays_and_what_they_said_between_comes_back() {
        let changes = [json!({"form": "dome"}), json!({"form": "ptz"}), json!({"form": "fixed", "height_m": 4})];
        let (fields, changed_since) = after_taking_back(&changes, &[2, 4]);
        assert_eq!((&fields["form"], fields.get("height_m"), changed_since), (&json!("ptz"), None, true));
        let (entity, steps) = history(&changes[..2]);
        assert_eq!(judge(&entity, &steps, &BTreeSet::from([2])), Verdict::Leave, "changed again since");
    }

    #[test]
    fn votes_of_others_stay_counted() {
        let votes = [1, 2, 3].map(|count| json!({"confirmations": count}));
        let (fields, _) = after_taking_back(&votes, &[2, 3]);
        assert_eq!((&fields["confirmations"], &fields["verification"]), (&json!(1), &json!("single")));
    }

    #[test]
    fn a_place_that_somebody_corrected_since_keeps_its_territory() {
        let moved = json!({"position": [2.33, 48.86], "territory": "75101"});
        let changes = [moved, json!({"position": [2.34, 48.86]})];
        let (entity, steps) = history(&changes);
        assert_eq!(judge(&entity, &steps, &BTreeSet::from([2])), Verdict::Leave);
        let (fields, _) = after_taking_back(&changes[..1], &[2]);
        assert_eq!(fields["territory"], "93066");
    }

    #[test]
    fn what_was_erased_is_not_brought_back() {
        let (entity, mut steps) = history(&[json!({"operator": "Dupont"}), json!({"operator": "[…]"})]);
        steps[1].body = None;
        let snapshot = steps[2].body.as_mut().expect("a body");
        snapshot.reason = REDACTION.to_owned();
        snapshot.changes =
            Changes([("operator".to_owned(), Change { before: None, after: Some(json!("[…]")) })].into());
        assert_eq!(judge(&entity, &steps, &BTreeSet::from([2, 3])), Verdict::Leave);
        assert_eq!(judge(&entity, &steps, &BTreeSet::from([1])), Verdict::Leave, "somebody spoke of it");
        assert_eq!(judge(&entity, &steps, &BTreeSet::from([1, 2])), Verdict::Remove, "an erasure is nobody's word");
    }

    #[test]
    fn a_move_touches_the_place_that_was_left_and_the_one_that_was_reached() {
        let away = json!({"position": [5.37, 43.29], "territory": "13201"});
        let (_, steps) = history(&[json!({"form": "dome"}), away, json!({"form": "ptz"})]);
        let around = |bbox: &str| Area { bbox: bbox.parse().ok(), territory: None };
        assert_eq!(around("2,48,3,49").touched(&steps), BTreeSet::from([1, 2, 3]));
        assert_eq!(around("5,43,6,44").touched(&steps), BTreeSet::from([3, 4]));
        let department = Area { bbox: None, territory: Some(("13000".to_owned(), "13999".to_owned())) };
        assert_eq!(department.touched(&steps), BTreeSet::from([3, 4]));
    }
}
