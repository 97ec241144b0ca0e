//! What catalogues and search engines find.

use serde_json::{Value, json};
use technopolice_tests::{demo, python};

use crate::releases::{serving, serving_with};

#[test]
fn the_catalogue_is_the_same_graph_in_both_forms_and_every_file_it_names_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serving(folder.path(), &["2026.10", "2026.11"]);
    let Some(forms) = python("tests/api/catalogue.py", &[&server.url("")]) else { return };
    let (json_ld, turtle) = (&forms["application/ld+json"], &forms["text/turtle"]);
    assert_eq!(json_ld, turtle);
    // Eight tables of the moment, and two collections for each of two releases.
    assert_eq!((&json_ld["datasets"], &json_ld["services"]), (&json!(8 + 2 * 2), &json!(2)));
    assert_eq!(json_ld["distributions"], json_ld["files"]);
    let listed = |month: &str| {
        let sums = server.get(&format!("/dumps/{month}/SHA256SUMS")).text();
        let is_data = |name: &str| [".gz", ".csv", ".fgb", ".parquet"].iter().any(|ending| name.ends_with(ending));
        sums.lines().filter(|line| is_data(line)).count()
    };
    let files = listed("2026.10") + listed("2026.11");
    assert_eq!(json_ld["files"], json!(5 + 7 * 2 + files), "{json_ld}");
    assert_eq!(json_ld["checksums"], json!(files));
    assert_eq!(json_ld["osm"].as_array().map(Vec::len), Some(3), "the live devices and two compartments: {json_ld}");
    assert_eq!(json_ld["unlicensed"], json!([]));
    assert!(!server.stop().contains("ERROR"));
}

#[test]
fn the_catalogue_takes_the_form_that_is_asked_for_and_leads_browsers_to_the_page() {
    let server = demo();
    let asked = |accept: &str| {
        let answer = server.send("GET", "/data", &[("accept", accept)], b"");
        (answer.status, answer.header("content-type").to_owned(), answer.header("location").to_owned())
    };
    let turtle = (200, "text/turtle; charset=utf-8".to_owned(), String::new());
    let json_ld = (200, "application/ld+json".to_owned(), String::new());
    assert_eq!(asked("text/turtle"), turtle);
    assert_eq!(asked("application/rdf+xml;q=0.9, text/turtle;q=0.8, application/ld+json;q=0.1"), turtle);
    assert_eq!(asked("*/*"), json_ld);
    assert_eq!(asked("application/rdf+xml"), json_ld, "what nobody can have is answered with what there is");
    let browser = asked("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    assert_eq!((browser.0, browser.2.as_str()), (303, "/donnees"));
    let page = server.page("/donnees").text();
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").expect("a description for search engines");
    let dataset: Value = serde_json::from_str(rest.split_once("</script>").expect("its end").0).expect("JSON");
    assert_eq!((&dataset["@type"], dataset["distribution"].as_array().map(Vec::len)), (&json!("Dataset"), Some(5)));
    for download in dataset["distribution"].as_array().expect("downloads") {
        let address = download["contentUrl"].as_str().expect("an address");
        let answer = server.get(address);
        assert_eq!(answer.status, 200, "{address}");
        let told = download["encodingFormat"].as_str().expect("a media type");
        assert!(answer.header("content-type").starts_with(told), "{address}: {told}");
    }
}

#[test]
fn every_address_of_the_list_of_interfaces_answers() {
    let server = demo();
    let answer = server.get("/.well-known/api-catalog");
    assert!(answer.header("content-type").starts_with("application/linkset+json; profile="));
    let head = server.send("HEAD", "/.well-known/api-catalog", &[], b"");
    assert!(head.header("link").ends_with("rel=\"api-catalog\""), "{}", head.header("link"));
    let document = answer.json();
    let contexts = document["linkset"].as_array().expect("a linkset");
    let of_relation = |context: &Value, name: &str| context[name].as_array().cloned().unwrap_or_default();
    let mut followed = 0;
    for context in contexts {
        for name in ["service-desc", "service-doc", "service-meta", "status"] {
            for link in of_relation(context, name) {
                let address = link["href"].as_str().expect("an address");
                let path = address.strip_prefix(&server.url("")).expect("an absolute address");
                let answer = server.get(path);
                assert_eq!(answer.status, 200, "{address}");
                let told = link["type"].as_str().and_then(|kind| kind.split(';').next()).expect("a media type");
                assert!(
                    answer.header("content-type").starts_with(told),
                    "{address}: {}",
                    answer.header("content-type")
                );
                followed += 1;
            }
        }
    }
    assert_eq!(followed, 8);
    let anchors: Vec<&Value> = contexts.iter().map(|context| &context["anchor"]).collect();
    let items = of_relation(&contexts[0], "item");
    assert!(items.iter().all(|item| anchors.contains(&&item["href"])), "{items:?}");
}

#[test]
fn who_answers_for_an_instance_is_told_and_nobody_where_nobody_does() {
    let nobody = demo();
    for path in ["/.well-known/security.txt", "/taginfo.json"] {
        assert_eq!(nobody.get(path).status, 404, "{path}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let options = ["--contact", "securite@technopolice.example", "--base-url", "https://technopolice.example"];
    let server = serving_with(folder.path(), &[], &options);
    let text = server.get("/.well-known/security.txt").text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Contact: mailto:securite@technopolice.example");
    let expires = lines[1].strip_prefix("Expires: ").expect("a day");
    let expires = chrono::DateTime::parse_from_rfc3339(expires).expect("RFC 3339");
    let ahead = expires.signed_duration_since(chrono::Utc::now()).num_days();
    assert!((30..365).contains(&ahead), "{ahead} days");
    assert!(text.contains("Canonical: https://technopolice.example/.well-known/security.txt\n"), "{text}");
    let taginfo = server.get("/taginfo.json").json();
    assert_eq!(
        (&taginfo["data_format"], &taginfo["project"]["contact_email"]),
        (&json!(1), &json!("securite@technopolice.example"))
    );
    let tags = taginfo["tags"].as_array().expect("tags");
    assert!(tags.iter().any(|tag| tag["key"] == "man_made" && tag["value"] == "surveillance"));
    assert!(tags.iter().all(|tag| tag["key"].is_string() && tag["object_types"].is_array()));
    let catalogue = server.get("/data.ttl").text();
    assert!(catalogue.contains("vcard:hasEmail <mailto:securite@technopolice.example>"), "{catalogue}");
}
