//! The fields of every kind of entity (model, §2 and §6): one table for parsing, forms, pages and exports.

use crate::EntityKind;
use crate::identifiers::{Cpv, Siren, Siret};
use crate::shape::{Shape, parsed};

/// A field that people contribute.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in code, in the API and in dumps.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Must a new entity have it?
    pub required: bool,
}

/// The fields of a kind that people contribute, in the order in which forms ask for them and pages show them.
pub const fn fields(kind: EntityKind) -> &'static [Field] {
    match kind {
        EntityKind::Device => crate::field::DEVICE,
        EntityKind::Deployment => DEPLOYMENT,
        EntityKind::Contract => CONTRACT,
        EntityKind::Authorisation => AUTHORISATION,
        EntityKind::OfficialCount => OFFICIAL_COUNT,
        EntityKind::Organisation => ORGANISATION,
        EntityKind::Document => DOCUMENT,
        EntityKind::Survey => SURVEY,
    }
}

/// A field of a kind by its name.
pub fn field(kind: EntityKind, name: &str) -> Option<&'static Field> {
    fields(kind).iter().find(|field| field.name == name)
}

pub(crate) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

pub(crate) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

const ORGANISATION_REF: Shape = Shape::Reference(EntityKind::Organisation);
const DOCUMENT_REF: Shape = Shape::Reference(EntityKind::Document);
const SIREN: Shape = Shape::Checked("siren", parsed::<Siren>);
const SIRET: Shape = Shape::Checked("siret", parsed::<Siret>);
/// More cameras than any authority has.
const CAMERAS: Shape = Shape::Whole(10_000_000);
const DAYS: Shape = Shape::Whole(36_500);
const MONTHS: Shape = Shape::Whole(1_200);

const DEPLOYMENT: &[Field] = &[
    required("technology", Shape::Choice("technology")),
    required("authority", ORGANISATION_REF),
    required("territories", Shape::Territories),
    optional("status", Shape::Choice("deployment_status")),
    optional("vendor", ORGANISATION_REF),
    optional("product", Shape::Line(120)),
    optional("capabilities", Shape::Choices("capability")),
    optional("real_time", Shape::Flag),
    optional("police_file", Shape::Choice("police_file")),
    optional("device_count", CAMERAS),
    optional("count_kind", Shape::Choice("count_kind")),
    optional("retention_days", DAYS),
    optional("start_on", Shape::Date),
    optional("end_on", Shape::Date),
    optional("legal_basis", Shape::Line(300)),
    optional("confidence", Shape::Choice("confidence")),
    optional("contracts", Shape::References(EntityKind::Contract)),
    optional("devices", Shape::References(EntityKind::Device)),
    optional("description", Shape::Prose(2000)),
];

const HOLDER: &[Field] = &[
    required("organisation", ORGANISATION_REF),
    optional("siret", SIRET),
    optional("role", Shape::Choice("company_role")),
];

const AMENDMENT: &[Field] = &[
    optional("number", Shape::Line(40)),
    optional("notified_on", Shape::Date),
    optional("amount_ht", Shape::Euros),
    optional("duration_months", MONTHS),
    optional("object", Shape::Line(1000)),
    // The last, since people type these parts in this order.
    optional("ceiling_ht", Shape::Euros),
];

const SUBCONTRACT: &[Field] = &[
    required("organisation", ORGANISATION_REF),
    optional("siret", SIRET),
    optional("notified_on", Shape::Date),
    optional("amount_ht", Shape::Euros),
];

const CONTRACT: &[Field] = &[
    required("authority", ORGANISATION_REF),
    required("object", Shape::Prose(1000)),
    optional("territories", Shape::Territories),
    optional("place_basis", Shape::Choice("basis")),
    optional("technologies", Shape::Choices("technology")),
    optional("holders", Shape::Rows(HOLDER)),
    optional("amount_ht", Shape::Euros),
    // What a framework may cost at the most. It is never added to what was spent.
    optional("ceiling_ht", Shape::Euros),
    optional("notified_on", Shape::Date),
    optional("duration_months", MONTHS),
    optional("product", Shape::Line(120)),
    optional("amendments", Shape::Rows(AMENDMENT)),
    optional("subcontracts", Shape::Rows(SUBCONTRACT)),
    optional("stage", Shape::Choice("stage")),
    optional("procedure", Shape::Line(120)),
    optional("cpv", Shape::Checked("cpv", parsed::<Cpv>)),
    optional("decp_id", Shape::Line(60)),
    optional("framework_decp_id", Shape::Line(60)),
    optional("nature", Shape::Line(80)),
    optional("techniques", Shape::Lines(80)),
    optional("execution", Shape::Lines(80)),
    optional("place_code", Shape::Line(20)),
    optional("place_type", Shape::Line(40)),
    optional("offers_received", Shape::Whole(10_000)),
    optional("published_on", Shape::Date),
    optional("match_state", Shape::Choice("match_state")),
    optional("description", Shape::Prose(2000)),
];

