//! Pictures as they were approved. `STILL_APPROVE=1 cargo test -p still --test golden` writes them anew: look at them.

mod common;
mod painters;

use std::fs;
use std::path::PathBuf;

use still::{Picture, Theme, paint, paint_ground};

/// Pixels may differ by this much in a channel: rounding differs between processors.
const TOLERANCE: u8 = 6;
/// And this share of them by more.
const FAR: f64 = 0.002;

fn approved(name: &str, picture: &Picture) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.png"));
    if std::env::var_os("STILL_APPROVE").is_some() {
        fs::write(&path, picture.png()).expect("a folder of golden pictures");
    }
    let bytes = fs::read(&path).expect("an approved picture; STILL_APPROVE=1 writes one");
    let golden = Picture::from_png(&bytes, picture.width(), picture.height()).expect("of the same size");
    let (_, far) = picture.difference(&golden, TOLERANCE).expect("of the same size");
    if far > FAR {
        let beside = std::env::temp_dir().join(format!("technopolice-still-{name}.png"));
        fs::write(&beside, picture.png()).expect("a folder for what was drawn instead");
        panic!("{name}: {:.2} % of the pixels are not as approved; see {}", far * 100.0, beside.display());
    }
}

#[test]
fn france_by_day_and_at_night() {
    approved("france-light", &paint(&common::france(Theme::Light)));
    approved("france-dark", &paint(&common::france(Theme::Dark)));
}

#[test]
fn streets_with_every_mark() {
    approved("monaco-light", &paint(&common::monaco(Theme::Light)));
    approved("monaco-dark", &paint(&common::monaco(Theme::Dark)));
}

#[test]
fn cards_of_a_city_and_of_two() {
    approved("card-city", &common::city_card(Theme::Light).paint(paint_ground));
    approved("card-comparison", &common::comparison_card(Theme::Light).paint(paint_ground));
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let bytes = || paint(&common::monaco(Theme::Light)).png();
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_fine_screen_sees_the_same_map() {
    let coarse = paint(&common::city(Theme::Light, 400, 300));
    let fine = paint(&still::Scene { ratio: 2, ..common::city(Theme::Light, 400, 300) });
    assert_eq!((fine.width(), fine.height()), (2 * coarse.width(), 2 * coarse.height()));
    let pixels = fine.rgb();
    let places = (0..coarse.height()).flat_map(|y| (0..coarse.width()).map(move |x| (2 * x, 2 * y)));
    let halved: Vec<u8> = places
        .flat_map(|(x, y)| {
            let at = ((y * fine.width() + x) * 3) as usize;
            pixels[at..at + 3].to_vec()
        })
        .collect();
    let apart = halved.iter().zip(coarse.rgb()).filter(|(a, b)| a.abs_diff(*b) > 60).count();
    assert!(apart < halved.len() / 12, "{apart} of {} samples differ", halved.len());
}
