//! Where a right holds: everywhere, or in a territory of any kind and all that lies in it.

use geodata::territory::{Territories, Territory, TerritoryKind};

/// Does one of these grants reach a territory? `None` in the grants is everywhere, and so is a `None` that is asked
/// for, which only a grant everywhere reaches.
pub(crate) fn covered<'a>(
    mut grants: impl Iterator<Item = Option<&'a str>>,
    asked: Option<&str>,
    territories: &Territories,
) -> bool {
    grants.any(|granted| match (granted, asked) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(granted), Some(asked)) => lies_in(territories, asked, granted),
    })
}

/// Does a territory lie in another, or is it the same one?
fn lies_in(territories: &Territories, code: &str, outer: &str) -> bool {
    if code == outer {
        return true;
    }
    let Some(territory) = territories.by_code(code) else { return false };
    let city = territory.city.as_deref();
    let in_city = city.and_then(|city| territories.by_code(city)).is_some_and(|city| is_part_of(city, outer));
    is_part_of(territory, outer) || in_city
}

fn is_part_of(territory: &Territory, outer: &str) -> bool {
    let larger = [&territory.city, &territory.epci, &territory.department, &territory.region];
    larger.into_iter().flatten().any(|code| code == outer)
        || (outer == "FR" && territory.kind != TerritoryKind::Country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_reaches_what_lies_in_its_territory_and_nothing_else() {
        let territories = Territories::embedded();
        let cases = [
            (None, Some("93066"), true),
            (None, None, true),
            (Some("93066"), Some("93066"), true),
            (Some("93066"), Some("93001"), false),
            (Some("93066"), None, false),
            (Some("d93"), Some("93066"), true),
            (Some("d75"), Some("93066"), false),
            (Some("r11"), Some("93066"), true),
            (Some("r11"), Some("d93"), true),
            (Some("d93"), Some("r11"), false),
            (Some("75056"), Some("75101"), true),
            (Some("d75"), Some("75101"), true),
            (Some("FR"), Some("75101"), true),
            (Some("FR"), Some("MC"), false),
            (Some("FR"), None, false),
            (Some("d93"), Some("no such code"), false),
        ];
        for (granted, asked, expected) in cases {
            assert_eq!(covered([granted].into_iter(), asked, territories), expected, "{granted:?} {asked:?}");
        }
        let epci = territories.by_code("06088").and_then(|nice| nice.epci.as_deref()).expect("Nice has an EPCI");
        assert!(covered([Some(epci)].into_iter(), Some("06088"), territories));
        assert!(!covered([Some(epci)].into_iter(), Some("93066"), territories));
    }
}
