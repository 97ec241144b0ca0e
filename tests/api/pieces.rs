//! A PDF from its upload to its deletion, as its sender, as a moderator and as a stranger.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use technopolice_tests::{Answer, Server};
use uuid::Uuid;

use crate::accounts::{Census, ROLES};

/// A PDF of one empty page that says `words` in its title.
pub(crate) fn pdf(words: &str) -> Vec<u8> {
    let mut file = format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\n\
         endobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n4 0 obj\n<< /Title ({words}) >>\nendobj\n"
    );
    let place = file.len();
    file.push_str("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\n");
    [file, format!("startxref\n{place}\n%%EOF\n")].concat().into_bytes()
}

pub(crate) fn sum(file: &[u8]) -> String {
    Sha256::digest(file).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

pub(crate) fn document(server: &Server, sum: Option<&str>) -> String {
    let mut patch =
        json!({"title": "Délibération du conseil", "url": format!("https://example.org/{}", Uuid::new_v4())});
    if let Some(sum) = sum {
        patch["sha256"] = json!(sum);
    }
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "document", "patch": patch});
    let sent = server.post("/api/v1/contributions", &body);
    assert_eq!(sent.status, 201, "{}", sent.text());
    sent.json()["entity"]["id"].as_str().expect("an id").to_owned()
}

fn send(server: &Server, cookie: &str, method: &str, path: &str, body: &[u8]) -> Answer {
    let headers = [("cookie", cookie), ("sec-fetch-site", "same-origin"), ("content-type", "application/pdf")];
    server.send(method, path, &headers, body)
}

fn form(server: &Server, cookie: &str, path: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    if let Some(file) = file {
        let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Jeanne Martin.pdf\"\r\n\r\n";
        body.extend([head.as_bytes(), file, b"\r\n"].concat());
    }
    body.extend(b"--x--\r\n");
    let headers = [
        ("cookie", cookie),
        ("sec-fetch-site", "same-origin"),
        ("accept", "text/html"),
        ("content-type", "multipart/form-data; boundary=x"),
    ];
    server.send("POST", path, &headers, &body)
}

fn stored(folder: &Path) -> Vec<String> {
    let Ok(files) = fs::read_dir(folder.join("photos")) else { return Vec::new() };
    files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect()
}

