//! What a request asks for: the form of the answer, and the parameters of a page of items.

use std::str::FromStr;

use axum::http::{HeaderMap, header};
use chrono::{DateTime, NaiveDate};
use cql2::Expr;
use geodata::Bbox;
use release::{Column, ColumnType, Table};

use super::cql;
use crate::error::Error;
use crate::filter::pairs;

/// Items in a page without `limit`, and at the most.
pub(super) const LIMIT: (u32, u32) = (100, 1000);

/// JSON for programs, a page for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON, GeoJSON or JSON Schema, whatever the resource is.
    Json,
    /// A page.
    Html,
}

impl Form {
    /// `f` where it is given, what `Accept` prefers elsewhere.
    fn of(asked: Option<&str>, headers: &HeaderMap) -> Result<Self, Error> {
        match asked {
            Some("json" | "geojson") => Ok(Self::Json),
            Some("html") => Ok(Self::Html),
            Some(other) => Err(Error::Malformed(format!("f: expected json or html, found {other:?}"))),
            None => {
                let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
                let first = accepts.split(',').map(|range| range.split(';').next().unwrap_or_default().trim());
                let first = first.into_iter().find(|range| *range == "text/html" || range.contains("json"));
                Ok(if first == Some("text/html") { Self::Html } else { Self::Json })
            }
        }
    }
}

/// The form of a resource that takes no other parameter (requirement `/req/core/query-param-unknown`).
pub(super) fn form(query: Option<&str>, headers: &HeaderMap) -> Result<Form, Error> {
    let mut asked = None;
    for (name, value) in pairs(query.unwrap_or_default()) {
        match name.as_str() {
            "f" => asked = Some(value),
            _ => return Err(unknown(&name)),
        }
    }
    Form::of(asked.as_deref(), headers)
}

fn unknown(name: &str) -> Error {
    Error::Malformed(format!("there is no parameter {name:?} here"))
}

/// A page of items.
pub(super) struct ItemsAsked {
    pub(super) form: Form,
    pub(super) bbox: Option<Bbox>,
    /// What every item has to satisfy.
    pub(super) condition: Option<Expr>,
    pub(super) limit: u32,
    pub(super) cursor: Option<String>,
    /// The parameters as they came, without the cursor and the form: for the links.
    pub(super) address: String,
}

impl ItemsAsked {
    /// Reads a query; every parameter is known, or the answer is 400.
    pub(super) fn read(table: &Table, query: Option<&str>, headers: &HeaderMap) -> Result<Self, Error> {
        let mut asked = Self {
            form: Form::Json,
            bbox: None,
            condition: None,
            limit: LIMIT.0,
            cursor: None,
            address: String::new(),
        };
        let (mut form, mut filter, mut language) = (None, None, None);
        let mut conditions = Vec::new();
        for (name, value) in pairs(query.unwrap_or_default()) {
            match name.as_str() {
                "f" => form = Some(value.clone()),
                "bbox" => asked.bbox = Some(bbox(&value)?),
                "datetime" => conditions.push(datetime(&value)?),
                "limit" => asked.limit = limit(&value)?,
                "cursor" => asked.cursor = Some(value.clone()),
                "filter" => filter = Some(value.clone()),
                "filter-lang" => language = Some(value.clone()),
                "filter-crs" if value == super::CRS84 => {}
                name => conditions.push(equality(table, name, &value)?),
            }
            if !matches!(name.as_str(), "cursor" | "f") {
                let sign = if asked.address.is_empty() { "" } else { "&" };
                asked.address.extend([sign, &name, "=", &crate::pages::percent_encoded(&value)]);
            }
        }
        asked.form = Form::of(form.as_deref(), headers)?;
        if let Some(filter) = filter {
            conditions.push(cql::read(&filter, language.as_deref(), table)?);
        }
        asked.condition = cql::all_of(conditions);
        Ok(asked)
    }
}

