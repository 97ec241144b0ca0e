//! "Suggest to OpenStreetMap": one object, by a person who looks at it first. This site asks nothing of anybody.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use census::osm::{Suggestion, Unsuggested, suggest};
use census::{Device, EntityId};
use uuid::Uuid;

use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::Path;
use crate::state::AppState;
use crate::words::Words;

/// What the page of a device offers, or why it offers nothing.
#[derive(Default)]
pub(crate) struct Offer {
    /// Keys and values, as they would stand there.
    pub(crate) tags: Vec<String>,
    /// The change as a file.
    pub(crate) file: String,
    /// JOSM on the reader's own machine.
    pub(crate) josm: String,
    /// Why there is nothing to suggest; empty where there is, and where nobody needs to be told.
    pub(crate) reason: String,
}

/// The offer for a device; nothing for what nobody would look for there.
pub(crate) fn offer(words: &Words, id: &str, device: &Device) -> Option<Offer> {
    match suggest(device) {
        Ok(suggestion) => Some(Offer {
            tags: suggestion.tags.iter().map(|(key, value)| format!("{key}={value}")).collect(),
            file: format!("/appareils/{id}/openstreetmap.osc"),
            josm: suggestion.josm(),
            reason: String::new(),
        }),
        Err(Unsuggested::Fictional | Unsuggested::Gone | Unsuggested::Known) => None,
        Err(why) => {
            let key = match why {
                Unsuggested::Foreign => "suggest-foreign",
                Unsuggested::Home => "suggest-home",
                Unsuggested::Untagged => "suggest-untagged",
                _ => "suggest-unseen",
            };
            Some(Offer { reason: words.text(key), ..Offer::default() })
        }
    }
}

/// `GET /appareils/{id}/openstreetmap.osc`: the osmChange of this one device.
pub(crate) async fn osm_change(
    State(state): State<AppState>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let entity = state.store.entity(EntityId(id)).await?.ok_or(Error::NotFound)?;
    let device = entity.device().ok_or(Error::NotFound)?;
    let suggestion: Suggestion = suggest(device).map_err(|_| Error::NotFound)?;
    let mut response = answer(&headers, "application/xml; charset=utf-8", Keep::Revalidate, suggestion.osm_change());
    let name = format!("attachment; filename=\"technopolice-{id}.osc\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
