//! `/api`: the reference of the API, made from the OpenAPI document, and the examples of `data/examples.toml`.

mod shape;

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::{page, site};
use crate::api::document;
use crate::error::Error;
use crate::state::AppState;
use crate::words::{Lang, Words};
use shape::{Shape, described, shape_of};

/// The methods of a path, in the order in which they are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One example, as `data/examples.toml` tells it.
#[derive(Debug, Deserialize)]
pub(crate) struct Example {
    id: String,
    language: String,
    run: String,
    #[serde(default)]
    first: Option<String>,
    code: String,
}

#[derive(Deserialize)]
struct Examples {
    example: Vec<Example>,
}

/// The examples; a test runs each one.
pub(crate) fn examples() -> &'static [Example] {
    static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
        let file = include_str!("../../../../data/examples.toml");
        toml::from_str::<Examples>(file).map(|file| file.example).unwrap_or_default()
    });
    &EXAMPLES
}

impl Example {
    /// What it does.
    pub(crate) fn title(&self, words: &Words) -> String {
        format!("{} : {}", self.language, words.text(&format!("example-{}", self.id)))
    }

    /// As it is typed.
    pub(crate) fn code(&self, base: &str) -> String {
        let first = self.first.as_ref().map(|line| format!("{line}\n")).unwrap_or_default();
        format!("{first}{}", self.code.trim()).replace("{base}", base)
    }

    /// Does it fit on a page that has lines only?
    pub(crate) fn is_one_line(&self) -> bool {
        self.first.is_none() && !self.code.trim().contains('\n')
    }
}

/// The page.
#[derive(Template)]
#[template(path = "reference.html")]
pub(crate) struct Reference {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) examples: Vec<Shown>,
    pub(crate) groups: Vec<Group>,
    pub(crate) shapes: Vec<Shape>,
}

/// An example on the page.
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) language: String,
    pub(crate) title: String,
    pub(crate) code: String,
    pub(crate) is_run: bool,
    pub(crate) run: String,
}

/// The routes of one subject.
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) operations: Vec<Operation>,
}

/// One method of one path.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Where it can be tried in a browser; empty for what needs more than its path.
    pub(crate) example: String,
    pub(crate) summary: Vec<Piece>,
    pub(crate) about: Vec<Piece>,
    pub(crate) parameters: Vec<Field>,
    pub(crate) bodies: Vec<Content>,
    pub(crate) answers: Vec<Answer>,
}

/// A parameter, or a member of a shape.
pub(crate) struct Field {
    pub(crate) name: String,
    /// `query`, `path`, `header`; empty for a member.
    pub(crate) place: String,
    pub(crate) is_required: bool,
    pub(crate) kind: Kind,
    pub(crate) about: Vec<Piece>,
    pub(crate) example: String,
}

/// A type, and the shape that it leads to.
pub(crate) struct Kind {
    pub(crate) text: String,
    pub(crate) shape: String,
}

/// A body of a media type.
pub(crate) struct Content {
    pub(crate) media_type: String,
    pub(crate) kind: Kind,
}

/// What comes back with a status.
pub(crate) struct Answer {
    pub(crate) status: String,
    pub(crate) about: Vec<Piece>,
    pub(crate) contents: Vec<Content>,
}

/// A piece of a text: words, or code between back ticks.
pub(crate) struct Piece {
    pub(crate) is_code: bool,
    pub(crate) text: String,
}

/// `GET /api`
pub(crate) async fn show(State(state): State<AppState>, lang: Lang, headers: HeaderMap) -> Result<Response, Error> {
    let base = state.absolute_address(&headers, "");
    page(&reference_page(&site(&state), lang, &base, &document::value()))
}

pub(crate) fn reference_page(site: &Site, lang: Lang, base: &str, document: &Value) -> Reference {
    let words = Words::of(lang);
    let (title, lead) = (words.text("api-title"), words.text("api-lead"));
    let layout = Layout::new(site, lang, title, lead, |paths: Paths| paths.api().to_owned());
    let shapes = document["components"]["schemas"].as_object().into_iter().flatten();
    Reference {
        layout: layout.with_alternate("application/json", "/api/openapi.json".to_owned()),
        words,
        examples: examples().iter().map(|example| shown(words, example, base)).collect(),
        groups: groups(document),
        shapes: shapes.map(|(name, schema)| shape_of(name, schema)).collect(),
    }
}

fn shown(words: &Words, example: &Example, base: &str) -> Shown {
    let run = if example.run == "ogrinfo" { "api-run-ogrinfo" } else { "api-run" };
    Shown {
        id: example.id.clone(),
        language: example.language.clone(),
        title: words.text(&format!("example-{}", example.id)),
        code: example.code(base),
        is_run: run == "api-run",
        run: words.text(run),
    }
}

