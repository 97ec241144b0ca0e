//! `technopolice export`: what others can work with, in their own formats.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use census::osm::{Suggestion, Unsuggested, suggest};
use census::{DeviceStatus, EntityId};
use serde_json::{Map, Value, json};
use server::Places;
use store::{DeviceFilter, PageRequest, Store};

use crate::arguments::{Common, ExportCommand, MapRouletteOptions};
use crate::{Failure, open};

/// Devices that are read together.
const PART: u32 = 1_000;

/// Before each line (RFC 7464 §2.2).
const RECORD: char = '\u{1e}';

/// Runs one of the exports.
pub(crate) async fn run(common: &Common, command: ExportCommand) -> Result<ExitCode, Failure> {
    let ExportCommand::Maproulette(options) = command;
    let places = open::places(common)?;
    let filter = filter(&places, options.territory.as_deref())?;
    let store = open::store(common, open::reading_options(common)).await?;
    let done = maproulette(&store, filter, &options).await;
    store.close().await;
    done?.tell();
    Ok(ExitCode::SUCCESS)
}

/// What stands, everywhere or in a territory.
fn filter(places: &Places, territory: Option<&str>) -> Result<DeviceFilter, Failure> {
    let unknown = |code: &str| format!("aucun territoire n’a le code « {code} »");
    let reach = territory
        .map(|code| places.by_code(code).and_then(|found| places.reach(found)).ok_or_else(|| unknown(code)))
        .transpose()?;
    let statuses = vec![DeviceStatus::Reported, DeviceStatus::Confirmed];
    Ok(DeviceFilter { statuses, territory: reach, ..DeviceFilter::default() })
}

/// How many tasks there are, and why there are no more.
#[derive(Default)]
struct Exported {
    tasks: u64,
    left_out: BTreeMap<&'static str, u64>,
}

async fn maproulette(store: &Store, filter: DeviceFilter, options: &MapRouletteOptions) -> Result<Exported, Failure> {
    let mut out: Box<dyn Write + Send> = match options.out.as_deref() {
        Some(file) if file != Path::new("-") => Box::new(BufWriter::new(File::create_new(file)?)),
        _ => Box::new(BufWriter::new(io::stdout())),
    };
    let (mut exported, mut after) = (Exported::default(), None);
    loop {
        let page = store.features(&filter, &PageRequest { limit: PART, after }).await?;
        for found in page.items {
            let entity = store.entity(found.id).await?;
            let Some(device) = entity.as_ref().and_then(census::Entity::device) else { continue };
            match suggest(device) {
                Ok(suggestion) => {
                    writeln!(out, "{RECORD}{}", task(found.id, &suggestion, options.base_url.as_deref()))?;
                    exported.tasks += 1;
                }
                Err(why) => *exported.left_out.entry(reason(why)).or_default() += 1,
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    out.flush()?;
    Ok(exported)
}

/// One task: a collection of one point, whose properties are the tags as a mapper would write them. The name of the
/// device stays the same in every export, so that a challenge that is rebuilt knows its tasks again.
fn task(id: EntityId, suggestion: &Suggestion, base_url: Option<&str>) -> Value {
    let text = |value: &String| Value::String(value.clone());
    let mut properties: Map<String, Value> =
        suggestion.tags.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect();
    if let Some(base) = base_url {
        let page = format!("{}/appareils/{id}", base.trim_end_matches('/'));
        properties.insert("technopolice:page".to_owned(), Value::String(page));
    }
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let place = [round(suggestion.position.longitude()), round(suggestion.position.latitude())];
    let feature = json!({
        "type": "Feature",
        "id": id.to_string(),
        "geometry": {"type": "Point", "coordinates": place},
        "properties": properties,
    });
    json!({"type": "FeatureCollection", "features": [feature]})
}

fn reason(why: Unsuggested) -> &'static str {
    match why {
        Unsuggested::Fictional => "fictifs",
        Unsuggested::Gone => "retirés",
        Unsuggested::Known => "déjà dans OpenStreetMap",
        Unsuggested::Foreign => "d’une liste dont la licence n’est pas la nôtre",
        Unsuggested::Unseen => "que personne n’a situés sur place",
        Unsuggested::Home => "qui regardent un logement",
        Unsuggested::Untagged => "sans attribut dans OpenStreetMap",
    }
}

impl Exported {
    /// On standard error: standard output may be the file.
    fn tell(&self) {
        eprintln!("{} tâche(s) pour MapRoulette.", self.tasks);
        for (reason, count) in &self.left_out {
            eprintln!("{count:>12}  {reason}");
        }
    }
}
