//! The page of the data, for search engines: a `Dataset` in the words of schema.org.

use release::Format;
use serde_json::{Value, json};

use super::ODBL;
use crate::words::Words;

/// The JSON-LD of the census of the moment, safe inside a `script` element. `page` is the address of the page, `base`
/// what stands in front of a path, empty where the instance does not know its own address.
pub(crate) fn dataset(words: &Words, page: &str, base: &str) -> String {
    let file = |format: Format| {
        json!({
            "@type": "DataDownload",
            "name": format!("devices.{}", format.extension()),
            "encodingFormat": format.media_type().split(';').next(),
            "contentUrl": format!("{base}/dumps/live/devices.{}", format.extension()),
        })
    };
    let publisher = json!({"@type": "Organization", "name": "Technopolice"});
    let document = json!({
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": words.text("catalogue-devices"),
        "description": words.text("catalogue-devices-about"),
        "url": page,
        "inLanguage": words.lang().tag(),
        "keywords": words.text("catalogue-keywords").split(", ").collect::<Vec<_>>(),
        "license": ODBL,
        "isAccessibleForFree": true,
        "isBasedOn": "https://www.openstreetmap.org/copyright",
        "creator": publisher,
        "publisher": publisher,
        "spatialCoverage": {"@type": "Place", "name": "France"},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": words.text("data-title"), "url": format!("{base}/data")},
        "distribution": Format::ALL.map(file).into_iter().collect::<Vec<Value>>(),
    });
    // Inside a script element, only `<` could end it.
    document.to_string().replace('<', "\\u003c")
}
