//! `dictionary.fr.html`, `dictionary.en.html`: every column of every table, and every key, in words.

use std::collections::BTreeSet;

use census::{EntityKind, Entry, Language, Taxonomy};

use super::{SCHEMA_VERSION, Subject, TITLE, schema};
use crate::Table;
use crate::column::{Column, ColumnType};
use crate::csv;

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;\
    border-bottom:1px solid #bbb}code{background:#eee;padding:0 .2rem}";

/// The page in one language.
pub(super) fn page(subject: &Subject, language: Language) -> String {
    let tables = EntityKind::ALL.map(Table::of);
    let sections: String = tables.iter().map(|table| section(table, language)).collect();
    let lists: BTreeSet<&str> =
        tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.vocabulary).collect();
    let vocabularies: String = lists.into_iter().map(|list| vocabulary(list, language)).collect();
    format!("{}{sections}{vocabularies}</body>\n</html>\n", head(subject, language))
}

fn head(subject: &Subject, language: Language) -> String {
    let (title, schema) = (language.pick(TITLE[0], TITLE[1]), language.pick("Schéma", "Schema"));
    let heading = language.pick("Dictionnaire des données", "Data dictionary");
    let (code, month) = (language.code(), subject.month);
    format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n<title>{heading} – {month}</title>\n\
        <style>{STYLE}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n\
        <p>{title}, {month}. {schema} {SCHEMA_VERSION}.</p>\n"
    )
}

fn section(table: &Table, language: Language) -> String {
    let (name, label) = (table.name(), Taxonomy::embedded().plural("entity_kind", table.kind.key(), language));
    let heads = language.pick(["Colonne", "Type", "Sens"], ["Column", "Type", "Meaning"]);
    let heads = heads.map(|head| format!("<th scope=\"col\">{head}</th>")).concat();
    let rows: String = csv::names(table).into_iter().map(|name| row(table, name, language)).collect();
    let label = escaped(label);
    format!("<h2 id=\"{name}\">{label} (<code>{name}</code>)</h2>\n<table>\n<tr>{heads}</tr>\n{rows}</table>\n")
}

fn row(table: &Table, name: &str, language: Language) -> String {
    let column = table.columns.iter().find(|column| column.name == name);
    let words = escaped(&schema::words(table, name, language));
    let list = column.and_then(|column| column.vocabulary);
    let list = list.map(|list| format!(" (<a href=\"#v-{list}\">{list}</a>)")).unwrap_or_default();
    let kind = type_words(column, language);
    format!("<tr><td><code>{name}</code></td><td>{kind}</td><td>{words}{list}</td></tr>\n")
}

fn type_words(column: Option<&Column>, language: Language) -> &'static str {
    match column.map(|column| column.kind) {
        None | Some(ColumnType::Real) => language.pick("nombre", "number"),
        Some(ColumnType::Integer) => language.pick("entier", "whole number"),
        Some(ColumnType::Flag) => language.pick("oui ou non", "yes or no"),
        Some(ColumnType::Key) => language.pick("clé, code ou date", "key, code or date"),
        Some(ColumnType::Text) => language.pick("texte", "text"),
        Some(ColumnType::List | ColumnType::Origins) => {
            language.pick("liste, séparée par « ; »", "list, joined by “;”")
        }
        Some(ColumnType::Json) => "JSON",
    }
}

fn vocabulary(list: &str, language: Language) -> String {
    let row = |entry: &Entry| {
        format!("<tr><td><code>{}</code></td><td>{}</td></tr>\n", entry.key, escaped(entry.label(language)))
    };
    let rows: String = Taxonomy::embedded().entries(list).iter().map(row).collect();
    format!("<h3 id=\"v-{list}\"><code>{list}</code></h3>\n<table>\n{rows}</table>\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
