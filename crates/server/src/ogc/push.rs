//! What of a filter the store answers itself, so that few rows are looked at.

use std::str::FromStr;

use chrono::NaiveDate;
use cql2::Expr;
use geo::BoundingRect;
use geodata::Bbox;
use store::{DeviceFilter, Reach};

use super::cql::all_of;
use crate::error::Error;

/// What became of one part of a condition.
enum Push {
    /// The store's filter says just that.
    Exact,
    /// The store's filter narrows it; every row is still looked at.
    Narrowed,
    /// The store cannot say it.
    Kept,
}

/// Moves into the store's filter what it can say, and leaves the rest.
pub(super) fn push_down(condition: Option<Expr>, filter: &mut DeviceFilter) -> Result<Option<Expr>, Error> {
    let mut rest = Vec::new();
    for part in condition.map(conjuncts).unwrap_or_default() {
        match push(&part, filter)? {
            Push::Exact => {}
            Push::Narrowed | Push::Kept => rest.push(part),
        }
    }
    Ok(all_of(rest))
}

fn conjuncts(condition: Expr) -> Vec<Expr> {
    match condition {
        Expr::Operation { op, args } if op == "and" => args.into_iter().flat_map(|arg| conjuncts(*arg)).collect(),
        other => vec![other],
    }
}

fn push(part: &Expr, filter: &mut DeviceFilter) -> Result<Push, Error> {
    let Expr::Operation { op, args } = part else { return Ok(Push::Kept) };
    let [left, right] = args.as_slice() else { return Ok(Push::Kept) };
    match (op.as_str(), left.as_ref(), right.as_ref()) {
        ("=", Expr::Property { property }, Expr::Literal(value))
        | ("=", Expr::Literal(value), Expr::Property { property }) => one_of(filter, property, &[value.as_str()]),
        ("in", Expr::Property { property }, Expr::Array(items)) => {
            let values: Option<Vec<&str>> = items.iter().map(|item| text(item)).collect();
            values.map_or(Ok(Push::Kept), |values| one_of(filter, property, &values))
        }
        (">=" | ">", Expr::Property { property }, Expr::Literal(value)) if property == "updated_on" => {
            Ok(since(filter, value, op == ">="))
        }
        (op, Expr::Property { .. }, place) | (op, place, Expr::Property { .. })
            if op.starts_with("s_") && op != "s_disjoint" =>
        {
            Ok(within(filter, place))
        }
        _ => Ok(Push::Kept),
    }
}

fn text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(text) => Some(text),
        _ => None,
    }
}

fn one_of(filter: &mut DeviceFilter, property: &str, values: &[&str]) -> Result<Push, Error> {
    match property {
        "kind" => keys(&mut filter.kinds, property, values),
        "status" => keys(&mut filter.statuses, property, values),
        "verification" => keys(&mut filter.verifications, property, values),
        "territory_code" if filter.territory.is_none() => Ok(match values {
            [code] => {
                filter.territory = Some(Reach::one(code));
                Push::Exact
            }
            _ => Push::Kept,
        }),
        _ => Ok(Push::Kept),
    }
}

fn keys<K: FromStr<Err: std::fmt::Display>>(
    wanted: &mut Vec<K>,
    property: &str,
    values: &[&str],
) -> Result<Push, Error> {
    let parsed: Result<Vec<K>, _> = values.iter().map(|value| value.parse()).collect();
    let parsed = parsed.map_err(|error| Error::Malformed(format!("filter: {property}: {error}")))?;
    if !wanted.is_empty() || parsed.is_empty() {
        return Ok(Push::Kept);
    }
    *wanted = parsed;
    Ok(Push::Exact)
}

fn since(filter: &mut DeviceFilter, value: &str, is_exact: bool) -> Push {
    match NaiveDate::parse_from_str(value, "%Y-%m-%d") {
        Ok(day) if filter.since.is_none() => {
            filter.since = Some(day);
            if is_exact { Push::Exact } else { Push::Narrowed }
        }
        _ => Push::Kept,
    }
}

/// Whatever a feature's point has to do with a shape but being apart from it, it lies in the box around it.
fn within(filter: &mut DeviceFilter, place: &Expr) -> Push {
    if filter.bbox.is_some() {
        return Push::Kept;
    }
    let shape = geo::Geometry::<f64>::try_from(place.clone()).ok();
    let rect = shape.and_then(|shape| shape.bounding_rect());
    let bbox = rect.and_then(|rect| Bbox::new(rect.min().x, rect.min().y, rect.max().x, rect.max().y).ok());
    if bbox.is_none() {
        return Push::Kept;
    }
    filter.bbox = bbox;
    Push::Narrowed
}
