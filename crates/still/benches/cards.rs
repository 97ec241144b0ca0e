//! What a picture costs: the first one of a process, which reads its fonts and tiles, and those after it.
//!
//! `cargo bench -p still --bench cards`. Each line is one kind of picture: "cold" is the first time it is made in this
//! process, tiles included; "warm" the median of many more; "ground" and "png" are parts of warm.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use still::{Card, Ground, Picture, Scene, Theme, paint, paint_ground};

/// Pictures whose median is told.
const MANY: usize = 60;

fn main() {
    // The embedded map takes its time once a process, long before anybody asks for a picture.
    let (_, map) = timed(|| common::france(Theme::Light));
    println!("embedded map and its first tiles, once a process: {}", ms(map));
    card("card of a city", || common::city_card(Theme::Light));
    card("card of two", || common::comparison_card(Theme::Light));
    map_of("France, 960×720", || common::france(Theme::Light));
    map_of("streets with marks, 640×480", || common::monaco(Theme::Light));
}

fn card(name: &str, scene: impl Fn() -> Card) {
    told(name, || scene().paint(paint_ground).png(), || scene().panels.into_iter().map(|it| it.scene).collect());
}

fn map_of(name: &str, scene: impl Fn() -> Scene) {
    told(name, || paint(&scene()).png(), || vec![scene()]);
}

fn told(name: &str, make: impl Fn() -> Vec<u8>, scenes: impl Fn() -> Vec<Scene>) {
    let (bytes, cold) = timed(&make);
    let warm = median(&make);
    let scenes = scenes();
    let grounds = || scenes.iter().map(|scene| paint_ground(&Ground::of(scene))).collect::<Vec<Picture>>();
    let ground = median(grounds);
    let whole: Vec<Picture> = scenes.iter().map(paint).collect();
    let png = median(|| whole.iter().map(Picture::png).collect::<Vec<_>>());
    println!(
        "{name}: cold {}, warm {} (ground {}, png {}), {} bytes",
        ms(cold),
        ms(warm),
        ms(ground),
        ms(png),
        bytes.len()
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    (black_box(work()), start.elapsed())
}

fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..MANY).map(|_| timed(&mut work).1).collect();
    times.sort();
    times[times.len() / 2]
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
