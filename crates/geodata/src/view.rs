//! A rectangle of the map as a picture shows it.

use crate::tile::{MAX_LATITUDE, inverse_mercator, mercator, mercator_degrees};
use crate::{Bbox, Position, TileCoord};

/// Pixels of the side of the whole world at zoom 0, as vector maps count.
pub const WORLD_PX: f64 = 512.0;

/// The deepest zoom of a view.
pub const MAX_VIEW_ZOOM: f64 = 20.0;

/// What a picture shows: its centre, its zoom, and its size in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The centre in unit-square Web-Mercator coordinates: (0, 0) is north-west, (1, 1) south-east.
    centre: (f64, f64),
    zoom: f64,
    width: u32,
    height: u32,
}

impl View {
    /// A view around a position; the zoom is brought between 0 and [`MAX_VIEW_ZOOM`].
    pub fn around(centre: Position, zoom: f64, width: u32, height: u32) -> Self {
        Self::at(mercator(centre), zoom, width, height)
    }

    /// The view that holds the whole box with `margin` pixels around it, no deeper than `deepest`.
    pub fn of_bbox(bbox: Bbox, width: u32, height: u32, margin: f64, deepest: f64) -> Self {
        let (west, north) = mercator_degrees(bbox.west(), bbox.north());
        let (mut east, south) = mercator_degrees(bbox.east(), bbox.south());
        east += f64::from(u8::from(bbox.crosses_antimeridian()));
        let fits = |span: f64, pixels: u32| {
            let room = (f64::from(pixels) - 2.0 * margin).max(1.0);
            (room / (span.max(1e-9) * WORLD_PX)).log2()
        };
        let zoom = fits(east - west, width).min(fits(south - north, height)).min(deepest);
        Self::at((f64::midpoint(west, east).fract(), f64::midpoint(north, south)), zoom, width, height)
    }

    /// One tile as a picture of `side` pixels.
    pub fn of_tile(tile: TileCoord, side: u32) -> Self {
        let across = f64::from(1_u32 << tile.z());
        let zoom = f64::from(tile.z()) + (f64::from(side) / WORLD_PX).log2();
        let middle = |index: u32| (f64::from(index) + 0.5) / across;
        // Not through `at`: the uppermost zooms of small tiles lie below 0.
        Self { centre: (middle(tile.x()), middle(tile.y())), zoom, width: side, height: side }
    }

    fn at(centre: (f64, f64), zoom: f64, width: u32, height: u32) -> Self {
        let zoom = if zoom.is_finite() { zoom.clamp(0.0, MAX_VIEW_ZOOM) } else { 0.0 };
        Self { centre, zoom, width: width.max(1), height: height.max(1) }
    }

    /// The same view moved by shares of its width (to the east) and height (to the south).
    #[must_use]
    pub fn moved(self, right: f64, down: f64) -> Self {
        let x = self.centre.0 + right * f64::from(self.width) / self.scale();
        let y = self.centre.1 + down * f64::from(self.height) / self.scale();
        Self { centre: (x.rem_euclid(1.0), y.clamp(0.0, 1.0)), ..self }
    }

    /// The same centre, `by` zooms further in.
    #[must_use]
    pub fn zoomed(self, by: f64) -> Self {
        Self::at(self.centre, self.zoom + by, self.width, self.height)
    }

    /// The same place in a picture `by` pixels larger on each side.
    #[must_use]
    pub fn grown(self, by: u32) -> Self {
        Self { width: self.width + 2 * by, height: self.height + 2 * by, ..self }
    }

    /// The same centre in a picture of another size that shows at least as much.
    #[must_use]
    pub fn resized(self, width: u32, height: u32) -> Self {
        let share = |new: u32, old: u32| f64::from(new.max(1)) / f64::from(old);
        let less = share(width, self.width).min(share(height, self.height)).log2();
        Self::at(self.centre, self.zoom + less, width, height)
    }

    /// The centre in degrees.
    pub fn centre(self) -> Position {
        let (longitude, latitude) = inverse_mercator(self.centre.0, self.centre.1);
        Position::new(longitude, latitude.clamp(-MAX_LATITUDE, MAX_LATITUDE)).expect("the unit square is on the Earth")
    }

    /// The zoom, where the world is [`WORLD_PX`] wide at 0.
    pub fn zoom(self) -> f64 {
        self.zoom
    }

    /// Pixels from left to right.
    pub fn width(self) -> u32 {
        self.width
    }

    /// Pixels from top to bottom.
    pub fn height(self) -> u32 {
        self.height
    }

    /// Pixels in the side of the unit square.
    pub fn scale(self) -> f64 {
        WORLD_PX * self.zoom.exp2()
    }

    /// Pixels in a metre at the centre.
    pub fn pixels_per_metre(self) -> f64 {
        let around_m = 40_075_016.686 * self.centre().latitude().to_radians().cos();
        self.scale() / around_m.max(1.0)
    }

    /// Where a place of the unit square falls, in pixels from the upper left corner; on the nearest copy of the world.
    pub fn place(self, (x, y): (f64, f64)) -> (f64, f64) {
        let across = x - self.centre.0;
        let across = across - across.round();
        let (dx, dy) = (across * self.scale(), (y - self.centre.1) * self.scale());
        (dx + f64::from(self.width) / 2.0, dy + f64::from(self.height) / 2.0)
    }

    /// As [`View::place`], from degrees.
    pub fn place_degrees(self, longitude: f64, latitude: f64) -> (f64, f64) {
        self.place(mercator_degrees(longitude, latitude))
    }

