//! Tells whether a file holds anything but pixels.

use std::process::Command;

use photo::{Encoded, SafePhoto};
use serde_json::Value;
use technopolice_tests::{program, skipped};

use crate::files::CANARY;

/// What comes out is a JFIF header without a picture of its own, tables, one frame, one scan; then nothing.
pub(crate) fn assert_bare(what: &str, safe: &SafePhoto) {
    for file in [&safe.picture, &safe.thumbnail] {
        assert_segments_bare(what, file);
        let canary = CANARY.as_bytes();
        assert!(!file.jpeg.windows(canary.len()).any(|bytes| bytes == canary), "{what}: the canary is in it");
    }
}

fn assert_segments_bare(what: &str, file: &Encoded) {
    let bytes = &file.jpeg;
    assert_eq!(bytes[..2], [0xFF, 0xD8], "{what}");
    let mut at = 2;
    loop {
        assert_eq!(bytes[at], 0xFF, "{what}: no marker at {at}");
        let (marker, length) = (bytes[at + 1], usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]])));
        let content = &bytes[at + 4..at + 2 + length];
        match marker {
            0xE0 => {
                assert!(content.starts_with(b"JFIF\0") && content.len() == 14, "{what}: {content:?}");
                assert_eq!(content[12..], [0, 0], "{what}: a small picture in the header");
            }
            0xDB | 0xC0 | 0xC4 | 0xDA => {}
            other => panic!("{what}: a segment {other:02X} of {length} bytes"),
        }
        at += 2 + length;
        if marker == 0xDA {
            break;
        }
    }
    let end = bytes[at..].windows(2).position(|pair| pair == [0xFF, 0xD9]).expect("an end of image");
    assert_eq!(at + end + 2, bytes.len(), "{what}: something follows the picture");
}

/// Asks exiftool too, where it is installed: it knows more hiding places than we do.
pub(crate) fn assert_exiftool_finds_nothing(photos: &[(String, SafePhoto)]) {
    let Some(exiftool) = program("exiftool") else { return skipped("exiftool not found") };
    let folder = tempfile::tempdir().expect("a folder");
    for (number, (_, safe)) in photos.iter().enumerate() {
        for (kind, file) in [("picture", &safe.picture), ("thumbnail", &safe.thumbnail)] {
            std::fs::write(folder.path().join(format!("{number}-{kind}.jpg")), &file.jpeg).expect("a written file");
        }
    }
    let answer = Command::new(exiftool).args(["-json", "-G", "-a", "-u"]).arg(folder.path()).output().expect("it runs");
    let found: Vec<Value> = serde_json::from_slice(&answer.stdout).expect("exiftool answers JSON");
    assert_eq!(found.len(), 2 * photos.len());
    for file in &found {
        for tag in file.as_object().expect("an object").keys().filter(|tag| tag.contains(':')) {
            let group = tag.split(':').next().unwrap_or_default();
            assert!(["File", "ExifTool", "JFIF", "Composite"].contains(&group), "{}: {tag}", file["SourceFile"]);
            assert!(tag != "File:Comment", "{}: {tag}", file["SourceFile"]);
        }
    }
}
