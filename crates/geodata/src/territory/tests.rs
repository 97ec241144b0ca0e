//! The embedded reference set as a whole: its counts, its contours, its answers.

use std::collections::HashMap;
use std::rc::Rc;

use geo::{Contains, Point};

use super::{BoundaryLevel, Coverage, Locator, Territories, Territory, TerritoryKind};
use crate::Position;

/// A small generator of numbers in 0..1 (xorshift), so that every run asks for the same points.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn in_box(&mut self, [west, south, east, north]: [f64; 4]) -> Position {
        at(west + self.unit() * (east - west), south + self.unit() * (north - south))
    }
}

fn at(longitude: f64, latitude: f64) -> Position {
    Position::new(longitude, latitude).expect("a valid position")
}

fn count(accept: impl Fn(&Territory) -> bool) -> usize {
    Territories::embedded().iter().filter(|territory| accept(territory)).count()
}

#[test]
fn every_territory_of_2026_is_there() {
    let is = |kind| move |territory: &Territory| territory.kind == kind;
    let in_a_region = |territory: &Territory| territory.region.is_some();
    assert_eq!(count(|t| is(TerritoryKind::Commune)(t) && in_a_region(t)), 34_875);
    assert_eq!(count(|t| is(TerritoryKind::Commune)(t) && !in_a_region(t)), 94);
    assert_eq!(count(is(TerritoryKind::Arrondissement)), 45);
    assert_eq!(count(is(TerritoryKind::Epci)), 1255);
    assert_eq!(count(is(TerritoryKind::Region)), 18);
    // 101 departments, and eight overseas collectivities at the same place.
    assert_eq!(count(|t| is(TerritoryKind::Department)(t) && in_a_region(t)), 101);
    assert_eq!(count(is(TerritoryKind::Department)), 109);
    // Four islands belong to no EPCI; 34,871 memberships.
    let in_an_epci = |t: &Territory| is(TerritoryKind::Commune)(t) && t.epci.is_some();
    assert_eq!(count(in_an_epci), 34_871);
}

#[test]
fn every_contour_holds_its_label_point() {
    let set = Territories::embedded();
    let mut contours = 0;
    for territory in set.iter().filter(|territory| territory.kind != TerritoryKind::Country) {
        let Some(contour) = set.contour(&territory.code) else {
            assert!(territory.label_point.is_none(), "{territory:?}");
            continue;
        };
        contours += 1;
        let label = territory.label_point.expect("a contour has a label point");
        assert!(contour.contains(&Point::new(label.longitude(), label.latitude())), "{territory:?}");
        assert!(territory.bbox.expect("a contour has a box").contains(label), "{territory:?}");
    }
    // 34,875 communes, 45 arrondissements, 1,255 EPCI, 101 departments, 18 regions.
    assert_eq!(contours, 34_875 + 45 + 1_255 + 101 + 18);
}

#[test]
fn larger_territories_are_exactly_their_parts() {
    let set = Territories::embedded();
    let area = |code: &str| {
        let outline = set.contour(code).expect("a contour");
        geo::Area::signed_area(&outline)
    };
    for code in ["75056", "d93", "r11", "r94", "200054807"] {
        let parts: f64 = set.children(code).into_iter().map(|part| area(&part.code)).sum();
        assert!((area(code) / parts - 1.0).abs() < 1e-9, "{code}");
    }
    assert_eq!(set.children("75056").len(), 20);
    assert_eq!(set.children("d93").len(), 39);
    assert_eq!(set.children("r11").len(), 8);
}

#[test]
fn arcs_know_what_they_separate() {
    let mut lengths = std::collections::BTreeMap::<BoundaryLevel, usize>::new();
    for arc in Territories::embedded().arcs() {
        assert!(arc.coordinates().len() >= 2);
        assert!(arc.left.is_some());
        *lengths.entry(arc.level).or_default() += 1;
    }
    assert_eq!(lengths.len(), 5);
    assert!(lengths[&BoundaryLevel::Commune] > lengths[&BoundaryLevel::Department]);
    assert!(lengths[&BoundaryLevel::Department] > lengths[&BoundaryLevel::Region]);
}

/// A territory and its contour.
type Shape<'a> = (&'a Territory, Rc<geo::MultiPolygon<f64>>);

