//! Squares of some fifty metres, by which people on a walk say where they looked, and the sheets of paper they carry.
//!
//! A square is a tile of zoom 19: 76 m at the equator, 50 m at the latitude of Paris. A set of squares has no ends, no
//! direction and no speed, so that it tells where somebody looked without telling where somebody lives.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::{Bbox, Position, TileCoord};

/// Metres between the points at which a line is looked at: well below the side of a square.
const STEP_M: f64 = 10.0;

/// A text that names no square.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a square such as 19/265862/180422, found {0:?}")]
pub struct InvalidSquare(pub String);

/// A tile of zoom 19, written `19/x/y`; in the order of columns, then rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Square {
    x: u32,
    y: u32,
}

impl Square {
    /// The zoom of every square.
    pub const ZOOM: u8 = 19;

    /// The square in which a position lies.
    pub fn containing(position: Position) -> Self {
        let tile = TileCoord::containing(position, Self::ZOOM);
        Self { x: tile.x(), y: tile.y() }
    }

    /// The square as a tile.
    pub fn tile(self) -> TileCoord {
        TileCoord::new(u32::from(Self::ZOOM), self.x, self.y).expect("squares are made from tiles of this zoom")
    }

    /// The degrees that it covers.
    pub fn bbox(self) -> Bbox {
        self.tile().bbox()
    }

    /// Its middle.
    pub fn centre(self) -> Position {
        middle(self.bbox())
    }

    /// The squares through which a line leads, each once.
    pub fn crossed(line: &[Position]) -> BTreeSet<Self> {
        let mut crossed: BTreeSet<Self> = line.iter().map(|position| Self::containing(*position)).collect();
        for pair in line.windows(2) {
            let steps = (pair[0].distance_m(pair[1]) / STEP_M).ceil().max(1.0) as u32;
            crossed.extend((1..steps).filter_map(|step| {
                let share = f64::from(step) / f64::from(steps);
                let between = |from: f64, to: f64| from + (to - from) * share;
                let longitude = between(pair[0].longitude(), pair[1].longitude());
                let latitude = between(pair[0].latitude(), pair[1].latitude());
                Position::new(longitude, latitude).ok().map(Self::containing)
            }));
        }
        crossed
    }
}

fn middle(bbox: Bbox) -> Position {
    let (longitude, latitude) = (f64::midpoint(bbox.west(), bbox.east()), f64::midpoint(bbox.south(), bbox.north()));
    Position::new(longitude, latitude).expect("the middle of a box lies in it")
}

impl fmt::Display for Square {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", Self::ZOOM, self.x, self.y)
    }
}

impl FromStr for Square {
    type Err = InvalidSquare;

    fn from_str(text: &str) -> Result<Self, InvalidSquare> {
        let invalid = || InvalidSquare(text.chars().take(40).collect());
        let mut numbers = text.trim().split('/').map(str::parse::<u32>);
        let (Some(Ok(z)), Some(Ok(x)), Some(Ok(y)), None) =
            (numbers.next(), numbers.next(), numbers.next(), numbers.next())
        else {
            return Err(invalid());
        };
        let exists = z == u32::from(Self::ZOOM) && TileCoord::new(z, x, y).is_ok();
        if exists { Ok(Self { x, y }) } else { Err(invalid()) }
    }
}

/// A code that is on no sheet, or was mistyped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no sheet {0:?}")]
pub struct InvalidSheet(pub String);

/// A label that names no square of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no square {0:?} on a sheet: columns run from A to J, rows from 1 to 14")]
pub struct InvalidLabel(pub String);

/// A4 paper upright with 10 × 14 squares, known by a code of nine signs that is printed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sheet {
    first: Square,
}

/// Where on a sheet something stands: a square or a quarter of it, with how far from the middle it may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The square.
    pub square: Square,
    /// The middle of the square or of its quarter.
    pub position: Position,
    /// Metres from there to the farthest corner.
    pub accuracy_m: f64,
}

/// Crockford's Base32: no I, L, O or U, which are misread.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The largest prime that leaves seven bits to check a code by.
const CHECK: u64 = 127;

impl Sheet {
    /// Columns, A to J.
    pub const COLUMNS: u32 = 10;
    /// Rows, 1 to 14.
    pub const ROWS: u32 = 14;

    /// The sheet in whose middle a position lies.
    pub fn around(position: Position) -> Self {
        let middle = Square::containing(position);
        let last = (1 << Square::ZOOM) - 1;
        let first = |index: u32, length: u32| index.saturating_sub(length / 2).min(last - length);
        Self { first: Square { x: first(middle.x, Self::COLUMNS), y: first(middle.y, Self::ROWS) } }
    }

