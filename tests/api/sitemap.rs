//! What search engines may list.

use roxmltree::Document;
use technopolice_tests::demo;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

#[test]
fn the_site_map_holds_what_there_is_in_both_languages_and_every_address_answers() {
    let server = demo();
    let index = server.get("/sitemap.xml").text();
    let index = Document::parse(&index).expect("XML");
    let parts: Vec<&str> =
        index.descendants().filter(|node| node.has_tag_name((SITEMAP, "loc"))).filter_map(|node| node.text()).collect();
    assert_eq!(parts, ["/sitemaps/pages.xml", "/sitemaps/villes-1.xml"]);
    let mut seen = 0;
    for part in parts {
        let text = server.get(part).text();
        let document = Document::parse(&text).expect("XML");
        let urls: Vec<_> = document.descendants().filter(|node| node.has_tag_name((SITEMAP, "url"))).collect();
        assert!(!urls.is_empty() && urls.len() <= 50_000);
        for (place, url) in urls.iter().enumerate() {
            let own = url
                .descendants()
                .find(|node| node.has_tag_name((SITEMAP, "loc")))
                .and_then(|node| node.text())
                .expect("a loc");
            let others: Vec<(&str, &str)> = url
                .children()
                .filter_map(|node| Some((node.attribute("hreflang")?, node.attribute("href")?)))
                .collect();
            assert!(others.iter().any(|(_, href)| *href == own), "{own} names itself");
            assert_eq!(others.iter().map(|(lang, _)| *lang).collect::<Vec<_>>(), ["fr", "en", "x-default"]);
            if place % 25 == 0 {
                assert_eq!(server.page(own).status, 200, "{own}");
                seen += 1;
            }
        }
    }
    assert!(seen > 3, "{seen}");
    assert_eq!(server.get("/sitemaps/villes-2.xml").status, 404);
    assert_eq!(server.get("/sitemaps/villes-0.xml").status, 404);
    let robots = server.get("/robots.txt").text();
    assert!(robots.contains("Disallow: /moderation\n") && !robots.contains("Disallow: /villes"), "{robots}");
}
