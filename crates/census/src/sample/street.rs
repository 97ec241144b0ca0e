//! Streets that do not exist, laid out so that devices gather as they do in towns: dense in the middle, in rows.

use std::f64::consts::TAU;

use geodata::Position;
use rand::Rng;
use rand::rngs::StdRng;

use super::Town;

/// Metres in a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.0;

/// Inhabitants per square kilometre of a built-up area.
const DENSITY: f64 = 3_000.0;

const NAMES: &[&str] = &[
    "rue fictive des Regards",
    "avenue fictive de l’Exemple",
    "place fictive du Modèle",
    "boulevard fictif de la Maquette",
    "rue fictive du Décor",
    "quai fictif des Esquisses",
    "rue fictive de l’Échantillon",
    "chemin fictif du Brouillon",
    "rue fictive des Figurants",
    "allée fictive du Scénario",
];

struct Street {
    /// Metres east and north of the centre of the town.
    middle: [f64; 2],
    /// Radians clockwise from north.
    heading: f64,
    length: f64,
    name: &'static str,
}

/// The streets of a town, the most central first.
pub(super) struct Streets(Vec<Street>);

/// Where a device stands.
pub(super) struct Spot {
    pub(super) position: Position,
    /// Degrees clockwise from north, the way the street runs.
    pub(super) heading: f64,
    pub(super) address: String,
}

impl Streets {
    /// Two directions that cross, like those of most towns, and a little disorder.
    pub(super) fn of(town: &Town, rng: &mut StdRng) -> Self {
        let people = f64::from(town.population);
        let radius = (people / DENSITY / std::f64::consts::PI).sqrt().max(0.3) * 1000.0;
        let count = (people.sqrt() / 8.0).clamp(6.0, 80.0) as usize;
        let grid = rng.random_range(0.0..TAU);
        let mut streets: Vec<Street> = (0..count).map(|index| street(index, radius, grid, rng)).collect();
        streets.sort_by(|a, b| a.distance().total_cmp(&b.distance()));
        Self(streets)
    }

    /// A place at the edge of a street, inside the town; what falls outside is drawn towards the centre.
    pub(super) fn spot(&self, town: &Town, rng: &mut StdRng, inside: &dyn Fn(&Town, Position) -> bool) -> Spot {
        let street = &self.0[(rng.random::<f64>().powf(1.5) * self.0.len() as f64) as usize];
        let along = rng.random_range(-0.5..0.5) * street.length;
        let across = rng.random_range(4.0..9.0) * if rng.random() { 1.0 } else { -1.0 };
        let (sin, cos) = street.heading.sin_cos();
        let east = street.middle[0] + along * sin + across * cos;
        let north = street.middle[1] + along * cos - across * sin;
        let number = rng.random_range(1..120_u32);
        Spot {
            position: drawn_inside(town, [east, north], inside),
            heading: street.heading.to_degrees().rem_euclid(360.0),
            address: format!("{number}, {}", street.name),
        }
    }
}

impl Street {
    fn distance(&self) -> f64 {
        self.middle[0].hypot(self.middle[1])
    }
}

fn street(index: usize, radius: f64, grid: f64, rng: &mut StdRng) -> Street {
    let (angle, reach) = (rng.random_range(0.0..TAU), rng.random::<f64>().powi(2) * radius);
    let crossing = if index.is_multiple_of(2) { 0.0 } else { TAU / 4.0 };
    Street {
        middle: [reach * angle.sin(), reach * angle.cos()],
        heading: grid + crossing + rng.random_range(-0.25..0.25),
        length: rng.random_range(120.0..900.0_f64).min(radius),
        name: NAMES[index % NAMES.len()],
    }
}

fn drawn_inside(town: &Town, offset: [f64; 2], inside: &dyn Fn(&Town, Position) -> bool) -> Position {
    let shrunk = (0..8).map(|step| 0.6_f64.powi(step));
    let places = shrunk.filter_map(|scale| shifted(town.centre, [offset[0] * scale, offset[1] * scale]));
    places.into_iter().find(|place| inside(town, *place)).unwrap_or(town.centre)
}

fn shifted(centre: Position, metres: [f64; 2]) -> Option<Position> {
    let latitude = centre.latitude() + metres[1] / METRES_PER_DEGREE;
    let shrink = centre.latitude().to_radians().cos().max(0.01);
    Position::new(centre.longitude() + metres[0] / METRES_PER_DEGREE / shrink, latitude).ok()
}
