//! What other sites embed: small, without scripts, in any frame, live or frozen; and how they find its code.

use std::io::Write as _;

use chrono::Utc;
use flate2::Compression;
use flate2::write::GzEncoder;
use roxmltree::Document;
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::seen::{NICE, report};

const NICE_PAGE: &str = "/villes/06088-nice";

fn zipped(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory").len()
}

fn of_the_capital(server: &Server) -> Vec<String> {
    let territories = server.get("/api/v1/territories?q=paris&limit=5").json();
    let codes = territories["territories"].as_array().expect("territories").iter();
    codes.filter_map(|one| one["url"].as_str()?.strip_prefix("/villes/").map(str::to_owned)).collect()
}

#[test]
fn an_embed_is_small_holds_no_script_and_stands_in_any_frame() {
    let server = demo();
    let mut places = of_the_capital(&server);
    places.extend(["MC-monaco", "d75-paris", "06088-nice"].map(str::to_owned));
    for place in places {
        for base in ["/embed", "/en/embed"] {
            let answer = server.page(&format!("{base}/{place}"));
            assert_eq!(answer.status, 200, "{base}/{place}: {}", answer.text());
            let html = answer.text();
            assert!(zipped(&html) <= 40_000, "{place}: {} bytes", zipped(&html));
            let lower = html.to_lowercase();
            assert!(
                !lower.contains("<script") && !lower.contains("<link rel=\"stylesheet\"") && !lower.contains(" src=")
            );
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(answer.header("x-frame-options"), "");
            assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    let missing = server.page("/embed/00000-nulle-part");
    assert_eq!(missing.status, 404);
    assert!(missing.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(server.page("/villes/06088-nice").header("x-frame-options"), "DENY", "pages stay closed");
}

#[test]
fn a_live_embed_follows_the_census_and_a_frozen_one_does_not() {
    let server = demo();
    let figure = |path: &str| {
        let html = server.page(path).text();
        let rest = html.split("id=\"figure-observed\"").nth(1).expect("the figure").to_owned();
        let value = rest.split("class=\"value\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a value");
        value.replace('\u{202f}', "").parse::<u64>().expect("a number")
    };
    let today = Utc::now().date_naive();
    let yesterday = today.pred_opt().expect("a day");
    let before = figure("/embed/06088-nice");
    assert_eq!(server.post("/api/v1/contributions", &report(Uuid::new_v4(), NICE)).status, 201);
    assert_eq!(figure("/embed/06088-nice"), before + 1);
    assert_eq!(figure(&format!("/embed/06088-nice?at={today}")), before + 1, "the end of today knows what today knows");
    assert_eq!(figure(&format!("/embed/06088-nice?at={yesterday}")), 0);
    for bad in ["2026-13-01", "hier", "2999-01-01"] {
        assert_eq!(server.page(&format!("/embed/06088-nice?at={bad}")).status, 400, "{bad}");
    }
    let live = server.get("/api/v1/territories/MC/figures").json();
    let frozen = server.get(&format!("/villes/MC-monaco/figure-observed.csv?at={today}")).text();
    assert!(frozen.contains(&format!("MC,Monaco,observed,{},", live["observed"]["value"])), "{frozen}");
    assert_eq!(frozen, server.get("/villes/MC-monaco/figure-observed.csv").text());
}

#[test]
fn the_code_of_an_embed_is_two_clicks_away_and_oembed_gives_the_same() {
    let server = demo();
    let page = server.page(NICE_PAGE).text();
    assert!(page.contains("href=\"/villes/06088-nice/integrer\""), "one click to the code");
    assert!(page.contains("type=\"application/json+oembed\""), "other sites discover it");
    let share = server.page("/villes/06088-nice/integrer?at=2026-01-01");
    assert!(share.header("content-security-policy").contains("frame-src 'self'"));
    let share = share.text();
    assert!(share.contains("/embed/06088-nice?at=2026-01-01"), "{share}");
    assert!(share.contains("ODbL") && share.contains("/villes/06088-nice#correct"));
    assert_eq!(server.page("/en/cities/06088-nice/embed").status, 200);

    let link = "https%3A%2F%2Ftechnopolice.example%2Fvilles%2F06088-nice%3Fat%3D2026-01-01";
    let json = server.get(&format!("/oembed?url={link}&format=json&maxwidth=400")).json();
    assert_eq!((json["version"].as_str(), json["type"].as_str()), (Some("1.0"), Some("rich")));
    assert_eq!(json["width"], 400);
    let html = json["html"].as_str().expect("html");
    assert!(html.starts_with("<iframe ") && html.contains("/embed/06088-nice?at=2026-01-01"), "{html}");
    assert!(html.contains(" title=\"Nice"), "{html}");
    let xml = server.get(&format!("/oembed?url={link}&format=xml&maxwidth=400"));
    let (kind, text) = (xml.header("content-type").to_owned(), xml.text());
    let document = Document::parse(&text).expect("XML");
    let inside = document.descendants().find(|node| node.has_tag_name("html")).and_then(|node| node.text());
    assert_eq!((kind.as_str(), inside), ("text/xml; charset=utf-8", Some(html)));
    assert_eq!(server.get(&format!("/oembed?url={link}&format=yaml")).status, 501);
    assert_eq!(server.get("/oembed?url=https%3A%2F%2Fexample.org%2F").status, 404);
    assert_eq!(server.get("/oembed").status, 400);
}

#[test]
fn each_figure_is_a_picture_and_a_row() {
    let server = demo();
    for figure in ["figure-declared", "figure-authorised", "figure-contracted", "figure-observed"] {
        let svg = server.get(&format!("{NICE_PAGE}/{figure}.svg"));
        assert_eq!((svg.status, svg.header("content-type")), (200, "image/svg+xml"));
        let text = svg.text();
        let document = Document::parse(&text).expect("XML");
        assert!(document.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")));
        let png = server.get(&format!("{NICE_PAGE}/{figure}.png"));
        assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
        assert_eq!(png.body[16..24], [0, 0, 5, 0, 0, 0, 2, 208], "{figure}: 1280 × 720 pixels, by its header");
        let csv = server.get(&format!("{NICE_PAGE}/{figure}.csv")).text();
        assert_eq!(csv.lines().count(), 2, "{csv}");
        assert!(csv.contains(&format!("{NICE_PAGE}#{figure}")), "{csv}");
    }
    assert_eq!(server.get(&format!("{NICE_PAGE}/figure-unknown.svg")).status, 404);
    assert_eq!(server.get(&format!("{NICE_PAGE}/figure-observed.exe")).status, 404);
}
