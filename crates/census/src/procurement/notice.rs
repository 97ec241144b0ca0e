//! A row of a list as a contract, whatever the row calls its parts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Fault;
use super::text::repaired;
use crate::{Cpv, HolderId, Siren, Siret};

/// A contract as a list tells it. What the list does not say, or says in a way that cannot be true, is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, unique with the buyer only.
    pub id: String,
    /// Who buys.
    pub buyer: Buyer,
    /// What is bought, in the buyer's words, mended.
    pub object: String,
    /// Its code in the Common Procurement Vocabulary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpv: Option<Cpv>,
    /// Contract, framework, concession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<String>,
    /// How the holder was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// Framework, dynamic system, ….
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub techniques: Vec<String>,
    /// Orders, tranches, ….
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub execution: Vec<String>,
    /// The framework it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// Where it is carried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<NoticePlace>,
    /// How long, in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// When the holder was told, or the concession signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_on: Option<NaiveDate>,
    /// When the row was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<NaiveDate>,
    /// Euros without tax: the price, or the ceiling of a framework.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// Offers that came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offers: Option<u32>,
    /// Who sells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holders: Vec<Holder>,
    /// What was changed since, in the order of the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifications: Vec<Modification>,
    /// It is a call or a notice of the BOAMP, in these words; absent for essential data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announcement: Option<String>,
    /// Where the notice can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// What makes the buyer known in its list: figures as they stand there, or else its name.
    pub key: String,
    /// The legal unit, when the figures pass their check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub siren: Option<Siren>,
    /// Its name, where the list has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A company or a person that sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its number, when it can be one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<HolderId>,
    /// Its name, where the list has one. It may be a person's: never keep it unasked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Where a contract is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePlace {
    /// A code, or a name where the list has no more.
    pub code: String,
    /// What kind of code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A change of a contract.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Modification {
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When the holder was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_on: Option<NaiveDate>,
    /// The new amount in euros without tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// The new duration in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
}

const ID: &[&str] = &["id", "idmarche", "idcontrat", "idweb", "numeromarche", "uid"];
const OBJECT: &[&str] = &["objet", "objetmarche", "objetdumarche", "intitule"];
const BUYER_ID: &[&str] = &[
    "acheteurid",
    "idacheteur",
    "acheteursiret",
    "siretacheteur",
    "autoriteconcedanteid",
    "idautoriteconcedante",
    "acheteursiren",
    "acheteur",
];
const BUYER_NAME: &[&str] = &["acheteurnom", "nomacheteur", "autoriteconcedantenom", "denominationacheteur"];
const CPV: &[&str] = &["codecpv", "cpv", "cpvcode"];
const AMOUNT: &[&str] = &["montant", "montantht", "valeurglobale"];
const NOTIFIED: &[&str] = &["datenotification", "datesignature", "datedenotification"];
const PUBLISHED: &[&str] = &["datepublicationdonnees", "datepublication", "dateparution"];
const MODIFICATION: &[&str] = &["modificationid", "idmodification"];
const PLACE: &[&str] = &["lieuexecutioncode", "codelieuexecution", "lieu", "codedepartement", "lieuexecution"];

/// Does a column of a CSV list have a name of ours?
pub(super) fn is_known(column: &str) -> bool {
    let name = plain(column);
    [ID, OBJECT, BUYER_ID, BUYER_NAME, CPV, AMOUNT, NOTIFIED, PUBLISHED].iter().any(|names| names.contains(&&*name))
}

