//! Lists of cameras and of orders, sent by importers: guessed, shown, kept, and taken back.

use technopolice_tests::{Answer, Server};

use crate::accounts::Census;

const LIST: &str =
    "N°;Adresse;Longitude;Latitude\r\n1;Place du Caquet;2,3570;48,9360\r\n2;Rue de Rivoli;2,3420;48,8600\r\n";

const ABOUT: [(&str, &str); 7] = [
    ("id", "essai-2025"),
    ("title", "Caméras d’essai"),
    ("publisher", "Ville d’essai"),
    ("url", "https://example.org/cameras.csv"),
    ("published_on", "2025-03-01"),
    ("licence", "etalab-2.0"),
    ("permission", "Licence Ouverte"),
];

fn send(server: &Server, cookie: &str, list: &str, mapping: &str, seen: &str) -> Answer {
    let part = |head: &str, value: &str| format!("--cut\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n");
    // Browsers end the lines of a text with CR LF.
    let mapping = mapping.replace('\n', "\r\n");
    let body = part("name=\"list\"; filename=\"list.csv\"", list)
        + &part("name=\"mapping\"", &mapping)
        + &part("name=\"seen\"", seen)
        + "--cut--\r\n";
    let headers =
        [("cookie", cookie), ("content-type", "multipart/form-data; boundary=cut"), ("sec-fetch-site", "same-origin")];
    server.send("POST", "/importer/listes", &headers, body.as_bytes())
}

/// The text between two others, with the entities of a text area read.
fn between(page: &str, start: &str, end: &str) -> String {
    let rest = page.split(start).nth(1).expect("the beginning");
    let text = rest.split(end).next().expect("the end");
    text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn an_importer_sees_what_every_row_becomes_before_a_list_is_kept() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = census.cookie(&server, "importer");
    let devices = || server.get("/api/v1/devices").json()["features"].as_array().expect("devices").len();
    assert_eq!(send(&server, &cookie, "rien", "", "").status, 422);
    let guessed = send(&server, &cookie, LIST, "", "").text();
    let mut mapping = between(&guessed, "spellcheck=\"false\" aria-describedby=\"hint-mapping\">", "</textarea>");
    assert!(mapping.contains("longitude = \"Longitude\""), "{mapping}");
    let unfilled = send(&server, &cookie, LIST, &mapping, "");
    assert_eq!(unfilled.status, 422, "no licence, no permission");
    for (field, value) in ABOUT {
        mapping = mapping.replacen(&format!("{field} = \"\""), &format!("{field} = \"{value}\""), 1);
    }
    let shown = send(&server, &cookie, LIST, &mapping, "");
    assert_eq!((shown.status, devices()), (200, 0), "{}", shown.text());
    let seen = between(&shown.text(), "name=\"seen\" value=\"", "\"");
    assert!(shown.text().contains("Saint-Denis") && !seen.is_empty(), "{}", shown.text());
    let other = LIST.replace("2,3570", "2,3571");
    assert!(!send(&server, &cookie, &other, &mapping, &seen).text().contains("La liste est gardée"));
    assert_eq!(devices(), 0, "another list is shown first");
    let kept = send(&server, &cookie, LIST, &mapping, &seen).text();
    assert!(kept.contains("La liste est gardée\u{a0}: 2 nouvelles fiches"), "{kept}");
    assert_eq!(devices(), 2);
    let again = send(&server, &cookie, LIST, &mapping, "").text();
    let seen = between(&again, "name=\"seen\" value=\"", "\"");
    assert!(send(&server, &cookie, LIST, &mapping, &seen).text().contains("gardée\u{a0}: 0 nouvelles fiches"));
    assert_eq!(devices(), 2, "twice changes nothing");
}
