//! The query of a page's address, read leniently: people follow old links and other sites add parameters of their own.

use std::collections::BTreeMap;

use axum::http::Uri;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::pages::percent_encoded;

/// The parameters that are known by these names. Empty ones are left out; values of one name are joined by commas.
pub(crate) fn asked<T: DeserializeOwned>(query: &str, names: &[&str]) -> Result<T, Error> {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in pairs(query).filter(|(name, value)| !value.is_empty() && names.contains(&name.as_str())) {
        joined.entry(name).and_modify(|known| known.extend([",", &value])).or_insert(value);
    }
    let fields: Map<String, Value> =
        joined.into_iter().map(|(name, value)| (name.clone(), typed(&name, value))).collect();
    serde_json::from_value(fields.into()).map_err(|error| Error::Malformed(error.to_string()))
}

/// Everything is text in a query but the numbers.
fn typed(name: &str, value: String) -> Value {
    match name {
        "limit" | "bom" => value.parse::<u32>().map_or(Value::String(value), Value::from),
        "radius" => value.parse::<f64>().map_or(Value::String(value), Value::from),
        "plate_reading" | "software" => value.parse::<bool>().map_or(Value::String(value), Value::from),
        _ => Value::String(value),
    }
}

/// Names and values of a query, decoded.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    let uri = format!("/?{query}").parse::<Uri>().ok();
    let pairs = uri.and_then(|uri| axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    pairs.map(|pairs| pairs.0).unwrap_or_default().into_iter()
}

/// What was given, as the query of an address. Commas and colons stay readable.
pub(super) fn address(parameters: &[(&str, Option<&str>)]) -> String {
    let readable = |value: &str| percent_encoded(value).replace("%2C", ",").replace("%3A", ":");
    let given = parameters.iter().filter_map(|(name, value)| Some(format!("{name}={}", readable((*value)?))));
    given.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use crate::filter::DeviceQuery;

    #[test]
    fn check_boxes_of_one_filter_are_read_together() {
        let query = "kind=camera&kind=plate_reader&status=&territory=93066&tracker=1&limit=7";
        let query = DeviceQuery::of_page(Some(query)).expect("a query");
        assert_eq!(query.kind.as_deref(), Some("camera,plate_reader"));
        assert_eq!((query.status.as_deref(), query.limit), (None, Some(7)));
        assert_eq!(query.address(), "territory=93066&kind=camera,plate_reader");
        assert_eq!(query.without("kind", "camera"), "territory=93066&kind=plate_reader");
        assert_eq!(query.without("territory", "93066"), "kind=camera,plate_reader");
    }
}
