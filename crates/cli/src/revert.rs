//! `technopolice revert`.

use std::process::ExitCode;

use chrono::NaiveDate;
use geodata::Bbox;
use serde_json::json;
use server::Places;
use store::{RevertScope, Reverted, Store};

use crate::arguments::{Common, RevertOptions};
use crate::user::find;
use crate::{Failure, open};

/// Takes changes back, or tells what that would do. Exit status 0, with conflicts too: they are for a person.
pub(crate) async fn run(common: &Common, options: RevertOptions) -> Result<ExitCode, Failure> {
    let places = open::places(common)?;
    let store = open::store(common, open::options(common, &places)).await?;
    let done = execute(&store, &places, &options).await;
    store.close().await;
    tell(&done?, &options);
    Ok(ExitCode::SUCCESS)
}

async fn execute(store: &Store, places: &Places, options: &RevertOptions) -> Result<Reverted, Failure> {
    let scope = scope(store, places, options).await?;
    if options.dry_run {
        return Ok(store.preview_revert(&scope).await?);
    }
    Ok(store.revert(scope, None).await?)
}

async fn scope(store: &Store, places: &Places, options: &RevertOptions) -> Result<RevertScope, Failure> {
    if let Some(pseudonym) = &options.account {
        let account = find(store, pseudonym).await?.id;
        return Ok(RevertScope::Account { account, from: options.from, to: options.to });
    }
    if let Some(window) = &options.window {
        let (from, to) = days(window)?;
        let bbox = options.bbox.as_deref().map(str::parse::<Bbox>).transpose()?;
        let territory = options.territory.as_deref().map(|code| codes(places, code)).transpose()?;
        return Ok(RevertScope::Window { from, to, bbox, territory });
    }
    match (&options.batch, &options.contribution, &options.decision) {
        (Some(batch), _, _) => Ok(RevertScope::Batch { batch: batch.parse()? }),
        (_, Some(id), _) => Ok(RevertScope::Contribution { contribution: id.parse()? }),
        (_, _, Some(id)) => Ok(RevertScope::Decision { decision: id.parse()? }),
        _ => Err("dites ce qu’il faut annuler".into()),
    }
}

/// `2026-11-20..2026-11-23`, both included.
fn days(window: &str) -> Result<(NaiveDate, NaiveDate), Failure> {
    let (from, to) = window.split_once("..").ok_or("une période s’écrit 2026-11-20..2026-11-23")?;
    let (from, to): (NaiveDate, NaiveDate) = (from.parse()?, to.parse()?);
    if from > to { Err("la période finit avant de commencer".into()) } else { Ok((from, to)) }
}

fn codes(places: &Places, code: &str) -> Result<(String, String), Failure> {
    let territory = places.by_code(code).ok_or_else(|| format!("aucun territoire n’a le code « {code} »"))?;
    let range = places.code_range(territory);
    range.ok_or_else(|| format!("le territoire « {code} » n’a pas de codes qui se suivent").into())
}

fn tell(done: &Reverted, options: &RevertOptions) {
    if options.json {
        let conflicts: Vec<String> = done.conflicts.iter().map(ToString::to_string).collect();
        let decision = done.decision.map(|decision| decision.to_string());
        println!(
            "{}",
            json!({"dry_run": options.dry_run, "entities_removed": done.entities_removed,
                "entities_restored": done.entities_restored, "revisions": done.revisions,
                "contributions": done.contributions, "entries": done.entries, "conflicts": conflicts,
                "decision": decision})
        );
        return;
    }
    if options.dry_run {
        println!("Essai : rien n’a été modifié.");
    }
    println!("Fiches retirées : {}", done.entities_removed);
    println!("Fiches rétablies : {}", done.entities_restored);
    println!("Révisions annulées : {}", done.revisions);
    println!("Contributions refusées : {}", done.contributions);
    done.conflicts.iter().for_each(|id| println!("Modifié ou cité depuis, à relire : {id}"));
    if let Some(decision) = done.decision {
        println!("Pour revenir en arrière : technopolice revert --decision {decision}");
    }
}