/// It is fetched and never opened: attachment, sandbox, no guessing.
fn is_attachment(answer: &Answer, file: &[u8]) {
    assert_eq!((answer.status, answer.body.as_slice()), (200, file));
    assert_eq!(answer.header("content-type"), "application/pdf");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"document-"), "{answer:?}");
    assert!(answer.header("content-security-policy").starts_with("sandbox"), "{answer:?}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[test]
fn a_pdf_waits_for_a_moderator_is_always_an_attachment_and_goes_without_a_trace() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let (trusted, moderator) = (server.log_in(census.words("trusted")), server.log_in(census.words("moderator")));
    let (id, file) = (document(&server, None), pdf("Deliberation"));
    let path = format!("/api/v1/records/{id}/files");
    let added = send(&server, &trusted, "POST", &format!("{path}?sha256={}", sum(&file)), &file);
    assert_eq!((added.status, &added.json()["state"]), (201, &json!("waiting")), "{}", added.text());
    assert_eq!((&added.json()["sha256"], &added.json()["bytes"]), (&json!(sum(&file)), &json!(file.len())));
    assert_eq!(stored(census.folder()), [format!("{}.pdf", sum(&file))], "by its content alone");
    let public = format!("/pieces/{}.pdf", sum(&file));
    for cookie in ["", &trusted] {
        assert_eq!(server.get_as(cookie, &public).status, 404, "a held file is nobody's");
    }
    assert_eq!(server.get(&format!("/api/v1/records/{id}")).json().get("files"), None);

    let queue = server.get_as(&moderator, "/moderation").text();
    let case =
        queue.split("href=\"/moderation/pieces/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let case = format!("/moderation/pieces/{case}");
    is_attachment(&server.get_as(&moderator, &format!("{case}/fichier")), &file);
    assert!(server.get_as(&moderator, &case).text().contains(&sum(&file)));
    assert_eq!(server.form_as(&moderator, &case, &[("state", "waiting")]).status, 422);
    assert_eq!(server.form_as(&moderator, &case, &[("state", "published")]).status, 303);

    let shown = server.get(&public);
    is_attachment(&shown, &file);
    let again = server.send("GET", &public, &[("if-none-match", shown.header("etag"))], b"");
    assert_eq!((again.status, again.header("content-security-policy")), (304, "sandbox; default-src 'none'"));
    let page = server.page(&format!("/documents/{id}")).text();
    assert!(page.contains(&format!("href=\"{public}\" download")) && page.contains(&sum(&file)), "{page}");
    assert!(!page.contains("Jeanne"));
    let record = server.get(&format!("/api/v1/records/{id}"));
    assert_eq!(record.json()["files"], json!([{"url": public, "sha256": sum(&file), "bytes": file.len()}]));
    assert!(server.get("/api/v1/decisions").text().contains("\"piece\""), "the public log says so");
    for path in ["/photos/", "/pieces/"] {
        assert_eq!(server.get(&format!("{path}{}.jpg", sum(&file))).status, 404);
    }

    let erase = [("action", "erase"), ("sure", "yes")];
    assert_eq!(server.form_as(&moderator, &format!("/moderation/fiches/{id}"), &erase).status, 200);
    assert_eq!((server.get(&public).status, stored(census.folder())), (404, Vec::new()), "gone from the shelf too");
    assert_eq!(server.get_as(&moderator, &format!("{case}/fichier")).status, 404);
    let checked = census.run(&["check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn a_form_without_javascript_joins_a_pdf_and_takes_it_back() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = server.log_in(census.words("trusted"));
    let (file, other) = (pdf("Un"), pdf("Deux"));
    let id = document(&server, Some(&sum(&file)));
    let page = format!("/documents/{id}/fichier");
    assert!(server.page(&format!("/documents/{id}")).text().contains(&format!("href=\"{page}\"")));
    let asked = server.get_as(&cookie, &page);
    assert!(asked.status == 200 && asked.text().contains(&sum(&file)), "the sum that the document names is told");
    let refused = form(&server, &cookie, &page, &[], Some(&other));
    assert!(refused.status == 422 && refused.text().contains("SHA-256"), "{}", refused.text());
    let refused = form(&server, &cookie, &page, &[("sha256", &sum(&other))], Some(&file));
    assert!(refused.status == 422 && refused.text().contains("SHA-256"), "{}", refused.text());
    assert_eq!(form(&server, &cookie, &page, &[], None).status, 422);
    assert!(stored(census.folder()).is_empty(), "nothing of it was kept");
    let kept = form(&server, &cookie, &page, &[("sha256", &sum(&file).to_uppercase())], Some(&file));
    assert_eq!((kept.status, kept.header("cache-control")), (201, "no-store"), "{}", kept.text());
    let text = kept.text();
    let piece = text.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    assert!(!text.contains("Jeanne"), "what the sender calls the file is forgotten");

    // Own, somebody else's, nobody's.
    for role in ROLES.into_iter().filter(|role| *role != "trusted") {
        let cookie = census.cookie(&server, role);
        let gone = send(&server, &cookie, "DELETE", &format!("/api/v1/records/{id}/files/{piece}"), b"");
        let status = match role {
            "anonymous" => 401,
            "contributor" | "auditor" => 403,
            _ => 404,
        };
        assert_eq!(gone.status, status, "{role}");
    }
    let deleted = form(&server, &cookie, &page, &[("action", "delete"), ("id", piece)], None);
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    assert!(stored(census.folder()).is_empty());

    let moderator = server.log_in(census.words("moderator"));
    let kept = form(&server, &moderator, &format!("/en{page}").replace("/fichier", "/file"), &[], Some(&file));
    assert!(kept.status == 201 && kept.text().contains("published"), "a moderator has looked: {}", kept.text());
    is_attachment(&server.get(&format!("/pieces/{}.pdf", sum(&file))), &file);
}

/// The same with what names people: properties, and a packet of XMP.
fn telling(words: &str) -> Vec<u8> {
    let text = String::from_utf8(pdf(words)).expect("a text");
    let (objects, _) = text.split_once("xref\n").expect("a table");
    let objects = objects.replace("/Title", "/Author (Jeanne Martin) /Creator (Poste de Jeanne Martin) /Title");
    let objects = objects.replace("/Type /Catalog", "/Type /Catalog /Metadata 5 0 R");
    let packet = "<x:xmpmeta><dc:creator>Jeanne Martin</dc:creator></x:xmpmeta>";
    let packet =
        format!("5 0 obj\n<< /Type /Metadata /Length {} >>\nstream\n{packet}\nendstream\nendobj\n", packet.len());
    let body = objects + &packet;
    let places: Vec<usize> = (1..=5).map(|number| body.find(&format!("{number} 0 obj")).expect("an object")).collect();
    let table =
        places.iter().fold("0000000000 65535 f \n".to_owned(), |table, at| table + &format!("{at:010} 00000 n \n"));
    let place = body.len();
    format!("{body}xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R /Info 4 0 R >>\nstartxref\n{place}\n%%EOF\n")
        .into_bytes()
}

#[test]
fn a_pdf_is_kept_without_the_properties_that_name_people_and_says_so() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let trusted = server.log_in(census.words("trusted"));
    let file = telling("Deliberation");
    let id = document(&server, Some(&sum(&file)));
    let path = format!("/api/v1/records/{id}/files");
    let added = send(&server, &trusted, "POST", &format!("{path}?sha256={}", sum(&file)), &file);
    assert_eq!((added.status, &added.json()["rewritten"]), (201, &json!(true)), "{}", added.text());
    let kept = added.json()["sha256"].as_str().expect("a sum").to_owned();
    assert_ne!(kept, sum(&file));
    let shelf = census.folder().join("photos").join(format!("{kept}.pdf"));
    let stored = fs::read(&shelf).expect("the copy");
    assert_eq!(sum(&stored), kept, "by its content alone");
    let holds = |word: &str| stored.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(holds("Deliberation") && !holds("Jeanne") && !holds("Martin") && !holds("creator"));
    if let Some(exiftool) = technopolice_tests::program("exiftool") {
        let said =
            std::process::Command::new(exiftool).args(["-a", "-G1"]).arg(&shelf).output().expect("exiftool runs");
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(said.contains("Deliberation") && !said.contains("Jeanne") && !said.contains("[XMP"), "{said}");
    }
    let again = send(&server, &trusted, "POST", &path, &file);
    assert_eq!((again.status, &again.json()["id"]), (201, &added.json()["id"]), "sent twice is one copy");
    let other = send(&server, &trusted, "POST", &path, &telling("Autre"));
    assert_eq!(other.status, 422, "the document names the file as it was sent: {}", other.text());
    let page = form(&server, &trusted, &format!("/documents/{id}/fichier"), &[], Some(&file));
    assert!(page.status == 201 && page.text().contains("sont retirées"), "{}", page.text());
}

#[test]
fn a_moderator_of_a_territory_decides_on_copies_of_documents_that_are_cited_there() {
    let census = Census::new();
    let (here, there) =
        (census.add("hulotte", Some("moderator:d06")), census.add("dionysienne", Some("moderator:d93")));
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let trusted = server.log_in(census.words("trusted"));
    let (here, there) = (server.log_in(&here), server.log_in(&there));
    let id = document(&server, None);
    let file = pdf("Arrete");
    let added = send(&server, &trusted, "POST", &format!("/api/v1/records/{id}/files"), &file);
    let case = format!("/moderation/pieces/{}", added.json()["id"].as_str().expect("an id"));
    assert_eq!(server.get_as(&here, &case).status, 403, "nothing there cites it yet");
    let patch = json!({"prefecture": "Préfecture", "territory": "06088", "document": {"id": id}});
    let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "authorisation", "patch": patch});
    assert_eq!(server.post("/api/v1/contributions", &body).status, 201);
    assert!(server.get_as(&here, "/moderation").text().contains(&case));
    assert!(!server.get_as(&there, "/moderation").text().contains(&case));
    assert_eq!((server.get_as(&there, &case).status, server.get_as(&here, &case).status), (403, 200));
    assert_eq!(server.form_as(&there, &case, &[("state", "published")]).status, 403);
    assert_eq!(server.form_as(&here, &case, &[("state", "published")]).status, 303);
    is_attachment(&server.get(&format!("/pieces/{}.pdf", sum(&file))), &file);
}

