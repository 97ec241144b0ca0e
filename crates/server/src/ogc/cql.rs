//! CQL2 filters, read by the library `cql2` and checked against the columns of a table before they are used.

use cql2::Expr;
use release::{Column, ColumnType, Table};
use serde_json::Value;

use crate::error::Error;

/// Bytes that a filter may have: more than any box or commune needs, less than makes reading one dear.
const MOST_BYTES: usize = 8 * 1024;
/// Parentheses inside each other in a text, at the most: the grammar tries each of them in several ways, so the time to
/// read a wrong filter doubles with every level. A multipolygon in a function takes four.
const MOST_PARENTHESES: usize = 8;
/// Parts inside each other, at the most.
const MOST_DEPTH: usize = 32;
/// The reader goes down with every parenthesis; this is room enough for all that [`MOST_BYTES`] can hold.
const STACK: usize = 256 << 20;

/// The name of the place among the properties.
const GEOMETRY: &str = "geometry";

/// The column of a table that filters may name.
pub(super) fn column<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.columns.iter().find(|column| column.name == name && is_queryable(column))
}

/// JSON inside a column has no order and no equality that a filter could use.
pub(super) fn is_queryable(column: &Column) -> bool {
    !matches!(column.kind, ColumnType::Json | ColumnType::Origins)
}

/// Both, or the one there is.
pub(super) fn all_of(mut conditions: Vec<Expr>) -> Option<Expr> {
    if conditions.len() < 2 {
        return conditions.pop();
    }
    Some(Expr::Operation { op: "and".to_owned(), args: conditions.into_iter().map(Box::new).collect() })
}

/// A filter that speaks of the table's columns only, compares like with like and calls what CQL2 defines.
pub(super) fn read(text: &str, language: Option<&str>, table: &Table) -> Result<Expr, Error> {
    if text.len() > MOST_BYTES {
        return Err(Error::Malformed(format!("filter: at most {MOST_BYTES} bytes")));
    }
    let is_json = match language {
        None | Some("cql2-text") => false,
        Some("cql2-json") => true,
        Some(other) => {
            return Err(Error::Malformed(format!("filter-lang: expected cql2-text or cql2-json, found {other:?}")));
        }
    };
    let expr = parsed(text.to_owned(), is_json)?;
    match kind_of(&expr, table)? {
        Kind::Flag | Kind::Null => Ok(expr),
        _ => Err(refused("a filter is a condition, such as kind = 'camera'")),
    }
}

/// Reads in a thread with a large stack: the parser and its values are recursive, and a request decides how deep.
fn parsed(text: String, is_json: bool) -> Result<Expr, Error> {
    if !is_json && parentheses(&text).is_none_or(|depth| depth > MOST_PARENTHESES) {
        return Err(refused(&format!(
            "close every parenthesis, and open at most {MOST_PARENTHESES} inside each other"
        )));
    }
    let read = move || {
        let expr = if is_json {
            cql2::parse_json(&text).map_err(|error| error.to_string())
        } else {
            cql2::parse_text(&text).map_err(|error| error.to_string())
        }?;
        if depth(&expr) > MOST_DEPTH {
            return Err(format!("at most {MOST_DEPTH} parts inside each other"));
        }
        Ok(as_geojson(expr))
    };
    let thread = std::thread::Builder::new().name("cql2".to_owned()).stack_size(STACK).spawn(read);
    let thread = thread.map_err(|error| Error::Internal(Box::new(error)))?;
    thread.join().unwrap_or_else(|_| Err("cannot be read".to_owned())).map_err(|error| refused(&error))
}

