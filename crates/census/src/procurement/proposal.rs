//! A contract of a list in the words of the census, without anything that names a person.

use geodata::territory::{Territories, Territory, TerritoryKind};
use serde_json::{Map, Value, json};

use super::{Buyer, Holder, Modification, Notice, NoticePlace};
use crate::{Basis, HolderId, PersonalData, REDACTED, Scope, Siren, personal_data};

/// Forms of companies that are no single person's, as names carry them. An EI or EIRL is a person.
const LEGAL_FORMS: &[&str] = &[
    "association",
    "cooperative",
    "eurl",
    "gie",
    "gip",
    "groupe",
    "gmbh",
    "group",
    "holding",
    "inc",
    "international",
    "ltd",
    "sa",
    "sarl",
    "sas",
    "sasu",
    "sca",
    "scic",
    "scop",
    "scs",
    "selarl",
    "sem",
    "seml",
    "snc",
    "societe",
    "spl",
    "syndicat",
    "union",
];

/// What a list proposes to the census: values under the names of the schema of contracts.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The values, not parsed yet.
    pub values: Map<String, Value>,
    /// How the territories are known; `None` where none was found.
    pub place_basis: Option<Basis>,
}

/// Puts a contract into the words of the census; `technologies` is what its words tell of.
pub fn proposal(notice: &Notice, technologies: &[String], territories: &Territories) -> Proposal {
    let placed = placed(notice, territories);
    let (price, ceiling) = if notice.is_a_ceiling() { (None, notice.amount) } else { (notice.amount, None) };
    let place = |read: fn(&NoticePlace) -> Option<String>| notice.place.as_ref().and_then(read);
    let rows: Vec<Value> = notice.modifications.iter().map(|it| amendment(it, notice.is_a_ceiling())).collect();
    let holders: Vec<Value> = notice.holders.iter().filter_map(holder).collect();
    let values = [
        ("authority", Some(authority(&notice.buyer, territories))),
        ("object", Some(json!(notice.object))),
        ("territories", placed.map(|(territory, _)| json!([territory.code.to_string()]))),
        ("place_basis", placed.map(|(_, basis)| json!(basis))),
        ("technologies", Some(json!(technologies))),
        ("holders", Some(json!(holders))),
        ("amount_ht", price.map(Value::from)),
        ("ceiling_ht", ceiling.map(Value::from)),
        ("notified_on", notice.notified_on.map(|day| json!(day.to_string()))),
        ("duration_months", notice.months.map(Value::from)),
        ("amendments", Some(json!(rows))),
        ("stage", Some(json!(stage(notice)))),
        ("procedure", notice.procedure.clone().map(Value::from)),
        ("cpv", notice.cpv.as_ref().map(|cpv| json!(cpv))),
        ("decp_id", Some(json!(notice.id))),
        ("framework_decp_id", notice.framework.clone().map(Value::from)),
        ("nature", notice.nature.clone().map(Value::from)),
        ("techniques", Some(json!(notice.techniques))),
        ("execution", Some(json!(notice.execution))),
        ("place_code", place(|place| Some(place.code.chars().take(20).collect())).map(Value::from)),
        ("place_type", place(|place| place.kind.clone()).map(Value::from)),
        ("offers_received", notice.offers.map(Value::from)),
        ("published_on", notice.published_on.map(|day| json!(day.to_string()))),
        ("match_state", Some(json!("accepted"))),
    ];
    let said = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let values = said.filter(|(_, value)| !is_empty(value)).collect();
    Proposal { values, place_basis: placed.map(|(_, basis)| basis) }
}

impl Notice {
    /// The contract without what may name a person: titles and numbers of people are blacked out, and of holders only
    /// the names of companies stay. This is what may be kept.
    #[must_use]
    pub fn without_people(mut self) -> Self {
        self.object = blackened(&self.object);
        for modification in &mut self.modifications {
            modification.object = modification.object.take().map(|text| blackened(&text));
        }
        for holder in &mut self.holders {
            holder.id = holder.id.take().filter(|id| !id.is_a_person() && id.siren().is_some());
            holder.name = holder.name.take().filter(|name| is_a_company(name));
        }
        self.holders.retain(|holder| holder.id.is_some() || holder.name.is_some());
        self
    }

