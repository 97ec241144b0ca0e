//! A small RDF graph, written as JSON-LD 1.1 and as Turtle 1.1 from the same nodes, so that the two never disagree.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// The names in front of the words of the vocabularies that are used.
const PREFIXES: [(&str, &str); 9] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// What stands behind a property. Types and properties are spelled with a prefix: `dct:title`.
#[derive(Debug, Clone)]
pub(super) enum Term {
    /// A thing with an address.
    Iri(String),
    /// A thing of a vocabulary, `spdx:checksumAlgorithm_sha256`.
    Word(&'static str),
    /// Words in no language.
    Text(String),
    /// Words in a language.
    In(&'static str, String),
    /// A value of a type.
    Typed(&'static str, String),
    /// A thing without an address of its own.
    Nested(&'static str, Properties),
}

/// What is said of a thing, in this order.
pub(super) type Properties = Vec<(&'static str, Term)>;

/// A thing, its type, and what is said of it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) class: &'static str,
    pub(super) properties: Properties,
}

/// JSON-LD: one object a node.
pub(super) fn json_ld(nodes: &[Node]) -> Value {
    let context: Map<String, Value> = PREFIXES.iter().map(|(name, iri)| ((*name).to_owned(), json!(iri))).collect();
    let graph: Vec<Value> = nodes.iter().map(|node| object(Some(&node.id), node.class, &node.properties)).collect();
    json!({"@context": context, "@graph": graph})
}

fn object(id: Option<&str>, class: &str, properties: &Properties) -> Value {
    let mut object = Map::new();
    object.extend(id.map(|id| ("@id".to_owned(), json!(id))));
    object.insert("@type".to_owned(), json!(class));
    for (name, term) in properties {
        let values = object.entry(*name).or_insert_with(|| json!([]));
        if let Some(values) = values.as_array_mut() {
            values.push(value(term));
        }
    }
    object.into()
}

fn value(term: &Term) -> Value {
    match term {
        Term::Iri(iri) => json!({"@id": iri}),
        Term::Word(word) => json!({"@id": word}),
        Term::Text(text) => json!({"@value": text}),
        Term::In(language, text) => json!({"@value": text, "@language": language}),
        Term::Typed(kind, text) => json!({"@value": text, "@type": kind}),
        Term::Nested(class, properties) => object(None, class, properties),
    }
}

/// Turtle: one block a node.
pub(super) fn turtle(nodes: &[Node]) -> String {
    let mut out = String::new();
    for (name, iri) in PREFIXES {
        // Writing to a text cannot fail.
        let _written = writeln!(out, "@prefix {name}: <{iri}> .");
    }
    for node in nodes {
        let _written = writeln!(out, "\n<{}> a {}{} .", iri(&node.id), node.class, said(&node.properties));
    }
    out
}

fn said(properties: &Properties) -> String {
    let mut out = String::new();
    for (name, term) in properties {
        let _written = write!(out, " ;\n  {name} {}", written(term));
    }
    out
}

fn written(term: &Term) -> String {
    match term {
        Term::Iri(address) => format!("<{}>", iri(address)),
        Term::Word(word) => (*word).to_owned(),
        Term::Text(text) => quoted(text),
        Term::In(language, text) => format!("{}@{language}", quoted(text)),
        Term::Typed(kind, text) => format!("{}^^{kind}", quoted(text)),
        Term::Nested(class, properties) => format!("[ a {class}{} ]", said(properties)),
    }
}

/// A string literal (Turtle 1.1, §2.5.1).
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// An address without the signs that would end it (Turtle 1.1, `IRIREF`).
fn iri(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for sign in address.chars() {
        match sign {
            '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\' => {
                let _written = write!(out, "%{:02X}", u32::from(sign));
            }
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node() -> Node {
        let checksum = vec![("spdx:checksumValue", Term::Typed("xsd:hexBinary", "ab".to_owned()))];
        Node {
            id: "https://example.org/a b".to_owned(),
            class: "dcat:Dataset",
            properties: vec![
                ("dct:title", Term::In("fr", "« \"A\" \\ »\n".to_owned())),
                ("dct:title", Term::In("en", "A".to_owned())),
                ("spdx:checksum", Term::Nested("spdx:Checksum", checksum)),
                ("dct:license", Term::Iri("https://example.org/l".to_owned())),
            ],
        }
    }

    #[test]
    fn turtle_keeps_quotes_breaks_and_addresses_whole() {
        let text = turtle(&[node()]);
        assert!(text.contains("<https://example.org/a%20b> a dcat:Dataset ;"), "{text}");
        assert!(text.contains("dct:title \"« \\\"A\\\" \\\\ »\\n\"@fr ;"), "{text}");
        assert!(text.contains("[ a spdx:Checksum ;\n  spdx:checksumValue \"ab\"^^xsd:hexBinary ]"), "{text}");
    }

    #[test]
    fn json_ld_gathers_what_one_property_says_in_several_languages() {
        let document = json_ld(&[node()]);
        assert_eq!(document["@graph"][0]["dct:title"][1], json!({"@value": "A", "@language": "en"}));
        assert_eq!(document["@context"]["dcat"], "http://www.w3.org/ns/dcat#");
    }
}
