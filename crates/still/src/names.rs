//! Which names are written: those of `web/src/map/style.ts`, the most important first, none over another.

use crate::encode::Picture;
use crate::fonts::Font;
use crate::label::{Board, Label, Room};
use crate::palette::{Palette, Rgb};
use crate::scene::{Language, Scene};
use crate::style::interpolate;
use crate::text::{Foot, Line, Setting, wrapped};
use crate::tiles::{Feature, Opened};

/// The names of streets are written from this zoom on.
const STREET_NAMES_FROM: f64 = 14.5;
/// The names of quarters are written from this zoom on.
const QUARTERS_FROM: f64 = 12.5;
/// The same street is named again after this many pixels.
const AGAIN_AFTER: f32 = 280.0;
/// Names on one picture at the most.
const NAMES: usize = 160;

/// A name that asks for room, and its weight: more comes first.
struct Wish {
    label: Label,
    at: (f32, f32),
    weight: f64,
}

/// Writes the names of a scene where nothing is taken yet.
pub(crate) fn write(scene: &Scene, picture: &mut Picture, board: &mut Board) {
    let names = Names {
        scene,
        palette: scene.theme.palette(),
        zoom: scene.view.zoom(),
        ratio: scene.ratio.max(1) as f32,
        basemap: Opened::new(&scene.basemap, scene.view, scene.ratio),
        streets: Opened::new(&scene.streets, scene.view, scene.ratio),
    };
    let mut wishes = names.places();
    wishes.extend(names.countries());
    wishes.extend(names.departments());
    wishes.extend(names.quarters());
    wishes.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let frame = [0.0, 0.0, picture.width() as f32, picture.height() as f32];
    for wish in wishes.iter().take(NAMES) {
        let height = wish.label.room((0.0, 0.0))[3];
        // Beside the place where the place itself is taken: above it, or below.
        let ways = [0.0, -1.0, 1.0].map(|way| (wish.at.0, wish.at.1 + way * (height + 16.0 * names.ratio)));
        let free = ways.into_iter().find(|at| {
            let room = wish.label.room(*at);
            board.is_free(room) && (scene.seamless || is_inside(room, frame))
        });
        if let Some(at) = free {
            board.take(wish.label.room(at));
            wish.label.write(picture, at);
        }
    }
    names.street_names(picture, board, frame);
}

fn is_inside(room: Room, frame: Room) -> bool {
    room[0] >= frame[0] && room[1] >= frame[1] && room[2] <= frame[2] && room[3] <= frame[3]
}

struct Names<'a> {
    scene: &'a Scene,
    palette: &'static Palette,
    zoom: f64,
    ratio: f32,
    basemap: Opened<'a>,
    streets: Opened<'a>,
}

