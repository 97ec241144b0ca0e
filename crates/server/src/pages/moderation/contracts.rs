//! `/moderation/marches`: the contracts that lists propose, with their reasons, for people to decide on.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{EntityKind, MatchState};
use serde::Deserialize;
use store::{Candidate, CandidateCounts, CandidateId, CandidatePlace, MOST_ALONE};

use super::super::layout::{Layout, Site};
use super::super::paths::Paths;
use super::super::view::Choice;
use super::super::{format, labels, private_page, site};
use crate::accounts::Matcher;
use crate::error::Error;
use crate::extract::{Form, Query};
use crate::places::Places;
use crate::state::AppState;
use crate::words::{Lang, Words};

/// Contracts on one page: as many as one person may decide on at once.
const PAGE: usize = MOST_ALONE;

/// Contracts that are read at a time while those of other territories are passed over.
const READ: u32 = 200;

/// The page.
#[derive(Template)]
#[template(path = "moderation_contracts.html")]
pub(crate) struct ContractsPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) done: String,
    pub(crate) fault: String,
    pub(crate) count: String,
    /// The state that is looked at.
    pub(crate) state: String,
    pub(crate) states: Vec<Choice>,
    pub(crate) open: bool,
    pub(crate) lines: Vec<Line>,
    pub(crate) next: String,
}

/// One contract.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) facts: String,
    pub(crate) score: String,
    pub(crate) drawn: bool,
    pub(crate) reasons: Vec<String>,
    /// Where the notice, or the contract that it became, can be read.
    pub(crate) href: String,
}

/// Which contracts, and where among them.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Asked {
    state: String,
    after: String,
}

/// What the form sends; each ticked box is one `c`.
#[derive(Default)]
struct Acted {
    verdict: Option<MatchState>,
    state: String,
    chosen: Vec<CandidateId>,
}

/// `GET /moderation/marches`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    matcher: Matcher,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    private_page(StatusCode::OK, &page(&state, lang, &matcher, &asked).await?)
}

/// `POST /moderation/marches`: decides on what was ticked.
pub(crate) async fn act(
    State(state): State<AppState>,
    lang: Lang,
    matcher: Matcher,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let acted = read(pairs);
    let (status, done, fault) = match decide(&state, words, &matcher, &acted).await? {
        Ok(done) => (StatusCode::OK, done, String::new()),
        Err(key) => (StatusCode::UNPROCESSABLE_ENTITY, String::new(), words.text(key)),
    };
    let asked = Asked { state: acted.state, after: String::new() };
    let view = page(&state, lang, &matcher, &asked).await?;
    private_page(status, &ContractsPage { done, fault, ..view })
}

fn read(pairs: Vec<(String, String)>) -> Acted {
    let mut acted = Acted::default();
    for (name, value) in pairs {
        match name.as_str() {
            "action" => acted.verdict = value.parse().ok().filter(|verdict| *verdict != MatchState::Candidate),
            "state" => acted.state = value,
            "c" => acted.chosen.extend(value.parse::<CandidateId>().ok()),
            _ => {}
        }
    }
    acted.chosen.sort_unstable();
    acted.chosen.dedup();
    acted
}

/// Does what was asked and says so, or answers with the key of what stands in the way.
async fn decide(
    state: &AppState,
    words: &Words,
    matcher: &Matcher,
    acted: &Acted,
) -> Result<Result<String, &'static str>, Error> {
    let Some(verdict) = acted.verdict.filter(|_| !acted.chosen.is_empty()) else {
        return Ok(Err("moderation-nothing-chosen"));
    };
    if acted.chosen.len() > MOST_ALONE {
        return Ok(Err("contracts-too-many"));
    }
    for id in &acted.chosen {
        let found = state.store.candidate(*id).await?.ok_or(Error::NotFound)?;
        if !reaches(state, matcher, &found) {
            return Err(Error::Forbidden("this lies outside the territories of this account"));
        }
    }
    for id in &acted.chosen {
        state.store.decide_candidate(*id, verdict, Some(matcher.id)).await?;
    }
    Ok(Ok(words.with("contracts-done", &[("count", acted.chosen.len().into())])))
}

fn reaches(state: &AppState, matcher: &Matcher, candidate: &Candidate) -> bool {
    let territory = Some(candidate.territory.as_str()).filter(|code| !code.is_empty());
    matcher.covers(territory, state.places.territories())
}

