//! The pages of moderators with sample values, for the tests of templates.

use census::{
    Action, Basis, Claim, Contribution, Ground, Hold, Language, MatchState, PhotoState, PieceState, State, procurement,
};
use serde_json::{Value, json};
use store::{
    AccountId, BatchId, Candidate, CandidateCounts, CandidateId, ContributionId, ContributionState, Decision,
    DecisionId, DecisionState, MadeRevision, Receipt, Waiting,
};
use uuid::Uuid;

use super::super::method;
use super::super::photo::samples::{a_photo, a_shown_photo};
use super::super::piece::samples::a_piece;
use super::super::samples::{day, device, entity_of, html, places, site};
use super::super::view::{Choice, Fact};
use super::{case, contracts, contracts_upload, entry, lists_upload, log, photo, piece, queue, revert};
use crate::words::{Lang, Words};

fn waiting(number: u128, content: Contribution) -> Waiting {
    let receipt = Receipt {
        contribution: ContributionId(Uuid::from_u128(number)),
        state: ContributionState::Pending,
        holds: vec![Hold::PersonalData, Hold::Burst],
        entity: content.entity,
        entity_version: None,
        content,
        territory: "93066".to_owned(),
        version: 1,
        decision: None,
        ground: None,
        submitted_on: day("2026-11-20"),
        duplicate_of: None,
    };
    let claim = Some(store::Claim { account: AccountId(Uuid::nil()), pseudonym: "Hibou".to_owned() });
    Waiting { receipt, has_account: true, claim, photos: 1 }
}

fn contribution(value: Value) -> Contribution {
    serde_json::from_value(value).expect("a contribution")
}

fn correction() -> Contribution {
    contribution(json!({
        "intent": "correct", "entity": entity_of(device()).id, "base_version": 3, "channel": "web",
        "patch": {"form": "fixed", "operator": "Ville de Saint-Denis"}, "basis": {"operator": "panel"},
        "sources": [{"kind": "press", "title": "Un article", "url": "https://example.org/"}], "note": "Vue hier.",
    }))
}

fn new_report() -> Contribution {
    let patch = json!({"kind": "camera", "position": [2.35, 48.93], "territory": "93066", "description": "Au coin"});
    contribution(json!({"intent": "new", "patch": patch, "channel": "web"}))
}

fn decision(state: DecisionState) -> Decision {
    let entity = entity_of(device());
    Decision {
        id: DecisionId(Uuid::from_u128(5)),
        day: day("2026-11-22"),
        moderator: None,
        pseudonym: Some("Chouette".to_owned()),
        second: Some("Hibou".to_owned()),
        action: Action::Refuse,
        ground: Some(Ground::Spam),
        entity: Some((entity.kind(), entity.id)),
        territory: "93066".to_owned(),
        entries: 37,
        state,
    }
}

fn queue_page(lang: Lang) -> String {
    let floods = [(Some([1; 16]), waiting(1, new_report())), (Some([1; 16]), waiting(2, new_report()))];
    let all: Vec<_> = floods.into_iter().chain([(None, waiting(3, correction()))]).collect();
    let proposals = [decision(DecisionState::Proposed)];
    let mut view = queue::view(&site(), lang, &places(), AccountId(Uuid::nil()), (&all, 3), &proposals);
    view.pieces = vec![super::super::view::Link {
        href: "/moderation/pieces/0".to_owned(),
        label: "Délibération".to_owned(),
        note: "PDF, 240 ko".to_owned(),
    }];
    view.fault = view.words.text("moderation-nothing-chosen");
    html(&view)
}

fn entry_page(lang: Lang) -> String {
    let mut entity = entity_of(device());
    if let State::Device(device) = &mut entity.state {
        let value = json!("fixed");
        let claim = Claim { value, basis: Some(Basis::Photo), on: entity.updated_on, sources: Vec::new() };
        device.disputed.insert("form".to_owned(), vec![claim]);
    }
    html(&entry::view(&site(), lang, &places(), &entity))
}

