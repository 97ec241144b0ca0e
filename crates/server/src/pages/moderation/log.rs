//! `/decisions`: what moderators decided, for everybody; never what contributors wrote, and never who they are.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use census::Ground;
use chrono::NaiveDate;
use serde::Deserialize;
use store::{Decision, DecisionId, DecisionState, MadeRevision};

use super::super::layout::{Layout, Site};
use super::super::paths::Paths;
use super::super::view::Link;
use super::super::{format, labels, page, site};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Decisions on one page.
const PAGE: u32 = 100;

/// Revisions that the page of one decision names.
const MOST_REVISIONS: u32 = 500;

/// The list, or one decision with what it changed.
#[derive(Template)]
#[template(path = "decisions.html")]
pub(crate) struct LogPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) alone: bool,
    pub(crate) lines: Vec<Line>,
    pub(crate) made: Vec<Link>,
    pub(crate) next: String,
}

/// One decision.
pub(crate) struct Line {
    pub(crate) href: String,
    pub(crate) day: String,
    pub(crate) action: String,
    pub(crate) about: Link,
    pub(crate) ground: String,
    pub(crate) by: String,
    pub(crate) entries: String,
}

/// Where in the list: behind this day and decision.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    after: String,
}

/// `GET /decisions`
pub(crate) async fn list(
    State(state): State<AppState>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let after = asked
        .after
        .split_once('_')
        .and_then(|(day, id)| Some((day.parse::<NaiveDate>().ok()?, id.parse::<DecisionId>().ok()?)));
    let decisions = state.store.decisions(after, PAGE).await?;
    page(&view(&site(&state), lang, &state.places, &decisions, None))
}

/// `GET /decisions/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Path(id): Path<DecisionId>,
) -> Result<Response, Error> {
    let decision = state.store.decision(id).await?.filter(|found| found.state == DecisionState::Done);
    let decision = decision.ok_or(Error::NotFound)?;
    let made = state.store.made_by(id, None, MOST_REVISIONS).await?;
    page(&view(&site(&state), lang, &state.places, &[decision], Some(&made)))
}

/// `made` is given for the page of one decision.
pub(crate) fn view(
    site: &Site,
    lang: Lang,
    places: &Places,
    decisions: &[Decision],
    made: Option<&[MadeRevision]>,
) -> LogPage {
    let words = Words::of(lang);
    let alone = made.is_some();
    let only = decisions.first().filter(|_| alone).map(|decision| decision.id.to_string());
    let address = |paths: Paths| only.as_ref().map_or(paths.decisions().to_owned(), |id| paths.decision(id));
    let lines: Vec<Line> = decisions.iter().map(|decision| line(words, places, decision)).collect();
    let title = match lines.first().filter(|_| alone) {
        Some(line) => format!("{} · {}", line.action, line.day),
        None => words.text("decisions-title"),
    };
    let next = decisions.last().filter(|_| !alone && decisions.len() == PAGE as usize);
    let json = only.as_ref().map_or("/api/v1/decisions".to_owned(), |id| format!("/api/v1/decisions/{id}"));
    LogPage {
        layout: Layout::new(site, lang, title.clone(), words.text("decisions-lead"), address)
            .with_alternate("application/json", json),
        words,
        title,
        lead: words.text("decisions-lead"),
        alone,
        lines,
        made: made.unwrap_or_default().iter().map(|made| revision(words, made)).collect(),
        next: next
            .map(|last| format!("{}?after={}_{}", Paths(lang).decisions(), last.day, last.id))
            .unwrap_or_default(),
    }
}

fn line(words: &Words, places: &Places, decision: &Decision) -> Line {
    let paths = Paths(words.lang());
    let place = places.by_code(&decision.territory).map(|place| place.name.clone());
    let kind = decision.entity.map(|(kind, _)| labels::label(words, "entity_kind", kind.key()));
    let about: Vec<String> = [kind, place].into_iter().flatten().collect();
    let operator = || words.text("decisions-operator");
    let by = decision.pseudonym.clone().unwrap_or_else(operator);
    Line {
        href: paths.decision(&decision.id.to_string()),
        day: format::day(words, decision.day),
        action: labels::label(words, "decision_action", decision.action.key()),
        about: Link {
            href: decision.entity.map(|(kind, id)| paths.entity(kind, id)).unwrap_or_default(),
            label: about.join(" · "),
            note: String::new(),
        },
        ground: decision.ground.map(|ground| labels::label(words, Ground::LIST, ground.key())).unwrap_or_default(),
        by: match &decision.second {
            Some(second) => words.with("decisions-two", &[("first", by.into()), ("second", second.as_str().into())]),
            None => by,
        },
        entries: format::count(decision.entries),
    }
}

fn revision(words: &Words, made: &MadeRevision) -> Link {
    let kind = labels::label(words, "entity_kind", made.kind.key());
    let version = words.with("decisions-version", &[("version", made.version.into())]);
    Link {
        href: Paths(words.lang()).entity(made.kind, made.entity),
        label: format!("{kind} · {version}"),
        note: String::new(),
    }
}