impl Notice {
    /// Reads a row. The error says why it is none, with its number where it has one.
    pub(super) fn from_row(row: &Value) -> Result<Self, (Option<String>, Fault)> {
        let parts = Parts::of(row);
        let id = parts.text(ID).ok_or((None, Fault::NoId))?;
        let fail = |fault| (Some(id.clone()), fault);
        let buyer = buyer(&parts).ok_or_else(|| fail(Fault::NoBuyer))?;
        let object = parts.text(OBJECT).ok_or_else(|| fail(Fault::NoObject))?;
        let mut notice = Self {
            id: id.chars().take(60).collect(),
            buyer,
            object: object.chars().take(1000).collect(),
            cpv: parts.text(CPV).and_then(|text| cpv(&text)),
            nature: parts.line(&["nature"], 80),
            procedure: parts.line(&["procedure", "procedurelibelle"], 120),
            techniques: parts.list(&["techniques", "technique"], "technique"),
            execution: parts.list(&["modalitesexecution", "modaliteexecution"], "modaliteExecution"),
            framework: parts.line(&["idaccordcadre"], 60).filter(|id| says_something(id)),
            place: place(&parts),
            months: parts.number(&["dureemois", "duree"]).and_then(months),
            notified_on: parts.day(NOTIFIED),
            published_on: parts.day(PUBLISHED),
            amount: parts.number(AMOUNT).and_then(amount),
            offers: parts
                .number(&["offresrecues", "nombreoffres"])
                .filter(|n| (0.0..=1e4).contains(n))
                .map(|n| n as u32),
            holders: holders(&parts),
            modifications: modifications(&parts),
            announcement: parts.line(&["natureavis", "naturecategoriselibelle"], 80),
            url: parts.line(&["urlavis"], 300).filter(|url| url.starts_with("https://")),
        };
        notice.be_modified_when(parts.text(MODIFICATION));
        Ok(notice)
    }

    /// What makes the contract known: the buyer's figures and its number.
    pub fn key(&self) -> String {
        format!("{}/{}", self.buyer.key, self.id)
    }

    /// Is the amount what may be spent at the most, not what is spent?
    pub fn is_a_ceiling(&self) -> bool {
        let is_open = |text: &str| {
            let text = plain(text);
            ["accordcadre", "bonsdecommande", "bondecommande", "marchessubsequents", "acquisitiondynamique"]
                .iter()
                .any(|word| text.contains(word))
        };
        let said = self.nature.iter().chain(&self.techniques).chain(&self.execution);
        said.chain([&self.object]).any(|text| is_open(text))
    }

    /// Some lists give a changed contract a row of its own, with the values as they are since.
    fn be_modified_when(&mut self, number: Option<String>) {
        let number = number.filter(|number| !number.trim_start_matches('0').is_empty() && says_something(number));
        if let Some(number) = number.filter(|_| self.modifications.is_empty()) {
            let modification = Modification {
                number: Some(number),
                notified_on: self.notified_on.take(),
                amount: self.amount.take(),
                months: self.months.take(),
                object: None,
            };
            self.modifications.push(modification);
        }
    }
}

/// The parts of a row under plain names: `acheteur.id`, `acheteur_id` and the `id` in `acheteur` are one.
struct Parts {
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, Value>,
}

impl Parts {
    fn of(row: &Value) -> Self {
        let mut parts = Self { texts: BTreeMap::new(), lists: BTreeMap::new() };
        parts.take(String::new(), row);
        parts
    }

    fn take(&mut self, name: String, value: &Value) {
        match value {
            Value::Null => {}
            Value::String(text) => match structured(text) {
                Some(value) => self.take(name, &value),
                None => drop(self.texts.entry(name).or_insert_with(|| text.clone())),
            },
            Value::Array(_) => drop(self.lists.insert(name, value.clone())),
            Value::Object(fields) => {
                for (field, value) in fields {
                    self.take(format!("{name}{}", plain(field)), value);
                }
                self.lists.entry(name).or_insert_with(|| value.clone());
            }
            scalar => drop(self.texts.insert(name, scalar.to_string())),
        }
    }

    fn text(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .filter_map(|name| self.texts.get(*name))
            .map(|text| repaired(text))
            .find(|text| says_something(text))
    }

    fn line(&self, names: &[&str], most: usize) -> Option<String> {
        self.text(names).map(|text| text.chars().take(most).collect())
    }

    fn number(&self, names: &[&str]) -> Option<f64> {
        self.text(names).and_then(|text| number(&text))
    }

