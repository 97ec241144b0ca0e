//! `technopolice procurement`.

use std::process::ExitCode;

use census::Language;
use census::procurement::{Labelled, Score, labelled};
use serde_json::json;

use crate::arguments::ProcurementCommand;

/// Tells how well the rules find the labelled titles again.
pub(crate) fn run(command: &ProcurementCommand) -> ExitCode {
    let ProcurementCommand::Score { json } = command;
    let labelled = labelled();
    let score = Score::of(labelled);
    let mistaken: Vec<&Labelled> = labelled.iter().filter(|one| one.judged().proposed != one.wanted).collect();
    if *json {
        println!("{}", as_json(labelled.len(), &score, &mistaken));
    } else {
        print_text(labelled.len(), &score, &mistaken);
    }
    ExitCode::SUCCESS
}

fn as_json(count: usize, score: &Score, mistaken: &[&Labelled]) -> serde_json::Value {
    let titles: Vec<&str> = mistaken.iter().map(|one| one.title.as_str()).collect();
    json!({
        "titles": count,
        "found": score.found,
        "stray": score.stray,
        "missed": score.missed,
        "left": score.left,
        "precision": score.precision(),
        "recall": score.recall(),
        "mistaken": titles,
    })
}

fn print_text(count: usize, score: &Score, mistaken: &[&Labelled]) {
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0));
    println!("Intitulés étiquetés : {count}");
    println!("Précision : {} ({} retenus à tort)", share(score.precision()), score.stray);
    println!("Rappel : {} ({} manqués)", share(score.recall()), score.missed);
    for one in mistaken {
        let judged = one.judged();
        let reasons: Vec<String> = judged.findings.iter().map(|finding| finding.words(Language::French)).collect();
        println!("  {} : {} [{}]", judged.score, one.title, reasons.join(" ; "));
    }
}