async fn page(state: &AppState, lang: Lang, matcher: &Matcher, asked: &Asked) -> Result<ContractsPage, Error> {
    let shown = asked.state.parse().unwrap_or(MatchState::Candidate);
    let (found, next) = gather(state, matcher, shown, place(&asked.after)).await?;
    let counts = state.store.candidate_counts().await?;
    let mut view = view(&site(state), lang, &state.places, shown, (&found, &counts));
    let address = Paths(lang).moderation_contracts();
    view.next = next.map(|at| format!("{address}?state={}&after={}", shown.key(), spelled(at))).unwrap_or_default();
    Ok(view)
}

async fn gather(
    state: &AppState,
    matcher: &Matcher,
    shown: MatchState,
    mut after: Option<CandidatePlace>,
) -> Result<(Vec<Candidate>, Option<CandidatePlace>), Error> {
    let mut found = Vec::new();
    loop {
        let read = state.store.candidates(shown, after, READ).await?;
        let last = read.len() < READ as usize;
        for candidate in read {
            if found.len() == PAGE {
                return Ok((found, after));
            }
            after = Some(candidate.place());
            if reaches(state, matcher, &candidate) {
                found.push(candidate);
            }
        }
        if last {
            return Ok((found, None));
        }
    }
}

fn place(text: &str) -> Option<CandidatePlace> {
    let mut parts = text.splitn(3, '_');
    let proposed = parts.next()? == "1";
    Some(CandidatePlace { proposed, score: parts.next()?.parse().ok()?, id: parts.next()?.parse().ok()? })
}

fn spelled(place: CandidatePlace) -> String {
    format!("{}_{}_{}", u8::from(place.proposed), place.score, place.id)
}

pub(crate) fn view(
    site: &Site,
    lang: Lang,
    places: &Places,
    shown: MatchState,
    (found, counts): (&[Candidate], &CandidateCounts),
) -> ContractsPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.moderation_contracts().to_owned();
    let (title, lead) = (words.text("contracts-title"), words.text("contracts-lead"));
    let choice = |state: &MatchState| Choice {
        value: state.key().to_owned(),
        label: labels::label(words, MatchState::LIST, state.key()),
        on: *state == shown,
    };
    ContractsPage {
        layout: Layout::new(site, lang, title, lead, address).unlisted(),
        words,
        done: String::new(),
        fault: String::new(),
        count: words.with(
            "contracts-count",
            &[
                ("waiting", counts.waiting.into()),
                ("review", counts.needs_review.into()),
                ("drawn", (counts.drawn - counts.checked).into()),
            ],
        ),
        state: shown.key().to_owned(),
        states: MatchState::ALL.iter().map(choice).collect(),
        open: matches!(shown, MatchState::Candidate | MatchState::NeedsReview),
        lines: found.iter().map(|candidate| line(words, places, candidate)).collect(),
        next: String::new(),
    }
}

fn line(words: &Words, places: &Places, candidate: &Candidate) -> Line {
    let notice = &candidate.notice;
    let amount = notice.amount.map(|amount| {
        let key = if notice.is_a_ceiling() { "contracts-ceiling" } else { "contracts-amount" };
        words.with(key, &[("amount", amount.round().into())])
    });
    let place = places.by_code(&candidate.territory).map(|place| place.name.clone());
    let buyer = notice.buyer.name.clone().or_else(|| Some(notice.buyer.key.clone()));
    let day = notice.notified_on.map(|day| format::day(words, day));
    let cpv = notice.cpv.as_ref().map(|cpv| format!("CPV {cpv}"));
    let facts = [buyer, place, day, amount, cpv, Some(format!("n° {}", notice.id))];
    let own = candidate.entity.map(|id| Paths(words.lang()).entity(EntityKind::Contract, id));
    Line {
        id: candidate.id.to_string(),
        title: notice.object.clone(),
        facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        score: words.with("contracts-score", &[("score", candidate.judgement.score.into())]),
        drawn: !candidate.judgement.proposed,
        reasons: candidate.judgement.findings.iter().map(|finding| finding.words(labels::language(words))).collect(),
        href: own.or_else(|| notice.url.clone()).unwrap_or_default(),
    }
}