    fn day(&self, names: &[&str]) -> Option<NaiveDate> {
        names.iter().filter_map(|name| self.texts.get(*name)).find_map(|text| day(text))
    }

    /// Texts of a list, or those that a single text joins.
    fn list(&self, names: &[&str], item: &str) -> Vec<String> {
        let listed = names.iter().filter_map(|name| self.lists.get(*name)).flat_map(|value| items(value, item));
        let listed: Vec<String> = listed.filter_map(|value| value.as_str().map(repaired)).collect();
        let joined = || {
            let text = self.text(names).unwrap_or_default();
            text.split([',', '|', ';']).map(|part| part.trim().to_owned()).collect::<Vec<_>>()
        };
        let texts = if listed.is_empty() { joined() } else { listed };
        let kept = texts.into_iter().filter(|text| says_something(text));
        kept.map(|text| text.chars().take(80).collect()).take(20).collect()
    }
}

/// Small letters and figures only.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Lists and objects that stand as JSON in a text.
fn structured(text: &str) -> Option<Value> {
    let text = text.trim();
    let is_json = text.starts_with(['[', '{']) && text.len() > 1;
    let value: Option<Value> = is_json.then(|| serde_json::from_str(text).ok()).flatten();
    value.filter(|value| value.is_array() || value.is_object())
}

fn says_something(text: &str) -> bool {
    let void = ["", "nan", "null", "none", "cdl", "na", "nc", "sansobjet", "inx", "undefined"];
    !void.contains(&&*plain(text)) || text.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
}

/// The items of a list, however it wraps them: `[{"titulaire": {…}}]`, `{"titulaire": [{…}]}`, `[{…}]`, `{…}`.
fn items<'a>(value: &'a Value, wrapper: &str) -> Vec<&'a Value> {
    match value {
        Value::Array(values) => values.iter().flat_map(|value| items(value, wrapper)).collect(),
        Value::Object(fields) => match fields.get(wrapper) {
            Some(inner) => items(inner, wrapper),
            None => vec![value],
        },
        Value::Null => Vec::new(),
        scalar => vec![scalar],
    }
}

/// A number as a list may write it: `1 234,56 €`, `1.234,56`, `1945749.8300`, `48.0`.
fn number(text: &str) -> Option<f64> {
    let figures: String =
        text.chars().filter(|c| !(c.is_whitespace() || matches!(c, '€' | '\u{a0}' | '\u{202f}' | '\''))).collect();
    let figures = match (figures.rfind(','), figures.rfind('.')) {
        (Some(comma), Some(dot)) if comma > dot => figures.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => figures.replace(',', ""),
        (Some(_), None) => figures.replace(',', "."),
        _ => figures,
    };
    figures.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Euros of a contract: not negative, and less than ten milliards.
fn amount(euros: f64) -> Option<f64> {
    (0.0..=1e10).contains(&euros).then(|| (euros * 100.0).round() / 100.0)
}

/// Months of a contract: some, and less than a century's.
fn months(number: f64) -> Option<u32> {
    (1.0..=1200.0).contains(&number).then(|| number.ceil() as u32)
}

/// `2023-12-29`, with anything behind it, or `29/12/2023`.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let iso = text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    let french = || text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%d/%m/%Y").ok());
    let plausible = NaiveDate::from_ymd_opt(1990, 1, 1)?..NaiveDate::from_ymd_opt(2100, 1, 1)?;
    iso.or_else(french).filter(|day| plausible.contains(day))
}

/// The eight figures of a code, wherever they stand: `INX 28213700-5`. A leading zero gets lost in spreadsheets.
fn cpv(text: &str) -> Option<Cpv> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let code = runs.map(|run| if run.len() == 7 { format!("0{run}") } else { run.to_owned() });
    code.filter(|run| run.len() == 8).find_map(|run| run.parse().ok())
}

/// A number in the short form of spreadsheets, such as `2,1930066E+13`.
fn is_rounded(text: &str) -> bool {
    let text = text.trim();
    text.split_once(['E', 'e']).is_some_and(|(digits, power)| {
        power.starts_with('+') && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
    })
}

