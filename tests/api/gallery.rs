//! A photo under the eyes of a moderator, on the page of what it shows, and gone again; and a shelf that fails.

use std::fs;

use image::ImageFormat;
use serde_json::{Value, json};
use technopolice_tests::{Answer, Server};
use uuid::Uuid;

use crate::accounts::Census;
use crate::photos::{files, multipart, picture, with_code};
use crate::seen::{NICE, report};

/// A report, with the code and the address of its photos.
fn sent(server: &Server, number: u128, photo_follows: bool) -> (Value, String, String) {
    let mut body = report(Uuid::from_u128(number), (NICE.0 + number as f64 * 1e-3, NICE.1));
    body["photo_follows"] = json!(photo_follows);
    let sent = server.post("/api/v1/contributions", &body).json();
    let code = sent["receipt"]["code"].as_str().expect("a code").to_owned();
    let path = format!("/api/v1/contributions/{}/photos", sent["id"].as_str().expect("an id"));
    (sent, code, path)
}

fn moderate(server: &Server, cookie: &str, photo: &Value, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/moderation/photos/{}", photo["id"].as_str().expect("an id"));
    let origin = server.url("");
    let headers = [
        ("content-type", "multipart/form-data; boundary=x"),
        ("accept", "text/html"),
        ("cookie", cookie),
        ("origin", origin.trim_end_matches('/')),
    ];
    server.send("POST", &path, &headers, &multipart(fields, None))
}

fn state(server: &Server, code: &str) -> Value {
    server.post("/api/v1/receipts", &json!({"code": code})).json()["state"].clone()
}

#[test]
fn the_look_of_a_moderator_shows_a_photo_and_its_report_until_the_sender_deletes_it() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = census.cookie(&server, "moderator");
    let (_, code, path) = sent(&server, 1, true);
    assert_eq!(state(&server, &code), "pending", "it waits with its photo");
    let photo = with_code(&server, "POST", &path, &code, "image/jpeg", &picture(ImageFormat::Jpeg)).json();
    let page = server.get_as(&cookie, &format!("/moderation/photos/{}", photo["id"].as_str().expect("an id")));
    assert!(page.text().contains("data:image/jpeg;base64,") && page.text().contains("name=\"cell\""));

    let boxes = r#"[{"x":0.0,"y":0.0,"width":0.5,"height":0.5}]"#;
    let covered = moderate(&server, &cookie, &photo, &[("action", "cover"), ("boxes", boxes)]);
    assert_eq!(covered.status, 200, "{}", covered.text());
    assert_eq!(moderate(&server, &cookie, &photo, &[("action", "decide"), ("state", "blurred")]).status, 422);
    let shown = moderate(&server, &cookie, &photo, &[("action", "decide"), ("state", "published")]);
    assert_eq!(shown.status, 303, "{}", shown.text());
    assert_eq!(state(&server, &code), "accepted", "the same look let the report through");

    let receipt = server.post("/api/v1/receipts", &json!({"code": code})).json();
    let device = receipt["entity"]["id"].as_str().expect("a device").to_owned();
    let answer = server.get(&format!("/api/v1/devices/{device}"));
    let tag = answer.header("etag").to_owned();
    let listed = &answer.json()["photos"];
    assert_eq!((&listed[0]["width"], &listed[0]["height"]), (&json!(640), &json!(480)), "{listed}");
    assert_eq!((&listed[0]["thumbnail"]["width"], &listed[0]["thumbnail"]["height"]), (&json!(480), &json!(360)));
    assert!(server.get(&format!("/api/v1/devices/{device}")).json()["properties"].get("photos").is_none());
    let address = |picture: &Value| {
        let url = picture["url"].as_str().expect("an address");
        url[url.find("/photos/").expect("a path")..].to_owned()
    };
    let (full, small) = (address(&listed[0]), address(&listed[0]["thumbnail"]));
    let page = server.page(&format!("/appareils/{device}")).text();
    for part in [&format!("href=\"{full}\""), &format!("src=\"{small}\""), "loading=\"lazy\"", "width=\"480\""] {
        assert!(page.contains(part), "{part}");
    }
    let public = server.get(&full);
    assert_eq!((public.status, public.header("cache-control")), (200, "public, max-age=60, must-revalidate"));
    let pixels = image::load_from_memory(&public.body).expect("a picture").into_rgb8();
    assert!(pixels.get_pixel(100, 100).0.iter().all(|channel| *channel < 40), "the box of the moderator");
    let unchanged = server.send("GET", &full, &[("if-none-match", public.header("etag"))], b"");
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));

    let own = format!("{path}/{}", photo["id"].as_str().expect("an id"));
    assert_eq!(with_code(&server, "DELETE", &own, &code, "", b"").status, 200);
    for gone in [&full, &small] {
        let asked = server.send("GET", gone, &[("if-none-match", public.header("etag"))], b"");
        assert_eq!(asked.status, 404, "nobody is told that an old copy still holds");
    }
    let answer = server.get(&format!("/api/v1/devices/{device}"));
    assert!(answer.json().get("photos").is_none() && answer.header("etag") != tag);
    assert!(!server.page(&format!("/appareils/{device}")).text().contains(&small));
}

