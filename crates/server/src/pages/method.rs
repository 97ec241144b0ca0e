//! `/methode/marches`: the rules that find contracts, and how well they do by what people decided.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use census::procurement::{Rule, Rules, Score, labelled};
use store::CandidateCounts;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::view::Fact;
use super::{labels, page, site};
use crate::error::Error;
use crate::state::AppState;
use crate::words::{Lang, Words, grouped};

/// The page.
#[derive(Template)]
#[template(path = "method_contracts.html")]
pub(crate) struct MethodPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) threshold: String,
    /// By the decisions of people.
    pub(crate) measured: Vec<Fact>,
    /// By the labelled titles that the program carries.
    pub(crate) tried: Vec<Fact>,
    pub(crate) parts: Vec<Part>,
}

/// The rules of one kind.
pub(crate) struct Part {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) rows: Vec<Row>,
}

/// One rule.
pub(crate) struct Row {
    pub(crate) meaning: String,
    pub(crate) weight: String,
    pub(crate) phrases: String,
}

/// `GET /methode/marches`
pub(crate) async fn contracts(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    let counts = state.store.candidate_counts().await?;
    page(&contracts_page(&site(&state), lang, &counts))
}

pub(crate) fn contracts_page(site: &Site, lang: Lang, counts: &CandidateCounts) -> MethodPage {
    let words = Words::of(lang);
    let rules = Rules::embedded();
    let address = |paths: Paths| paths.method_contracts().to_owned();
    let (title, lead) = (words.text("method-contracts-title"), words.text("method-contracts-lead"));
    let fixtures = Score::of(labelled());
    let part = |id: &'static str, listed: &[Rule]| Part {
        id,
        title: words.text(&format!("method-contracts-{id}")),
        text: words.text(&format!("method-contracts-{id}-text")),
        rows: listed.iter().map(|rule| row(words, rule)).collect(),
    };
    MethodPage {
        layout: Layout::new(site, lang, title, lead, address),
        words,
        threshold: words.with("method-contracts-threshold", &[("threshold", rules.threshold.into())]),
        measured: measured(words, counts),
        tried: shares(words, &fixtures, labelled().len() as u64),
        parts: vec![
            part("words", &rules.words),
            part("support", &rules.support),
            part("cpv", &rules.cpv),
            part("traps", &rules.traps),
            part("trades", &rules.trades),
        ],
    }
}

fn measured(words: &Words, counts: &CandidateCounts) -> Vec<Fact> {
    let mut facts = shares(words, &counts.score, counts.decided);
    let number = |key: &str, count: u64| Fact::new(words.text(key), grouped(count as i64));
    facts.push(number("method-contracts-waiting", counts.waiting + counts.needs_review));
    facts.push(number("method-contracts-drawn", counts.drawn));
    facts.push(number("method-contracts-checked", counts.checked));
    // Without a look at what was set aside, nothing is known of what was missed.
    if counts.checked == 0 {
        facts.retain(|fact| fact.label != words.text("method-contracts-recall"));
        facts.push(Fact::new(words.text("method-contracts-recall"), words.text("method-contracts-unknown")));
    }
    facts
}

fn shares(words: &Words, score: &Score, count: u64) -> Vec<Fact> {
    let share = |key: &str, share: Option<f64>| {
        let decimal = |share: f64| {
            let text = format!("{:.1}", share * 100.0);
            if words.lang() == Lang::Fr { text.replace('.', ",") } else { text }
        };
        let value = share.map(|share| words.with("method-contracts-share", &[("share", decimal(share).into())]));
        Fact::new(words.text(key), value.unwrap_or_else(|| words.text("method-contracts-unknown")))
    };
    vec![
        share("method-contracts-precision", score.precision()),
        share("method-contracts-recall", score.recall()),
        Fact::new(words.text("method-contracts-titles"), grouped(count as i64)),
    ]
}

fn row(words: &Words, rule: &Rule) -> Row {
    let listed = if rule.phrases.is_empty() { &rule.codes } else { &rule.phrases };
    Row {
        meaning: rule.words(labels::language(words)).to_owned(),
        weight: if rule.weight == 0 { String::new() } else { format!("{:+}", rule.weight) },
        phrases: listed.iter().map(|phrase| phrase.replace('*', "…")).collect::<Vec<_>>().join(", "),
    }
}
