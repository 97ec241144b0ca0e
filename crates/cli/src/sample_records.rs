//! Fictional paper for the demonstration: what towns declare, what prefects allowed, what was bought, and what watches.
//!
//! Every text says that it is fictional, no company of these names exists, and every address is under `example.org`.
//! Two of the ten towns are left without any, so that the pages of a town of which nobody recorded anything are seen.

use census::{Admission, Basis, Channel, Contribution, EntityKind, Patch};
use chrono::{Days, NaiveDate};
use geodata::territory::{Territories, Territory};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};
use store::{Store, Submission, SystemWorld, World};
use uuid::Uuid;

use crate::Failure;

/// Toulouse, Nice, Saint-Étienne, Saint-Denis of Réunion, Saint-Malo, Beausoleil, Mende, Sarlat-la-Canéda.
const TOWNS: [&str; 8] = ["31555", "06088", "42218", "97411", "35288", "06012", "48095", "24520"];

/// Companies that do not exist.
const VENDORS: [(&str, &str); 3] = [
    ("Regard Exemple (fictif)", "Vigie Exemple"),
    ("Optique Fictive (fictif)", "Argus Fictif"),
    ("Carrefour Démo (fictif)", "Flux Démo"),
];

const INHABITANTS_A_CAMERA: u32 = 550;

/// One town and the chances of its papers.
struct Papers<'a> {
    town: &'a Territory,
    today: NaiveDate,
    rng: StdRng,
}

/// Sends the papers of the towns, by the path of every contribution.
pub(crate) async fn fill(store: &Store, territories: &Territories, seed: u64) -> Result<(), Failure> {
    let today = SystemWorld.today();
    for (index, town) in TOWNS.iter().filter_map(|code| territories.by_code(code)).enumerate() {
        let mut papers = Papers { town, today, rng: StdRng::seed_from_u64(seed.wrapping_add(index as u64)) };
        for (kind, values) in papers.all(index) {
            send(store, town, kind, values, &mut papers.rng).await?;
        }
    }
    Ok(())
}

async fn send(
    store: &Store,
    town: &Territory,
    kind: EntityKind,
    values: Value,
    rng: &mut StdRng,
) -> Result<(), Failure> {
    let Value::Object(values) = values else { return Ok(()) };
    let patch = Patch::parse(kind, without_unknown(values)).map_err(|faults| format!("{kind}: {faults:?}"))?;
    let contribution = Contribution::of_new(kind, patch, Basis::Document, Channel::Import);
    let client_id = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
    let submission = Submission {
        client_id,
        request_hash: request_hash(client_id),
        contribution,
        admission: Admission::Publish,
        territory: town.code.to_string(),
        contributor: None,
    };
    store.submit(submission).await?;
    Ok(())
}

/// Each is sent once, so the id tells one from another.
fn request_hash(client_id: Uuid) -> [u8; 32] {
    let mut hash = [0; 32];
    hash[..16].copy_from_slice(client_id.as_bytes());
    hash
}

fn without_unknown(mut values: Map<String, Value>) -> Map<String, Value> {
    values.retain(|_, value| !value.is_null());
    values
}