/// Every polygon, under each quarter of a degree that its box touches: nothing but the boxes narrows the plain test.
fn polygons_by_quarter(set: &Territories) -> HashMap<(i32, i32), Vec<Shape<'_>>> {
    let mut quarters = HashMap::<_, Vec<_>>::new();
    for territory in set.shaped() {
        let polygon = Rc::new(set.contour(&territory.code).expect("a contour"));
        let bbox = territory.bbox.expect("a box");
        for column in quarter(bbox.west())..=quarter(bbox.east()) {
            for row in quarter(bbox.south())..=quarter(bbox.north()) {
                quarters.entry((column, row)).or_default().push((territory, Rc::clone(&polygon)));
            }
        }
    }
    quarters
}

fn quarter(degrees: f64) -> i32 {
    (degrees * 4.0).floor() as i32
}

#[test]
fn the_grid_agrees_with_a_plain_test_of_all_polygons() {
    let set = Territories::embedded();
    let quarters = polygons_by_quarter(set);
    let france = [-5.2, 41.3, 9.6, 51.1];
    let islands = [[-61.9, 15.8, -60.9, 16.6], [55.2, -21.4, 55.9, -20.8]];
    let (inland, paris) = ([0.0, 43.5, 5.9, 49.3], [2.2, 48.8, 2.5, 48.95]);
    let boxes = [france, france, inland, inland, inland, inland, inland, paris, islands[0], islands[1]];
    let (mut random, mut inside) = (Random(0x5eed), 0);
    for index in 0..120_000 {
        let position = random.in_box(boxes[index % boxes.len()]);
        let point = Point::new(position.longitude(), position.latitude());
        let near = quarters.get(&(quarter(position.longitude()), quarter(position.latitude())));
        let holding = near.into_iter().flatten().filter(|(_, polygon)| polygon.contains(&point));
        let expected: Vec<&str> = holding.map(|(territory, _)| territory.code.as_str()).collect();
        assert!(expected.len() <= 1, "{position} lies in {expected:?}");
        let found = set.located().face_at(position).face.map(|face| set.of_face(face).code.as_str());
        assert_eq!(found, expected.first().copied(), "{position}");
        inside += usize::from(found.is_some());
    }
    assert!(inside > 80_000, "only {inside} points were in France");
}

#[test]
fn the_only_ground_inside_france_without_a_commune_is_llivia() {
    let outline = Territories::embedded().contour("FR").expect("the outline of France");
    let holes = outline.iter().flat_map(geo::Polygon::interiors);
    let areas =
        holes.map(|hole| geo::Area::unsigned_area(&geo::Polygon::new(hole.clone(), vec![])) * 111.2 * 111.2 * 0.7);
    let (large, small): (Vec<f64>, Vec<f64>) = areas.partition(|area| *area > 0.1);
    // The rest are flaws of the generalisation along the coast, of some ten thousand square metres at most.
    assert_eq!(large.len(), 1, "{large:?}");
    assert!(small.iter().sum::<f64>() < 0.1, "{small:?}");
    let set = Territories::embedded();
    assert!(set.located().face_at(at(1.98, 42.463)).face.is_none());
}

#[test]
fn places_at_home_and_abroad_are_told_apart() {
    let set = Territories::embedded();
    let locator = Locator::new(set, "FR,MC".parse::<Coverage>().expect("two countries"));
    for (name, longitude, latitude, country, territory) in [
        ("Monaco, place du Palais", 7.4208, 43.7314, Some("MC"), Some("MC")),
        ("Monaco, 15 m from Cap-d'Ail", 7.411_961_4, 43.728_153, Some("MC"), Some("MC")),
        ("Beausoleil", 7.4213, 43.7435, Some("FR"), Some("06012")),
        ("Menton", 7.4976, 43.7765, Some("FR"), Some("06083")),
        ("Llívia", 1.981, 42.4636, Some("ES"), None),
        ("Kehl", 7.8150, 48.5730, Some("DE"), None),
        ("Strasbourg", 7.7521, 48.5734, Some("FR"), Some("67482")),
        ("Genève", 6.1432, 46.2044, Some("CH"), None),
        ("Saint-Denis de La Réunion", 55.4504, -20.8789, Some("FR"), Some("97411")),
        ("Mamoudzou", 45.2279, -12.7806, Some("FR"), Some("97611")),
        ("Cayenne", -52.3260, 4.9372, Some("FR"), Some("97302")),
        ("Ajaccio", 8.7369, 41.9192, Some("FR"), Some("2A004")),
        ("Paris, Voltaire", 2.3800, 48.8580, Some("FR"), Some("75111")),
        ("the Atlantic", -30.0, 45.0, None, None),
        ("Hauteville House, Guernsey", -2.5363, 49.4520, Some("GG"), None),
    ] {
        let location = locator.locate(at(longitude, latitude));
        assert_eq!(location.country.map(|code| code.to_string()).as_deref(), country, "{name}");
        assert_eq!(location.territory.map(|found| found.code.as_str()), territory, "{name}");
    }
}

