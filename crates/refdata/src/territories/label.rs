//! Where to write a name: well inside the largest part of the contour.

use geo::{Area, Contains, InteriorPoint, MultiPolygon, Point};
use geodata::Position;
use geodata::territory::{Territories, Territory};

/// Gives every territory with a contour its label point.
pub(super) fn place(rows: &mut [Territory], set: &Territories) {
    for row in rows {
        row.label_point = set.contour(&row.code).and_then(|contour| label_point(&contour));
    }
}

/// A point of the largest polygon, on the lattice that the table is written in, and still inside.
fn label_point(contour: &MultiPolygon<f64>) -> Option<Position> {
    let largest = contour.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let centre = geo::Centroid::centroid(largest).filter(|centre| largest.contains(&on_lattice(*centre)));
    let point = on_lattice(centre.or_else(|| largest.interior_point())?);
    Position::new(point.x(), point.y()).ok()
}

fn on_lattice(point: Point<f64>) -> Point<f64> {
    Point::new((point.x() * 1e5).round() / 1e5, (point.y() * 1e5).round() / 1e5)
}
