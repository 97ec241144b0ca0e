//! Which layer of which tile is drawn how: `web/src/map/style.ts` in the words of this crate.

use tiny_skia::{Path, PathBuilder, StrokeDash};

use crate::ground::{Layer, Shape};
use crate::palette::{Palette, Rgb, over};
use crate::scene::Scene;
use crate::tiles::{Feature, Opened};

/// Streets are drawn from this zoom on.
const STREETS_FROM: f64 = 12.0;
/// Houses are drawn from this zoom on.
const HOUSES_FROM: f64 = 14.0;

/// Roads that share a width: their classes in the OpenMapTiles schema, and how much of the common width they have.
const ROADS: [(&[&str], f32); 5] = [
    (&["path", "track", "service"], 0.45),
    (&[], 0.7),
    (&["minor", "street"], 0.85),
    (&["secondary", "tertiary"], 1.2),
    (&["motorway", "trunk", "primary"], 1.5),
];

/// What runs beside roads in the same layer and is none.
const NO_ROADS: [&str; 3] = ["rail", "ferry", "transit"];

/// How much wider a road's edge is than the road.
const EDGE: f32 = 1.6;

/// Values at some places, the places rising.
type Stops = &'static [(f32, f32)];

/// A value between stops: `base` 1 is linear, more rises late (the exponential interpolation of the style language).
pub(crate) fn interpolate(base: f32, x: f32, stops: &[(f32, f32)]) -> f32 {
    let Some((first, last)) = stops.first().zip(stops.last()) else { return 0.0 };
    if x <= first.0 {
        return first.1;
    }
    let between = stops.windows(2).find(|pair| x < pair[1].0);
    let Some([(x0, y0), (x1, y1)]) = between.map(|pair| [pair[0], pair[1]]) else { return last.1 };
    let span = x1 - x0;
    let share =
        if (base - 1.0).abs() < 1e-6 { (x - x0) / span } else { (base.powf(x - x0) - 1.0) / (base.powf(span) - 1.0) };
    y0 + (y1 - y0) * share
}

/// The layers that a scene gathers, from the ground up.
struct Gathered<'a> {
    zoom: f32,
    ratio: f32,
    palette: &'static Palette,
    basemap: Opened<'a>,
    streets: Opened<'a>,
    layers: Vec<Layer>,
}

/// The colour where nothing is drawn, and everything that is.
pub(crate) fn layers(scene: &Scene) -> (Rgb, Vec<Layer>) {
    let palette = scene.theme.palette();
    let mut gathered = Gathered {
        zoom: scene.view.zoom() as f32,
        ratio: scene.ratio.max(1) as f32,
        palette,
        basemap: Opened::new(&scene.basemap, scene.view, scene.ratio),
        streets: Opened::new(&scene.streets, scene.view, scene.ratio),
        layers: Vec::new(),
    };
    gathered.land();
    if scene.view.zoom() >= STREETS_FROM && !gathered.streets.is_empty() {
        gathered.street_ground(scene.view.zoom() >= HOUSES_FROM);
        gathered.roads();
    }
    gathered.boundaries();
    (palette.sea, gathered.layers)
}