    /// Forgets everything but the contract's name, after an erasure.
    pub fn empty(&mut self) {
        REDACTED.clone_into(&mut self.object);
        self.buyer.name = None;
        self.holders.clear();
        self.modifications.clear();
    }

    /// Everything in it that is words.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let holders = self.holders.iter_mut().filter_map(|holder| holder.name.as_mut());
        let modifications = self.modifications.iter_mut().filter_map(|it| it.object.as_mut());
        [&mut self.object].into_iter().chain(&mut self.buyer.name).chain(holders).chain(modifications)
    }

    /// Takes in what another row says of the same contract, and tells how many modifications are new. What is known
    /// stays as it is.
    pub fn absorb(&mut self, other: &Self) -> usize {
        let fresh = |known: &[Modification], found: &Modification| !known.iter().any(|it| it.is_the_same(found));
        let known = self.modifications.len();
        for modification in &other.modifications {
            if fresh(&self.modifications, modification) {
                self.modifications.push(modification.clone());
            }
        }
        for holder in &other.holders {
            if !self.holders.iter().any(|it| it.id == holder.id && (it.id.is_some() || it.name == holder.name)) {
                self.holders.push(holder.clone());
            }
        }
        self.amount = self.amount.or(other.amount);
        self.months = self.months.or(other.months);
        self.notified_on = self.notified_on.or(other.notified_on);
        self.published_on = self.published_on.or(other.published_on);
        self.cpv = self.cpv.take().or_else(|| other.cpv.clone());
        self.place = self.place.take().or_else(|| other.place.clone());
        self.modifications.len() - known
    }
}

impl Modification {
    /// Two lists tell of one modification: it has the same number and day. Some lists number all of them 1.
    fn is_the_same(&self, other: &Self) -> bool {
        let same_day = self.notified_on == other.notified_on;
        same_day && (self.number == other.number || (self.amount == other.amount && self.months == other.months))
    }
}

/// The territory of the legal unit of a buyer.
fn of_siren<'a>(siren: &Siren, territories: &'a Territories) -> Option<&'a Territory> {
    let registered = territories.iter().find(|it| it.siren.is_some_and(|known| known.as_str() == siren.as_str()));
    // Communes that merged have another number by now; the old one was made of 21, the department, 0 and the commune.
    let former = || {
        let (department, rest) = siren.as_str().strip_prefix("21")?.split_at_checked(2)?;
        territories.by_code(&format!("{department}{}", rest.strip_prefix('0')?.get(..3)?))
    };
    registered.or_else(former)
}

fn authority(buyer: &Buyer, territories: &Territories) -> Value {
    let territory = buyer.siren.as_ref().and_then(|siren| of_siren(siren, territories));
    let name = buyer.name.clone().or_else(|| territory.map(|territory| territory.name.clone()));
    let kind = territory.and_then(|territory| match territory.kind {
        TerritoryKind::Commune => Some("municipality"),
        TerritoryKind::Epci => Some("intercommunality"),
        TerritoryKind::Department => Some("department"),
        TerritoryKind::Region => Some("region"),
        TerritoryKind::Arrondissement | TerritoryKind::Country => None,
    });
    let values = [
        ("name", Some(name.unwrap_or_else(|| buyer.key.clone()))),
        ("siren", buyer.siren.as_ref().map(ToString::to_string)),
        ("kind", kind.map(str::to_owned)),
        ("territory", territory.map(|territory| territory.code.to_string())),
    ];
    values
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))))
        .collect::<Map<_, _>>()
        .into()
}

/// The territory in which a contract is used, as far as its place or its buyer tells.
pub fn territory<'a>(notice: &Notice, territories: &'a Territories) -> Option<&'a Territory> {
    placed(notice, territories).map(|(territory, _)| territory)
}

