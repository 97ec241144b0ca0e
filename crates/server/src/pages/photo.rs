//! `/recu/photo`: a contributor adds a photo, covers what nobody should see, or deletes it; with the code, without an
//! account, and without JavaScript.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use census::{PhotoState, ReceiptCode};
use photo::{InvalidPhoto, Region};
use store::{ContributionId, Covering, Photo, PhotoFiles, PhotoId};

use super::layout::{Layout, Site};
use super::paths::Paths;
use super::view::Choice;
use super::{format, labels, private_page, site};
use crate::error::Error;
use crate::photos::{Kept, cover, delete, file, keep, of_sender, parse_boxes, suggest};
use crate::sender::Sender;
use crate::state::AppState;
use crate::upload::Upload;
use crate::wire::BoxJson;
use crate::words::{Lang, Words};

#[cfg(test)]
pub(crate) mod samples;

/// Cells over a picture that lies on its long side, across and down; upright ones have them the other way round.
const GRID: (u32, u32) = (8, 6);

/// The page of one photo, or the form for one when there is none.
#[derive(Template)]
#[template(path = "photo.html")]
pub(crate) struct PhotoPage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    /// Where the forms are sent.
    pub(crate) action: String,
    pub(crate) code: String,
    pub(crate) fault: String,
    pub(crate) done: String,
    pub(crate) photo: Option<Shown>,
}

/// A photo to look at.
pub(crate) struct Shown {
    pub(crate) id: String,
    /// The picture itself, in the page: an address would have to carry the code.
    pub(crate) source: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) state: String,
    pub(crate) state_key: &'static str,
    pub(crate) can_cover: bool,
    /// Class of the grid.
    pub(crate) grid: &'static str,
    pub(crate) cells: Vec<Choice>,
    /// Boxes to begin with, as JSON for the script.
    pub(crate) suggested: String,
}

/// A photo in the list of a receipt.
pub(crate) struct PhotoCard {
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) label: String,
    pub(crate) state: String,
}

