//! The columns of a table: of devices, and of each kind of record.

use census::{EntityKind, Field, Shape, fields};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text that nobody wrote freely: a key, a code, an id, a day.
    Key,
    /// Text that people wrote.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// Yes or no.
    Flag,
    /// Several short texts, joined by `;` where a format knows no lists.
    List,
    /// Where a record came from, `source:id` joined by `;`.
    Origins,
    /// JSON text.
    Json,
}

/// Which part of a member a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    Id,
    Name,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, the same in every format.
    pub name: String,
    /// What its values are.
    pub kind: ColumnType,
    /// The vocabulary of `data/taxonomy.toml` its keys are from.
    pub vocabulary: Option<&'static str>,
    /// The member of the JSON object that it shows.
    pub source: &'static str,
    pub(crate) part: Part,
}

/// A table of one kind of entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What its rows are.
    pub kind: EntityKind,
    /// Its columns, `id` first; a place stands beside them.
    pub columns: Vec<Column>,
}

impl Table {
    /// The table of a kind.
    pub fn of(kind: EntityKind) -> Self {
        let columns = if kind == EntityKind::Device { devices() } else { records(kind) };
        Self { kind, columns }
    }

    /// Do its rows have a place?
    pub fn is_located(&self) -> bool {
        self.kind == EntityKind::Device
    }

    /// What its files are called: `devices`, `contracts`.
    pub fn name(&self) -> &'static str {
        table_name(self.kind)
    }
}

/// What the files of a kind are called.
pub const fn table_name(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Device => "devices",
        EntityKind::Deployment => "deployments",
        EntityKind::Contract => "contracts",
        EntityKind::Authorisation => "authorisations",
        EntityKind::OfficialCount => "official_counts",
        EntityKind::Organisation => "organisations",
        EntityKind::Document => "documents",
        EntityKind::Survey => "surveys",
    }
}

fn column(name: &'static str, kind: ColumnType) -> Column {
    Column { name: name.to_owned(), kind, vocabulary: None, source: name, part: Part::Whole }
}

fn keys(name: &'static str, vocabulary: &'static str) -> Column {
    Column { vocabulary: Some(vocabulary), ..column(name, ColumnType::Key) }
}

/// The members of `census::PublicFeature`, in its order.
fn devices() -> Vec<Column> {
    use ColumnType::{Flag, Integer, Json, Key, List, Origins, Real, Text};
    let listed = |name, vocabulary| Column { vocabulary: Some(vocabulary), ..column(name, List) };
    vec![
        column("id", Key),
        keys("kind", "device_kind"),
        keys("status", "device_status"),
        keys("verification", "verification"),
        column("confirmations", Integer),
        column("absences", Integer),
        keys("form", "camera_form"),
        keys("mount", "mount"),
        column("bearing", Real),
        column("views", Json),
        column("height_m", Real),
        column("accuracy_m", Real),
        listed("features", "feature"),
        keys("watches", "watches"),
        listed("zones", "zone"),
        column("indoor", Flag),
        column("operator", Text),
        keys("operator_kind", "operator_kind"),
        column("manufacturer", Text),
        column("product", Text),
        keys("mobility", "mobility"),
        column("sign_present", Flag),
        column("address_label", Text),
        column("territory_code", Key),
        column("territory_name", Text),
        column("first_seen", Key),
        column("last_confirmed", Key),
        column("removed_on", Key),
        column("description", Text),
        column("disputed", Json),
        column("sources", Json),
        column("licence", Key),
        column("upstream", Origins),
        column("fictional", Flag),
        column("version", Integer),
        column("created_on", Key),
        column("updated_on", Key),
    ]
}

/// The members of `census::record_json`: the schema of the kind between what all records have.
fn records(kind: EntityKind) -> Vec<Column> {
    use ColumnType::{Flag, Integer, Json, Key, Origins, Text};
    let mut columns = vec![column("id", Key)];
    if !fields(kind).iter().any(|field| field.name == "title") {
        columns.push(column("title", Text));
    }
    columns.extend(fields(kind).iter().flat_map(of_field));
    columns.extend(match kind {
        EntityKind::Authorisation => Some(column("derived_expires_on", Key)),
        EntityKind::Contract => Some(column("derived_end_on", Key)),
        _ => None,
    });
    columns.extend([
        keys("verification", "verification"),
        column("confirmations", Integer),
        column("independent", Integer),
        column("checked_on", Key),
        column("disputed", Json),
        column("sources", Json),
        column("licence", Key),
        column("upstream", Origins),
        column("fictional", Flag),
        column("version", Integer),
        column("created_on", Key),
        column("updated_on", Key),
    ]);
    columns
}

/// One column a field; a reference has a second one with the id.
fn of_field(field: &Field) -> Vec<Column> {
    let one = |kind| vec![column(field.name, kind)];
    match field.shape {
        Shape::Line(_) | Shape::Prose(_) => one(ColumnType::Text),
        Shape::Choice(list) => vec![keys(field.name, list)],
        Shape::Choices(list) => {
            vec![Column { vocabulary: Some(list), ..column(field.name, ColumnType::List) }]
        }
        Shape::Flag => one(ColumnType::Flag),
        Shape::Whole(_) => one(ColumnType::Integer),
        Shape::Euros => one(ColumnType::Real),
        Shape::Territories | Shape::Lines(_) | Shape::Checked("lines" | "squares", _) => one(ColumnType::List),
        Shape::References(_) | Shape::Rows(_) => one(ColumnType::Json),
        Shape::Reference(_) => vec![
            Column { part: Part::Name, ..column(field.name, ColumnType::Text) },
            Column { name: format!("{}_id", field.name), part: Part::Id, ..column(field.name, ColumnType::Key) },
        ],
        Shape::Date | Shape::Web | Shape::Territory | Shape::Checked(..) => one(ColumnType::Key),
    }
}