/// Where the contract is used: the place that it names, when it is a commune; or else the buyer's own territory, which
/// is an inference; or else the larger place that it names.
fn placed<'a>(notice: &Notice, territories: &'a Territories) -> Option<(&'a Territory, Basis)> {
    let named = notice.place.as_ref().and_then(|place| named(place, territories));
    let is_local =
        |territory: &&Territory| matches!(territory.kind, TerritoryKind::Commune | TerritoryKind::Arrondissement);
    let own = || notice.buyer.siren.as_ref().and_then(|siren| of_siren(siren, territories));
    let local = named.filter(is_local).map(|territory| (territory, Basis::Document));
    local.or_else(|| own().map(|territory| (territory, Basis::Inferred))).or(named.map(|it| (it, Basis::Document)))
}

fn named<'a>(place: &NoticePlace, territories: &'a Territories) -> Option<&'a Territory> {
    let kind = place.kind.as_deref().unwrap_or_default().to_lowercase();
    let code = place.code.trim();
    let postal = || {
        let mut sharing = territories.iter().filter(|territory| {
            territory.kind == TerritoryKind::Commune
                && territory.postal_codes.iter().any(|known| known.as_str() == code)
        });
        sharing.next().filter(|_| sharing.next().is_none())
    };
    let commune = || territories.by_code(code).filter(|territory| territory.kind == TerritoryKind::Commune);
    match kind {
        kind if kind.contains("postal") => postal(),
        kind if kind.contains("commune") => commune(),
        kind if kind.contains("partement") => territories.by_code(&format!("d{code:0>2}")),
        kind if kind.contains("gion") => territories.by_code(&format!("r{code:0>2}")),
        kind if kind.contains("pays") => None,
        _ if code.len() <= 3 && code.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) => {
            territories.by_code(&format!("d{code:0>2}"))
        }
        // Five figures without a word: most lists mean the postal code.
        _ => postal().or_else(commune),
    }
}

fn holder(holder: &Holder) -> Option<Value> {
    let siren = holder.id.as_ref().and_then(HolderId::siren);
    let mut organisation = Map::new();
    organisation.extend(siren.map(|siren| ("siren".to_owned(), json!(siren))));
    organisation.extend(holder.name.as_ref().map(|name| ("name".to_owned(), json!(name))));
    if organisation.is_empty() {
        return None;
    }
    organisation.insert("kind".to_owned(), json!("company"));
    let mut row = Map::from_iter([("organisation".to_owned(), Value::Object(organisation))]);
    if let Some(HolderId::Siret(siret)) = &holder.id {
        row.insert("siret".to_owned(), json!(siret));
    }
    Some(Value::Object(row))
}

fn amendment(modification: &Modification, is_a_ceiling: bool) -> Value {
    let amount = if is_a_ceiling { "ceiling_ht" } else { "amount_ht" };
    let cells = [
        ("number", modification.number.clone().map(Value::from)),
        ("notified_on", modification.notified_on.map(|day| json!(day.to_string()))),
        (amount, modification.amount.map(Value::from)),
        ("duration_months", modification.months.map(Value::from)),
        ("object", modification.object.clone().map(Value::from)),
    ];
    cells.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}

/// The stage (E18) that a row tells of.
fn stage(notice: &Notice) -> &'static str {
    match notice.announcement.as_deref().map(str::to_lowercase) {
        None => "contract_data",
        Some(words) if words.contains("résultat") || words.contains("attribution") => "award",
        Some(words) if words.contains("pré") => "prior_notice",
        Some(words) if words.contains("modif") => "amendment",
        Some(_) => "tender",
    }
}

/// A name that carries the form of a company, and no title of a person. What may be a person's name is none.
fn is_a_company(name: &str) -> bool {
    let words = geodata::territory::search_words(name);
    let has_form = words.iter().any(|word| LEGAL_FORMS.contains(&word.as_str()));
    let is_sole =
        words.iter().any(|word| matches!(word.as_str(), "ei" | "eirl" | "monsieur" | "madame" | "mme" | "mr"));
    has_form && !is_sole && personal_data(name, Scope::Place).is_empty()
}

/// The text with what points to a person blacked out. Streets and numbers stay: they say where the work is.
fn blackened(text: &str) -> String {
    let mut kept = text.to_owned();
    for finding in personal_data(text, Scope::Place).into_iter().rev() {
        if finding.kind != PersonalData::PostalAddress {
            kept.replace_range(finding.start..finding.end, REDACTED);
        }
    }
    kept
}
