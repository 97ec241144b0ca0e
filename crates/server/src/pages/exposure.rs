//! `/balade-exposee`: a walk, who watches it and for how many metres; drawn with the script, or sent as a file without.

use askama::Template;
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use geodata::{ASSUMED_RANGE_M, ASSUMED_SPAN, InvalidTrack, Track};

use super::explorer;
use super::layout::{Layout, Site};
use super::mark::Mark;
use super::view::{DeviceRow, MapView};
use super::walk_picture::{Picture, picture};
use super::{format, labels, page, private_page, site};
use crate::error::Error;
use crate::exposure::{self, BODY_LIMIT, MAX_DEVICES, Measured, RANGE_BOUNDS_M, Sight, Unmeasured, Watcher};
use crate::state::AppState;
use crate::wire::ExposureJson;
use crate::words::{Lang, Words};

/// The page: the form, and the answer when a walk was sent.
#[derive(Template)]
#[template(path = "exposure.html")]
pub(crate) struct ExposurePage {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) map: MapView,
    pub(crate) range: String,
    pub(crate) fault: String,
    pub(crate) answer: Option<Answer>,
}

/// A measured walk in words.
pub(crate) struct Answer {
    pub(crate) sentence: String,
    pub(crate) share: String,
    pub(crate) assumptions: Vec<String>,
    pub(crate) rows: Vec<DeviceRow>,
    pub(crate) picture: Picture,
    /// The answer as GeoJSON, for the script.
    pub(crate) geojson: String,
}

/// What the form sends.
#[derive(Default)]
pub(crate) struct WalkForm {
    file: Vec<u8>,
    line: String,
    range: String,
    format: String,
}

impl<S: Send + Sync> FromRequest<S> for WalkForm {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let mut parts = Multipart::from_request(request, state).await?;
        let mut form = Self::default();
        while let Some(field) = parts.next_field().await? {
            match field.name().unwrap_or_default() {
                "walk" => form.file = field.bytes().await?.to_vec(),
                "line" => form.line = field.text().await?,
                "range" => form.range = field.text().await?.chars().take(20).collect(),
                "format" => form.format = field.text().await?.chars().take(20).collect(),
                _ => {}
            }
        }
        Ok(form)
    }
}

impl WalkForm {
    /// The file, or without one the line that was drawn.
    fn walk(&mut self) -> Vec<u8> {
        let file = std::mem::take(&mut self.file);
        if file.is_empty() { std::mem::take(&mut self.line).into_bytes() } else { file }
    }
}

/// `GET /balade-exposee`.
pub(crate) async fn ask(State(state): State<AppState>, lang: Lang) -> Result<Response, Error> {
    let mut view = view(&site(&state), Words::of(lang));
    view.map.streets = explorer::streets(state.has_streets());
    page(&view)
}