    /// The sheets, row by row from the north-west, that cover a box; `None` when they would be more than `most`.
    pub fn covering(bbox: Bbox, most: usize) -> Option<Vec<Self>> {
        let corner = |longitude, latitude| Position::new(longitude, latitude).ok().map(Square::containing);
        let (from, to) = (corner(bbox.west(), bbox.north())?, corner(bbox.east(), bbox.south())?);
        let starts = |from: u32, to: u32, length: u32| (from..=to.max(from)).step_by(length as usize);
        let count = |from, to, length| starts(from, to, length).count();
        if count(from.x, to.x, Self::COLUMNS) * count(from.y, to.y, Self::ROWS) > most {
            return None;
        }
        let last = (1_u32 << Square::ZOOM) - 1;
        let rows = starts(from.y, to.y, Self::ROWS);
        Some(
            rows.flat_map(|y| {
                starts(from.x, to.x, Self::COLUMNS).map(move |x| Self {
                    first: Square { x: x.min(last - Self::COLUMNS), y: y.min(last - Self::ROWS) },
                })
            })
            .collect(),
        )
    }

    /// The degrees that it covers.
    pub fn bbox(self) -> Bbox {
        let (first, last) = (self.first.bbox(), self.at(Self::COLUMNS - 1, Self::ROWS - 1).bbox());
        Bbox::new(first.west(), last.south(), last.east(), first.north()).expect("the corners of a sheet are in order")
    }

    /// Its middle.
    pub fn centre(self) -> Position {
        middle(self.bbox())
    }

    fn at(self, column: u32, row: u32) -> Square {
        Square { x: self.first.x + column, y: self.first.y + row }
    }

    /// What the square is called in which a position lies, such as `C7`; `None` beside the sheet.
    pub fn label_of(self, position: Position) -> Option<String> {
        let square = Square::containing(position);
        let column = square.x.checked_sub(self.first.x).filter(|column| *column < Self::COLUMNS)?;
        let row = square.y.checked_sub(self.first.y).filter(|row| *row < Self::ROWS)?;
        Some(format!("{}{}", column_name(column), row + 1))
    }

    /// What a label means: `C7`, or `C7b` for its north-eastern quarter (a, b above; c, d below).
    pub fn spot(self, label: &str) -> Result<Spot, InvalidLabel> {
        let invalid = || InvalidLabel(label.chars().take(20).collect());
        let text: String = label.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let mut rest = text.chars();
        let column = rest.next().and_then(|sign| (0..Self::COLUMNS).find(|column| column_name(*column) == sign));
        let (digits, quarter) = match rest.as_str().strip_suffix(['A', 'B', 'C', 'D']) {
            Some(digits) => (digits, text.chars().last()),
            None => (rest.as_str(), None),
        };
        let row = digits.parse::<u32>().ok().filter(|row| (1..=Self::ROWS).contains(row));
        let (column, row) = column.zip(row).ok_or_else(invalid)?;
        let square = self.at(column, row - 1);
        let bbox = quarter.map_or_else(|| square.bbox(), |sign| quarter_of(square.bbox(), sign));
        let position = middle(bbox);
        let corner = Position::new(bbox.west(), bbox.north()).map_err(|_| invalid())?;
        Ok(Spot { square, position, accuracy_m: position.distance_m(corner) })
    }

    /// The code that is printed on the sheet: `7KQ-2M4-XWP`.
    pub fn code(self) -> String {
        let place = (u64::from(self.first.x) << Square::ZOOM) | u64::from(self.first.y);
        let number = (place << 7) | (place % CHECK);
        let sign = |index: u32| char::from(SIGNS[(number >> (5 * index) & 31) as usize]);
        let signs: String = (0..9).rev().map(sign).collect();
        format!("{}-{}-{}", &signs[..3], &signs[3..6], &signs[6..])
    }
}

/// The name of a column, from 0.
pub fn column_name(column: u32) -> char {
    char::from(b'A' + (column % 26) as u8)
}

fn quarter_of(bbox: Bbox, sign: char) -> Bbox {
    let centre = middle(bbox);
    let (west, east) =
        if matches!(sign, 'A' | 'C') { (bbox.west(), centre.longitude()) } else { (centre.longitude(), bbox.east()) };
    let (south, north) =
        if matches!(sign, 'A' | 'B') { (centre.latitude(), bbox.north()) } else { (bbox.south(), centre.latitude()) };
    Bbox::new(west, south, east, north).expect("a quarter of a box is a box")
}

