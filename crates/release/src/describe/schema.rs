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
    if let Some(column) = table.columns.iter().find(|column| column.name == name) {
        return column.schema();
    }
    let label = |language| words(table, name, language);
    json!({"title": label(Language::English), "x-title-fr": label(Language::French), "type": json_type(None)})
}

impl Column {
    /// The column as a JSON Schema: titles in both languages, type, and the keys of its vocabulary.
    pub fn schema(&self) -> Value {
        let label = |language| column_words(self, language);
        let mut schema = json!({"title": label(Language::English), "x-title-fr": label(Language::French)});
        schema["type"] = json!(json_type(Some(self)));
        if self.kind == ColumnType::Key && self.vocabulary.is_some() {
            schema["enum"] = json!(self.keys());
        }
        schema
    }

    /// The keys that its values are of, when they are of a vocabulary.
    pub fn keys(&self) -> Vec<&'static str> {
        let entries = self.vocabulary.map_or(&[][..], |list| Taxonomy::embedded().entries(list));
        entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    /// What people call it.
    pub fn label(&self, language: Language) -> String {
        column_words(self, language)
    }
}

fn json_type(column: Option<&Column>) -> &'static str {
    match column.map(|column| column.kind) {
        None | Some(ColumnType::Real) => "number",
        Some(ColumnType::Integer) => "integer",
        Some(ColumnType::Flag) => "boolean",
        Some(_) => "string",
    }
}

/// What people call a column.
pub(super) fn words(table: &Table, name: &str, language: Language) -> String {
    match table.columns.iter().find(|column| column.name == name) {
        Some(column) => column_words(column, language),
        None => Taxonomy::embedded().label("field", name, language).to_owned(),
    }
}

fn column_words(column: &Column, language: Language) -> String {
    let label = Taxonomy::embedded().label("field", column.source, language);
    match column.part {
        Part::Id => format!("{label} ({})", language.pick("identifiant", "identifier")),
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