#[test]
fn a_photo_of_a_published_report_stands_in_the_queue_and_is_boxed_again_after_publication() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = census.cookie(&server, "moderator");
    let (report, code, path) = sent(&server, 1, false);
    assert_eq!(report["state"], "accepted");
    let photo = with_code(&server, "POST", &path, &code, "image/jpeg", &picture(ImageFormat::Jpeg)).json();
    assert_eq!(state(&server, &code), "accepted", "only the photo waits");
    assert!(server.get_as(&cookie, "/moderation").text().contains(report["id"].as_str().expect("an id")));
    assert_eq!(moderate(&server, &cookie, &photo, &[("action", "decide"), ("state", "published")]).status, 303);
    let device = format!("/api/v1/devices/{}", report["entity"]["id"].as_str().expect("a device"));
    let first = server.get(&device).json()["photos"][0]["url"].clone();
    let covered = moderate(&server, &cookie, &photo, &[("action", "cover"), ("cell", "0-0")]);
    assert_eq!(covered.status, 200, "{}", covered.text());
    let second = server.get(&device).json()["photos"][0]["url"].clone();
    assert!(second.is_string() && first != second, "a new object took the place of the old one: {second}");
    let first = first.as_str().expect("an address");
    assert_eq!(server.get(&first[first.find("/photos/").expect("a path")..]).status, 404);
}

#[test]
fn a_report_is_kept_while_the_shelf_of_photos_fails_and_the_answer_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = crate::photos::server(folder.path());
    let shelf = folder.path().join("photos");
    let (report, code, path) = sent(&server, 1, false);
    // A file where the folder was: nothing can be put there, whoever runs the test.
    fs::remove_dir_all(&shelf).expect("an empty shelf");
    fs::write(&shelf, b"").expect("a file");
    let refused = with_code(&server, "POST", &path, &code, "image/jpeg", &picture(ImageFormat::Jpeg));
    assert_eq!(refused.status, 503, "{}", refused.text());
    let headers = [("content-type", "multipart/form-data; boundary=x"), ("accept", "text/html")];
    let form = multipart(&[("code", &code), ("action", "add")], Some(&picture(ImageFormat::Jpeg)));
    let page = server.send("POST", "/recu/photo", &headers, &form);
    assert!(page.status == 503 && page.text().contains("signalement, lui, est bien enregistré"), "{}", page.status);
    let (again, ..) = sent(&server, 2, false);
    assert_eq!((&again["state"], &report["state"]), (&json!("accepted"), &json!("accepted")), "reports still come in");
    fs::remove_file(&shelf).expect("the trouble is over");
    fs::create_dir(&shelf).expect("a shelf");
    let added = with_code(&server, "POST", &path, &code, "image/jpeg", &picture(ImageFormat::Jpeg));
    assert_eq!((added.status, files(folder.path())), (201, 2), "{}", added.text());
}