    /// The degrees that the view shows. Where it is wider than the world, all of them.
    pub fn bbox(self) -> Bbox {
        let half = |pixels: u32| f64::from(pixels) / 2.0 / self.scale();
        let (dx, dy) = (half(self.width), half(self.height));
        let (west, north) = inverse_mercator(self.centre.0 - dx, (self.centre.1 - dy).max(0.0));
        let (east, south) = inverse_mercator(self.centre.0 + dx, (self.centre.1 + dy).min(1.0));
        let (west, east) = if dx >= 0.5 { (-180.0, 180.0) } else { (around(west), around(east)) };
        Bbox::new(west, south, east, north).expect("corners on the Earth, the south below the north")
    }

    /// The tiles that the view touches, of the zoom at which they are drawn nearest to their own size, but no deeper
    /// than `deepest`. Row by row; columns come around the antimeridian.
    pub fn tiles(self, deepest: u8) -> Vec<TileCoord> {
        let zoom = (self.zoom.max(0.0) as u8).min(deepest).min(TileCoord::MAX_ZOOM);
        let across = f64::from(1_u32 << zoom);
        let span = |centre: f64, pixels: u32| {
            let half = f64::from(pixels) / 2.0 / self.scale();
            (((centre - half) * across).floor() as i64, (((centre + half) * across).ceil() as i64 - 1))
        };
        let (left, right) = span(self.centre.0, self.width);
        let (top, bottom) = span(self.centre.1, self.height);
        let side = 1_i64 << zoom;
        let right = right.min(left + side - 1);
        let rows = top.max(0)..=bottom.min(side - 1);
        let tile = |x: i64, y: i64| TileCoord::new(zoom.into(), x.rem_euclid(side) as u32, y as u32).ok();
        rows.flat_map(|y| (left..=right).filter_map(move |x| tile(x, y))).collect()
    }
}

/// Degrees brought back between -180 and 180.
fn around(longitude: f64) -> f64 {
    let turned = (longitude + 180.0).rem_euclid(360.0) - 180.0;
    if turned <= -180.0 && longitude > 0.0 { 180.0 } else { turned }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A box is kept to 1e-7 degree, which is that much of a zoom, or of a pixel, in a street.
    const ROUNDED: f64 = 1e-3;

    fn paris(zoom: f64) -> View {
        View::around(Position::new(2.3522, 48.8566).expect("a place"), zoom, 960, 720)
    }

    #[test]
    fn a_view_holds_its_box_and_its_box_gives_the_view_again() {
        for zoom in [0.0, 5.0, 12.0, 17.5] {
            let view = paris(zoom);
            let bbox = view.bbox();
            assert!(bbox.contains(view.centre()), "zoom {zoom}");
            if zoom > 2.0 {
                let again = View::of_bbox(bbox, 960, 720, 0.0, 20.0);
                assert!((again.zoom() - zoom).abs() < ROUNDED, "{} instead of {zoom}", again.zoom());
                assert!(again.centre().distance_m(view.centre()) < 1.0);
            }
        }
    }

    #[test]
    fn the_centre_falls_in_the_middle_and_moves_with_the_view() {
        let view = paris(11.0);
        let (x, y) = view.place_degrees(2.3522, 48.8566);
        assert!((x - 480.0).abs() < 1e-6 && (y - 360.0).abs() < 1e-6);
        let (x, _) = view.moved(0.5, 0.0).place_degrees(2.3522, 48.8566);
        assert!(x.abs() < 1e-6, "{x}");
    }

    #[test]
    fn another_size_shows_at_least_as_much() {
        for (width, height) in [(420, 420), (200, 720), (1_600, 300)] {
            let (view, resized) = (paris(11.0), paris(11.0).resized(width, height));
            assert!(resized.bbox().covers(&view.bbox()), "{width} × {height}");
            assert!(resized.centre().distance_m(view.centre()) < 1.0);
        }
    }

    #[test]
    fn tiles_cover_the_view_and_are_few() {
        for zoom in [0.0, 3.9, 5.0, 11.0, 14.2, 19.9] {
            let tiles = paris(zoom).tiles(14);
            assert!((1..=16).contains(&tiles.len()), "{} tiles at zoom {zoom}", tiles.len());
            let bbox = paris(zoom).bbox();
            for (longitude, latitude) in [(bbox.west(), bbox.north()), (bbox.east(), bbox.south())] {
                let inside = |tile: &TileCoord| {
                    let (x, y) = tile.project(longitude, latitude, 1.0);
                    (-1e-6..=1.000_001).contains(&x) && (-1e-6..=1.000_001).contains(&y)
                };
                assert!(tiles.iter().any(inside), "a corner is bare at zoom {zoom}");
            }
        }
    }

    #[test]
    fn beyond_the_antimeridian_the_world_goes_on() {
        let view = View::around(Position::new(179.9, -17.0).expect("Fiji"), 6.0, 800, 600);
        assert!(view.bbox().crosses_antimeridian());
        let (x, _) = view.place_degrees(-179.9, -17.0);
        assert!((400.0..800.0).contains(&x), "{x}");
        assert!(view.tiles(11).iter().any(|tile| tile.x() == 0));
    }

    #[test]
    fn a_tile_is_a_view_of_itself() {
        let tile = TileCoord::new(12, 2074, 1409).expect("a tile");
        let view = View::of_tile(tile, 256);
        assert!((view.zoom() - 11.0).abs() < 1e-9);
        let bbox = tile.bbox();
        let (x, y) = view.place_degrees(bbox.west(), bbox.north());
        assert!(x.abs() < ROUNDED && y.abs() < ROUNDED, "{x} {y}");
    }
}
