//! The figures that maps shade territories by: kept in memory, counted anew in the background.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use census::Family;
use geodata::territory::{Territories, Territory};
use store::Store;

use crate::map::Map;
use crate::state::AppState;

/// Between two counts, at least, and so many times as long as a count takes, so that a great census spends little on it.
const PAUSE: Duration = Duration::from_secs(2);
const SHARE: u32 = 20;

/// How often another server's changes are looked for.
const POLL: Duration = Duration::from_secs(10);

/// The families of uses that are told apart, with the names of their fields.
pub(crate) const USES: [(Family, &str); 7] = [
    (Family::Camera, "camera_uses"),
    (Family::Software, "software_uses"),
    (Family::File, "file_uses"),
    (Family::Face, "face_uses"),
    (Family::Sensor, "sensor_uses"),
    (Family::Mobile, "mobile_uses"),
    (Family::Site, "site_uses"),
];

/// The devices of a territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct TerritoryDevices {
    /// Those that stand, as far as the census knows.
    pub(crate) standing: u64,
    /// All that were ever recorded there and were no mistake.
    pub(crate) recorded: u64,
}

/// What is known of a territory and what lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shade {
    /// Its devices.
    pub(crate) devices: TerritoryDevices,
    /// Uses of technology that name it or a territory inside it, in the order of [`USES`].
    pub(crate) uses: [u64; USES.len()],
    /// Uses that name a larger territory it lies in.
    pub(crate) uses_around: u64,
}

/// The figures of every territory that has some, by code.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: HashMap<String, Shade>,
    /// How many times they were counted, from 1.
    pub(crate) version: i64,
}

/// The newest table.
#[derive(Debug, Default)]
pub(crate) struct Shades {
    table: RwLock<Arc<Table>>,
    turn: tokio::sync::Mutex<Turn>,
}

/// When it may be counted again.
#[derive(Debug, Default)]
struct Turn {
    seen: Option<i64>,
    after: Option<Instant>,
}

impl Table {
    /// The figures of a territory.
    pub(crate) fn of(&self, code: &str) -> Shade {
        self.rows.get(code).copied().unwrap_or_default()
    }

    fn new(
        territories: &Territories,
        devices: impl IntoIterator<Item = (String, TerritoryDevices)>,
        uses: impl IntoIterator<Item = (String, Family, u64)>,
    ) -> Self {
        let mut table = Self::default();
        for (code, counted) in devices {
            for code in with_those_around(territories, &code) {
                let sums = &mut table.rows.entry(code).or_default().devices;
                sums.standing += counted.standing;
                sums.recorded += counted.recorded;
            }
        }
        let mut named: HashMap<String, u64> = HashMap::new();
        for (code, family, count) in uses {
            *named.entry(code.clone()).or_default() += count;
            let Some(place) = USES.iter().position(|(known, _)| *known == family) else { continue };
            for code in with_those_around(territories, &code) {
                table.rows.entry(code).or_default().uses[place] += count;
            }
        }
        for territory in territories.iter() {
            let around: u64 = around(territory).iter().filter_map(|code| named.get(*code)).sum();
            if around > 0 {
                table.rows.entry(territory.code.to_string()).or_default().uses_around = around;
            }
        }
        table
    }
}

/// The territories that a territory lies in.
fn around(territory: &Territory) -> Vec<&str> {
    let larger = [&territory.city, &territory.epci, &territory.department, &territory.region];
    larger.into_iter().flatten().map(geodata::territory::Code::as_str).collect()
}

fn with_those_around(territories: &Territories, code: &str) -> Vec<String> {
    let around = territories.by_code(code).map(around).unwrap_or_default();
    std::iter::once(code).chain(around).map(str::to_owned).collect()
}

impl Shades {
    /// The figures as they were counted last; the first to ask waits for them.
    pub(crate) async fn table(
        &self,
        (store, map): (&Store, &Map),
        territories: &Territories,
    ) -> Result<Arc<Table>, store::Error> {
        let table = self.newest();
        if table.version > 0 {
            return Ok(table);
        }
        self.refresh((store, map), territories).await?;
        Ok(self.newest())
    }

    fn newest(&self) -> Arc<Table> {
        Arc::clone(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts anew when something was published since and the last count is some time ago.
    pub(crate) async fn refresh(
        &self,
        (store, map): (&Store, &Map),
        territories: &Territories,
    ) -> Result<(), store::Error> {
        let mut turn = self.turn.lock().await;
        let seq = map.seen();
        if turn.seen == Some(seq) || turn.after.is_some_and(|after| Instant::now() < after) {
            return Ok(());
        }
        let start = Instant::now();
        let (devices, uses) = (devices(map), store.uses_by_territory().await?);
        let version = self.newest().version + 1;
        let table = Table { version, ..Table::new(territories, devices, uses) };
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(table);
        *turn = Turn { seen: Some(seq), after: Some(Instant::now() + PAUSE.max(start.elapsed() * SHARE)) };
        Ok(())
    }
}

/// The devices of each territory.
fn devices(map: &Map) -> Vec<(String, TerritoryDevices)> {
    let whole = map.whole();
    let devices = whole.sums.iter().filter(|(_, sum)| sum.recorded > 0);
    devices
        .map(|(code, sum)| (code.to_string(), TerritoryDevices { standing: sum.standing, recorded: sum.recorded }))
        .collect()
}

/// Counts anew whenever something was published, until it is stopped.
pub(crate) async fn keep_fresh(state: AppState) {
    let mut committed = state.store.committed();
    loop {
        if let Err(error) = state.shades.refresh((&state.store, &state.map), state.places.territories()).await {
            tracing::warn!(%error, "The figures of territories could not be counted and will be tried again");
        }
        tokio::time::sleep(PAUSE).await;
        // Another server's changes are looked for as often as nothing happens here.
        tokio::select! {
            _ = committed.changed() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_add_up_to_the_larger_territories_and_uses_reach_down() {
        let devices = |standing, recorded| TerritoryDevices { standing, recorded };
        let counted = [("93066", devices(3, 5)), ("93001", devices(1, 1))].map(|(code, it)| (code.to_owned(), it));
        let uses = [("93066", Family::Software, 2), ("d93", Family::Mobile, 1)].map(|(c, f, n)| (c.to_owned(), f, n));
        let table = Table::new(Territories::embedded(), counted, uses);
        assert_eq!(table.of("d93").devices, devices(4, 6));
        assert_eq!(table.of("r11").devices, devices(4, 6));
        assert_eq!((table.of("93066").uses[1], table.of("93066").uses_around), (2, 1));
        assert_eq!((table.of("d93").uses[1], table.of("d93").uses[5]), (2, 1));
        assert_eq!(table.of("93001").uses_around, 1);
        assert_eq!(table.of("75104"), Shade::default());
    }
}
