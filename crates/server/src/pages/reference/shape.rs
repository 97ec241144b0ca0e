//! JSON Schemas in words.

use serde_json::Value;

use super::{Field, Kind, Piece, pieces, text};

/// The prefix of a reference to a named shape.
const NAMED: &str = "#/components/schemas/";

/// A named shape of the document.
pub(crate) struct Shape {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: Vec<Piece>,
    pub(crate) fields: Vec<Field>,
}

/// A named shape with its members.
pub(super) fn shape_of(name: &str, schema: &Value) -> Shape {
    let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
    let members = schema["properties"].as_object().into_iter().flatten();
    let field = |(name, member): (&String, &Value)| Field {
        name: name.clone(),
        place: String::new(),
        is_required: required.iter().any(|one| one == name.as_str()),
        kind: described(member),
        about: pieces(&text(&member["description"])),
        example: String::new(),
    };
    Shape {
        id: format!("shape-{name}"),
        name: name.to_owned(),
        about: pieces(&text(&schema["description"])),
        fields: members.map(field).collect(),
    }
}

/// What a value is, in few words: `integer (int64)`, `array of RevisionJson`, `string or null`.
pub(super) fn described(schema: &Value) -> Kind {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(NAMED)) {
        return Kind { text: name.to_owned(), shape: format!("shape-{name}") };
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[key].as_array() {
            return joined(parts.iter().map(described).collect());
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        return plain(values.join(", "));
    }
    match &schema["type"] {
        Value::Array(kinds) => joined(kinds.iter().map(|kind| plain(text(kind))).collect()),
        kind if kind == "array" => {
            let items = described(&schema["items"]);
            Kind { text: format!("array of {}", items.text), shape: items.shape }
        }
        Value::String(kind) => match schema["format"].as_str() {
            Some(format) => plain(format!("{kind} ({format})")),
            None => plain(kind.clone()),
        },
        _ => plain("any".to_owned()),
    }
}

fn plain(text: String) -> Kind {
    Kind { text, shape: String::new() }
}

fn joined(parts: Vec<Kind>) -> Kind {
    let text = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" or ");
    let shape = parts.into_iter().map(|part| part.shape).find(|shape| !shape.is_empty()).unwrap_or_default();
    Kind { text, shape }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_is_told_in_few_words_and_leads_to_its_shape() {
        let of = |schema: Value| {
            let kind = described(&schema);
            (kind.text, kind.shape)
        };
        let none = String::new();
        assert_eq!(of(json!({"type": "integer", "format": "int64"})), ("integer (int64)".to_owned(), none.clone()));
        assert_eq!(of(json!({"type": ["string", "null"]})), ("string or null".to_owned(), none.clone()));
        let reference = json!({"$ref": "#/components/schemas/HeadJson"});
        let named = ("array of HeadJson".to_owned(), "shape-HeadJson".to_owned());
        assert_eq!(of(json!({"type": "array", "items": reference})), named);
        let either = json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/HeadJson"}]});
        assert_eq!(of(either), ("null or HeadJson".to_owned(), "shape-HeadJson".to_owned()));
        assert_eq!(of(json!({})), ("any".to_owned(), none));
    }
}
