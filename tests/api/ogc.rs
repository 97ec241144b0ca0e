//! OGC API Features: the abstract tests of the standard (OGC 17-069r4, annex A.2) as far as a client can try them, the
//! filters, and GDAL and OWSLib as the clients that people use.

use std::process::Command;

use serde_json::Value;
use technopolice_tests::{Server, demo, encoded, program, skipped};

const COLLECTIONS: [&str; 8] = [
    "devices",
    "deployments",
    "contracts",
    "authorisations",
    "official_counts",
    "organisations",
    "documents",
    "surveys",
];

fn rels(document: &Value) -> Vec<&str> {
    document["links"].as_array().expect("links").iter().filter_map(|link| link["rel"].as_str()).collect()
}

fn link<'a>(document: &'a Value, rel: &str) -> Option<&'a str> {
    let links = document["links"].as_array().expect("links");
    links.iter().find(|link| link["rel"] == rel).and_then(|link| link["href"].as_str())
}

/// The ids of all pages, and how many pages there were.
fn walk(server: &Server, first: &str) -> (Vec<String>, usize) {
    let (mut ids, mut pages, mut next) = (Vec::new(), 0, Some(first.to_owned()));
    while let Some(path) = next {
        let answer = server.get(&path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "application/geo+json"),
            "{path}: {}",
            answer.text()
        );
        let page = answer.json();
        let features = page["features"].as_array().expect("features");
        assert_eq!(page["numberReturned"], features.len(), "/req/core/fc-numberReturned");
        ids.extend(features.iter().map(|feature| feature["id"].as_str().expect("an id").to_owned()));
        next = link(&page, "next").map(|href| href.trim_start_matches(&server.url("")).to_owned());
        pages += 1;
    }
    (ids, pages)
}

fn count(server: &Server, query: &str) -> usize {
    walk(server, &format!("/ogc/collections/devices/items?limit=1000&{query}")).0.len()
}