#[test]
fn of_the_fourteen_cameras_of_the_extract_only_the_one_in_france_is_given_to_a_french_commune() {
    let locator = Locator::new(Territories::embedded(), Coverage::default());
    for (longitude, latitude) in [
        (7.415_514_5, 43.733_295_7),
        (7.419_364_7, 43.738_823_4),
        (7.413_998_7, 43.732_036_6),
        (7.417_083_2, 43.731_665_4),
        (7.417_513_6, 43.731_634_8),
        (7.422_404_7, 43.732_251_7),
        (7.411_961_4, 43.728_153),
        (7.413_598_9, 43.727_321_5),
        (7.411_257_3, 43.731_174_7),
        (7.425_784_3, 43.739_623_7),
        (7.425_953_2, 43.739_473_5),
        (7.426_612_3, 43.739_023_7),
        (7.426_270_9, 43.738_690_9),
    ] {
        let location = locator.locate(at(longitude, latitude));
        assert_eq!(location.territory, None, "{longitude}, {latitude}");
        assert_eq!(locator.commune_of(at(longitude, latitude)), None, "{longitude}, {latitude}");
    }
    // In France by the boundaries of OpenStreetMap, though the generalised contours leave it out.
    let location = locator.locate(at(7.412_360_4, 43.727_909_3));
    assert_eq!(location.territory.map(|found| found.code.as_str()), Some("06032"));
    assert!(location.near_boundary);
}

#[test]
fn near_a_boundary_the_neighbours_are_named() {
    let locator = Locator::new(Territories::embedded(), "FR,MC".parse().expect("two countries"));
    let codes = |location: &super::Location<'_>| location.neighbours.iter().map(|t| t.code).collect::<Vec<_>>();
    // Place de la Bastille, where three arrondissements meet.
    let bastille = locator.locate(at(2.3691, 48.8532));
    assert!(bastille.near_boundary && codes(&bastille).len() >= 2, "{:?}", codes(&bastille));
    let beausoleil = locator.locate(at(7.4213, 43.7435));
    assert!(codes(&beausoleil).iter().any(|code| *code == "MC"));
    let inland = locator.locate(at(1.7500, 47.4400));
    assert!(inland.territory.is_some());
    assert_eq!(inland.near_boundary, !inland.neighbours.is_empty());
}

#[test]
fn what_people_type_finds_what_they_mean() {
    let set = Territories::embedded();
    for (query, among, expected) in [
        ("st denis", 2, "93066"),
        ("saint-denis", 2, "97411"),
        ("Saint-Étienne", 1, "42218"),
        ("saint etienne", 1, "42218"),
        ("59170", 1, "59163"),
        ("93066", 1, "93066"),
        ("93059", 1, "93066"),
        ("l'hay", 1, "94038"),
        ("L’Haÿ-les-Roses", 1, "94038"),
        ("paris", 1, "75056"),
        ("paris 11", 1, "75111"),
        ("75011", 1, "75111"),
        ("marseille 3e", 1, "13203"),
        ("lyon 1er", 1, "69381"),
        ("marsei", 1, "13055"),
        ("ste colombe", 12, "69189"),
        ("croix", 2, "59163"),
        ("croix 59", 1, "59163"),
        ("93", 1, "d93"),
        ("2a", 1, "d2A"),
        ("seine-saint-denis", 1, "d93"),
        ("occitanie", 1, "r76"),
        ("metropole de lyon", 1, "200046977"),
        ("2a004", 1, "2A004"),
        ("nouméa", 1, "98818"),
    ] {
        let found: Vec<&str> = set.search(query, among).iter().map(|territory| territory.code.as_str()).collect();
        assert!(found.contains(&expected), "{query}: {found:?}");
    }
    assert!(set.search("", 8).is_empty());
    assert!(set.search("zzzz", 8).is_empty());
    assert!(set.search("monaco", 8).iter().all(|territory| territory.code != "MC"));
    let with_monaco = "FR,MC".parse::<Coverage>().expect("two countries");
    assert_eq!(set.search_covered(&with_monaco, "monaco", 1)[0].code, "MC");
}

