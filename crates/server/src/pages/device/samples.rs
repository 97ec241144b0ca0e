//! The pages of devices with sample values, for the tests of templates.

use census::{Basis, Claim, Entity, PhotoState, State, Verification};
use uuid::Uuid;

use super::super::claims::Origins;
use super::super::gallery::pictures;
use super::super::history;
use super::super::photo::samples::a_photo;
use super::super::samples::{device, entity_of, html, revisions, site, territory};
use super::view;
use crate::words::{Lang, Words};

pub(crate) fn page(lang: Lang, entity: &Entity) -> String {
    let revisions = revisions(entity);
    let mut view = view(
        &site(),
        Words::of(lang),
        (entity, entity.device().expect("a device")),
        &Origins::read(&revisions),
        Some(&territory()),
        [1, 2, 3, 4].map(Uuid::from_u128),
    );
    view.history = history::entries(view.words, &revisions, &[]);
    view.photos = pictures(view.words, &[a_photo(PhotoState::Published)], &view.layout.title);
    html(&view)
}

/// A device about whose form two contributions contradict each other.
fn disputed() -> Entity {
    let mut entity = entity_of(device());
    if let State::Device(device) = &mut entity.state {
        let on = entity.updated_on;
        let claim = Claim { value: "fixed".into(), basis: Some(Basis::Photo), on, sources: device.sources.clone() };
        device.disputed.insert("form".to_owned(), vec![claim]);
        device.verification = Verification::Disputed;
    }
    entity
}

pub(crate) fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let mut mistaken = entity_of(device());
    mistaken.state = mistaken.state.mistaken();
    vec![
        ("device", page(lang, &entity_of(device()))),
        ("device-mistaken", page(lang, &mistaken)),
        ("device-disputed", page(lang, &disputed())),
    ]
}
