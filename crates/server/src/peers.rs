//! Comparable towns: what each territory holds, summed up to the larger ones, kept in memory and renewed when the census
//! has changed, so that no page goes through the whole country.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use geodata::territory::{Code, Territory, TerritoryKind};

use crate::map::Sum;
use crate::places::Places;
use crate::state::AppState;

/// Classes of size, by inhabitants: its key, the first number that belongs, and the first that does not.
pub(crate) const SIZES: [(&str, u32, u32); 5] = [
    ("0-1999", 0, 2_000),
    ("2000-9999", 2_000, 10_000),
    ("10000-49999", 10_000, 50_000),
    ("50000-199999", 50_000, 200_000),
    ("200000", 200_000, u32::MAX),
];

/// Sums of the whole country, some milliseconds, are not renewed more often.
const RENEWED: Duration = Duration::from_secs(5);

/// What comparable territories have in common: their kind, their class, the city of arrondissements.
type ClassKey = (TerritoryKind, &'static str, Option<Code>);

/// Devices for a thousand inhabitants of each territory that has some, whatever its kind.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    rates: HashMap<String, f64>,
    /// The same by class, in order.
    classes: HashMap<ClassKey, Vec<f64>>,
}

/// The newest sums, and the number of the revision that they hold for.
#[derive(Debug, Default)]
pub(crate) struct Peers(RwLock<Option<Kept>>);

#[derive(Debug, Clone)]
struct Kept {
    standing: Arc<Standing>,
    seen: i64,
    read: Instant,
}

/// Who a territory is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Territories of its kind with so many inhabitants: key, first and last number.
    Size(&'static str, u32, u32),
    /// The arrondissements of the same city.
    SameCity,
    /// All of its kind.
    Kind,
}

/// The middle of comparable territories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Comparison {
    /// Who they are.
    pub(crate) class: Class,
    /// How many of them have a device in the census, the territory itself apart.
    pub(crate) towns: usize,
    /// Devices that stand for a thousand inhabitants: the median over those.
    pub(crate) median: f64,
}

/// Devices for a thousand inhabitants.
pub(crate) fn rate(territory: &Territory, standing: u64) -> Option<f64> {
    let population = territory.population.filter(|count| *count > 0)?;
    Some(standing as f64 * 1000.0 / f64::from(population))
}

/// The class of size of a number of inhabitants.
pub(crate) fn size_of(population: u32) -> Option<&'static (&'static str, u32, u32)> {
    SIZES.iter().find(|(_, first, end)| (*first..*end).contains(&population))
}

impl Peers {
    /// The median of the territories that one is comparable with; `None` where it has no inhabitants or no peers.
    pub(crate) fn comparison(state: &AppState, territory: &Territory) -> Option<Comparison> {
        if territory.kind == TerritoryKind::Country {
            return None;
        }
        state.peers.standing(state).comparison(territory)
    }

    /// The sums of now, or of a moment ago.
    fn standing(&self, state: &AppState) -> Arc<Standing> {
        let seen = state.map.seen();
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        let is_good = |kept: &Kept| kept.seen == seen || kept.read.elapsed() < RENEWED;
        if let Some(kept) = kept.filter(is_good) {
            return kept.standing;
        }
        let standing =
            Arc::new(Standing::of(&state.places, state.map.whole().sums.iter().map(|(code, sum)| (&**code, *sum))));
        let kept = Kept { standing: Arc::clone(&standing), seen, read: Instant::now() };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        standing
    }
}

impl Standing {
    fn of<'a>(places: &Places, sums: impl Iterator<Item = (&'a str, Sum)>) -> Self {
        let mut all: HashMap<&str, (&Territory, u64)> = HashMap::new();
        for (code, sum) in sums.filter(|(_, sum)| sum.standing > 0) {
            let Some(place) = places.by_code(code) else { continue };
            let larger = [&place.city, &place.epci, &place.department, &place.region];
            let larger = larger.into_iter().flatten().filter_map(|code| places.by_code(code));
            for place in larger.chain([place]) {
                all.entry(place.code.as_str()).or_insert((place, 0)).1 += sum.standing;
            }
        }
        let mut classes: HashMap<ClassKey, Vec<f64>> = HashMap::new();
        for (place, standing) in all.values() {
            let class = Class::of(place).map(|class| class.among(place));
            if let Some((class, rate)) = class.zip(rate(place, *standing)) {
                classes.entry(class).or_default().push(rate);
            }
        }
        for rates in classes.values_mut() {
            rates.sort_by(f64::total_cmp);
        }
        let rates =
            all.values().filter_map(|(place, standing)| Some((place.code.to_string(), rate(place, *standing)?)));
        Self { rates: rates.collect(), classes }
    }

    fn comparison(&self, territory: &Territory) -> Option<Comparison> {
        let class = Class::of(territory)?;
        let rates = self.classes.get(&class.among(territory))?;
        let own = self.rates.get(territory.code.as_str());
        let own = own.and_then(|own| rates.binary_search_by(|rate| rate.total_cmp(own)).ok());
        let towns = rates.len() - usize::from(own.is_some());
        Some(Comparison { class, towns, median: median(rates, own)? })
    }
}

impl Class {
    fn of(territory: &Territory) -> Option<Self> {
        let population = territory.population.filter(|count| *count > 0)?;
        match territory.kind {
            TerritoryKind::Commune | TerritoryKind::Epci => {
                let (key, first, end) = size_of(population)?;
                Some(Self::Size(key, *first, *end))
            }
            TerritoryKind::Arrondissement => Some(Self::SameCity),
            TerritoryKind::Department | TerritoryKind::Region => Some(Self::Kind),
            TerritoryKind::Country => None,
        }
    }

    /// Its key in the API.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Size(key, ..) => key,
            Self::SameCity => "same_city",
            Self::Kind => "all",
        }
    }

    /// What those have in common that a territory is compared with.
    fn among(self, territory: &Territory) -> ClassKey {
        let city = territory.city.filter(|_| self == Self::SameCity);
        (territory.kind, self.key(), city)
    }
}

/// The middle value of sorted ones without the one at a place, or the mean of the two in the middle.
fn median(sorted: &[f64], without: Option<usize>) -> Option<f64> {
    let at = |place: usize| sorted.get(place + usize::from(without.is_some_and(|gap| gap <= place))).copied();
    let count = sorted.len() - usize::from(without.is_some());
    let half = count / 2;
    match count % 2 {
        1 => at(half),
        _ => Some(f64::midpoint(at(half.checked_sub(1)?)?, at(half)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[], None), None);
        assert_eq!(median(&[3.0], None), Some(3.0));
        assert_eq!(median(&[3.0], Some(0)), None);
        assert_eq!(median(&[1.0, 2.0, 9.0], None), Some(2.0));
        assert_eq!(median(&[1.0, 2.0, 9.0], Some(0)), Some(5.5));
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0], None), Some(3.0));
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0], Some(3)), Some(2.0));
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0], Some(1)), Some(4.0));
    }
}