fn buyer(parts: &Parts) -> Option<Buyer> {
    // A spreadsheet wrote 2,1930066E+13 and lost the last figures: no number that anything is known by.
    let told = parts.text(BUYER_ID).filter(|text| !is_rounded(text));
    let figures = told.map(|text| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let figures = figures.map(|text| text.trim_end_matches("00000000000000").to_owned()).filter(|text| text.len() >= 9);
    let name = parts.line(BUYER_NAME, 200);
    let siren = figures.as_deref().and_then(|figures| {
        let of_establishment = figures.parse::<Siret>().ok().map(|siret| siret.siren());
        of_establishment.or_else(|| figures.get(..9)?.parse().ok())
    });
    let key = figures.or_else(|| name.as_deref().map(geodata::territory::slug).filter(|slug| !slug.is_empty()))?;
    Some(Buyer { key: key.chars().take(60).collect(), siren, name })
}

fn place(parts: &Parts) -> Option<NoticePlace> {
    let code: String = parts.text(PLACE)?.chars().take(60).collect();
    Some(NoticePlace { code, kind: parts.line(&["lieuexecutiontypecode", "typecodelieuexecution"], 40) })
}

fn holders(parts: &Parts) -> Vec<Holder> {
    let mut found: Vec<Holder> = Vec::new();
    for (list, item) in
        [("titulaires", "titulaire"), ("concessionnaires", "concessionnaire"), ("titulaire", "titulaire")]
    {
        for value in parts.lists.get(list).into_iter().flat_map(|list| items(list, item)) {
            let one = Parts::of(value);
            found.extend(holder(
                one.text(&["id"]),
                one.text(&["typeidentifiant"]),
                one.text(&["denominationsociale", "nom", "denomination"]),
            ));
        }
    }
    for column in ["", "1", "2", "3", "4", "5"] {
        let text = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| format!("{name}{column}")).collect();
            parts.text(&names.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let id = text(&[
            "titulaireid",
            "titulairesiret",
            "siretitulaire",
            "idtitulaire",
            "titulairesid",
            "concessionnaireid",
        ]);
        let name = text(&["titulairedenominationsociale", "titulairenom", "nomtitulaire"]);
        found.extend(holder(id, text(&["titulairetypeidentifiant", "typeidentifianttitulaire"]), name));
    }
    if let Some(names) = parts.text(&["titulaire"]).filter(|_| found.is_empty()) {
        found.extend(names.split(" | ").filter_map(|name| holder(None, None, Some(name.to_owned()))));
    }
    let mut kept: Vec<Holder> = Vec::new();
    for holder in found.into_iter().take(200) {
        if !kept.contains(&holder) {
            kept.push(holder);
        }
    }
    kept
}

fn holder(id: Option<String>, kind: Option<String>, name: Option<String>) -> Option<Holder> {
    let kind = kind.filter(|kind| says_something(kind)).unwrap_or_else(|| "SIRET".to_owned());
    let id = id.and_then(|id| HolderId::parse(&kind, &id).or_else(|_| HolderId::parse("SIRET", &id)).ok());
    let name = name.map(|name| name.chars().take(200).collect());
    (id.is_some() || name.is_some()).then_some(Holder { id, name })
}

fn modifications(parts: &Parts) -> Vec<Modification> {
    let listed = parts.lists.get("modifications").into_iter().flat_map(|list| items(list, "modification"));
    let read = listed.filter(|value| value.is_object()).map(|value| {
        let one = Parts::of(value);
        Modification {
            number: one.line(&["id", "idmodification"], 40),
            notified_on: one.day(&["datenotificationmodification", "datesignaturemodification", "datenotification"]),
            amount: one.number(AMOUNT).and_then(amount),
            months: one.number(&["dureemois"]).and_then(months),
            object: one.line(&["objetmodification", "objet"], 1000),
        }
    });
    read.filter(|modification| *modification != Modification::default()).take(200).collect()
}
