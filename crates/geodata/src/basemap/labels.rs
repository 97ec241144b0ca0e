//! Which names are written at which zoom: the most important ones first, none too near another.

use std::collections::HashMap;

use super::lines::{MAP_BITS, MapPoint};

/// How much room a name needs on each side, in pixels of a tile 512 pixels wide.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// To the left and right.
    pub(super) width: u32,
    /// Above and below.
    pub(super) height: u32,
}

/// What may be written at one zoom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) room: Room,
    /// Less important names wait, even where there is room: an empty stretch of map is no reason to name a hamlet.
    pub(super) least: u64,
}

/// The lowest zoom at which each name is written.
///
/// The places come with their importance, the most important first; the steps are those of the zooms from `first` on.
/// Names that never find room are written from the zoom after the last step on. A name once written stays at all
/// higher zooms.
pub(super) fn first_zooms(places: &[(MapPoint, u64)], first: u8, steps: &[Step]) -> Vec<u8> {
    let last = first + steps.len() as u8;
    let mut zooms = vec![last; places.len()];
    for (zoom, step) in (first..last).zip(steps) {
        let mut board = Board::new(zoom, step.room);
        for (place, _) in places.iter().zip(&zooms).filter(|(_, first)| **first < zoom).map(|(place, _)| place) {
            board.write(*place);
        }
        let important = places.iter().zip(&mut zooms).take_while(|((_, importance), _)| *importance >= step.least);
        for ((place, _), first) in important {
            if *first == last && board.is_free(*place) {
                board.write(*place);
                *first = zoom;
            }
        }
    }
    zooms
}

/// The names written at one zoom, by cells as large as the room of a name.
struct Board {
    cell: MapPoint,
    written: HashMap<MapPoint, Vec<MapPoint>>,
}

impl Board {
    fn new(zoom: u8, room: Room) -> Self {
        let pixel = 1 << (MAP_BITS - 9 - u32::from(zoom));
        Self { cell: [pixel * room.width as i32, pixel * room.height as i32], written: HashMap::new() }
    }

    fn key(&self, place: MapPoint) -> MapPoint {
        [place[0] / self.cell[0], place[1] / self.cell[1]]
    }

    fn write(&mut self, place: MapPoint) {
        self.written.entry(self.key(place)).or_default().push(place);
    }

    fn is_free(&self, place: MapPoint) -> bool {
        let [x, y] = self.key(place);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| [x + dx, y + dy]));
        let near = |other: &MapPoint| (0..2).all(|axis| (other[axis] - place[axis]).abs() < self.cell[axis]);
        !around.filter_map(|key| self.written.get(&key)).flatten().any(near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(count: usize, least: u64) -> Vec<Step> {
        vec![Step { room: Room { width: 100, height: 50 }, least }; count]
    }

    #[test]
    fn the_lesser_of_two_near_names_waits_for_room() {
        let pixel_at_zoom_4 = 1 << (MAP_BITS - 9 - 4);
        let places =
            [([1 << 29, 1 << 29], 9), ([(1 << 29) + 60 * pixel_at_zoom_4, 1 << 29], 8), ([1 << 20, 1 << 20], 7)];
        assert_eq!(first_zooms(&places, 4, &steps(4, 0)), [4, 5, 4]);
    }

    #[test]
    fn a_name_that_never_finds_room_is_written_after_the_last_step() {
        let places = [([1 << 29, 1 << 29], 2), ([(1 << 29) + 1, 1 << 29], 1)];
        assert_eq!(first_zooms(&places, 4, &steps(7, 0)), [4, 11]);
    }

    #[test]
    fn a_hamlet_waits_even_where_there_is_room() {
        let places = [([1 << 29, 1 << 29], 1000), ([1 << 20, 1 << 20], 999)];
        assert_eq!(first_zooms(&places, 4, &steps(2, 1000)), [4, 6]);
    }
}
