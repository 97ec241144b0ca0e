//! Vector tiles read as shapes in the pixels of a picture.

use fast_mvt::{MvtFeatureRef, MvtLayerRef, MvtReaderRef, MvtValueRef};
use geodata::View;
use tiny_skia::{Path, PathBuilder, Rect};

use crate::scene::GroundTile;

/// Lines further from the picture than this many pixels are left out.
const MARGIN: f32 = 48.0;

/// Points of one feature at the most; a tile that says more is damaged.
const POINTS: usize = 1 << 20;

/// The tiles of one source, opened. What cannot be read is left out: a picture without a tile is still a picture.
pub(crate) struct Opened<'a> {
    tiles: Vec<(MvtReaderRef<'a>, Grid)>,
}

/// From the units of a tile to pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    left: f64,
    top: f64,
    side: f64,
    reach: Rect,
}

/// A feature with what places it.
#[derive(Clone, Copy)]
pub(crate) struct Feature<'a> {
    read: MvtFeatureRef<'a>,
    grid: Grid,
    extent: f64,
}

impl<'a> Opened<'a> {
    pub(crate) fn new(tiles: &'a [GroundTile], view: View, ratio: u32) -> Self {
        let open = |tile: &'a GroundTile| Some((MvtReaderRef::new(&tile.bytes).ok()?, Grid::new(tile, view, ratio)?));
        Self { tiles: tiles.iter().filter_map(open).collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.tiles.is_empty()
    }

    /// Every feature of a layer, tile by tile.
    pub(crate) fn features(&self, layer: &str) -> impl Iterator<Item = Feature<'_>> {
        let layers = self.tiles.iter().flat_map(move |(reader, grid)| {
            reader.layers().filter(move |it| it.name() == layer).map(move |layer| (layer, *grid))
        });
        layers.flat_map(|(layer, grid): (MvtLayerRef<'_>, Grid)| {
            let extent = f64::from(layer.extent().max(1));
            layer.features().map(move |feature| Feature { read: feature, grid, extent })
        })
    }
}

impl Grid {
    fn new(tile: &GroundTile, view: View, ratio: u32) -> Option<Self> {
        let (tile, ratio) = (tile.tile, f64::from(ratio));
        let across = f64::from(1_u32 << tile.z());
        let middle = |index: u32| (f64::from(index) + 0.5) / across;
        let (x, y) = view.place((middle(tile.x()), middle(tile.y())));
        let side = view.scale() / across * ratio;
        let reach = Rect::from_ltrb(
            -MARGIN,
            -MARGIN,
            (f64::from(view.width()) * ratio) as f32 + MARGIN,
            (f64::from(view.height()) * ratio) as f32 + MARGIN,
        )?;
        Some(Self { left: x * ratio - side / 2.0, top: y * ratio - side / 2.0, side, reach })
    }

    fn place(&self, x: i64, y: i64, extent: f64) -> (f32, f32) {
        let share = |units: i64| units as f64 / extent * self.side;
        ((self.left + share(x)) as f32, (self.top + share(y)) as f32)
    }
}

impl Feature<'_> {
    /// A property that is a text.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.value(key).and_then(|value| match value {
            MvtValueRef::String(text) => Some(text.to_owned()),
            _ => None,
        })
    }

    /// Is a text property one of these?
    pub(crate) fn is(&self, key: &str, values: &[&str]) -> bool {
        matches!(self.value(key), Some(MvtValueRef::String(text)) if values.contains(&text))
    }

    /// Is a property true?
    pub(crate) fn flag(&self, key: &str) -> bool {
        matches!(self.value(key), Some(MvtValueRef::Bool(true)))
    }

    /// A property that is a number.
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        self.value(key).and_then(|value| match value {
            MvtValueRef::UInt(number) => Some(number as f64),
            MvtValueRef::Int(number) | MvtValueRef::SInt(number) => Some(number as f64),
            MvtValueRef::Double(number) => Some(number),
            MvtValueRef::Float(number) => Some(number.into()),
            _ => None,
        })
    }

    fn value(&self, key: &str) -> Option<MvtValueRef<'_>> {
        let found = self.read.properties().filter_map(Result::ok).find(|(name, _)| *name == key);
        found.map(|(_, value)| value)
    }

    /// The first point, in pixels.
    pub(crate) fn point(&self) -> Option<(f32, f32)> {
        let mut first = None;
        self.walk(|_, x, y| {
            first.get_or_insert((x, y));
        });
        first
    }

    /// Its lines as lists of points in pixels, without the stretches that lie outside the picture.
    pub(crate) fn lines(&self) -> Vec<Vec<(f32, f32)>> {
        let mut lines: Vec<Vec<(f32, f32)>> = Vec::new();
        let mut pen: Option<(f32, f32)> = None;
        let mut drawing = false;
        self.walk(|begins, x, y| {
            let from = if begins { None } else { pen };
            if let Some(from) = from {
                if !self.shows(from, (x, y)) {
                    drawing = false;
                } else if drawing {
                    lines.last_mut().expect("a line is being drawn").push((x, y));
                } else {
                    lines.push(vec![from, (x, y)]);
                    drawing = true;
                }
            } else {
                drawing = false;
            }
            pen = Some((x, y));
        });
        lines
    }

    fn shows(&self, (ax, ay): (f32, f32), (bx, by): (f32, f32)) -> bool {
        let reach = self.grid.reach;
        ax.max(bx) >= reach.left()
            && ax.min(bx) <= reach.right()
            && ay.max(by) >= reach.top()
            && ay.min(by) <= reach.bottom()
    }

    /// Its rings as one path, or nothing when all of it lies outside the picture.
    pub(crate) fn area(&self) -> Option<Path> {
        let mut builder = PathBuilder::new();
        let mut open = false;
        self.walk(|begins, x, y| {
            if begins {
                if open {
                    builder.close();
                }
                builder.move_to(x, y);
                open = true;
            } else {
                builder.line_to(x, y);
            }
        });
        builder.close();
        let path = builder.finish()?;
        let (bounds, reach) = (path.bounds(), self.grid.reach);
        let shows = bounds.right() >= reach.left()
            && bounds.left() <= reach.right()
            && bounds.bottom() >= reach.top()
            && bounds.top() <= reach.bottom();
        shows.then_some(path)
    }

    /// Calls with each point: does it begin a part, and where is it (MVT 2.1 §4.3)?
    fn walk(&self, mut visit: impl FnMut(bool, f32, f32)) {
        let commands = self.read.geometry_commands();
        let (mut x, mut y, mut at) = (0_i64, 0_i64, 0);
        while let Some(word) = commands.get(at) {
            at += 1;
            let (command, count) = (word & 7, (word >> 3) as usize);
            if command == 7 {
                continue;
            }
            for _ in 0..count.min(POINTS) {
                let Some([dx, dy]) = commands.get(at..at + 2) else { return };
                at += 2;
                x += unzigzag(*dx);
                y += unzigzag(*dy);
                let (px, py) = self.grid.place(x, y, self.extent);
                visit(command == 1, px, py);
            }
        }
    }
}

fn unzigzag(word: u32) -> i64 {
    i64::from(word >> 1) ^ -i64::from(word & 1)
}