fn new_case(lang: Lang) -> String {
    let mut view = case::view(&site(), lang, &places(), &waiting(1, new_report()), None);
    view.near = vec![Choice { value: Uuid::nil().to_string(), label: "Caméra · à 3 m".to_owned(), on: true }];
    html(&view)
}

fn photo_page(lang: Lang) -> String {
    let words = Words::of(lang);
    html(&photo::view(&site(), lang, &a_photo(PhotoState::Received), a_shown_photo(words)))
}

fn piece_page(lang: Lang) -> String {
    html(&piece::view(&site(), lang, "Délibération".to_owned(), &a_piece(PieceState::Waiting)))
}

fn revert_page(lang: Lang) -> String {
    let mut view =
        revert::view(&site(), lang, revert::Asked { scope: "window".to_owned(), ..revert::Asked::default() });
    view.preview = vec![Fact::new(view.words.text("revert-removed"), "37".to_owned())];
    let link = |label: &str| super::super::view::Link {
        href: "/moderation/fiches/0".to_owned(),
        label: label.to_owned(),
        note: "osm".to_owned(),
    };
    view.conflicts = vec![link("Caméra, Nice")];
    view.imports = vec![link("monaco.osm.pbf")];
    html(&view)
}

fn candidate(number: u128, title: &str, cpv: &str) -> Candidate {
    let list = format!("id;acheteur_id;objet;montant;codeCPV\n2026-{number};21930066200018;{title};120000;{cpv}\n");
    let gathered = procurement::gather(list.as_bytes(), Language::French, &mut |_| {}).expect("a list");
    let contract = gathered.contracts().next().expect("a contract");
    Candidate {
        id: CandidateId(Uuid::from_u128(number)),
        batch: BatchId(Uuid::nil()),
        source: "decp".to_owned(),
        notice: contract.notice,
        judgement: contract.judgement,
        stands_for: 1.0,
        territory: "93066".to_owned(),
        state: MatchState::Candidate,
        entity: None,
    }
}

fn contract_pages(lang: Lang) -> [(&'static str, String); 3] {
    let found = [
        candidate(1, "Accord-cadre de vidéoprotection - Lot 2 : caméras", "32323500"),
        candidate(2, "Achat de vidéoprojecteurs", "38652120"),
    ];
    let mut counts = CandidateCounts { waiting: 12, needs_review: 1, decided: 40, drawn: 50, ..Default::default() };
    counts.score = procurement::Score { found: 38.0, stray: 2.0, ..Default::default() };
    let queue = contracts::view(&site(), lang, &places(), MatchState::Candidate, (&found, &counts));
    let method = method::contracts_page(&site(), lang, &counts);
    [
        ("moderation-contracts", html(&queue)),
        ("method-contracts", html(&method)),
        ("contracts-upload", html(&contracts_upload::view(&site(), lang, None))),
    ]
}

pub(crate) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let entity = entity_of(device());
    let [contracts, method, upload] = contract_pages(lang);
    let done = [decision(DecisionState::Done)];
    let made = [MadeRevision { kind: entity.kind(), entity: entity.id, version: 3 }];
    vec![
        ("moderation", queue_page(lang)),
        ("moderation-case", html(&case::view(&site(), lang, &places(), &waiting(1, correction()), Some(&entity)))),
        ("moderation-case-new", new_case(lang)),
        ("moderation-entry", entry_page(lang)),
        ("moderation-photo", photo_page(lang)),
        ("moderation-piece", piece_page(lang)),
        ("moderation-revert", revert_page(lang)),
        contracts,
        method,
        upload,
        ("lists-upload", html(&lists_upload::view(&site(), lang))),
        ("decisions", html(&log::view(&site(), lang, &places(), &done, None))),
        ("decision", html(&log::view(&site(), lang, &places(), &done, Some(&made)))),
    ]
}
