//! The settings in which devices are met, and what is likely in each.

use rand::Rng;
use rand::rngs::StdRng;

use crate::{DeviceKind, Form, Mount, OperatorKind, Watches, Zone};

/// Values with their weights.
type Odds<T> = &'static [(T, u32)];

pub(super) struct Setting {
    weight: u32,
    pub(super) kinds: Odds<DeviceKind>,
    pub(super) forms: Odds<Form>,
    pub(super) mounts: Odds<Mount>,
    pub(super) watches: Odds<Watches>,
    pub(super) zones: Odds<Zone>,
    pub(super) operator_kinds: Odds<OperatorKind>,
    pub(super) operators: Odds<&'static str>,
}

/// Companies that do not exist.
pub(super) const MAKERS: Odds<&str> = &[
    ("Société fictive Argus-Exemple", 4),
    ("Ateliers fictifs Lynx-Exemple", 3),
    ("Cyclope-Exemple (société fictive)", 2),
    ("Optique fictive Hibou-Exemple", 1),
];

const TOWN_HALL: &str = "Commune (exploitant fictif)";
const SHOP: &str = "Magasin fictif Panier-Exemple";

const STREET: Setting = Setting {
    weight: 46,
    kinds: &[(DeviceKind::Camera, 1)],
    forms: &[(Form::Dome, 48), (Form::Fixed, 28), (Form::Ptz, 18), (Form::Panoramic, 6)],
    mounts: &[(Mount::Pole, 48), (Mount::Wall, 24), (Mount::StreetLamp, 22), (Mount::TrafficSignals, 6)],
    watches: &[(Watches::Public, 9), (Watches::Traffic, 1)],
    zones: &[(Zone::Town, 8), (Zone::Traffic, 2), (Zone::Park, 1), (Zone::WastePoint, 1)],
    operator_kinds: &[(OperatorKind::Public, 1)],
    operators: &[(TOWN_HALL, 5), ("Police municipale (exploitant fictif)", 2)],
};

const ROAD: Setting = Setting {
    weight: 13,
    kinds: &[(DeviceKind::PlateReader, 45), (DeviceKind::Camera, 45), (DeviceKind::SpeedCamera, 10)],
    forms: &[(Form::Fixed, 7), (Form::Ptz, 3)],
    mounts: &[(Mount::Pole, 5), (Mount::Gantry, 3), (Mount::TrafficSignals, 2)],
    watches: &[(Watches::Traffic, 1)],
    zones: &[(Zone::Traffic, 6), (Zone::Parking, 1)],
    operator_kinds: &[(OperatorKind::Public, 9), (OperatorKind::Mixed, 1)],
    operators: &[(TOWN_HALL, 2), ("Gestionnaire fictif de voirie Chaussée-Exemple", 3)],
};

const COMMERCE: Setting = Setting {
    weight: 18,
    kinds: &[(DeviceKind::Camera, 1)],
    forms: &[(Form::Dome, 5), (Form::Fixed, 6)],
    mounts: &[(Mount::Wall, 8), (Mount::Ceiling, 1), (Mount::Building, 1)],
    watches: &[(Watches::PrivateOutdoor, 6), (Watches::Public, 3), (Watches::PublicIndoor, 1)],
    zones: &[(Zone::Shop, 4), (Zone::Entrance, 3), (Zone::Bank, 2), (Zone::Parking, 2)],
    operator_kinds: &[(OperatorKind::Private, 1)],
    operators: &[(SHOP, 3), ("Banque fictive Tirelire-Exemple", 1)],
};

const TRANSPORT: Setting = Setting {
    weight: 11,
    kinds: &[(DeviceKind::Camera, 1)],
    forms: &[(Form::Dome, 6), (Form::Fixed, 4)],
    mounts: &[(Mount::TransitShelter, 3), (Mount::Pole, 4), (Mount::Ceiling, 3)],
    watches: &[(Watches::Public, 7), (Watches::PublicIndoor, 3)],
    zones: &[(Zone::Platform, 5), (Zone::Corridor, 1), (Zone::Entrance, 1)],
    operator_kinds: &[(OperatorKind::Public, 6), (OperatorKind::Mixed, 3)],
    operators: &[("Transports fictifs Navette-Exemple", 1)],
};

const HOUSING: Setting = Setting {
    weight: 7,
    kinds: &[(DeviceKind::Camera, 1)],
    forms: &[(Form::Dome, 6), (Form::Fixed, 4)],
    mounts: &[(Mount::Wall, 7), (Mount::Pole, 2), (Mount::Building, 1)],
    watches: &[(Watches::PrivateOutdoor, 1)],
    zones: &[(Zone::Entrance, 3), (Zone::Parking, 2)],
    operator_kinds: &[(OperatorKind::Private, 3), (OperatorKind::Mixed, 1)],
    operators: &[("Bailleur fictif Toit-Exemple", 1)],
};

const PUBLIC_BUILDING: Setting = Setting {
    weight: 4,
    kinds: &[(DeviceKind::Camera, 1)],
    forms: &[(Form::Dome, 1), (Form::Fixed, 1)],
    mounts: &[(Mount::Wall, 6), (Mount::Building, 2), (Mount::Pole, 1)],
    watches: &[(Watches::Public, 1)],
    zones: &[(Zone::School, 3), (Zone::Building, 3), (Zone::Entrance, 1)],
    operator_kinds: &[(OperatorKind::Public, 1)],
    operators: &[(TOWN_HALL, 1)],
};

const RARE: Setting = Setting {
    weight: 1,
    kinds: &[
        (DeviceKind::Unknown, 5),
        (DeviceKind::TrackingSensor, 2),
        (DeviceKind::AcousticSensor, 2),
        (DeviceKind::Gate, 1),
    ],
    forms: &[(Form::Unknown, 1)],
    mounts: &[(Mount::Pole, 1), (Mount::Wall, 1)],
    watches: &[(Watches::Public, 1)],
    zones: &[(Zone::Town, 1), (Zone::Entrance, 1)],
    operator_kinds: &[(OperatorKind::Public, 2), (OperatorKind::Private, 1)],
    operators: &[(TOWN_HALL, 1), (SHOP, 1)],
};

static SETTINGS: [Setting; 7] = [STREET, ROAD, COMMERCE, TRANSPORT, HOUSING, PUBLIC_BUILDING, RARE];

impl Setting {
    pub(super) fn any(rng: &mut StdRng) -> &'static Self {
        let total: u32 = SETTINGS.iter().map(|setting| setting.weight).sum();
        let mut drawn = rng.random_range(0..total);
        SETTINGS.iter().find(|setting| take(&mut drawn, setting.weight)).unwrap_or(&SETTINGS[0])
    }
}

/// One of the values, by weight.
pub(super) fn pick<T: Copy>(odds: &[(T, u32)], rng: &mut StdRng) -> T {
    let mut drawn = rng.random_range(0..odds.iter().map(|(_, weight)| weight).sum::<u32>());
    odds.iter().find(|(_, weight)| take(&mut drawn, *weight)).map_or(odds[0].0, |(value, _)| *value)
}

/// Is the number drawn within this weight? If not, the weight is behind it.
fn take(drawn: &mut u32, weight: u32) -> bool {
    let within = *drawn < weight;
    *drawn = drawn.wrapping_sub(if within { 0 } else { weight });
    within
}
