//! One text for one JSON value, so that a hash of it can be checked by anybody.

use std::fmt::Write;

use serde_json::Value;

/// The JSON Canonicalization Scheme (RFC 8785): keys sorted, no blanks, numbers as ECMAScript prints them.
///
/// Exact for what the census stores: object keys in ASCII, finite numbers of magnitude below 1e21.
pub fn canonical_json(value: &Value) -> String {
    let mut out = String::with_capacity(256);
    write_value(value, &mut out);
    out
}

pub(crate) fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_value(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (i, (key, item)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write_value(item, out);
            }
            out.push('}');
        }
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
    }
}

/// Only what JSON must escape is escaped.
pub(crate) fn write_text(text: &str, out: &mut String) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        out.push_str(&Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}

/// Whole numbers without a point, small ones with an exponent, as ECMAScript's `Number::toString` does.
fn write_number(number: &serde_json::Number, out: &mut String) {
    // Writing to a text cannot fail.
    let _written = match number.as_f64() {
        Some(float) if number.is_f64() && float != 0.0 && float.abs() < 1e-6 => write!(out, "{float:e}"),
        Some(float) if number.is_f64() => write!(out, "{}", float + 0.0),
        _ => write!(out, "{number}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_value_has_one_text() {
        let value = json!({"b": [1.0, 2.5, 1e-7, -0.0, 7], "a": {"é": "\u{1f}\"", "c": null}});
        assert_eq!(canonical_json(&value), "{\"a\":{\"c\":null,\"é\":\"\\u001f\\\"\"},\"b\":[1,2.5,1e-7,0,7]}");
    }
}
