//! Fictional devices for demonstrations, benchmarks and tests, at any size.
//!
//! Every record says that it is fictional, in a field, in its description and in each name; a census of real things
//! refuses it. The same seed, towns and day give the same devices.

mod setting;
mod street;

use chrono::{Days, NaiveDate};
use geodata::{Bearing, Cell, Position};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::{
    Basis, Device, DeviceKind, DeviceStatus, Feature, Mobility, Mount, OperatorKind, PartialDate, Source, SourceKind,
    Text, Upstream, View, WebAddress, verification,
};
use setting::{Setting, pick};
use street::Streets;

/// What every fictional record says of itself.
pub(crate) const NOTICE: &str = "Donnée de démonstration, fictive : rien de tel ne se trouve à cet endroit.";

/// No city began before that, and no memory goes further back.
const OLDEST_DAYS: f64 = 12.0 * 365.0;

/// A real town to put fictional devices in.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// Its code, which becomes the territory of its devices.
    pub code: String,
    /// A position inside it, around which the devices gather.
    pub centre: Position,
    /// Its population, on which their number and spread depend.
    pub population: u32,
}

/// An endless row of fictional devices; take as many as are needed. Each can be had by its number too.
pub struct Sample<'a> {
    seed: u64,
    next: u64,
    today: NaiveDate,
    towns: Vec<(&'a Town, Streets)>,
    shares: Vec<f64>,
    inside: &'a dyn Fn(&Town, Position) -> bool,
}

impl<'a> Sample<'a> {
    /// Devices in these towns, as they might be known on a day. `inside` keeps them within the town; a centre counts
    /// as inside without being asked for. Without towns there are no devices.
    pub fn new(seed: u64, towns: &'a [Town], today: NaiveDate, inside: &'a dyn Fn(&Town, Position) -> bool) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let towns: Vec<_> = towns.iter().map(|town| (town, Streets::of(town, &mut rng))).collect();
        // Large towns have more devices, but fewer for each inhabitant than their share.
        let weights = towns.iter().map(|(town, _)| f64::from(town.population.max(1)).powf(0.8));
        let shares = weights.scan(0.0, |sum, weight| Some(std::mem::replace(sum, *sum + weight) + weight)).collect();
        Self { seed, next: 0, today, towns, shares, inside }
    }

    /// The numbers of the first `count` devices, town after town in the order of place: neighbours follow each other.
    pub fn by_place(&self, count: u32) -> Vec<u32> {
        let mut order: Vec<usize> = (0..self.towns.len()).collect();
        order.sort_by_key(|town| Cell::from(self.towns[*town].0.centre));
        let mut place = vec![0_u32; order.len()];
        order.into_iter().zip(0..).for_each(|(town, rank)| place[town] = rank);
        let town = |number: &u32| self.town(&mut self.draw(u64::from(*number)));
        let mut numbers: Vec<(u32, u32)> =
            (0..count).filter_map(|number| Some((place[town(&number)?], number))).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|(_, number)| number).collect()
    }

    /// The device of a number; `None` without towns.
    pub fn device(&self, number: u64) -> Option<Device> {
        let mut draw = self.draw(number);
        let (town, streets) = &self.towns[self.town(&mut draw)?];
        let rng = &mut draw;
        let spot = streets.spot(town, rng, self.inside);
        let setting = Setting::any(rng);
        let mut device = Device::new(pick(setting.kinds, rng), spot.position, town.code.clone());
        dress(&mut device, setting, spot.heading, rng);
        device.address_label = sometimes(0.7, rng).then(|| words(&spot.address)).flatten();
        device.fictional = true;
        device.description = words(NOTICE);
        live(&mut device, self.today, rng);
        document(&mut device, number, self.today, rng);
        device.verification = verification(&device);
        device.upstream =
            vec![Upstream { source: "sample".to_owned(), id: format!("{}/{number}", self.seed), version: None }];
        Some(device)
    }

    /// The chance that makes a device, whatever others are made.
    fn draw(&self, number: u64) -> StdRng {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&number.to_le_bytes());
        StdRng::from_seed(seed)
    }

    fn town(&self, draw: &mut StdRng) -> Option<usize> {
        let drawn = draw.random_range(0.0..*self.shares.last()?);
        Some(self.shares.partition_point(|share| *share <= drawn).min(self.towns.len() - 1))
    }
}

impl Iterator for Sample<'_> {
    type Item = Device;

    fn next(&mut self) -> Option<Device> {
        self.next += 1;
        self.device(self.next - 1)
    }
}

