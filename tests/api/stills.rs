//! Pictures of the map without a browser: what they show, what they cost, and that nothing asked of them breaks them.

use std::sync::atomic::{AtomicU32, Ordering};

use image::{GenericImageView, ImageFormat, RgbImage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use technopolice_tests::{Answer, Server, demo};

/// Pixels of a card, as OpenGraph readers expect.
const CARD: (u32, u32) = (1200, 630);

/// A picture of an answer, which must be a PNG and nothing but pixels.
fn picture(answer: &Answer) -> RgbImage {
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"), "{}", answer.text());
    for chunk in [b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf"] {
        assert!(!answer.body.windows(4).any(|bytes| bytes == chunk), "a picture says more than it shows");
    }
    image::load_from_memory_with_format(&answer.body, ImageFormat::Png).expect("a PNG").to_rgb8()
}

/// The address in an attribute of a page's first element that begins so.
fn attribute(page: &str, element: &str, name: &str) -> String {
    let found = page.split(element).nth(1).unwrap_or_else(|| panic!("no {element} in {page}"));
    let tag = found.split('>').next().unwrap_or_default();
    let value = tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_else(|| panic!("no {name} in {tag}")).replace("&#38;", "&").replace("&amp;", "&")
}

fn first_device(server: &Server) -> String {
    let list = server.get("/api/v1/devices?kind=camera&status=confirmed&limit=1").json();
    list["features"][0]["id"].as_str().expect("a device").to_owned()
}

#[test]
fn every_page_names_a_picture_of_its_own_for_those_who_share_it() {
    let server = demo();
    let device = format!("/appareils/{}", first_device(&server));
    let record = server.get("/api/v1/records?type=deployment&limit=1").json();
    let record = format!("/usages/{}", record["records"][0]["id"].as_str().unwrap_or_default());
    let mut seen = std::collections::BTreeSet::new();
    for path in ["/", "/carte", "/villes/93066-saint-denis", "/comparer?t=93066&t=13055", &device, &record, "/a-propos"]
    {
        let page = server.page(path);
        assert_eq!(page.status, 200, "{path}");
        let page = page.text();
        let address = attribute(&page, "<meta property=\"og:image\" ", "content");
        assert_eq!(attribute(&page, "<meta property=\"og:image:width\" ", "content"), CARD.0.to_string());
        assert!(!attribute(&page, "<meta property=\"og:image:alt\" ", "content").is_empty(), "{path}");
        let local = address.split("/cards/").nth(1).unwrap_or_else(|| panic!("{path} shows {address}"));
        let card = picture(&server.get(&format!("/cards/{local}")));
        assert_eq!(card.dimensions(), CARD, "{path}");
        seen.insert(local.to_owned());
    }
    assert_eq!(seen.len(), 5, "{seen:?}: three pages share the picture of the site, the others have their own");
    assert_eq!(server.stop(), "");
}

#[test]
fn a_page_without_script_holds_its_map_with_links_that_move_it() {
    let server = demo();
    let page = server.page("/carte?bbox=7.41,43.725,7.44,43.745&kind=camera").text();
    let still = picture_of(&page);
    let (light, dark) = (attribute(still, "<img ", "src"), attribute(still, "<source ", "srcset"));
    assert_ne!(picture(&server.get(&light)), picture(&server.get(&dark)));
    let spots: Vec<&str> = still.match_indices("<a href=\"/appareils/").map(|(at, _)| &still[at..]).collect();
    assert!(spots.len() > 3, "{} devices of Monaco are links", spots.len());
    for spot in spots {
        let device = attribute(spot, "<a ", "href");
        assert_eq!(server.page(&device).status, 200, "{device}");
    }
    // Its links lead to the same map elsewhere, with the same filter.
    let moves = still.split("<nav").nth(1).expect("links that move it");
    for link in moves.split("<a ").skip(1) {
        let address = attribute(&format!("<a {link}"), "<a ", "href");
        assert!(address.contains("kind=camera") && address.contains("bbox="), "{address}");
        let address = address.split('#').next().unwrap_or_default();
        assert!(server.page(address).text().contains("<noscript>"), "{address}");
    }
}

/// What the page shows where its map is not drawn.
fn picture_of(page: &str) -> &str {
    let map = page.split("<census-map").nth(1).expect("a map");
    map.split("<noscript>").nth(1).and_then(|rest| rest.split("</noscript>").next()).expect("a picture")
}

#[test]
fn the_address_that_somebody_shared_shows_the_same_place_without_script() {
    let server = demo();
    let shared = server.page("/carte?kind=camera&c=43.73500,7.42500,15.00").text();
    let boxed = attribute(&shared, "name=\"bbox\"", "value");
    assert_eq!(boxed, "7.41470,43.72942,7.43530,43.74058");
    let same = server.page(&format!("/carte?kind=camera&bbox={boxed}")).text();
    assert_eq!(picture_of(&shared), picture_of(&same));
    assert_ne!(picture_of(&shared), picture_of(&server.page("/carte?kind=camera").text()));
    let listed = |page: &str| page.matches("class=\"device-kind\"").count();
    assert!((1..40).contains(&listed(&shared)), "{} devices in this part of Monaco", listed(&shared));
    for nowhere in ["c=", "c=1,2", "c=91,0,5", "c=a,b,c", "c=NaN,NaN,NaN", "c=48,2,inf"] {
        assert_eq!(server.page(&format!("/carte?{nowhere}")).status, 200, "{nowhere}");
    }
}

#[test]
fn a_filter_and_a_theme_change_the_picture_and_nothing_else_does() {
    let server = demo();
    let place = "/static/15/7.4246,43.7384/320x240.png";
    let plain = server.get(place);
    assert_eq!(picture(&plain).dimensions(), (320, 240));
    assert_eq!(server.get(place).body, plain.body, "the same bytes each time");
    assert_eq!(server.get(&format!("{place}?unknown=1")).body, plain.body);
    let fine = server.get("/static/15/7.4246,43.7384/320x240@2x.png");
    assert_eq!(picture(&fine).dimensions(), (640, 480));
    for other in ["kind=plate_reader", "theme=dark", "territory=93066", "status=removed"] {
        assert_ne!(server.get(&format!("{place}?{other}")).body, plain.body, "{other}");
    }
    let held = server.send("GET", place, &[("if-none-match", plain.header("etag"))], b"");
    assert_eq!((held.status, held.body.len()), (304, 0));
    // Four tiles are one tile of the next zoom, twice as large.
    let tile = picture(&server.get("/raster/6/33/23.png"));
    assert_eq!(tile.dimensions(), (256, 256));
    assert_eq!(picture(&server.get("/raster/6/33/23@2x.png")).dimensions(), (512, 512));
    assert!(tile.view(0, 0, 256, 256).pixels().any(|(_, _, colour)| colour.0[..3] == [0xcf, 0xdd, 0xe3]), "no sea");
}

#[test]
fn addresses_of_no_picture_are_refused_in_words() {
    let server = demo();
    for (path, status) in [
        ("/static/5/2.5,46.6/2000x100.png", 400),
        ("/static/5/2.5,46.6/1600x1600.png", 400),
        ("/static/21/2.5,46.6/100x100.png", 400),
        ("/static/NaN/2.5,46.6/100x100.png", 400),
        ("/static/5/200,46.6/100x100.png", 400),
        ("/static/5/2.5/100x100.png", 400),
        ("/static/5/2.5,46.6/100x100.gif", 404),
        ("/static/5/2.5,46.6/100x100.png?kind=invented", 400),
        ("/static/5/2.5,46.6/100x100.png?theme=pink", 400),
        ("/raster/3/8/0.png", 404),
        ("/raster/25/0/0.png", 404),
        ("/cards/de/home.png", 404),
        ("/cards/fr/territories/00000.png", 404),
        ("/cards/fr/devices/00000000-0000-4000-8000-000000000000.png", 404),
        ("/cards/fr/compare/93066.png", 404),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"), "{path}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{path}");
    }
    assert_eq!(server.stop(), "");
}

/// Any address of a picture: valid ones of every size and place, the edges of the world among them.
fn any(random: &mut StdRng) -> String {
    let zoom: f64 = random.random_range(0.0..=20.0);
    let longitude = if random.random_bool(0.1) { 180.0 } else { random.random_range(-180.0..=180.0) };
    let latitude = if random.random_bool(0.1) { 90.0 } else { random.random_range(-90.0..=90.0) };
    // Where the census is, more often than elsewhere.
    let (longitude, latitude) = match random.random_range(0..4) {
        0 => (longitude, latitude),
        1 => (random.random_range(7.40..7.45), random.random_range(43.72..43.76)),
        _ => (random.random_range(-5.0..8.0), random.random_range(42.0..51.0)),
    };
    let side = |random: &mut StdRng| {
        if random.random_bool(0.05) { random.random_range(16..=1_600) } else { random.random_range(16..=420) }
    };
    let (width, height) = (side(random), side(random));
    let fine = if random.random_bool(0.1) { "@2x" } else { "" };
    let query = ["", "?theme=dark", "?kind=camera&lang=en", "?territory=93066", "?status=removed,not_found"];
    let query = query[random.random_range(0..query.len())];
    match random.random_range(0..5) {
        0 => {
            let z = random.random_range(0..=20_u32);
            let (x, y) = (random.random_range(0..1_u32 << z), random.random_range(0..1_u32 << z));
            format!("/raster/{z}/{x}/{y}{fine}.png{query}")
        }
        _ => format!("/static/{zoom:.2}/{longitude:.5},{latitude:.5}/{width}x{height}{fine}.png{query}"),
    }
}

#[test]
fn a_thousand_pictures_of_any_size_and_place_are_painted_or_refused() {
    let server = demo();
    let painted = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for seed in 0..4 {
            let (server, painted) = (&server, &painted);
            scope.spawn(move || {
                let mut random = StdRng::seed_from_u64(seed);
                for _ in 0..250 {
                    let path = any(&mut random);
                    let answer = server.get(&path);
                    assert!([200, 400].contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
                    if answer.status == 200 {
                        assert!(answer.body.starts_with(b"\x89PNG"), "{path}");
                        painted.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert!(painted.into_inner() > 900);
    assert_eq!(server.stop(), "", "nothing went wrong inside either");
}

#[test]
fn whoever_asks_for_more_than_can_be_painted_is_told_to_come_back_and_others_are_served() {
    let server = demo();
    let (painted, refused) = (AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for number in 0..160 {
            let (server, painted, refused) = (&server, &painted, &refused);
            scope.spawn(move || {
                let answer = server.get(&format!("/static/6.{number:03}/2.5,46.6/1600x1400.png"));
                match answer.status {
                    200 => painted.fetch_add(1, Ordering::Relaxed),
                    429 => {
                        assert!(!answer.header("retry-after").is_empty(), "{:?}", answer.headers);
                        assert_eq!(answer.header("content-type"), "application/problem+json");
                        refused.fetch_add(1, Ordering::Relaxed)
                    }
                    status => panic!("{status}: {}", answer.text()),
                };
            });
            if number == 80 {
                // Pages and tiles do not stand in that line.
                assert_eq!(server.get("/healthz").status, 200);
                assert_eq!(server.get("/tiles/devices/5/16/11.mvt").status, 200);
            }
        }
    });
    let (painted, refused) = (painted.into_inner(), refused.into_inner());
    assert!(painted > 0 && refused > 0, "{painted} painted, {refused} refused");
    assert_eq!(server.get("/static/6/2.5,46.6/64x64.png").status, 200, "the line is open again");
}
