//! `dictionary.fr.html`, `dictionary.en.html`: every column of every table, and every key, in words.

use std::collections::BTreeSet;

use census::{EntityKind, Language, Taxonomy};

use super::{SCHEMA_VERSION, Subject, TITLE, schema};
use crate::Table;
use crate::column::{Column, ColumnType};
use crate::csv;

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;\
    border-bottom:1px solid #bbb}code{background:#eee;padding:0 .2rem}";

/// The page in one language.
pub(super) fn page(subject: &Subject, language: Language) -> String {
    let title = language.pick(TITLE[0], TITLE[1]);
    let heading = language.pick("Dictionnaire des données", "Data dictionary");
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n<title>{heading} – {}</title>\n\
        <style>{STYLE}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n<p>{title}, {}. {} {SCHEMA_VERSION}.</p>\n",
        language.code(),
        subject.month,
        subject.month,
        language.pick("Schéma", "Schema"),
    );
    let tables = EntityKind::ALL.map(Table::of);
    for table in &tables {
        section(&mut page, table, language);
    }
    let lists: BTreeSet<&str> =
        tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.vocabulary).collect();
    for list in lists {
        vocabulary(&mut page, list, language);
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn add(page: &mut String, html: &str) {
    page.push_str(html);
}

fn section(page: &mut String, table: &Table, language: Language) {
    let label = Taxonomy::embedded().plural("entity_kind", table.kind.key(), language);
    let heads = language.pick(["Colonne", "Type", "Sens"], ["Column", "Type", "Meaning"]);
    add(page, &format!("<h2 id=\"{0}\">{1} (<code>{0}</code>)</h2>\n<table>\n<tr>", table.name(), escaped(label)));
    for head in heads {
        add(page, &format!("<th scope=\"col\">{head}</th>"));
    }
    page.push_str("</tr>\n");
    for name in csv::names(table) {
        let column = table.columns.iter().find(|column| column.name == name);
        let words = escaped(&schema::words(table, name, language));
        let list = column.and_then(|column| column.vocabulary);
        let list = list.map(|list| format!(" (<a href=\"#v-{list}\">{list}</a>)")).unwrap_or_default();
        let kind = type_words(column, language);
        add(page, &format!("<tr><td><code>{name}</code></td><td>{kind}</td><td>{words}{list}</td></tr>\n"));
    }
    page.push_str("</table>\n");
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

fn vocabulary(page: &mut String, list: &str, language: Language) {
    add(page, &format!("<h3 id=\"v-{list}\"><code>{list}</code></h3>\n<table>\n"));
    for entry in Taxonomy::embedded().entries(list) {
        let words = escaped(entry.label(language));
        add(page, &format!("<tr><td><code>{}</code></td><td>{words}</td></tr>\n", entry.key));
    }
    page.push_str("</table>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