impl FromStr for Sheet {
    type Err = InvalidSheet;

    fn from_str(text: &str) -> Result<Self, InvalidSheet> {
        let invalid = || InvalidSheet(text.chars().take(20).collect());
        let signs: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).map(read_as).collect();
        if signs.len() != 9 {
            return Err(invalid());
        }
        let digit = |sign: &u8| SIGNS.iter().position(|known| known == sign);
        let digits = signs.iter().map(digit).collect::<Option<Vec<usize>>>().ok_or_else(invalid)?;
        let number = digits.iter().fold(0_u64, |number, digit| (number << 5) | *digit as u64);
        let (place, check) = (number >> 7, number & 127);
        let side = 1_u64 << Square::ZOOM;
        let (x, y) = ((place >> Square::ZOOM) as u32, (place & (side - 1)) as u32);
        let fits = u64::from(x) + u64::from(Self::COLUMNS) < side && u64::from(y) + u64::from(Self::ROWS) < side;
        if check == place % CHECK && fits { Ok(Self { first: Square { x, y } }) } else { Err(invalid()) }
    }
}

/// What Crockford's alphabet reads for a sign that it does not have.
fn read_as(sign: u8) -> u8 {
    match sign.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(longitude: f64, latitude: f64) -> Position {
        Position::new(longitude, latitude).expect("a position")
    }

    #[test]
    fn a_line_crosses_every_square_between_its_ends() {
        let (from, to) = (at(7.42, 43.73), at(7.43, 43.73));
        let crossed = Square::crossed(&[from, to]);
        let (first, last) = (Square::containing(from), Square::containing(to));
        assert_eq!(crossed.len() as u32, last.x - first.x + 1);
        assert!(crossed.iter().all(|square| square.to_string().parse() == Ok(*square)));
        assert!(
            ["19/0", "18/1/1", "19/524288/0", "", "19/1/2/3", "19/-1/2"]
                .iter()
                .all(|text| text.parse::<Square>().is_err())
        );
    }

    #[test]
    fn a_sheet_is_known_by_its_code_and_a_mistyped_code_is_not() {
        let sheet = Sheet::around(at(2.3522, 48.8566));
        let code = sheet.code();
        assert_eq!(code.parse(), Ok(sheet));
        assert_eq!(code.to_lowercase().replace('-', " ").parse(), Ok(sheet));
        let wrong = SIGNS.iter().filter(|sign| **sign != code.as_bytes()[4]);
        for sign in wrong {
            let mut mistyped = code.clone().into_bytes();
            mistyped[4] = *sign;
            let mistyped = String::from_utf8(mistyped).expect("ASCII");
            assert!(mistyped.parse::<Sheet>().is_err(), "{mistyped}");
        }
    }

    #[test]
    fn labels_and_positions_name_the_same_squares() {
        let here = at(2.3522, 48.8566);
        let sheet = Sheet::around(here);
        let label = sheet.label_of(here).expect("on the sheet");
        assert_eq!(label, "F8");
        let spot = sheet.spot(" f 8 ").expect("a label");
        assert_eq!(spot.square, Square::containing(here));
        assert!((30.0..40.0).contains(&spot.accuracy_m), "{}", spot.accuracy_m);
        let quarter = sheet.spot("F8b").expect("a quarter");
        assert!(quarter.position.longitude() > spot.position.longitude());
        assert!(quarter.position.latitude() > spot.position.latitude());
        assert!((quarter.accuracy_m * 2.0 - spot.accuracy_m).abs() < 0.1);
        for wrong in ["K1", "A0", "A15", "8F", "", "F", "F8e", "F-8", "é8"] {
            assert!(sheet.spot(wrong).is_err(), "{wrong}");
        }
        assert_eq!(sheet.label_of(at(2.4, 48.8566)), None);
    }

    #[test]
    fn a_quarter_is_covered_by_sheets_side_by_side_and_a_country_by_none() {
        let quarter = Bbox::around(at(2.3522, 48.8566), 800.0);
        let sheets = Sheet::covering(quarter, 40).expect("few sheets");
        assert!((6..=16).contains(&sheets.len()), "{}", sheets.len());
        let corners = [(quarter.west(), quarter.south()), (quarter.east(), quarter.north())];
        assert!(corners.iter().all(|(lon, lat)| sheets.iter().any(|sheet| sheet.label_of(at(*lon, *lat)).is_some())));
        assert_eq!(Sheet::covering(Bbox::around(at(2.35, 48.85), 50_000.0), 40), None);
    }
}