impl Names<'_> {
    fn label(&self, text: &str, setting: Setting, colour: Rgb, ems: f32) -> Label {
        let setting = Setting { size: setting.size * self.ratio, ..setting };
        let lines = wrapped(text, setting, ems * setting.size);
        let halo_width = 1.5 * self.ratio;
        Label { lines, colour, halo: self.palette.halo, halo_width, padding: 3.0 * self.ratio }
    }

    /// A name whose tile says from which zoom on there is room for it.
    fn has_room(&self, feature: &Feature<'_>) -> bool {
        feature.number("rank").unwrap_or(20.0) <= self.zoom.max(0.0).floor() + 0.5
    }

    fn named(&self, feature: &Feature<'_>) -> Option<String> {
        let english = (self.scene.language == Language::English).then(|| feature.text("name_en")).flatten();
        english.or_else(|| feature.text("name"))
    }

    /// Larger towns are written larger.
    fn places(&self) -> Vec<Wish> {
        let shown = self.basemap.features("place").filter(|feature| self.has_room(feature));
        let wish = |feature: Feature<'_>| {
            let population = feature.number("population").unwrap_or(0.0);
            let by_size =
                |small: f32, large: f32| interpolate(1.0, population as f32, &[(2_000.0, small), (400_000.0, large)]);
            let stops = [(5.0, by_size(11.5, 13.5)), (9.0, by_size(12.5, 19.0)), (13.0, by_size(14.0, 22.0))];
            let font = if population >= 50_000.0 { Font::SemiBold } else { Font::Regular };
            let setting = Setting::new(font, interpolate(1.0, self.zoom as f32, &stops));
            let label = self.label(&self.named(&feature)?, setting, self.palette.ink, 8.0);
            Some(Wish { label, at: feature.point()?, weight: population })
        };
        shown.filter_map(wish).collect()
    }

    fn departments(&self) -> Vec<Wish> {
        if !(6.5..9.0).contains(&self.zoom) {
            return Vec::new();
        }
        let wish = |feature: Feature<'_>| {
            let setting = Setting { spacing: 0.12, ..Setting::new(Font::Regular, 11.0) };
            let name = feature.text("name")?.to_uppercase();
            let label = self.label(&name, setting, self.palette.quiet_ink, 8.0);
            Some(Wish { label, at: feature.point()?, weight: 9_000.0 })
        };
        self.basemap.features("department_label").filter_map(wish).collect()
    }

    fn countries(&self) -> Vec<Wish> {
        if self.zoom >= 8.0 {
            return Vec::new();
        }
        let wish = |feature: Feature<'_>| {
            let setting = Setting { spacing: 0.18, ..Setting::new(Font::Regular, 12.0) };
            let name = self.named(&feature)?.to_uppercase();
            let label = self.label(&name, setting, self.palette.quiet_ink, 7.0);
            Some(Wish { label, at: feature.point()?, weight: 300_000.0 })
        };
        self.basemap.features("country_label").filter(|it| self.has_room(it)).filter_map(wish).collect()
    }

    fn quarters(&self) -> Vec<Wish> {
        if !(QUARTERS_FROM..17.0).contains(&self.zoom) {
            return Vec::new();
        }
        let classes = ["city", "town", "suburb", "quarter", "neighbourhood"];
        let wish = |feature: Feature<'_>| {
            let setting = Setting::new(Font::SemiBold, 13.0);
            let label = self.label(&street_name(&feature)?, setting, self.palette.ink, 8.0);
            Some(Wish { label, at: feature.point()?, weight: 1_000.0 })
        };
        self.streets.features("place").filter(|it| it.is("class", &classes)).filter_map(wish).collect()
    }

    /// Streets are named along their course.
    fn street_names(&self, picture: &mut Picture, board: &mut Board, frame: Room) {
        if self.zoom < STREET_NAMES_FROM {
            return;
        }
        let mut written: Vec<(String, (f32, f32))> = Vec::new();
        for feature in self.streets.features("transportation_name") {
            let Some(name) = street_name(&feature) else { continue };
            let line = Line::new(&name, Setting::new(Font::Regular, 12.0 * self.ratio));
            for course in feature.lines() {
                let Some(places) = along(&course, &line) else { continue };
                let middle = places[places.len() / 2].0;
                let repeats = written.iter().any(|(known, at)| {
                    *known == name && (at.0 - middle.0).hypot(at.1 - middle.1) < AGAIN_AFTER * self.ratio
                });
                let room = around(&places, line.setting.size);
                if repeats || !board.is_free(room) || !(self.scene.seamless || is_inside(room, frame)) {
                    continue;
                }
                let label = Label {
                    lines: Vec::new(),
                    colour: self.palette.quiet_ink,
                    halo: self.palette.road,
                    halo_width: 1.5 * self.ratio,
                    padding: 0.0,
                };
                label.write_path(picture, line.path_along(&places));
                board.take(room);
                written.push((name.clone(), middle));
            }
        }
    }
}

/// Street archives name their things in several alphabets, and not all in the same key.
fn street_name(feature: &Feature<'_>) -> Option<String> {
    ["name:fr", "name:latin", "name"].iter().find_map(|key| feature.text(key)).filter(|name| !name.is_empty())
}

/// The box around letters, with room for their height.
fn around(places: &[Foot], size: f32) -> Room {
    let start = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    let tight = places
        .iter()
        .fold(start, |room, ((x, y), _)| [room[0].min(*x), room[1].min(*y), room[2].max(*x), room[3].max(*y)]);
    [tight[0] - size * 0.7, tight[1] - size * 0.7, tight[2] + size * 0.7, tight[3] + size * 0.7]
}

/// Where each letter stands and which way it faces, with the line in the middle of the course; `None` where the course
/// is too short or bends too much to be read.
fn along(course: &[(f32, f32)], line: &Line) -> Option<Vec<Foot>> {
    let length: f32 = course.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    let start = (length - line.width) / 2.0;
    if start < 6.0 || line.letters.is_empty() {
        return None;
    }
    let (first, last) = (at(course, start)?.0, at(course, start + line.width)?.0);
    let backwards = last.0 < first.0;
    let turned: Vec<(f32, f32)>;
    let course = if backwards {
        turned = course.iter().rev().copied().collect();
        &turned
    } else {
        course
    };
    let mut places = Vec::with_capacity(line.letters.len());
    let mut before: Option<(f32, f32)> = None;
    for letter in &line.letters {
        let half = letter.advance / 2.0;
        let (middle, direction) = at(course, start + letter.x + half)?;
        if before.is_some_and(|before: (f32, f32)| before.0 * direction.0 + before.1 * direction.1 < 0.86) {
            return None;
        }
        before = Some(direction);
        // From the middle of the letter back to its left edge, and down to the base line.
        let down = line.setting.size * 0.33;
        let x = middle.0 - direction.0 * half - direction.1 * down;
        let y = middle.1 - direction.1 * half + direction.0 * down;
        places.push(((x, y), direction));
    }
    Some(places)
}

fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// The point of a course at a length from its beginning, and the direction there.
fn at(course: &[(f32, f32)], length: f32) -> Option<((f32, f32), (f32, f32))> {
    let mut left = length;
    for pair in course.windows(2) {
        let step = distance(pair[0], pair[1]);
        if step > 0.0 && left <= step {
            let direction = ((pair[1].0 - pair[0].0) / step, (pair[1].1 - pair[0].1) / step);
            return Some(((pair[0].0 + direction.0 * left, pair[0].1 + direction.1 * left), direction));
        }
        left -= step;
    }
    None
}