/// `POST /balade-exposee`: the answer is a page, or with `format=geojson` a file. It is not kept anywhere.
pub(crate) async fn measure(State(state): State<AppState>, lang: Lang, mut form: WalkForm) -> Result<Response, Error> {
    let words = Words::of(lang);
    let walk = form.walk();
    let measured = match exposure::range(&form.range) {
        Ok(range_m) => exposure::measure(&state, walk, range_m).await?,
        Err(fault) => Err(fault),
    };
    let mut view = view(&site(&state), words);
    view.map.streets = explorer::streets(state.has_streets());
    view.range.clone_from(&form.range);
    match measured {
        Ok(measured) if form.format == "geojson" => Ok(as_file(&measured)),
        Ok(measured) => {
            view.map.bbox = measured.track.bbox(measured.range_m).to_string();
            view.range = format::decimal(words, measured.range_m, 0);
            view.answer = Some(answer(words, &measured));
            private_page(StatusCode::OK, &view)
        }
        Err(fault) => {
            view.fault = said(words, &fault);
            private_page(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

fn as_file(measured: &Measured) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/geo+json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"balade-exposee.geojson\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, ExposureJson::from(measured).to_text()).into_response()
}

pub(crate) fn view(site: &Site, words: &'static Words) -> ExposurePage {
    let (title, about) = (words.text("exposure-title"), words.text("exposure-description"));
    ExposurePage {
        layout: Layout::new(site, words.lang(), title, about, |paths| paths.exposure().to_owned()),
        words,
        map: MapView {
            id: "walk-map",
            label: words.text("exposure-map-label"),
            center: "2.5,46.6".to_owned(),
            zoom: "5".to_owned(),
            hint: words.text("exposure-map-hint"),
            ..MapView::default()
        },
        range: format::decimal(words, ASSUMED_RANGE_M, 0),
        fault: String::new(),
        answer: None,
    }
}

/// What is wrong, in the reader's language.
fn said(words: &Words, fault: &Unmeasured) -> String {
    let number = |number: usize| [("number", i64::try_from(number).unwrap_or(i64::MAX).into())];
    match fault {
        Unmeasured::Range => {
            words.with("exposure-fault-range", &[("least", RANGE_BOUNDS_M.0.into()), ("most", RANGE_BOUNDS_M.1.into())])
        }
        Unmeasured::TooManyDevices => words.with("exposure-fault-devices", &number(MAX_DEVICES)),
        Unmeasured::Track(InvalidTrack::Empty) => words.text("exposure-fault-empty"),
        Unmeasured::Track(InvalidTrack::Unreadable(_)) => words.text("exposure-fault-unreadable"),
        Unmeasured::Track(InvalidTrack::Point { number: place, .. }) => {
            words.with("exposure-fault-point", &number(*place))
        }
        Unmeasured::Track(InvalidTrack::TooManyPoints { .. }) => {
            words.with("exposure-fault-points", &number(Track::MAX_POINTS))
        }
        Unmeasured::Track(InvalidTrack::TooLong { .. }) => {
            words.with("exposure-fault-long", &[("km", Track::MAX_KM.into())])
        }
    }
}

pub(crate) fn answer(words: &'static Words, measured: &Measured) -> Answer {
    let exposure = &measured.exposure;
    let geojson = ExposureJson::from(measured);
    let (length, watched) = (exposure.length_m.round() as u64, exposure.watched_m.round() as u64);
    let sentence = words.with(
        "exposure-sentence",
        &[
            ("length", format::distance(words, exposure.length_m).into()),
            ("count", measured.watchers.len().into()),
            ("watched", format::distance(words, exposure.watched_m).into()),
        ],
    );
    Answer {
        sentence,
        share: format::share(words, watched, length).unwrap_or_default(),
        assumptions: assumptions(words, measured),
        rows: measured.watchers.iter().map(|watcher| row(words, watcher)).collect(),
        picture: picture(measured),
        geojson: for_template(&geojson.to_text()),
    }
}

/// Inside a template, only the sign that opens a tag could be misread.
fn for_template(json: &str) -> String {
    json.replace('<', "\\u003c").replace('&', "\\u0026")
}

fn assumptions(words: &Words, measured: &Measured) -> Vec<String> {
    let count = |sight: Sight| measured.watchers.iter().filter(|watcher| watcher.sight == sight).count();
    let range = format::decimal(words, measured.range_m, 0);
    let mut said = vec![words.with("exposure-assumed-range", &[("range", range.into())])];
    let counted = [(Sight::AssumedWidth, "exposure-assumed-width"), (Sight::AllAround, "exposure-assumed-around")];
    for (sight, key) in counted.into_iter().filter(|(sight, _)| count(*sight) > 0) {
        said.push(words.with(key, &[("count", count(sight).into()), ("degrees", ASSUMED_SPAN.into())]));
    }
    said.push(words.text("exposure-assumed-census"));
    said
}

fn row(words: &Words, watcher: &Watcher) -> DeviceRow {
    let place: Vec<&str> = [&watcher.place, &watcher.territory].into_iter().flatten().map(String::as_str).collect();
    let metres = words.with("exposure-row-metres", &[("metres", format::distance(words, watcher.length_m).into())]);
    let from = words.with("exposure-row-from", &[("from", format::distance(words, watcher.from_m).into())]);
    let sight = words.text(&format!("exposure-sight-{}", watcher.sight.key()));
    let id = watcher.id.to_string();
    DeviceRow {
        href: super::Paths(words.lang()).device(&id),
        id,
        mark: Mark::of(watcher.kind, watcher.status, watcher.verification),
        kind: labels::label(words, "device_kind", watcher.kind.key()),
        place: [vec![from.as_str(), sight.as_str()], place].concat().join(" · "),
        note: metres,
    }
}

/// For the hint on the form.
impl ExposurePage {
    pub(crate) fn limit(&self) -> String {
        format::size(self.words, (BODY_LIMIT / 1024 / 1024 * 1_000_000) as u64)
    }
}

/// A measured walk past one device whose direction nobody knows.
#[cfg(test)]
pub(super) fn sample(site: &Site, words: &'static Words) -> ExposurePage {
    let walk = r#"{"type":"LineString","coordinates":[[2.3577,48.9350],[2.3577,48.9360]]}"#;
    let device = r#"{"geometry":{"coordinates":[2.3578,48.9355]},"properties":{"kind":"camera","status":"reported","verification":"single","address_label":"<b>Place</b>"}}"#;
    let device =
        exposure::candidate(census::EntityId(uuid::Uuid::from_u128(7)), device, ASSUMED_RANGE_M).expect("a device");
    let track = Track::read(walk.as_bytes()).expect("a walk");
    let mut view = view(site, words);
    view.fault = said(words, &Unmeasured::Range);
    view.answer = Some(answer(words, &exposure::against(track, &[device], ASSUMED_RANGE_M)));
    view
}
