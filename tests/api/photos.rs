//! A photo from its upload to its deletion, as its sender and as a stranger.

use std::fs;
use std::io::{Cursor, Write};
use std::process::Command;

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use technopolice_tests::{Answer, Server, binary};
use uuid::Uuid;

use crate::seen::{NICE, report};

pub(crate) fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(640, 480, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 120]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A census of its own, and the folder in which its photos are.
pub(crate) fn server(folder: &std::path::Path) -> Server {
    let database = format!("sqlite://{}", folder.join("census.db").display());
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--publication", "immediate", "--database", &database];
    Server::start(Command::new(binary()).args(arguments))
}

pub(crate) fn files(folder: &std::path::Path) -> usize {
    fs::read_dir(folder.join("photos")).expect("a folder of photos").count()
}

pub(crate) fn with_code(server: &Server, method: &str, path: &str, code: &str, kind: &str, body: &[u8]) -> Answer {
    server.send(method, path, &[("edit-key", code), ("content-type", kind)], body)
}

pub(crate) fn multipart(fields: &[(&str, &str)], photo: Option<&[u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    if let Some(photo) = photo {
        let head = "--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"jeanne.jpg\"\r\n\r\n";
        body.extend([head.as_bytes(), photo, b"\r\n"].concat());
    }
    body.extend(b"--x--\r\n");
    body
}

/// What an empty server holds as it is released, measured on 28 November 2026.
const EMPTY_MIB: u64 = 84;

/// Kibibytes that a process holds (`VmRSS:`) or held at the most (`VmHWM:`).
fn resident_kib(process: u32, which: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with(which)).expect("the resident memory");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

/// A PNG of one colour and few bytes, row by row: without colour in one bit, or with transparency.
fn plain(width: u32, height: u32, bits: u8, colour_type: u8) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(content);
        [&(content.len() as u32).to_be_bytes(), kind.as_slice(), content, &crc.sum().to_be_bytes()].concat()
    };
    let channels = if colour_type == 6 { 4 } else { 1 };
    let row = vec![0; (width as usize * usize::from(bits) * channels).div_ceil(8) + 1];
    let mut data = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..height {
        data.write_all(&row).expect("memory takes everything");
    }
    let header = [&width.to_be_bytes(), height.to_be_bytes().as_slice(), &[bits, colour_type, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &header), chunk(b"IDAT", &data.finish().expect("packed")), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat()].concat()
}

#[test]
fn photos_leave_the_whole_server_under_300_mib() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = server(folder.path());
    let sent = server.post("/api/v1/contributions", &report(Uuid::from_u128(1), NICE)).json();
    let code = sent["receipt"]["code"].as_str().expect("a code");
    let path = format!("/api/v1/contributions/{}/photos", sent["id"].as_str().expect("an id"));
    let before = resident_kib(server.child().id(), "VmRSS:");
    // The most bytes that are taken: 47 million pixels with transparency; and 144 million pixels of one bit, which are not.
    for (photo, status) in [(plain(8_000, 5_875, 8, 6), 201), (plain(12_000, 12_000, 1, 0), 422)] {
        let answer = with_code(&server, "POST", &path, code, "image/png", &photo);
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let peak = resident_kib(server.child().id(), "VmHWM:");
    println!("the server held {before} KiB, and {peak} KiB at the most");
    // Of a program with its debug information more lies in memory: it is what photos add that counts.
    assert!(peak - before < (300 - EMPTY_MIB) * 1024, "{before} KiB, then {peak} KiB");
}