/// `POST /recu/photo`: adds, shows, covers or deletes.
pub(crate) async fn take(
    State(state): State<AppState>,
    lang: Lang,
    sender: Sender,
    upload: Upload,
) -> Result<Response, Error> {
    let words = Words::of(lang);
    let code: ReceiptCode = upload.text("code").parse().map_err(|_| Error::NotFound)?;
    let receipt = state.store.receipt(code).await?.ok_or(Error::NotFound)?;
    let key = (receipt.contribution, code);
    let mut view = view(&site(&state), lang, code.to_string());
    let status = match act(&state, sender, key, &upload).await {
        Ok((kept, done)) => {
            view.done = words.text(done);
            if let Some(kept) = kept {
                view.photo = Some(shown(&state, words, &kept).await?);
            }
            if upload.text("action") == "add" { StatusCode::CREATED } else { StatusCode::OK }
        }
        Err(Error::Photo(fault)) => {
            view.fault = words.text(fault_key(fault));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Error::Invalid(_)) => {
            view.fault = words.text("photo-fault-request");
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(Error::Conflict(_)) => {
            view.fault = words.text("photo-fault-conflict");
            StatusCode::CONFLICT
        }
        // The report is kept in the census, its photos on a shelf of their own.
        Err(Error::Full) => {
            view.fault = words.text("photo-fault-shelf");
            StatusCode::INSUFFICIENT_STORAGE
        }
        Err(Error::Unavailable) => {
            view.fault = words.text("photo-fault-shelf");
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(error) => return Err(error),
    };
    private_page(status, &view)
}

/// Does what the form asks for; the photo afterwards, and the key of what to say.
async fn act(
    state: &AppState,
    sender: Sender,
    key: (ContributionId, ReceiptCode),
    upload: &Upload,
) -> Result<(Option<Kept>, &'static str), Error> {
    if upload.text("action") == "add" {
        let bytes = upload.file.clone().ok_or_else(|| Error::fault("/photo", "there is no file"))?;
        let kept = keep(state, sender, key, bytes, parse_boxes(upload.text("boxes"))?).await?;
        let done = if kept.photo.boxes > 0 { "photo-done-covered" } else { "photo-done-added" };
        return Ok((Some(kept), done));
    }
    let id: PhotoId = upload.text("id").parse().map_err(|_| Error::NotFound)?;
    let photo = of_sender(state, key, id).await?;
    match upload.text("action") {
        "cover" => {
            let (kept, done) = covered(state, upload, photo, Covering::Sender).await?;
            Ok((Some(kept), done))
        }
        "delete" => {
            delete(state, photo.id).await?;
            Ok((None, "photo-done-deleted"))
        }
        _ => {
            let suggested = suggest(state, &photo).await?;
            Ok((Some(Kept { photo, suggested }), "photo-done-shown"))
        }
    }
}

/// Burns in what the form asks for; the photo afterwards, and the key of what to say. Moderators use it too.
pub(crate) async fn covered(
    state: &AppState,
    upload: &Upload,
    photo: Photo,
    by: Covering,
) -> Result<(Kept, &'static str), Error> {
    let regions = chosen(upload, &photo)?;
    if regions.is_empty() {
        let suggested = suggest(state, &photo).await?;
        return Ok((Kept { photo, suggested }, "photo-done-nothing"));
    }
    Ok((cover(state, &photo, regions, by).await?, "photo-done-covered"))
}

/// The boxes that a script drew, or else the cells that were ticked.
fn chosen(upload: &Upload, photo: &Photo) -> Result<Vec<Region>, Error> {
    let drawn = parse_boxes(upload.text("boxes"))?;
    if !drawn.is_empty() {
        return Ok(drawn);
    }
    let (columns, rows) = grid(photo);
    let ticked = upload.all("cell").filter_map(|cell| {
        let (column, row) = cell.split_once('-')?;
        let (column, row): (u32, u32) = (column.parse().ok()?, row.parse().ok()?);
        (column < columns && row < rows).then(|| cell_region(column, row, (columns, rows)))?
    });
    Ok(ticked.collect())
}

fn grid(photo: &Photo) -> (u32, u32) {
    if photo.width >= photo.height { GRID } else { (GRID.1, GRID.0) }
}

fn cell_region(column: u32, row: u32, (columns, rows): (u32, u32)) -> Option<Region> {
    let (across, down) = (1.0 / columns as f32, 1.0 / rows as f32);
    Region::new(column as f32 * across, row as f32 * down, across, down).ok()
}

/// Cells in the order of reading; those that touch a suggestion are ticked.
fn cells(words: &Words, photo: &Photo, suggested: &[Region]) -> Vec<Choice> {
    let (columns, rows) = grid(photo);
    let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let cell = |(column, row): (u32, u32)| {
        let place = cell_region(column, row, (columns, rows));
        Choice {
            value: format!("{column}-{row}"),
            label: words.with("photo-cell", &[("row", (row + 1).into()), ("column", (column + 1).into())]),
            on: place.is_some_and(|place| suggested.iter().any(|region| region.touches(place))),
        }
    };
    all.map(cell).collect()
}

pub(crate) async fn shown(state: &AppState, words: &Words, kept: &Kept) -> Result<Shown, Error> {
    let picture = file(state, &kept.photo, |files| files.picture).await?;
    Ok(describe(words, kept, data_address(&picture)))
}

pub(crate) fn describe(words: &Words, Kept { photo, suggested }: &Kept, source: String) -> Shown {
    let boxes: Vec<BoxJson> = suggested.iter().map(|region| (*region).into()).collect();
    Shown {
        id: photo.id.to_string(),
        source,
        width: photo.width,
        height: photo.height,
        state: labels::label(words, "photo_state", photo.state.key()),
        state_key: photo.state.key(),
        can_cover: !matches!(photo.state, PhotoState::Published | PhotoState::Deleted),
        grid: if photo.width >= photo.height { "cells-wide" } else { "cells-tall" },
        cells: cells(words, photo, suggested),
        suggested: serde_json::to_string(&boxes).unwrap_or_default(),
    }
}

/// The photos of a contribution, small, for its receipt.
pub(crate) async fn cards(
    state: &AppState,
    words: &Words,
    contribution: ContributionId,
) -> Result<Vec<PhotoCard>, Error> {
    let mut cards = Vec::new();
    for (number, photo) in (1_u32..).zip(state.store.photos_of_contribution(contribution).await?) {
        let small = file(state, &photo, |files: PhotoFiles| files.thumbnail).await?;
        cards.push(PhotoCard {
            id: photo.id.to_string(),
            source: data_address(&small),
            width: photo.width,
            height: photo.height,
            label: words.with("photo-number", &[("number", number.into())]),
            state: labels::label(words, "photo_state", photo.state.key()),
        });
    }
    Ok(cards)
}

pub(crate) fn view(site: &Site, lang: Lang, code: String) -> PhotoPage {
    let words = Words::of(lang);
    let address = |paths: Paths| paths.receipt().to_owned();
    let layout = Layout::new(site, lang, words.text("photo-title"), words.text("photo-lead"), address).unlisted();
    let action = Paths(lang).photo().to_owned();
    PhotoPage { layout, words, action, code, fault: String::new(), done: String::new(), photo: None }
}

fn fault_key(fault: InvalidPhoto) -> &'static str {
    match fault {
        InvalidPhoto::TooManyBytes => "photo-fault-bytes",
        InvalidPhoto::Format => "photo-fault-format",
        InvalidPhoto::Heif => "photo-fault-heif",
        InvalidPhoto::Animated => "photo-fault-animated",
        InvalidPhoto::Cmyk => "photo-fault-cmyk",
        InvalidPhoto::TooManyPixels => "photo-fault-pixels",
        InvalidPhoto::Damaged => "photo-fault-damaged",
    }
}

/// A JPEG as an address of its own (RFC 2397).
fn data_address(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", format::base64(jpeg))
}