/// How deep the parentheses outside of quotes go; `None` when one is not closed, or closed twice.
fn parentheses(text: &str) -> Option<usize> {
    let (mut depth, mut deepest, mut quote) = (0_usize, 0, None);
    for letter in text.chars() {
        match (quote, letter) {
            // A doubled quote closes and opens again, which comes to the same.
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.checked_sub(1)?,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    (depth == 0 && quote.is_none()).then_some(deepest)
}

fn refused(detail: &str) -> Error {
    Error::Malformed(format!("filter: {detail}"))
}

/// Parts of an expression.
fn parts(expr: &Expr) -> &[Box<Expr>] {
    match expr {
        Expr::Operation { args, .. } => args,
        Expr::Interval { interval } => interval,
        Expr::Array(items) => items,
        Expr::BBox { bbox } => bbox,
        Expr::Date { date: one } | Expr::Timestamp { timestamp: one } => std::slice::from_ref(one),
        _ => &[],
    }
}

fn depth(expr: &Expr) -> usize {
    1 + parts(expr).iter().map(|part| depth(part)).max().unwrap_or(0)
}

/// Geometries as GeoJSON, so that their text is read once and not for every row.
fn as_geojson(expr: Expr) -> Expr {
    match expr {
        Expr::Operation { op, args } => {
            Expr::Operation { op, args: args.into_iter().map(|arg| Box::new(as_geojson(*arg))).collect() }
        }
        Expr::Geometry(geometry) => {
            let value = serde_json::to_value(&geometry).ok().and_then(|value| serde_json::from_value(value).ok());
            Expr::Geometry(value.unwrap_or(geometry))
        }
        other => other,
    }
}

/// What an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Flag,
    Day,
    List,
    Geometry,
    Json,
    Null,
}

impl Kind {
    /// Can one be compared with the other? A day is written as a text.
    fn fits(self, other: Self) -> bool {
        let is_text = |kind| matches!(kind, Self::Text | Self::Day);
        self == Self::Null || other == Self::Null || self == other || (is_text(self) && is_text(other))
    }
}

fn kind_of(expr: &Expr, table: &Table) -> Result<Kind, Error> {
    Ok(match expr {
        Expr::Property { property } => kind_of_property(property, table)?,
        Expr::Float(_) => Kind::Number,
        Expr::Literal(_) => Kind::Text,
        Expr::Bool(_) => Kind::Flag,
        Expr::Date { .. } | Expr::Timestamp { .. } | Expr::Interval { .. } => {
            for part in parts(expr) {
                expect(part, table, &[Kind::Text, Kind::Day])?;
            }
            Kind::Day
        }
        Expr::Array(items) => {
            items.iter().try_for_each(|item| kind_of(item, table).map(|_| ()))?;
            Kind::List
        }
        Expr::Geometry(_) | Expr::BBox { .. } => Kind::Geometry,
        Expr::Null => Kind::Null,
        Expr::Operation { op, args } => kind_of_operation(op, args, table)?,
    })
}

fn kind_of_property(name: &str, table: &Table) -> Result<Kind, Error> {
    if name == GEOMETRY && table.is_located() {
        return Ok(Kind::Geometry);
    }
    let column = table.columns.iter().find(|column| column.name == name);
    let column = column.ok_or_else(|| refused(&format!("{} have no property {name:?}", table.name())))?;
    Ok(match column.kind {
        ColumnType::Integer | ColumnType::Real => Kind::Number,
        ColumnType::Flag => Kind::Flag,
        ColumnType::List => Kind::List,
        ColumnType::Json | ColumnType::Origins => Kind::Json,
        ColumnType::Key | ColumnType::Text => Kind::Text,
    })
}

fn expect(expr: &Expr, table: &Table, kinds: &[Kind]) -> Result<Kind, Error> {
    let kind = kind_of(expr, table)?;
    if kind == Kind::Null || kinds.contains(&kind) {
        return Ok(kind);
    }
    let text = expr.to_text().unwrap_or_default();
    Err(refused(&format!(
        "{text}: expected {}",
        kinds.iter().map(|kind| format!("{kind:?}")).collect::<Vec<_>>().join(" or ")
    )))
}

fn kind_of_operation(op: &str, args: &[Box<Expr>], table: &Table) -> Result<Kind, Error> {
    let each = |kinds: &[Kind]| args.iter().try_for_each(|arg| expect(arg, table, kinds).map(|_| ()));
    let count = |n: usize| if args.len() == n { Ok(()) } else { Err(refused(&format!("{op} takes {n} arguments"))) };
    let scalars = [Kind::Number, Kind::Text, Kind::Flag, Kind::Day];
    match op {
        "and" | "or" => each(&[Kind::Flag])?,
        "not" => count(1).and_then(|()| each(&[Kind::Flag]))?,
        "isNull" => count(1).and_then(|()| kind_of(&args[0], table).map(|_| ()))?,
        "=" | "<>" | "<" | ">" | "<=" | ">=" => {
            count(2).and_then(|()| each(&scalars)).and_then(|()| alike(args.iter().map(AsRef::as_ref), table))?;
        }
        "between" => {
            count(3).and_then(|()| each(&scalars)).and_then(|()| alike(args.iter().map(AsRef::as_ref), table))?;
        }
        "like" => count(2).and_then(|()| each(&[Kind::Text]))?,
        "in" => {
            count(2)?;
            expect(&args[1], table, &[Kind::List])?;
            alike(std::iter::once(args[0].as_ref()).chain(parts(&args[1]).iter().map(AsRef::as_ref)), table)?;
        }
        "casei" | "accenti" => {
            count(1).and_then(|()| each(&[Kind::Text]))?;
            return Ok(Kind::Text);
        }
        "+" | "-" | "*" | "/" | "%" | "^" | "div" => {
            each(&[Kind::Number])?;
            return Ok(Kind::Number);
        }
        _ if cql2::SPATIALOPS.contains(&op) => count(2).and_then(|()| each(&[Kind::Geometry]))?,
        _ if cql2::TEMPORALOPS.contains(&op) => count(2).and_then(|()| each(&[Kind::Text, Kind::Day]))?,
        _ if cql2::ARRAYOPS.contains(&op) => count(2).and_then(|()| each(&[Kind::List]))?,
        _ => return Err(refused(&format!("there is no function {op:?}"))),
    }
    Ok(Kind::Flag)
}

/// Are all of them of a kind that can be compared?
fn alike<'a>(mut args: impl Iterator<Item = &'a Expr>, table: &Table) -> Result<(), Error> {
    let Some(first) = args.next() else { return Ok(()) };
    let kind = kind_of(first, table)?;
    for arg in args {
        if !kind.fits(kind_of(arg, table)?) {
            let text = |expr: &Expr| expr.to_text().unwrap_or_default();
            return Err(refused(&format!("{} cannot be compared with {}", text(first), text(arg))));
        }
    }
    Ok(())
}

/// Does the condition hold for a feature? What is not known does not hold.
pub(super) fn holds(condition: &Expr, feature: &Value) -> bool {
    condition.clone().reduce(Some(feature)).is_ok_and(Expr::is_true)
}

#[cfg(test)]
mod tests {
    use super::parentheses;

    #[test]
    fn parentheses_are_counted_outside_of_quotes() {
        assert_eq!(parentheses("a IN ('(', \"((\") AND (b = 'it''s (') "), Some(1));
        assert_eq!(parentheses("S_INTERSECTS(geometry, POLYGON((1 2)))"), Some(3));
        for open in ["(", ")", "a = '", "())("] {
            assert_eq!(parentheses(open), None, "{open}");
        }
    }
}