#[test]
fn what_is_no_plain_pdf_is_refused_with_its_reason_and_nothing_is_kept() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = server.log_in(census.words("trusted"));
    let path = format!("/api/v1/records/{}/files", document(&server, None));
    let whole = pdf("x");
    let with = |inside: &str| {
        let text = String::from_utf8_lossy(&whole).replace("/Type /Catalog", &format!("/Type /Catalog {inside}"));
        let place = text.find("xref\n0").expect("a table");
        let (before, _) = text.split_once("startxref").expect("a trailer");
        format!("{before}startxref\n{place}\n%%EOF\n").into_bytes()
    };
    assert_eq!(send(&server, &cookie, "POST", &path, &with("/Lang (fr)")).status, 201, "the samples are sound");
    let cases: [(Vec<u8>, u16, &str); 8] = [
        (b"<html><script>alert(1)</script>".to_vec(), 422, "/problems/invalid-pdf"),
        (whole[..whole.len() - 9].to_vec(), 422, "/problems/invalid-pdf"),
        ([b"<svg>".as_slice(), &whole].concat(), 422, "/problems/invalid-pdf"),
        ([whole.as_slice(), b"<script>alert(1)</script>"].concat(), 422, "/problems/invalid-pdf"),
        (with("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), 422, "/problems/invalid-pdf"),
        (with("/AA << /O << /S /La#75nch >> >>"), 422, "/problems/invalid-pdf"),
        (vec![b' '; 21 * 1024 * 1024], 413, "/problems/too-large"),
        (Vec::new(), 422, "/problems/invalid"),
    ];
    for (file, status, slug) in cases {
        let answer = send(&server, &cookie, "POST", &path, &file);
        let start = String::from_utf8_lossy(&file[..file.len().min(80)]).into_owned();
        assert_eq!((answer.status, &answer.json()["type"]), (status, &Value::from(slug)), "{start}: {}", answer.text());
    }
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("content-type", "text/html")];
    assert_eq!(server.send("POST", &path, &headers, &whole).status, 415);
    assert_eq!(send(&server, &cookie, "POST", &format!("{path}?sha256={}", "0".repeat(64)), &whole).status, 422);
    let nothing = format!("/api/v1/records/{}/files", Uuid::nil());
    assert_eq!(send(&server, &cookie, "POST", &nothing, &whole).status, 404);
    assert_eq!(stored(census.folder()).len(), 1, "only the sound one was kept");
}