/// The routes by subject, in the order of the document; whatever has no subject that is described comes last.
fn groups(document: &Value) -> Vec<Group> {
    let tags = document["tags"].as_array().map_or(&[][..], Vec::as_slice);
    let mut groups: Vec<Group> = tags.iter().map(|tag| group(text(&tag["name"]), text(&tag["description"]))).collect();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let operation = &methods[method];
            if operation.is_null() {
                continue;
            }
            let name = operation["tags"][0].as_str().unwrap_or_default();
            let at = groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
                groups.push(group(name.to_owned(), String::new()));
                groups.len() - 1
            });
            groups[at].operations.push(read_operation(path, method, operation));
        }
    }
    groups.retain(|group| !group.operations.is_empty());
    groups
}

fn group(name: String, about: String) -> Group {
    Group { id: format!("routes-{}", name.replace(' ', "-")), name, about, operations: Vec::new() }
}

fn read_operation(path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    let answers = operation["responses"].as_object().into_iter().flatten();
    let answer = |(status, answer): (&String, &Value)| Answer {
        status: status.clone(),
        about: pieces(&text(&answer["description"])),
        contents: contents(&answer["content"]),
    };
    Operation {
        id: text(&operation["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        example: if method == "get" { filled(path, parameters) } else { String::new() },
        summary: pieces(&text(&operation["summary"])),
        about: pieces(&text(&operation["description"])),
        parameters: parameters.iter().map(parameter).collect(),
        bodies: contents(&operation["requestBody"]["content"]),
        answers: answers.map(answer).collect(),
    }
}

/// The path with the examples of what it needs, or of the first thing it takes; empty when something that is needed has
/// no example, or is a header.
fn filled(path: &str, parameters: &[Value]) -> String {
    let mut path = path.to_owned();
    let mut query = Vec::new();
    let is_needed = |parameter: &&Value| parameter["required"] == true;
    let is_useful = |parameter: &&Value| parameter["in"] == "query" && !parameter["example"].is_null();
    let asked = |parameter: &&Value| parameter["in"] == "query";
    let mut used: Vec<&Value> = parameters.iter().filter(is_needed).collect();
    if !used.iter().any(asked) {
        used.extend(parameters.iter().find(is_useful));
    }
    for parameter in used {
        let (name, value) = (text(&parameter["name"]), example_of(parameter));
        match parameter["in"].as_str() {
            Some("path") if !value.is_empty() => path = path.replace(&format!("{{{name}}}"), &value),
            Some("query") if !value.is_empty() => query.push(format!("{name}={}", super::percent_encoded(&value))),
            _ => return String::new(),
        }
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

fn parameter(parameter: &Value) -> Field {
    Field {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        is_required: parameter["required"] == true,
        kind: described(&parameter["schema"]),
        about: pieces(&text(&parameter["description"])),
        example: example_of(parameter),
    }
}

fn example_of(parameter: &Value) -> String {
    match &parameter["example"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn contents(content: &Value) -> Vec<Content> {
    let content = content.as_object().into_iter().flatten();
    content
        .map(|(media_type, body)| Content { media_type: media_type.clone(), kind: described(&body["schema"]) })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Cuts a text at its back ticks.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let parts = text.split('`').enumerate();
    let pieces = parts.map(|(number, part)| Piece { is_code: number % 2 == 1, text: part.to_owned() });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    let document = serde_json::from_str(include_str!("../../openapi.json")).expect("the committed document");
    let site = super::samples::site();
    vec![("reference", super::samples::html(&reference_page(&site, lang, "https://technopolice.example", &document)))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_a_title_in_both_languages() {
        assert!(examples().len() > 8);
        for example in examples() {
            for lang in Lang::ALL {
                assert!(Words::of(lang).knows(&format!("example-{}", example.id)), "{}", example.id);
            }
        }
    }

    #[test]
    fn a_route_is_tried_with_the_examples_of_what_it_needs() {
        let of = |path: &str, parameters: Value| filled(path, parameters.as_array().expect("a list"));
        let id = serde_json::json!({"name": "id", "in": "path", "required": true, "example": "x"});
        let q = serde_json::json!({"name": "q", "in": "query", "required": true, "example": "saint denis"});
        let bare = serde_json::json!({"name": "q", "in": "query", "required": true});
        assert_eq!(of("/a/{id}", serde_json::json!([id, q])), "/a/x?q=saint%20denis");
        assert_eq!(of("/a", serde_json::json!([bare])), "");
        let optional = serde_json::json!({"name": "at", "in": "query", "example": "1"});
        assert_eq!(of("/a", serde_json::json!([optional, optional])), "/a?at=1");
        assert_eq!(of("/a", serde_json::json!([q, optional])), "/a?q=saint%20denis");
    }
}
