//! The pages of photos with sample values, for the tests of templates.

use census::PhotoState;
use store::{ContributionId, Photo, PhotoFiles, PhotoId};
use uuid::Uuid;

use super::super::samples::{day, device, entity_of, html, site};
use super::{Shown, describe, view};
use crate::photos::Kept;
use crate::words::{Lang, Words};

pub(crate) fn a_photo(state: PhotoState) -> Photo {
    Photo {
        id: PhotoId(Uuid::from_u128(12)),
        contribution: ContributionId(Uuid::from_u128(9)),
        entity: Some(entity_of(device()).id),
        state,
        files: Some(PhotoFiles { picture: [1; 32], thumbnail: [2; 32] }),
        width: 1600,
        height: 1200,
        boxes: 0,
        day: day("2026-11-23"),
    }
}

/// A photo as its page shows it, with a face that was proposed.
pub(crate) fn a_shown_photo(words: &Words) -> Shown {
    let suggested = vec![photo::Region::new(0.4, 0.3, 0.1, 0.15).expect("a region")];
    let kept = Kept { photo: a_photo(PhotoState::Received), suggested };
    describe(words, &kept, "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==".to_owned())
}

fn photo_page(lang: Lang) -> String {
    let mut view = view(&site(), lang, "ABCDE".to_owned());
    view.done = view.words.text("photo-done-added");
    view.photo = Some(a_shown_photo(view.words));
    html(&view)
}

pub(crate) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    vec![("photo", photo_page(lang)), ("photo-add", html(&view(&site(), lang, "ABCDE".to_owned())))]
}
