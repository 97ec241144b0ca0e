//! The two painters held to one another: the ground by tiny-skia, and by `crates/still-maplibre` where it was built and
//! finds a Vulkan driver.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::common;
use still::{Answer, Ground, Picture, Scene, Theme, UnreadableAnswer, finish, paint_ground};

/// What a channel may differ by in the middle: edges are smoothed by other rules, and lines have square ends.
const MEAN: f64 = 2.0;
/// A channel further apart than this is seen.
const SEEN: u8 = 40;
/// The share of pixels that may be: edges and the thinnest lines.
const FAR: f64 = 0.005;

fn program() -> PathBuf {
    let named = std::env::var_os("TECHNOPOLICE_STILL_PAINTER").map(PathBuf::from);
    let built = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/maplibre/debug/still-maplibre");
    named.unwrap_or_else(built)
}

fn skipped(reason: &str) {
    assert!(std::env::var("TECHNOPOLICE_REQUIRE").as_deref() != Ok("all"), "required, but {reason}");
    println!("skipped: {reason}");
}

/// What the program answers.
fn drawn(child: &mut Child, ground: &Ground) -> Result<Picture, UnreadableAnswer> {
    let input = child.stdin.as_mut().expect("a pipe");
    input.write_all(&ground.request().expect("small enough")).expect("the program reads");
    input.flush().expect("the program reads");
    let output = child.stdout.as_mut().expect("a pipe");
    let mut prefix = [0; 4];
    output.read_exact(&mut prefix).expect("the program answers");
    let mut bytes = vec![0; Answer::length(prefix)?];
    output.read_exact(&mut bytes).expect("the program answers to the end");
    Answer::read(&bytes, ground.width, ground.height)
}

fn close(name: &str, mine: &Picture, theirs: &Picture) {
    let (mean, far) = mine.difference(theirs, SEEN).expect("of one size");
    println!("{name}: {mean:.2} of 255 apart in the middle, {:.2} % of the pixels seen to differ", far * 100.0);
    if mean > MEAN || far > FAR {
        let folder = std::env::temp_dir();
        for (who, picture) in [("tiny-skia", mine), ("maplibre", theirs)] {
            std::fs::write(folder.join(format!("technopolice-{name}-{who}.png")), picture.png()).expect("a folder");
        }
        panic!("{name}: too far apart; see {}", folder.display());
    }
}

#[test]
fn both_painters_draw_the_same_scenes() {
    let program = program();
    if !program.exists() {
        return skipped("still-maplibre was not built");
    }
    let mut child = Command::new(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let scenes: [(&str, Scene); 5] = [
        ("france-light", common::france(Theme::Light)),
        ("france-dark", common::france(Theme::Dark)),
        ("monaco-light", common::monaco(Theme::Light)),
        ("monaco-dark", common::monaco(Theme::Dark)),
        ("city", common::city(Theme::Light, 240, 200)),
    ];
    for (name, scene) in &scenes {
        let ground = Ground::of(scene);
        let theirs = match drawn(&mut child, &ground) {
            Ok(picture) => picture,
            Err(UnreadableAnswer::Refused(reason)) if reason.contains("Vulkan") => return skipped(&reason),
            Err(error) => panic!("{name}: {error}"),
        };
        close(name, &paint_ground(&ground), &theirs);
        // With everything above it, as it was approved.
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.png"));
        if let Ok(bytes) = std::fs::read(path) {
            let golden = Picture::from_png(&bytes, ground.width, ground.height).expect("of one size");
            close(&format!("{name}-whole"), &golden, &finish(scene, theirs));
        }
    }
    drop(child.stdin.take());
    assert!(child.wait().expect("it ends").success(), "it ends with its input");
}