const AUTHORISATION: &[Field] = &[
    required("prefecture", ORGANISATION_REF),
    required("territory", Shape::Territory),
    required("document", DOCUMENT_REF),
    optional("number", Shape::Line(60)),
    optional("signed_on", Shape::Date),
    optional("expires_on", Shape::Date),
    optional("status", Shape::Choice("authorisation_status")),
    optional("applicant", ORGANISATION_REF),
    optional("site_label", Shape::Line(200)),
    optional("cameras_public_road", CAMERAS),
    optional("cameras_outdoor", CAMERAS),
    optional("cameras_indoor", CAMERAS),
    optional("purposes", Shape::Choices("purpose")),
    optional("retention_days", DAYS),
    // Those that it allows, as far as somebody knows which.
    optional("devices", Shape::References(EntityKind::Device)),
];

const OFFICIAL_COUNT: &[Field] = &[
    required("territory", Shape::Territory),
    required("n", CAMERAS),
    required("kind", Shape::Choice("count_kind")),
    required("as_of", Shape::Date),
    required("document", DOCUMENT_REF),
    optional("scope", Shape::Choice("count_scope")),
    // Of a list that names streets and no coordinates.
    optional("sites", Shape::Lines(200)),
];

const ORGANISATION: &[Field] = &[
    required("name", Shape::Line(200)),
    optional("kind", Shape::Choice("authority_kind")),
    optional("role", Shape::Choice("company_role")),
    optional("aliases", Shape::Lines(200)),
    optional("siren", SIREN),
    optional("sirets", Shape::Checked("lines", sirets)),
    optional("territory", Shape::Territory),
    optional("parent", ORGANISATION_REF),
    optional("wikidata", Shape::Checked("line", wikidata)),
    optional("website", Shape::Web),
];

const DOCUMENT: &[Field] = &[
    required("title", Shape::Line(300)),
    optional("kind", Shape::Choice("document_kind")),
    optional("publisher", Shape::Line(200)),
    optional("url", Shape::Web),
    optional("archived_url", Shape::Web),
    optional("published_on", Shape::Date),
    optional("retrieved_on", Shape::Date),
    optional("sha256", Shape::Checked("line", sha256)),
    optional("pages", Shape::Whole(100_000)),
    optional("document_licence", Shape::Line(80)),
    optional("redaction", Shape::Choice("redaction")),
];

/// The territories follow from the squares: the server names them.
const SURVEY: &[Field] = &[
    required("path", Shape::Checked("squares", crate::survey::walked)),
    required("walked_on", Shape::Date),
    optional("territories", Shape::Territories),
    optional("people", Shape::Whole(500)),
    optional("method", Shape::Choice("survey_method")),
    optional("description", Shape::Prose(500)),
];

fn sirets(value: &serde_json::Value) -> Result<serde_json::Value, String> {
    parsed::<std::collections::BTreeSet<Siret>>(value)
}

fn wikidata(value: &serde_json::Value) -> Result<serde_json::Value, String> {
    let item = value.as_str().map(str::trim).filter(|item| {
        item.strip_prefix('Q')
            .is_some_and(|digits| (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
    });
    item.map(Into::into).ok_or_else(|| format!("expected a Wikidata item such as Q216117, found {value}"))
}

fn sha256(value: &serde_json::Value) -> Result<serde_json::Value, String> {
    let hash = value.as_str().map(|text| text.trim().to_ascii_lowercase());
    let hash = hash.filter(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    hash.map(Into::into).ok_or_else(|| format!("expected the 64 hexadecimal digits of a SHA-256, found {value}"))
}
