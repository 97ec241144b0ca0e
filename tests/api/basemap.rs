//! Tiles of another server: fetched by this one, kept, and never asked for by a visitor.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

use technopolice_tests::{Server, binary};

/// One dark pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1,
    0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A tile server that writes down what it is asked, whole.
struct Tiles {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Tiles {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || answer(stream, &seen));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no test panicked").clone()
    }
}

/// Zoom 1 is a tile, 2 is nothing, 3 no tile, 4 a way elsewhere, 5 too large, 6 a silence.
fn answer(mut stream: TcpStream, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut request = String::new();
    while reader.read_line(&mut request).is_ok_and(|read| read > 2) {}
    let zoom = request.split('/').nth(1).unwrap_or_default().to_owned();
    seen.lock().expect("no test panicked").push(request);
    let large = vec![7; 3 * 1024 * 1024];
    let (head, body): (&str, &[u8]) = match zoom.as_str() {
        "1" => ("200 OK", PNG),
        "2" => ("404 Not Found", b""),
        "3" => ("200 OK", b"<html>not a tile</html>"),
        "4" => ("302 Found\r\nlocation: http://elsewhere.invalid/", b""),
        "5" => ("200 OK", &large),
        _ => return std::thread::sleep(std::time::Duration::from_secs(20)),
    };
    let text = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    // Whoever asked may have hung up.
    let _sent = stream.write_all(text.as_bytes()).and_then(|()| stream.write_all(body));
}

fn serve(folder: &std::path::Path, basemap: &str) -> Server {
    let mut command = Command::new(binary());
    command.current_dir(folder).env("TECHNOPOLICE_DATABASE", "sqlite://census.db");
    let options = ["serve", "--listen", "127.0.0.1:0", "--basemap", basemap, "--basemap-attribution", "© <Essai>"];
    Server::start(command.args(options))
}

#[test]
fn tiles_of_another_server_come_from_this_one_without_a_word_of_the_visitor() {
    let folder = tempfile::tempdir().expect("a folder");
    let upstream = Tiles::start();
    let basemap = format!("url:http://{}/{{z}}/{{x}}/{{y}}.png", upstream.address);
    let server = serve(folder.path(), &basemap);
    let document = server.get("/basemap/raster.json").json();
    assert_eq!(document["attribution"], "© &lt;Essai&gt;");
    assert!(document["tiles"][0].as_str().expect("an address").starts_with(&server.url("/basemap/raster/")));
    assert!(server.page("/carte").text().contains("data-raster=\"/basemap/raster.json\""));

    let visitor = [
        ("cookie", "session=secret"),
        ("user-agent", "Visitor/1"),
        ("x-forwarded-for", "203.0.113.7"),
        ("referer", "http://a.example/carte?c=48,2"),
        ("accept-language", "fr-BE"),
    ];
    for _ in 0..3 {
        let tile = server.send("GET", "/basemap/raster/1/0/1.png", &visitor, b"");
        assert_eq!((tile.status, tile.header("content-type"), tile.body.as_slice()), (200, "image/png", PNG));
        assert!(tile.header("cache-control").contains("max-age"));
    }
    assert_eq!(server.get("/basemap/raster/2/0/0.png").status, 404);
    assert_eq!(server.get("/basemap/raster/2/0/0.png").status, 404);
    let asked = upstream.asked();
    assert_eq!(asked.len(), 2, "a tile, or that there is none, is asked for once: {asked:?}");
    for word in ["secret", "visitor", "203.0.113", "a.example", "fr-be", "cookie", "referer"] {
        assert!(!asked.iter().any(|request| request.to_lowercase().contains(word)), "{word}: {asked:?}");
    }
    assert!(asked[0].starts_with("GET /1/0/1.png ") && asked[0].to_lowercase().contains("user-agent: technopolice/"));
    server.stop();

    let again = serve(folder.path(), &basemap);
    assert_eq!(again.get("/basemap/raster/1/0/1.png").status, 200);
    assert_eq!(upstream.asked().len(), 2, "what was kept outlives the server");
    for tile in ["9/0/1", "1/2/0", "99/0/0"] {
        let status = again.get(&format!("/basemap/raster/{tile}.png")).status;
        assert!([404, 503].contains(&status), "{tile}: {status}");
    }
}

#[test]
fn while_the_other_server_fails_the_embedded_map_stays_and_the_log_names_no_tile() {
    for zoom in [3, 4, 5, 6] {
        let folder = tempfile::tempdir().expect("a folder");
        let upstream = Tiles::start();
        let server = serve(folder.path(), &format!("url:http://{}/{{z}}/{{x}}/{{y}}.png", upstream.address));
        assert_eq!(server.get("/basemap/raster/1/0/0.png").status, 200);
        let refused = server.get(&format!("/basemap/raster/{zoom}/5/3.png"));
        assert_eq!((refused.status, refused.header("content-type")), (503, "application/problem+json"), "{zoom}");
        let asked = upstream.asked().len();
        assert_eq!(server.get(&format!("/basemap/raster/{zoom}/5/4.png")).status, 503, "it is left alone for a while");
        assert_eq!(upstream.asked().len(), asked);
        assert_eq!(server.get("/basemap/raster/1/0/0.png").status, 200, "what was kept is still shown");
        assert_eq!(server.get("/basemap/5/16/11.mvt").status, 200, "the embedded map stays");
        let log = server.stop();
        assert!(log.contains("the embedded map stays"), "{log}");
        assert!(!log.contains(&format!("/{zoom}/5/")) && !log.contains("elsewhere.invalid"), "{log}");
    }
}

#[test]
fn vector_tiles_of_another_server_are_its_streets() {
    let folder = tempfile::tempdir().expect("a folder");
    let upstream = Tiles::start();
    let server = serve(folder.path(), &format!("url:http://{}/{{z}}/{{x}}/{{-y}}.pbf", upstream.address));
    let document = server.get("/streets/tiles.json").json();
    assert_eq!((&document["attribution"], &document["maxzoom"]), (&"© &lt;Essai&gt;".into(), &14.into()));
    assert!(server.page("/carte").text().contains("data-streets=\"/streets/tiles.json\""));
    assert_eq!(server.get("/streets/2/0/0.mvt").status, 204);
    assert!(upstream.asked()[0].starts_with("GET /2/0/3.pbf "), "rows from the south");
    assert_eq!(server.get("/streets/1/0/0.mvt").status, 503, "a picture is no vector tile");
    assert_eq!(server.get("/basemap/raster.json").status, 404);
}

#[test]
fn a_basemap_that_is_none_is_refused_before_the_server_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = [
        ("url:https://a.example/{z}/{x}.png", "©", "{y}"),
        ("url:file:///{z}/{x}/{y}", "©", "http"),
        ("url:https://a.example/{z}/{x}/{y}.png", "", "attribution"),
        ("google", "©", "ign"),
    ];
    for (basemap, attribution, reason) in cases {
        let mut command = Command::new(binary());
        command.current_dir(folder.path()).env("TECHNOPOLICE_DATABASE", "sqlite://census.db");
        let options = ["serve", "--listen", "127.0.0.1:0", "--basemap", basemap, "--basemap-attribution", attribution];
        let output = command.args(options).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(reason), "{basemap}: {said}");
    }
}
