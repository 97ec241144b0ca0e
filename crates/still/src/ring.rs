//! Devices that stand together, as a ring; the drawing of `web/src/map/rings.ts`.

use std::f32::consts::TAU;

use crate::canvas::{Dash, fill, line};
use crate::encode::Picture;
use crate::fonts::Font;
use crate::palette::{Palette, Rgb};
use crate::scene::{Cluster, Part};
use crate::shapes::{arc, circle};
use crate::style::interpolate;
use crate::text::{Line, Setting, write};

/// Pixels across the band.
const WIDTH: f32 = 5.0;
/// Share of the full turn that stays free at each end of a part.
const GAP: f32 = 0.07 / TAU;
/// A ring is divided into so many steps, so that whoever is there at all is seen.
const STEPS: u32 = 12;

/// Draws a cluster; `ratio` is how many pixels of the picture a pixel of the page has.
pub(crate) fn draw(picture: &mut Picture, cluster: &Cluster, at: (f32, f32), ratio: f32, palette: &Palette) {
    if cluster.total() == 0 {
        return;
    }
    if let Some(disc) = circle(at, (cluster.radius() + 1.0) * ratio) {
        fill(picture, &disc, palette.paper, 1.0);
    }
    let shares = shares(cluster);
    let all: u32 = shares.iter().sum();
    let gap = if shares.iter().filter(|share| **share > 0).count() > 1 { GAP } else { 0.0 };
    let mut from = 0.0;
    for (part, share) in Part::ALL.into_iter().zip(shares).filter(|(_, share)| *share > 0) {
        let to = from + share as f32 / all as f32;
        let band = Band { at, radius: cluster.radius() - WIDTH / 2.0, turn: (from + gap, to - gap), ratio };
        band.draw(picture, part, palette);
        from = to;
    }
    number(picture, cluster, at, ratio, palette);
}

/// Twelfths of a ring for each part: what is left over by the others belongs to the cameras.
fn shares(cluster: &Cluster) -> [u32; Part::ALL.len()] {
    let total = u64::from(cluster.total().max(1));
    let exact = cluster.counts.map(|count| u64::from(count) * u64::from(STEPS));
    let mut shares = exact.map(|twelfths| twelfths.div_ceil(total) as u32);
    let cameras = exact[0] / total;
    shares[0] = (cameras as u32).max(shares[0].min(1));
    shares
}

/// Where a part is drawn, in pixels of the page around the middle.
struct Band {
    at: (f32, f32),
    radius: f32,
    turn: (f32, f32),
    ratio: f32,
}

impl Band {
    /// Each part has a stroke of its own, so that nobody has to tell colours apart: cameras a full band, plate readers
    /// a band with bars, sensors two lines, the rest dots.
    fn draw(&self, picture: &mut Picture, part: Part, palette: &Palette) {
        let (colour, edge) = (palette.camera, WIDTH / 2.0 - 0.75);
        match part {
            Part::Camera => self.stroke(picture, self.radius, WIDTH, colour, None),
            Part::PlateReader => {
                self.stroke(picture, self.radius, WIDTH, colour, None);
                self.stroke(
                    picture,
                    self.radius,
                    WIDTH - 2.0,
                    palette.paper,
                    Some(Dash { on: 1.6, off: 2.0, round: false }),
                );
            }
            Part::Sensor => {
                self.stroke(picture, self.radius - edge, 1.5, colour, None);
                self.stroke(picture, self.radius + edge, 1.5, colour, None);
            }
            Part::Other => {
                self.stroke(
                    picture,
                    self.radius,
                    2.6,
                    palette.quiet_ink,
                    Some(Dash { on: 0.1, off: 4.4, round: true }),
                );
            }
        }
    }

    fn stroke(&self, picture: &mut Picture, radius: f32, width: f32, colour: Rgb, dash: Option<Dash>) {
        let dash = dash.map(|it| Dash { on: it.on * self.ratio, off: it.off * self.ratio, ..it });
        if let Some(path) = arc(self.at, radius * self.ratio, self.turn.0, self.turn.1) {
            line(picture, &path, colour, width * self.ratio, dash);
        }
    }
}

/// How many, within the ring.
fn number(picture: &mut Picture, cluster: &Cluster, at: (f32, f32), ratio: f32, palette: &Palette) {
    let text = grouped(cluster.total());
    let size = interpolate(1.0, (cluster.total() as f32).log10(), &[(0.0, 12.0), (3.0, 14.0)]) * ratio;
    let written = Line::new(&text, Setting::new(Font::SemiBold, size));
    // The number keeps clear of its ring.
    let room = (2.0 * (cluster.radius() - WIDTH) - 1.0) * ratio;
    let written = if written.width > room {
        Line::new(&text, Setting::new(Font::SemiBold, size * room / written.width))
    } else {
        written
    };
    let base = at.1 + written.setting.size * 0.33;
    write(picture, &written, (at.0 - written.width / 2.0, base), palette.ink);
}

/// A number with thin spaces between thousands.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let (first, rest) = digits.split_at(lead);
    let groups = std::iter::once(first).filter(|first| !first.is_empty()).map(str::to_owned);
    let rest = rest.as_bytes().chunks(3).map(|chunk| chunk.iter().map(|byte| char::from(*byte)).collect::<String>());
    groups.chain(rest).collect::<Vec<_>>().join("\u{202f}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let written = [0, 12, 999, 1_000, 12_345, 1_000_000].map(|number| grouped(number).replace('\u{202f}', " "));
        assert_eq!(written, ["0", "12", "999", "1 000", "12 345", "1 000 000"]);
    }

    #[test]
    fn every_part_that_is_there_has_a_share_as_on_the_map() {
        let shares = |counts| shares(&Cluster { at: (0.5, 0.5), counts });
        assert_eq!(shares([7, 0, 0, 0]), [12, 0, 0, 0]);
        assert_eq!(shares([90_000, 1, 1, 1]), [11, 1, 1, 1]);
        assert_eq!(shares([1, 1_000_000, 0, 0]), [1, 12, 0, 0]);
        assert_eq!(shares([6, 3, 2, 1]), [6, 3, 2, 1]);
    }
}