/// What it looks like, what it looks at and whose it is; each only as often as a reporter would know it.
fn dress(device: &mut Device, setting: &Setting, heading: f64, rng: &mut StdRng) {
    let has_lens = matches!(device.kind, DeviceKind::Camera | DeviceKind::PlateReader | DeviceKind::SpeedCamera);
    device.form = (device.kind == DeviceKind::Camera && sometimes(0.9, rng)).then(|| pick(setting.forms, rng));
    device.mount = sometimes(0.85, rng).then(|| pick(setting.mounts, rng));
    device.watches = sometimes(0.8, rng).then(|| pick(setting.watches, rng));
    device.zones = if sometimes(0.7, rng) { vec![pick(setting.zones, rng)] } else { Vec::new() };
    device.operator_kind = sometimes(0.75, rng).then(|| pick(setting.operator_kinds, rng));
    device.operator = sometimes(0.45, rng).then(|| words(pick(setting.operators, rng))).flatten();
    device.mobility = sometimes(0.5, rng).then_some(Mobility::Fixed);
    device.sign_present = sometimes(0.4, rng).then(|| sometimes(0.55, rng));
    device.height_m = sometimes(0.35, rng).then(|| f64::from(rng.random_range(25..80_u32)) / 10.0);
    if sometimes(0.12, rng) {
        device.manufacturer = words(pick(setting::MAKERS, rng));
        device.basis.insert("manufacturer".to_owned(), Basis::Seen);
    }
    if device.kind == DeviceKind::Camera && sometimes(0.06, rng) {
        device.features = vec![pick(&[(Feature::Infrared, 4), (Feature::Zoom, 3), (Feature::PlateReading, 2)], rng)];
    }
    if has_lens && sometimes(0.65, rng) {
        device.views = views(device.mount, heading, rng);
    }
}

/// Along the street from a pole, across it from a wall; now and then several cameras on one pole.
fn views(mount: Option<Mount>, heading: f64, rng: &mut StdRng) -> Vec<View> {
    let axis = if mount == Some(Mount::Wall) { heading + 90.0 } else { heading };
    let count = if sometimes(0.12, rng) { rng.random_range(2..=4) } else { 1 };
    let first = if sometimes(0.5, rng) { axis } else { axis + 180.0 };
    let turn = 360.0 / f64::from(count);
    let directions = (0..count).map(|view| first + f64::from(view) * turn + f64::from(rng.random_range(-12..=12)));
    directions
        .filter_map(|degrees| Bearing::try_from(degrees.rem_euclid(360.0).round()).ok())
        .map(View::towards)
        .collect()
}

/// When it came, who saw it since, and whether it is still there.
fn live(device: &mut Device, today: NaiveDate, rng: &mut StdRng) {
    let age = (rng.random::<f64>().powi(2) * OLDEST_DAYS) as u64;
    let unseen = (rng.random::<f64>().powi(2) * age as f64) as u64;
    let born = PartialDate::from(today - Days::new(age));
    device.first_seen = sometimes(0.6, rng).then(|| to_the_month(&born));
    device.last_confirmed = Some(PartialDate::from(today - Days::new(unseen)));
    device.confirmations = if sometimes(0.55, rng) { 0 } else { rng.random_range(1..=9) };
    device.status = match rng.random_range(0..100_u32) {
        0..4 => DeviceStatus::NotFound,
        4..7 => DeviceStatus::Removed,
        7 => DeviceStatus::Dummy,
        _ if device.confirmations > 0 => DeviceStatus::Confirmed,
        _ => DeviceStatus::Reported,
    };
    match device.status {
        DeviceStatus::NotFound => device.absences = 2,
        DeviceStatus::Removed => device.removed_on = device.last_confirmed.clone(),
        _ => {}
    }
}

/// Some public devices stand on an order, which is as fictional as they are.
fn document(device: &mut Device, index: u64, today: NaiveDate, rng: &mut StdRng) {
    if device.operator_kind != Some(OperatorKind::Public) || !sometimes(0.1, rng) {
        return;
    }
    let title = Text::try_from(format!("Arrêté fictif n° {} (démonstration)", index + 1)).ok();
    let url = WebAddress::try_from(format!("https://demonstration.invalid/arrete-fictif-{}", index + 1)).ok();
    device.sources.push(Source { kind: Some(SourceKind::PrefecturalOrder), title, url });
    device.checked_on = device.last_confirmed.clone().or(Some(today.into()));
}

fn to_the_month(day: &PartialDate) -> PartialDate {
    day.to_string()[..7].parse().unwrap_or_else(|_| day.clone())
}

fn words<const MAX: usize>(text: &str) -> Option<Text<MAX>> {
    Text::try_from(text.to_owned()).ok()
}

fn sometimes(share: f64, rng: &mut StdRng) -> bool {
    rng.random_bool(share)
}

#[cfg(test)]
mod tests;