impl Gathered<'_> {
    fn land(&mut self) {
        let palette = self.palette;
        self.fill("neighbour", Source::Basemap, "land", palette.neighbour, |feature| !feature.flag("france"));
        self.fill("land", Source::Basemap, "land", palette.land, |feature| feature.flag("france"));
        let width = interpolate(1.5, self.zoom, &[(4.0, 0.6), (8.0, 1.4), (12.0, 4.0)]);
        self.line("river", Source::Basemap, "river", (palette.water, width, None), |_| true);
        self.fill("water", Source::Basemap, "water", palette.water, |_| true);
    }

    fn street_ground(&mut self, houses: bool) {
        let palette = self.palette;
        // The basemap's coast is coarse; where a street map knows of built land, it is land.
        self.fill("built", Source::Streets, "landuse", palette.land, |_| true);
        self.fill("green", Source::Streets, "landcover", palette.green, |it| it.is("class", &["grass", "wood"]));
        self.fill("street-water", Source::Streets, "water", palette.sea, |_| true);
        if houses {
            self.fill("building", Source::Streets, "building", palette.building, |_| true);
            self.outlines("building-edge", Source::Streets, "building", (palette.road_edge, 1.0));
        }
    }

    /// All edges below all roads, so that crossings are open.
    fn roads(&mut self) {
        let (zoom, palette) = (self.zoom, self.palette);
        let width =
            |share: f32| interpolate(1.6, zoom, &[(12.0, 0.5 * share), (15.0, 2.2 * share), (18.0, 11.0 * share)]);
        for (classes, share) in ROADS {
            let style = (palette.road_edge, width(share) + EDGE, None);
            self.line("road-edge", Source::Streets, "transportation", style, |it| is_road(it, classes));
        }
        for (classes, share) in ROADS {
            let style = (palette.road, width(share), None);
            self.line("road", Source::Streets, "transportation", style, |it| is_road(it, classes));
        }
        let style = (palette.boundary, 1.0, Some([4.0, 3.0]));
        self.line("rail", Source::Streets, "transportation", style, |it| it.is("class", &["rail"]));
    }

    fn boundaries(&mut self) {
        let levels: [(_, Stops, f32, f32, _); 4] = [
            ("commune", &[(9.0, 0.4), (14.0, 1.2)], 9.0, 0.5, Some([3.0, 2.0])),
            ("department", &[(5.0, 0.4), (10.0, 1.4)], 5.0, 0.7, None),
            ("region", &[(4.0, 0.6), (10.0, 1.8)], 0.0, 0.8, None),
            ("country", &[(4.0, 0.9), (10.0, 2.2)], 0.0, 1.0, None),
        ];
        for (level, widths, from, opacity, dash) in levels {
            if self.zoom >= from {
                let width = interpolate(1.5, self.zoom, widths);
                let colour = over(self.palette.boundary, self.palette.land, opacity);
                let dash = dash.map(|dash: [f32; 2]| dash.map(|length| length * width));
                self.line(level, Source::Basemap, "boundary", (colour, width, dash), |it| it.is("level", &[level]));
            }
        }
    }

    fn source(&self, source: Source) -> &Opened<'_> {
        match source {
            Source::Basemap => &self.basemap,
            Source::Streets => &self.streets,
        }
    }

    fn fill(
        &mut self,
        name: &'static str,
        source: Source,
        layer: &str,
        colour: Rgb,
        keep: impl Fn(&Feature<'_>) -> bool,
    ) {
        let areas = self.source(source).features(layer).filter(keep).filter_map(|feature| feature.area());
        let paths: Vec<Path> = areas.collect();
        self.push(name, colour, Shape::Fill(paths));
    }

    fn outlines(&mut self, name: &'static str, source: Source, layer: &str, (colour, width): (Rgb, f32)) {
        let paths = self.source(source).features(layer).filter_map(|feature| feature.area()).collect();
        self.push(name, colour, Shape::Stroke { width: width * self.ratio, paths });
    }

    /// Lines of a colour, a width and perhaps dashes, both in pixels of the page.
    fn line(
        &mut self,
        name: &'static str,
        source: Source,
        layer: &str,
        (colour, width, dash): (Rgb, f32, Option<[f32; 2]>),
        keep: impl Fn(&Feature<'_>) -> bool,
    ) {
        let lines = self.source(source).features(layer).filter(keep).flat_map(|feature| feature.lines());
        let dash = dash.and_then(|dash| StrokeDash::new(dash.map(|length| length * self.ratio).into(), 0.0));
        let dashed = |path: Path| match &dash {
            Some(dash) => path.dash(dash, 1.0),
            None => Some(path),
        };
        let paths = lines.filter_map(|line| polyline(&line)).filter_map(dashed).collect();
        self.push(name, colour, Shape::Stroke { width: width * self.ratio, paths });
    }

    fn push(&mut self, name: &'static str, colour: Rgb, shape: Shape) {
        let (Shape::Fill(paths) | Shape::Stroke { paths, .. }) = &shape;
        if !paths.is_empty() {
            self.layers.push(Layer { name, colour, shape });
        }
    }
}

#[derive(Clone, Copy)]
enum Source {
    Basemap,
    Streets,
}

/// Is it a road of these classes? Those of no list are the ones without classes.
fn is_road(feature: &Feature<'_>, classes: &[&str]) -> bool {
    let listed = |class: &&str| feature.is("class", &[class]);
    if classes.is_empty() {
        let mut known = ROADS.iter().flat_map(|(classes, _)| classes.iter()).chain(&NO_ROADS);
        !known.any(listed)
    } else {
        classes.iter().any(listed)
    }
}

pub(crate) fn polyline(points: &[(f32, f32)]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let (first, rest) = points.split_first()?;
    builder.move_to(first.0, first.1);
    for (x, y) in rest {
        builder.line_to(*x, *y);
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_met_and_the_ends_hold() {
        let stops = [(4.0, 1.0), (8.0, 3.0)];
        let is = |base: f32, x: f32, value: f32| {
            assert!((interpolate(base, x, &stops) - value).abs() < 1e-6, "{x} on base {base}");
        };
        for (x, value) in [(0.0, 1.0), (8.0, 3.0), (20.0, 3.0)] {
            is(1.0, x, value);
            is(1.5, x, value);
        }
        is(1.0, 6.0, 2.0);
        assert!(interpolate(1.5, 6.0, &stops) < 2.0, "it rises late");
    }
}