#[test]
fn a_photo_is_held_boxed_previewed_and_deleted_without_a_trace() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(folder.path());
    let sent = server.post("/api/v1/contributions", &report(Uuid::from_u128(1), NICE)).json();
    let code = sent["receipt"]["code"].as_str().expect("a code");
    let path = format!("/api/v1/contributions/{}/photos", sent["id"].as_str().expect("an id"));
    let stranger = with_code(&server, "POST", &path, "00000-00000-00000-00000-000000", "image/jpeg", b"");
    assert_eq!(stranger.status, 404);
    let added = with_code(&server, "POST", &path, code, "image/jpeg", &picture(ImageFormat::Png));
    assert_eq!((added.status, &added.json()["state"]), (201, &json!("received")), "{}", added.text());
    assert_eq!((&added.json()["width"], &added.json()["height"]), (&json!(640), &json!(480)));
    assert_eq!(files(folder.path()), 2);
    let photo = format!("{path}/{}", added.json()["id"].as_str().expect("an id"));
    let preview = with_code(&server, "GET", &photo, code, "", b"");
    assert_eq!((preview.status, preview.header("content-type")), (200, "image/jpeg"));
    assert_eq!(preview.header("cache-control"), "no-store");
    assert_eq!(server.get(&photo).status, 404);
    for name in fs::read_dir(folder.path().join("photos")).expect("a folder").map(|file| file.expect("a file")) {
        let public = server.get(&format!("/photos/{}", name.file_name().to_string_lossy()));
        assert_eq!(public.status, 404, "a held photo is nobody's");
    }
    let boxes = json!({"boxes": [{"x": 0.0, "y": 0.0, "width": 0.5, "height": 1.0}]}).to_string();
    let boxed = with_code(&server, "POST", &format!("{photo}/boxes"), code, "application/json", boxes.as_bytes());
    assert_eq!((boxed.status, &boxed.json()["state"]), (200, &json!("blurred")), "{}", boxed.text());
    assert_eq!(files(folder.path()), 2, "the picture from before is gone");
    let seen = with_code(&server, "GET", &photo, code, "", b"").body;
    let pixels = image::load_from_memory(&seen).expect("a picture").into_rgb8();
    assert!(pixels.get_pixel(100, 400).0.iter().all(|channel| *channel < 40));
    assert_eq!(with_code(&server, "DELETE", &photo, code, "", b"").json()["state"], "deleted");
    assert_eq!(files(folder.path()), 0);
    assert_eq!(with_code(&server, "GET", &path, code, "", b"").json()["photos"], Value::Array(Vec::new()));
}

#[test]
fn what_is_no_photo_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(folder.path());
    let sent = server.post("/api/v1/contributions", &report(Uuid::from_u128(2), NICE)).json();
    let code = sent["receipt"]["code"].as_str().expect("a code");
    let path = format!("/api/v1/contributions/{}/photos", sent["id"].as_str().expect("an id"));
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1";
    for (kind, body, status, slug) in [
        ("image/jpeg", b"<svg onload='alert(1)'/>".to_vec(), 422, "/problems/invalid-photo"),
        ("image/jpeg", picture(ImageFormat::Jpeg)[..2048].to_vec(), 422, "/problems/invalid-photo"),
        ("image/heic", heic.to_vec(), 422, "/problems/invalid-photo"),
        ("image/jpeg", vec![0xFF; 16 * 1024 * 1024], 413, "/problems/too-large"),
        ("text/html", b"<html>".to_vec(), 415, "/problems/unsupported-type"),
    ] {
        let answer = with_code(&server, "POST", &path, code, kind, &body);
        assert_eq!((answer.status, &answer.json()["type"]), (status, &json!(slug)), "{kind}: {}", answer.text());
    }
    assert_eq!(files(folder.path()), 0, "nothing of it was kept");
}

#[test]
fn without_javascript_a_form_adds_a_photo_and_ticked_cells_cover_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(folder.path());
    let sent = server.post("/api/v1/contributions", &report(Uuid::from_u128(3), NICE)).json();
    let code = sent["receipt"]["code"].as_str().expect("a code");
    let post = |fields: &[(&str, &str)], photo: Option<&[u8]>| {
        let headers = [("content-type", "multipart/form-data; boundary=x"), ("accept", "text/html")];
        server.send("POST", "/recu/photo", &headers, &multipart(fields, photo))
    };
    let page = post(&[("code", code), ("action", "add")], Some(&picture(ImageFormat::Jpeg)));
    assert_eq!((page.status, page.header("cache-control")), (201, "no-store"), "{}", page.text());
    assert_eq!(page.text().matches("name=\"cell\"").count(), 48);
    let text = page.text();
    let id = text.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
    let covered = post(&[("code", code), ("action", "cover"), ("id", id), ("cell", "0-0"), ("cell", "7-5")], None);
    assert!(covered.status == 200 && covered.text().contains("state-blurred"), "{}", covered.status);
    assert!(server.form("/recu", &[("code", code)]).text().contains("data:image/jpeg;base64,"));
    let page = post(&[("code", code), ("action", "add")], Some(b"<html>"));
    assert!(page.status == 422 && page.text().contains("ni un JPEG"), "{}", page.status);
    assert_eq!(post(&[("code", code), ("action", "delete"), ("id", id)], None).status, 200);
    assert_eq!(files(folder.path()), 0);
}