/// Four numbers, or six with heights, which no device has.
fn bbox(text: &str) -> Result<Bbox, Error> {
    let parts: Vec<&str> = text.split(',').collect();
    let flat = match parts.as_slice() {
        [west, south, _, east, north, _] => [*west, *south, *east, *north].join(","),
        _ => text.to_owned(),
    };
    Bbox::from_str(&flat).map_err(|error| Error::Malformed(format!("bbox: {error}")))
}

fn limit(text: &str) -> Result<u32, Error> {
    match text.parse::<u32>() {
        Ok(limit) if limit >= 1 => Ok(limit.min(LIMIT.1)),
        _ => Err(Error::Malformed(format!("limit: expected a whole number from 1, found {text:?}"))),
    }
}

/// `property=value`; for a list, `property` holds that value.
fn equality(table: &Table, name: &str, value: &str) -> Result<Expr, Error> {
    let column = cql::column(table, name).ok_or_else(|| unknown(name))?;
    let property = Box::new(Expr::Property { property: name.to_owned() });
    let literal = Box::new(literal(column, value)?);
    let (op, args) = match column.kind {
        ColumnType::List => ("a_contains", vec![property, Box::new(Expr::Array(vec![literal]))]),
        _ => ("=", vec![property, literal]),
    };
    Ok(Expr::Operation { op: op.to_owned(), args })
}

fn literal(column: &Column, value: &str) -> Result<Expr, Error> {
    let wrong = |expected| Error::Malformed(format!("{}: expected {expected}, found {value:?}", column.name));
    let keys = column.keys();
    match column.kind {
        ColumnType::Integer | ColumnType::Real => {
            let number = value.parse().ok().filter(|number: &f64| number.is_finite());
            // JSON Schema: a whole number may be written with a fraction of zero.
            let number = number.filter(|number| column.kind == ColumnType::Real || number.fract() == 0.0);
            number
                .map(Expr::Float)
                .ok_or_else(|| wrong(if column.kind == ColumnType::Real { "a number" } else { "a whole number" }))
        }
        ColumnType::Flag => value.parse().map(Expr::Bool).map_err(|_| wrong("true or false")),
        _ if !keys.is_empty() && !keys.contains(&value) => Err(wrong(&format!("one of {}", keys.join(", ")))),
        _ => Ok(Expr::Literal(value.to_owned())),
    }
}

/// An instant or an interval, closed or half open (requirement `/req/core/fc-time-response`): the things that the census
/// changed then. The census knows days, so times count as their days.
fn datetime(text: &str) -> Result<Expr, Error> {
    let (start, end) = text.split_once('/').unwrap_or((text, text));
    let (start, end) = (bound(start, text)?, bound(end, text)?);
    if start.is_none() && end.is_none() && !text.contains('/') {
        return Err(Error::Malformed("datetime: expected a day, a time or an interval".to_owned()));
    }
    if let (Some(start), Some(end)) = (start, end)
        && start > end
    {
        return Err(Error::Malformed(format!("datetime: {end} is before {start}")));
    }
    let side = |op: &str, day: NaiveDate| Expr::Operation {
        op: op.to_owned(),
        args: vec![
            Box::new(Expr::Property { property: "updated_on".to_owned() }),
            Box::new(Expr::Literal(day.to_string())),
        ],
    };
    let sides = [start.map(|day| side(">=", day)), end.map(|day| side("<=", day))];
    Ok(cql::all_of(sides.into_iter().flatten().collect()).unwrap_or(Expr::Bool(true)))
}

fn bound(side: &str, whole: &str) -> Result<Option<NaiveDate>, Error> {
    if side.is_empty() || side == ".." {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(side, "%Y-%m-%d").ok();
    let day = day.or_else(|| DateTime::parse_from_rfc3339(side).ok().map(|time| time.naive_utc().date()));
    day.map(Some).ok_or_else(|| Error::Malformed(format!("datetime: cannot read {whole:?}")))
}