impl Papers<'_> {
    /// The papers of a town. The larger it is, the more there are; `index` varies which.
    fn all(&mut self, index: usize) -> Vec<(EntityKind, Value)> {
        let is_large = self.town.population.unwrap_or_default() > 40_000;
        let cameras = (self.town.population.unwrap_or_default() / INHABITANTS_A_CAMERA).max(6);
        let vendor = VENDORS[index % VENDORS.len()];
        let mut papers = vec![
            (EntityKind::OfficialCount, self.count(cameras, 200)),
            (EntityKind::OfficialCount, self.bought(cameras * 9 / 10)),
            (EntityKind::Authorisation, self.order("1", cameras * 3 / 5, 2200)),
            (EntityKind::Contract, self.works(cameras, vendor)),
        ];
        if index.is_multiple_of(2) {
            papers.push((EntityKind::OfficialCount, self.count(cameras * 4 / 5, 1300)));
            papers.push((EntityKind::Authorisation, self.order("2", cameras / 3, 600)));
        }
        if is_large {
            papers.push((EntityKind::Contract, self.software(vendor)));
            papers.push((EntityKind::Deployment, self.analytics(cameras / 4, vendor)));
        }
        if index == 1 {
            papers.push((EntityKind::Deployment, self.stopped_trial()));
        }
        papers
    }

    fn ago(&mut self, days: u64) -> String {
        let day = self.today - Days::new(days + self.rng.random_range(0..90));
        day.format("%Y-%m-%d").to_string()
    }

    fn authority(&self) -> String {
        format!("Ville de démonstration : {}", self.town.name)
    }

    /// A document under an address that leads nowhere.
    fn document(&self, title: &str, kind: &str) -> Value {
        let slug = self.town.slug();
        let name = geodata::territory::slug(title);
        json!({
            "title": format!("{title} de {} (document fictif)", self.town.name),
            "url": format!("https://example.org/demonstration/{slug}/{name}.pdf"),
            "kind": kind,
        })
    }

    fn count(&mut self, cameras: u32, days: u64) -> Value {
        let title = format!("Rapport d’activité de la police municipale, {cameras} caméras");
        json!({"territory": self.town.code.as_str(), "n": cameras, "kind": "declared", "as_of": self.ago(days),
            "scope": "public_road", "document": self.document(&title, "report")})
    }

    fn bought(&mut self, cameras: u32) -> Value {
        let document = self.document("Cahier des charges des caméras", "tender_document");
        json!({"territory": self.town.code.as_str(), "n": cameras, "kind": "contracted", "as_of": self.ago(1100),
            "scope": "public_road", "document": document})
    }

    fn order(&mut self, number: &str, cameras: u32, days: u64) -> Value {
        let number = format!("DÉMO-{}-{number}", self.town.code);
        let document = self.document(&format!("Arrêté {number}"), "prefectural_order");
        json!({"prefecture": "Préfecture de démonstration", "territory": self.town.code.as_str(), "number": number,
            "document": document, "signed_on": self.ago(days), "applicant": self.authority(),
            "cameras_public_road": cameras.max(1), "purposes": ["crime_prevention", "traffic_offences"],
            "retention_days": 30})
    }

    fn works(&mut self, cameras: u32, (vendor, _): (&str, &str)) -> Value {
        let notified = self.ago(1100);
        let amended = self.ago(300);
        let amount = f64::from(cameras) * 4200.0;
        let amendment = json!({"number": "1", "notified_on": amended, "amount_ht": amount * 1.15, "object": "Caméras en plus (fictif)"});
        json!({"authority": self.authority(), "object": "Fourniture et pose de caméras de vidéoprotection (marché fictif)",
            "territories": [self.town.code.as_str()], "technologies": ["street_video"], "amount_ht": amount,
            "holders": [{"organisation": vendor, "role": "integrator"}], "notified_on": notified, "duration_months": 48,
            "amendments": [amendment]})
    }

    fn software(&mut self, (vendor, product): (&str, &str)) -> Value {
        json!({"authority": self.authority(), "object": format!("Logiciel d’analyse d’images {product} (marché fictif)"),
            "territories": [self.town.code.as_str()], "technologies": ["video_analytics"], "amount_ht": 84_500,
            "holders": [{"organisation": vendor, "role": "software_vendor"}], "notified_on": self.ago(700),
            "duration_months": 24, "product": product})
    }

    fn analytics(&mut self, cameras: u32, (vendor, product): (&str, &str)) -> Value {
        json!({"technology": "video_analytics", "authority": self.authority(), "territories": [self.town.code.as_str()],
            "status": "active", "vendor": vendor, "product": product,
            "capabilities": ["abandoned_object", "crowd_density", "zone_intrusion"], "real_time": true,
            "device_count": cameras.max(1), "count_kind": "declared", "start_on": self.ago(500),
            "confidence": "medium", "description": "Usage fictif, pour la démonstration."})
    }

    fn stopped_trial(&mut self) -> Value {
        json!({"technology": "facial_recognition", "authority": self.authority(), "territories": [self.town.code.as_str()],
            "status": "ended", "start_on": self.ago(1500), "end_on": self.ago(1300), "confidence": "low",
            "description": "Essai fictif, arrêté : pour la démonstration."})
    }
}
