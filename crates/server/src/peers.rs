//! Comparable towns: what each territory holds, summed up to the larger ones, kept in memory and renewed when the census
//! has changed, so that no page counts the whole country.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use geodata::territory::{Territory, TerritoryKind};
use store::{Store, Summary};

use crate::error::Error;
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

/// Counts of the whole country are not renewed more often.
const RENEWED: Duration = Duration::from_secs(30);

/// What stands in each territory, whatever its kind.
#[derive(Debug, Default)]
pub(crate) struct Standing(HashMap<String, u64>);

/// The newest counts, and the number of the revision that they hold for.
#[derive(Debug, Default)]
pub(crate) struct Peers(RwLock<Option<Kept>>);

#[derive(Debug, Clone)]
struct Kept {
    standing: Arc<Standing>,
    seq: i64,
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
    pub(crate) async fn comparison(state: &AppState, territory: &Territory) -> Result<Option<Comparison>, Error> {
        if territory.kind == TerritoryKind::Country {
            return Ok(None);
        }
        let standing = state.peers.standing(state).await?;
        Ok(standing.comparison(&state.places, territory))
    }

    /// The counts of now, or of a moment ago while they are counted anew.
    async fn standing(&self, state: &AppState) -> Result<Arc<Standing>, Error> {
        let kept = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let seq = state.store.last_seq().await?;
        match kept {
            Some(kept) if kept.seq == seq => Ok(kept.standing),
            Some(kept) if kept.read.elapsed() < RENEWED => Ok(kept.standing),
            Some(kept) => {
                let state = state.clone();
                tokio::spawn(async move {
                    if let Err(error) = state.peers.renew(&state.store, &state.places, seq).await {
                        tracing::warn!(%error, "Comparable towns could not be counted and stay as they were");
                    }
                });
                Ok(kept.standing)
            }
            None => Ok(self.renew(&state.store, &state.places, seq).await?),
        }
    }

    async fn renew(&self, store: &Store, places: &Places, seq: i64) -> Result<Arc<Standing>, store::Error> {
        // Others that come meanwhile are content with what is kept.
        if let Some(kept) = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner).as_mut() {
            kept.read = Instant::now();
        }
        let standing = Arc::new(Standing::of(places, &store.summaries().await?));
        let kept = Kept { standing: Arc::clone(&standing), seq, read: Instant::now() };
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(kept);
        Ok(standing)
    }
}

impl Standing {
    fn of(places: &Places, summaries: &[Summary]) -> Self {
        let mut all: HashMap<String, u64> = HashMap::new();
        for summary in summaries.iter().filter(|summary| summary.standing > 0) {
            let Some(place) = places.by_code(&summary.territory) else { continue };
            let larger = [&place.city, &place.epci, &place.department, &place.region];
            for code in larger.into_iter().flatten().chain([&place.code]) {
                *all.entry(code.to_string()).or_default() += summary.standing;
            }
        }
        Self(all)
    }

    fn comparison(&self, places: &Places, territory: &Territory) -> Option<Comparison> {
        let class = Class::of(territory)?;
        let alike = self.0.iter().filter_map(|(code, standing)| Some((places.by_code(code)?, *standing)));
        let alike = alike.filter(|(place, _)| place.code != territory.code && class.has(territory, place));
        let mut rates: Vec<f64> = alike.filter_map(|(place, standing)| rate(place, standing)).collect();
        rates.sort_by(f64::total_cmp);
        Some(Comparison { class, towns: rates.len(), median: median(&rates)? })
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

    fn has(self, territory: &Territory, other: &Territory) -> bool {
        let is_alike = match self {
            Self::Size(_, first, end) => other.population.is_some_and(|count| (first..end).contains(&count)),
            Self::SameCity => other.city == territory.city,
            Self::Kind => true,
        };
        is_alike && other.kind == territory.kind
    }
}

/// The middle value of sorted ones, or the mean of the two in the middle.
fn median(sorted: &[f64]) -> Option<f64> {
    let half = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => sorted.get(half).copied(),
        _ => Some(f64::midpoint(*sorted.get(half.checked_sub(1)?)?, *sorted.get(half)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[1.0, 2.0, 9.0]), Some(2.0));
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0]), Some(3.0));
    }
}
