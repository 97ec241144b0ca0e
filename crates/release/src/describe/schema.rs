//! `schema.json`: the columns of every table as a JSON Schema, and as the Table Schema of `datapackage.json`.

use census::{EntityKind, Language, Taxonomy};
use serde_json::{Map, Value, json};

use super::{SCHEMA_VERSION, Subject, TITLE};
use crate::Table;
use crate::column::{Column, ColumnType, Part};
use crate::csv;

/// Every table, by name.
pub(super) fn document(subject: &Subject) -> Value {
    let tables = EntityKind::ALL.map(Table::of);
    let definitions: Map<String, Value> =
        tables.iter().map(|table| (table.name().to_owned(), definition(table))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/schema.json", subject.address()),
        "title": TITLE[1],
        "version": SCHEMA_VERSION,
        "$defs": definitions,
    })
}

fn definition(table: &Table) -> Value {
    let properties: Map<String, Value> =
        csv::names(table).into_iter().map(|name| (name.to_owned(), property(table, name))).collect();
    json!({"type": "object", "required": ["id"], "properties": properties})
}

fn property(table: &Table, name: &str) -> Value {
    let label = |language| words(table, name, language);
    let mut property = json!({"title": label(Language::English), "x-title-fr": label(Language::French)});
    let column = table.columns.iter().find(|column| column.name == name);
    property["type"] = json!(json_type(column));
    if let Some(column) = column.filter(|column| column.kind == ColumnType::Key && column.vocabulary.is_some()) {
        property["enum"] = json!(keys(column));
    }
    property
}

fn json_type(column: Option<&Column>) -> &'static str {
    match column.map(|column| column.kind) {
        None | Some(ColumnType::Real) => "number",
        Some(ColumnType::Integer) => "integer",
        Some(ColumnType::Flag) => "boolean",
        Some(_) => "string",
    }
}

/// The keys that a column's values are of.
pub(super) fn keys(column: &Column) -> Vec<&'static str> {
    let entries = column.vocabulary.map_or(&[][..], |list| Taxonomy::embedded().entries(list));
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

/// What people call a column.
pub(super) fn words(table: &Table, name: &str, language: Language) -> String {
    let taxonomy = Taxonomy::embedded();
    let column = table.columns.iter().find(|column| column.name == name);
    let label = taxonomy.label("field", column.map_or(name, |column| column.source), language);
    match column.map(|column| column.part) {
        Some(Part::Id) => format!("{label} ({})", language.pick("identifiant", "identifier")),
        _ => label.to_owned(),
    }
}

/// The fields of a CSV file (Frictionless Table Schema).
pub(super) fn table_schema(table: &Table) -> Value {
    let fields: Vec<Value> = csv::names(table)
        .into_iter()
        .map(|name| {
            let column = table.columns.iter().find(|column| column.name == name);
            let mut field =
                json!({"name": name, "type": json_type(column), "title": words(table, name, Language::French)});
            if name == "id" {
                field["constraints"] = json!({"required": true, "unique": true});
            }
            field
        })
        .collect();
    json!({"fields": fields, "primaryKey": ["id"]})
}
