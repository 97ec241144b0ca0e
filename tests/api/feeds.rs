//! Feeds: what was published or removed, newest first, for feed readers.

use roxmltree::{Document, Node};
use serde_json::json;
use technopolice_tests::{Server, demo};
use uuid::Uuid;

use crate::seen::{NICE, report};

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The children of a name, in the namespace of Atom.
fn all<'a>(node: Node<'a, 'a>, name: &'a str) -> Vec<Node<'a, 'a>> {
    node.children().filter(|child| child.has_tag_name((ATOM, name))).collect()
}

fn text(node: Node<'_, '_>, name: &str) -> String {
    let found = node.children().find(|child| child.has_tag_name((ATOM, name)));
    found.and_then(|child| child.text()).unwrap_or_default().to_owned()
}

fn link(node: Node<'_, '_>, rel: &str) -> Option<String> {
    let links = node.children().filter(|child| child.has_tag_name((ATOM, "link")));
    let found = links.into_iter().find(|link| link.attribute("rel") == Some(rel))?;
    found.attribute("href").map(str::to_owned)
}

fn feed(server: &Server, path: &str) -> String {
    let answer = server.get(path);
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/atom+xml; charset=utf-8"), "{path}");
    answer.text()
}

/// What RFC 4287 demands of a feed, and we of ours.
fn check(feed: Node<'_, '_>) {
    assert!(feed.has_tag_name((ATOM, "feed")));
    for node in std::iter::once(feed).chain(all(feed, "entry")) {
        assert!(text(node, "id").starts_with("urn:uuid:"), "{}", text(node, "id"));
        assert!(!text(node, "title").is_empty());
        let updated = text(node, "updated");
        assert!(updated.len() == 20 && updated.ends_with("T00:00:00Z"), "a day, never a time: {updated}");
    }
    let days: Vec<String> = all(feed, "entry").into_iter().map(|entry| text(entry, "updated")).collect();
    assert!(days.windows(2).all(|pair| pair[0] >= pair[1]), "newest first: {days:?}");
    assert!(link(feed, "self").is_some() && link(feed, "alternate").is_some());
}

#[test]
fn a_camera_is_news_of_its_city_when_it_comes_and_when_it_goes() {
    let server = demo();
    let sent = server.post("/api/v1/contributions", &report(Uuid::new_v4(), NICE)).json();
    let id = sent["entity"]["id"].as_str().expect("a device").to_owned();
    let first = feed(&server, "/villes/06088-nice.atom");
    let document = Document::parse(&first).expect("XML");
    check(document.root_element());
    let entry = all(document.root_element(), "entry")[0];
    assert!(text(entry, "title").starts_with("Publié\u{a0}: Caméra"), "{}", text(entry, "title"));
    assert_eq!(link(entry, "alternate"), Some(format!("/appareils/{id}")));
    let known = text(entry, "id");

    let (contribution, code) = (sent["id"].as_str().expect("an id"), sent["receipt"]["code"].as_str().expect("a code"));
    let path = format!("/api/v1/contributions/{contribution}");
    let withdrawn = server.send("DELETE", &path, &[("edit-key", code), ("if-match", "\"1\"")], b"");
    assert!(withdrawn.status < 300, "{}", withdrawn.text());
    for path in ["/villes/06088-nice.atom", "/retraits.atom", "/carte.atom?territory=06088&status=mistaken"] {
        let text_of = feed(&server, path);
        let document = Document::parse(&text_of).expect("XML");
        check(document.root_element());
        let entry = all(document.root_element(), "entry")[0];
        assert!(text(entry, "title").starts_with("Retiré\u{a0}: "), "{path}: {}", text(entry, "title"));
        assert_ne!(text(entry, "id"), known, "another event");
        assert!(text_of.contains(&known) || path == "/retraits.atom", "{path}: the first one keeps its id");
    }
    let english = feed(&server, "/en/cities/06088-nice.atom");
    assert!(english.contains("Removed: Camera") && english.contains("xml:lang=\"en\""), "{english}");
}

#[test]
fn a_long_feed_has_pages_and_no_entry_stands_on_two() {
    let server = demo();
    let (mut path, mut seen, mut pages) = ("/carte.atom?kind=camera".to_owned(), Vec::new(), 0);
    loop {
        let text_of = feed(&server, &path);
        let document = Document::parse(&text_of).expect("XML");
        let root = document.root_element();
        check(root);
        seen.extend(all(root, "entry").into_iter().map(|entry| text(entry, "id")));
        pages += 1;
        let Some(next) = link(root, "next").filter(|_| pages < 5) else { break };
        path = next;
    }
    assert!(pages > 1 && seen.len() > 50, "{pages} pages, {} entries", seen.len());
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
    assert_eq!(server.get("/carte.atom?cursor=x").status, 400);
}

#[test]
fn a_company_is_followed_through_its_contracts_and_hostile_words_stay_words() {
    let server = demo();
    let contract = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": "contract", "patch": {
        "authority": "Ville de Nice", "object": "]]></title><script>&\"'", "territories": ["06088"],
        "holders": [{"organisation": {"name": "Caméras & Fils"}}], "notified_on": "2025-01-01"}});
    let sent = server.post("/api/v1/contributions", &contract);
    assert_eq!(sent.status, 201, "{}", sent.text());
    let found = server.get("/api/v1/records?type=organisation&limit=1000").json();
    let companies = found["records"].as_array().expect("records");
    let company = companies.iter().find(|one| one["name"] == "Caméras & Fils").expect("the company");
    let path = format!("/organisations/{}.atom", company["id"].as_str().expect("an id"));
    for path in [path.as_str(), "/marches.atom?territory=06088", "/marches.atom"] {
        let text_of = feed(&server, path);
        let document = Document::parse(&text_of).expect("XML");
        check(document.root_element());
        let titles: Vec<String> =
            all(document.root_element(), "entry").into_iter().map(|entry| text(entry, "title")).collect();
        assert!(titles.iter().any(|title| title.contains("]]></title><script>&\"'")), "{path}: {titles:?}");
    }
}