#[test]
fn a_client_finds_its_way_from_the_landing_page_to_a_feature() {
    let server = demo();
    let landing = server.get("/ogc").json();
    for rel in ["self", "alternate", "service-desc", "service-doc", "conformance", "data"] {
        assert!(rels(&landing).contains(&rel), "/req/core/root-success: {rel}");
    }
    let links = landing["links"].as_array().expect("links");
    for href in links.iter().filter_map(|link| link["href"].as_str()).filter(|href| href.starts_with(&server.url(""))) {
        assert_eq!(server.get(href.trim_start_matches(&server.url(""))).status, 200, "{href}");
    }
    let conformance = server.get("/ogc/conformance").json();
    let claimed = conformance["conformsTo"].as_array().expect("classes");
    assert!(claimed.iter().any(|class| class == "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"));
    let collections = server.get("/ogc/collections").json();
    let listed = collections["collections"].as_array().expect("collections");
    assert_eq!(listed.iter().map(|one| one["id"].as_str().expect("an id")).collect::<Vec<_>>(), COLLECTIONS);
    for collection in listed {
        let id = collection["id"].as_str().expect("an id");
        assert!(link(collection, "items").is_some(), "/req/core/fc-md-items-links: {id}");
        assert_eq!(&server.get(&format!("/ogc/collections/{id}")).json(), collection, "/req/core/sfc-md-success");
        let page = server.get(&format!("/ogc/collections/{id}/items?limit=1")).json();
        assert_eq!(page["type"], "FeatureCollection");
        let Some(feature) = page["features"].as_array().expect("features").first() else { continue };
        let one = server.get(&format!("/ogc/collections/{id}/items/{}", feature["id"].as_str().expect("an id")));
        assert_eq!((one.status, one.header("content-type")), (200, "application/geo+json"));
        let one = one.json();
        for rel in ["self", "alternate", "collection"] {
            assert!(rels(&one).contains(&rel), "/req/core/f-links: {rel}");
        }
        assert_eq!((&one["properties"], &one["geometry"]), (&feature["properties"], &feature["geometry"]));
    }
    let devices = server.get("/ogc/collections/devices").json();
    assert_eq!(devices["extent"]["spatial"]["bbox"][0].as_array().expect("a box").len(), 4);
    for path in
        ["/ogc/collections/balloons", "/ogc/collections/balloons/items", "/ogc/collections/devices/items/balloon"]
    {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
}

#[test]
fn pages_hold_everything_once_and_parameters_are_read_strictly() {
    let server = demo();
    let all = server.get("/ogc/collections/devices/items?limit=1").json()["numberMatched"].as_u64().expect("a number");
    for limit in [7, 100, 1000] {
        let (mut ids, pages) = walk(&server, &format!("/ogc/collections/devices/items?limit={limit}"));
        assert_eq!((ids.len() as u64, pages as u64), (all, all.div_ceil(limit)), "limit={limit}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len() as u64, all, "no feature twice");
    }
    // A filter that the indexes cannot answer: the last page says so, also when it is just full.
    let filter = "filter=confirmations%3E%3D0%20OR%20kind%3D'gate'";
    let (ids, _) = walk(&server, &format!("/ogc/collections/devices/items?limit=1000&{filter}"));
    let held = ids.len() as u64;
    assert!(held > 100, "{held}");
    for limit in [held - 1, held, held + 1] {
        let (ids, pages) = walk(&server, &format!("/ogc/collections/devices/items?limit={limit}&{filter}"));
        assert_eq!((ids.len() as u64, pages as u64), (held, held.div_ceil(limit)), "limit={limit}");
    }
    // More than the maximum is lowered, nothing and less is refused (/req/core/fc-limit-response-1).
    assert_eq!(server.get("/ogc/collections/devices/items?limit=100000").status, 200);
    for query in [
        "limit=0",
        "limit=-1",
        "limit=many",
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=7,91,8,92",
        "datetime=yesterday",
        "datetime=",
        "datetime=2026-02-01/2026-01-01",
        "colour=red",
        "kind=balloon",
        "confirmations=many",
        "f=xml",
        "filter-lang=sql&filter=kind%3D'camera'",
        "filter=",
        "filter=kind",
        "filter=kind%3D",
        "filter=colour%3D'red'",
        "filter=kind%3D3",
        "filter=drop(kind)",
        "filter=sources%3D'x'",
        "cursor=here",
        "filter-crs=EPSG:2154",
    ] {
        let answer = server.get(&format!("/ogc/collections/devices/items?{query}"));
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (400, "application/problem+json"),
            "{query}: {}",
            answer.text()
        );
    }
    for path in ["/ogc?x=1", "/ogc/conformance?x=1", "/ogc/collections?x=1", "/ogc/collections/devices?x=1"] {
        assert_eq!(server.get(path).status, 400, "/req/core/query-param-unknown: {path}");
    }
}

#[test]
fn filters_answer_as_the_api_and_as_one_another() {
    let server = demo();
    let all = count(&server, "");
    let bbox = "bbox=7.40,43.72,7.45,43.76";
    let here = count(&server, bbox);
    assert!(here > 10 && here < all, "{here} of {all}");
    assert_eq!(count(&server, "bbox=7.40,43.72,0,7.45,43.76,100"), here);
    for filter in [
        "S_INTERSECTS(geometry,BBOX(7.40,43.72,7.45,43.76))",
        "S_WITHIN(geometry,POLYGON((7.40 43.72,7.45 43.72,7.45 43.76,7.40 43.76,7.40 43.72)))",
        "NOT S_DISJOINT(geometry,BBOX(7.40,43.72,7.45,43.76))",
    ] {
        assert_eq!(count(&server, &format!("filter={}", encoded(filter))), here, "{filter}");
    }
    let cameras = count(&server, "kind=camera");
    let api = server.get("/api/v1/devices?kind=camera&limit=1000").json();
    assert_eq!(api["features"].as_array().expect("features").len(), cameras);
    assert!(cameras > 0 && cameras < all);
    let same = [
        "kind = 'camera'",
        "kind IN ('camera')",
        "kind LIKE 'camer_'",
        "CASEI(kind) = casei('CAMERA')",
        "NOT (kind <> 'camera')",
        "kind = 'camera' AND version >= 1 AND version BETWEEN 0 AND 1000000",
        "kind = 'camera' AND T_AFTER(updated_on, DATE('2000-01-01'))",
        "kind = 'camera' AND T_DURING(updated_on, INTERVAL('2000-01-01','..'))",
        "kind = 'camera' AND (updated_on >= DATE('2000-01-01') OR form IS NULL)",
    ];
    for filter in same {
        assert_eq!(count(&server, &format!("filter={}", encoded(filter))), cameras, "{filter}");
    }
    let json = r#"{"op":"=","args":[{"property":"kind"},"camera"]}"#;
    assert_eq!(count(&server, &format!("filter-lang=cql2-json&filter={}", encoded(json))), cameras);
    let known = count(&server, &format!("filter={}", encoded("form IS NOT NULL")));
    let unknown = count(&server, &format!("filter={}", encoded("form IS NULL")));
    assert_eq!(known + unknown, all);
    // A value that is not known is neither equal nor different.
    let split =
        ["form = 'dome'", "form <> 'dome'"].map(|filter| count(&server, &format!("filter={}", encoded(filter))));
    assert_eq!(split[0] + split[1], known);
    let zoom = count(&server, "features=zoom");
    assert_eq!(count(&server, &format!("filter={}", encoded("A_CONTAINS(features, ('zoom'))"))), zoom);
    assert_eq!(count(&server, "datetime=2000-01-01/.."), all);
    assert_eq!(count(&server, "datetime=../2000-01-01T00:00:00Z"), 0);
    // Records have no place, and their flat columns are what files have.
    let contracts = "/ogc/collections/contracts/items";
    let (some, _) = walk(&server, &format!("{contracts}?limit=1000"));
    assert!(!some.is_empty());
    assert!(walk(&server, &format!("{contracts}?bbox=-10,40,10,52")).0.is_empty());
    let large = walk(&server, &format!("{contracts}?filter={}", encoded("amount_ht > 0 OR amount_ht IS NULL"))).0;
    assert_eq!(large.len(), some.len());
}

#[test]
fn no_filter_brings_the_server_down() {
    let server = demo();
    let deep = [
        "(".repeat(5000),
        format!("{}kind='camera'{}", "(".repeat(4000), ")".repeat(4000)),
        format!("{}kind='camera' wrong{}", "(".repeat(8), ")".repeat(8)),
        format!("{}true", "NOT ".repeat(3500)),
        format!("version = {}1", "-".repeat(8000)),
        format!("{}kind='camera'", "kind='camera' AND ".repeat(700)),
        "POLYGON((((((((".to_owned(),
        "x".repeat(20_000),
    ];
    for filter in deep {
        let answer = server.get(&format!("/ogc/collections/devices/items?filter={}", encoded(&filter)));
        assert!(matches!(answer.status, 200 | 400 | 414 | 431), "{}: {}", answer.status, &filter[..20]);
        assert_eq!(server.get("/ogc/conformance").status, 200, "it lives");
    }
}

#[test]
fn a_browser_gets_pages_of_the_same() {
    let server = demo();
    let id = server.get("/ogc/collections/devices/items?limit=1").json()["features"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for path in [
        "/ogc".to_owned(),
        "/ogc/conformance".to_owned(),
        "/ogc/collections".to_owned(),
        "/ogc/collections/contracts".to_owned(),
        "/ogc/collections/devices/queryables".to_owned(),
        "/ogc/collections/devices/items".to_owned(),
        format!("/ogc/collections/devices/items/{id}"),
    ] {
        let page = server.page(&path);
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        assert!(page.text().contains("<h1>"), "{path}");
        let sign = if path.contains('?') { '&' } else { '?' };
        assert_eq!(server.page(&format!("{path}{sign}f=json")).status, 200);
        assert!(server.page(&format!("{path}{sign}f=json")).header("content-type").contains("json"), "{path}");
    }
}

#[test]
fn the_description_names_every_filter() {
    let server = demo();
    let description = server.get("/ogc/api");
    assert_eq!(description.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let description = description.json();
    for collection in COLLECTIONS {
        let parameters = &description["paths"][format!("/collections/{collection}/items")]["get"]["parameters"];
        let own: Vec<&str> =
            parameters.as_array().expect("parameters").iter().filter_map(|one| one["name"].as_str()).collect();
        let queryables = server.get(&format!("/ogc/collections/{collection}/queryables"));
        assert_eq!(queryables.header("content-type"), "application/schema+json");
        let queryables = queryables.json();
        for name in queryables["properties"].as_object().expect("properties").keys().filter(|name| *name != "geometry")
        {
            assert!(own.contains(&name.as_str()), "{collection}: {name} is not documented");
        }
    }
}

#[test]
fn gdal_reads_the_layers_and_sends_its_filters() {
    let Some(ogrinfo) = program("ogrinfo") else { return skipped("ogrinfo not found") };
    let server = demo();
    let address = format!("OAPIF:{}", server.url("/ogc"));
    let read = |arguments: &[&str]| {
        let output = Command::new(&ogrinfo).args(["-ro", "-so", "-al"]).args(arguments).output().expect("ogrinfo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let count = text.lines().find_map(|line| line.strip_prefix("Feature Count: ")).map(str::to_owned);
        count.unwrap_or_else(|| panic!("no count: {text}")).trim().parse::<usize>().expect("a number")
    };
    let options = ["-oo", "PAGE_SIZE=1000"];
    let all = count(&server, "");
    assert_eq!(read(&[&options[..], &[&address, "devices"]].concat()), all);
    let cameras = count(&server, "kind=camera");
    assert_eq!(read(&[&options[..], &["-where", "kind='camera'", &address, "devices"]].concat()), cameras);
    let here = count(&server, "bbox=7.40,43.72,7.45,43.76");
    assert_eq!(read(&[&options[..], &["-spat", "7.40", "43.72", "7.45", "43.76", &address, "devices"]].concat()), here);
}

#[test]
fn owslib_finds_the_collections_and_reads_them() {
    let Some(python) = std::env::var_os("TECHNOPOLICE_PYTHON") else {
        return skipped("OWSLib not found (set TECHNOPOLICE_PYTHON)");
    };
    let server = demo();
    let script = "import sys, json\n\
        from owslib.ogcapi.features import Features\n\
        api = Features(sys.argv[1])\n\
        page = api.collection_items('devices', limit=1000, bbox=[7.40, 43.72, 7.45, 43.76])\n\
        print(json.dumps([api.feature_collections(), len(page['features']), api.collection_queryables('devices')['type']]))";
    let output = Command::new(python).args(["-c", script, &server.url("/ogc/")]).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said[0].as_array().expect("collections").len(), COLLECTIONS.len());
    assert_eq!(said[1], count(&server, "bbox=7.40,43.72,7.45,43.76"));
    assert_eq!(said[2], "object");
}