#[test]
fn homonyms_come_in_the_order_of_their_population() {
    let found = Territories::embedded().search("saint-denis", 4);
    let populations: Vec<_> = found.iter().map(|territory| territory.population).collect();
    assert!(found.iter().take(2).all(|territory| territory.name == "Saint-Denis"));
    assert!(populations[0] >= populations[1]);
}

#[test]
fn public_codes_are_not_mistaken_for_one_another() {
    let set = Territories::embedded();
    for (code, name) in [
        ("93066", "Saint-Denis"),
        ("93059", "Saint-Denis"),
        ("d93", "Seine-Saint-Denis"),
        ("r93", "Provence-Alpes-Côte d'Azur"),
        ("d2A", "Corse-du-Sud"),
        ("d971", "Guadeloupe"),
        ("r01", "Guadeloupe"),
        ("FR", "France"),
        ("MC", "Monaco"),
        ("97701", "Saint-Barthélemy"),
    ] {
        assert_eq!(set.by_code(code).map(|territory| territory.name.as_str()), Some(name), "{code}");
    }
    assert!(set.by_code("93").is_none());
    let codes: std::collections::BTreeSet<_> = set.iter().map(|territory| &territory.code).collect();
    assert_eq!(codes.len(), set.iter().len());
}

#[test]
fn imported_contours_replace_those_of_their_communes_only() {
    let set = Territories::embedded();
    let contour = |ring: &str| format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
    let feature = |code: &str, geometry: &str| {
        format!(r#"{{"type":"Feature","properties":{{"code":"{code}","nom":"x"}},"geometry":{geometry}}}"#)
    };
    let island = contour("[[-5.11,48.44],[-5.03,48.44],[-5.03,48.48],[-5.11,48.48],[-5.11,48.44]]");
    let features = [
        feature("29155", &island),
        feature("99999", &island),
        feature("75056", &island),
        feature("01001", "null"),
        feature("01002", r#"{"type":"Point","coordinates":[1,2]}"#),
    ];
    let file = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    let (finer, report) = set.with_contours(file.as_bytes()).expect("a sound file");
    assert_eq!((report.replaced, report.unknown, report.without_geometry.len()), (1, vec!["99999".to_owned()], 2));
    assert_eq!(report.made_of_arrondissements, ["75056"]);
    let locator = Locator::new(&finer, Coverage::default());
    assert_eq!(locator.commune_of(at(-5.10, 48.445)).map(|found| found.code.as_str()), Some("29155"));
    assert_eq!(locator.commune_of(at(7.7521, 48.5734)).map(|found| found.code.as_str()), Some("67482"));
    assert_eq!(finer.contour("01001"), set.contour("01001"));
}

#[test]
fn a_bad_contour_file_changes_nothing_and_says_why() {
    let set = Territories::embedded();
    let file = |ring: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"29155"}},
            "geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#
        )
    };
    for (file, expected) in [
        (String::new(), "feature collection"),
        ("{}".to_owned(), "feature collection"),
        (file("[[1,2],[3,4]]"), "not closed"),
        (file("[[1,2],[3,4],[5,6],[7,8]]"), "not closed"),
        (file("[[1,2],[3,94],[5,6],[1,2]]"), "off the Earth"),
    ] {
        let error = set.with_contours(file.as_bytes()).expect_err("a bad file").to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn the_quick_answer_and_the_full_one_name_the_same_commune() {
    let locator = Locator::new(Territories::embedded(), Coverage::default());
    let mut random = Random(0xf00d);
    for _ in 0..200_000 {
        let position = random.in_box([-5.2, 41.3, 9.6, 51.1]);
        if let Some(commune) = locator.commune_of(position) {
            let location = locator.locate(position);
            assert_eq!(location.territory.map(|found| &found.code), Some(&commune.code), "{position}");
        }
    }
}
