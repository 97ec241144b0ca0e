//! `/villes/{place}/integrer`: what a journalist takes away: the code to embed, each figure as a file, the lines to
//! quote. And the figures themselves: `/villes/{place}/figure-observed.svg`, `.png`, `.csv`.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use census::measure::Known;
use chrono::NaiveDate;
use geodata::territory::Territory;
use still::{Caption, Sheet, SheetFigure};

use super::breakdown::{self, Breakdown};
use super::dossier::{self, timeline::Timeline};
use super::embed::{Frozen, figures_of};
use super::layout::Layout;
use super::paths::Paths;
use super::view::{Crumb, Figure, Link};
use super::{city, format, numbers, page, site};
use crate::conditional::{Keep, answer};
use crate::error::Error;
use crate::extract::{Path, Query};
use crate::figures::{self, Figures};
use crate::past;
use crate::security::CONTENT_SECURITY_POLICY;
use crate::state::AppState;
use crate::still::Job;
use crate::wire::FiguresJson;
use crate::words::{Lang, Words};

/// Pixels that the frame asks for: what the tallest embed needs on a phone and on a page of text.
pub(crate) const HEIGHT: u32 = 700;

/// The page.
#[derive(Template)]
#[template(path = "share.html")]
pub(crate) struct Share {
    pub(crate) layout: Layout,
    pub(crate) words: &'static Words,
    pub(crate) crumbs: Vec<Crumb>,
    pub(crate) action: String,
    pub(crate) at: String,
    pub(crate) today: String,
    pub(crate) frame_title: String,
    pub(crate) preview: String,
    pub(crate) height: u32,
    pub(crate) code: String,
    pub(crate) has_address: bool,
    pub(crate) figures: Vec<FigureFiles>,
    pub(crate) sentence: String,
    pub(crate) citation: String,
    pub(crate) correct: String,
}

/// A figure and what can be taken away of it.
pub(crate) struct FigureFiles {
    pub(crate) figure: Figure,
    pub(crate) permalink: String,
    pub(crate) files: Vec<Link>,
}

/// `GET /villes/93066-saint-denis/integrer`
pub(crate) async fn show(
    State(state): State<AppState>,
    lang: Lang,
    Path(place): Path<String>,
    Query(frozen): Query<Frozen>,
) -> Result<Response, Error> {
    let territory = city::named(&state, &place)?;
    let day = past::named_day(&state, "at", frozen.at.as_deref())?;
    let figures = figures_of(&state, territory, day).await?;
    let mut response = page(&view(&state, Words::of(lang), territory, &figures, day))?;
    // The preview is a frame of this site.
    if let Ok(policy) = HeaderValue::from_str(&format!("{CONTENT_SECURITY_POLICY}; frame-src 'self'")) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn view(
    state: &AppState,
    words: &'static Words,
    territory: &Territory,
    figures: &Figures,
    day: Option<NaiveDate>,
) -> Share {
    let paths = Paths(words.lang());
    let (code, name) = (territory.code.to_string(), territory.name.clone());
    let given = [("name", name.as_str().into())];
    let (title, lead) = (words.with("share-title", &given), words.with("share-lead", &given));
    let layout = Layout::new(&site(state), words.lang(), title, lead, |paths| paths.share(&code, &name)).unlisted();
    let city_page = Layout::new(&site(state), words.lang(), String::new(), String::new(), |p| p.city(&code, &name));
    let at = day.map(|day| day.to_string()).unwrap_or_default();
    let query = if at.is_empty() { String::new() } else { format!("?at={at}") };
    let preview = paths.embed(&code, &name) + &query;
    let frame_title = words.with("share-frame-title", &given);
    let city = paths.city(&code, &name);
    Share {
        crumbs: vec![Crumb { href: city.clone(), label: name.clone() }],
        action: paths.share(&code, &name),
        today: state.world.today().to_string(),
        code: frame(&state.address(&preview), &frame_title, HEIGHT),
        has_address: state.settings.base_url.is_some(),
        figures: files(words, territory, figures, &city_page.canonical(), &query),
        sentence: city::sentence_of(words, territory, figures),
        citation: city::citation(words, &city_page, &name, figures.today),
        correct: format!("{city}#correct"),
        height: HEIGHT,
        frame_title,
        preview,
        at,
        layout,
        words,
    }
}

/// The code of a frame. Its values are escaped for HTML; it loads when it is near to be seen.
pub(crate) fn frame(address: &str, title: &str, height: u32) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{height}\" loading=\"lazy\" style=\"border:0\"></iframe>",
        escape(address),
        escape(title)
    )
}

fn files(words: &Words, territory: &Territory, figures: &Figures, city: &str, query: &str) -> Vec<FigureFiles> {
    let base = Paths(words.lang()).city(&territory.code, &territory.name);
    let figures = numbers::four(words, figures, city::per_thousand(words, territory, figures.observed()));
    let of = |figure: Figure| {
        let file = |ending: &str| Link {
            href: format!("{base}/{}.{ending}{query}", figure.id),
            label: words.text(&format!("format-{ending}")),
            note: String::new(),
        };
        FigureFiles {
            permalink: format!("{city}#{}", figure.id),
            files: vec![file("svg"), file("png"), file("csv")],
            figure,
        }
    };
    figures.into_iter().map(of).collect()
}

/// A figure as a picture to print.
#[derive(Template)]
#[template(path = "figure.svg")]
struct Picture {
    lang: &'static str,
    name: String,
    value: String,
    label: String,
    note: Vec<String>,
    as_of: String,
    source: String,
}

/// `GET /villes/93066-saint-denis/figure-observed.svg`, `.png` and `.csv`.
pub(crate) async fn figure(
    State(state): State<AppState>,
    lang: Lang,
    Path((place, file)): Path<(String, String)>,
    Query(frozen): Query<Frozen>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let territory = city::named(&state, &place)?;
    let (id, ending) = file.split_once('.').ok_or(Error::NotFound)?;
    let words = Words::of(lang);
    let day = past::named_day(&state, "at", frozen.at.as_deref())?;
    if dossier::is_drawing(id) || breakdown::is_one(id) {
        return drawing(&state, words, territory, day, (id, ending), &headers).await;
    }
    let figures = figures_of(&state, territory, day).await?;
    let four = numbers::four(words, &figures, city::per_thousand(words, territory, figures.observed()));
    let figure = four.into_iter().find(|figure| figure.id == id).ok_or(Error::NotFound)?;
    let (kind, body) = match ending {
        "svg" => ("image/svg+xml", picture(&state, words, territory, figure, figures.today)?),
        "csv" => ("text/csv; charset=utf-8; header=present", table(&state, lang, territory, &figures, id)),
        "png" => {
            let caption = caption(&state, words, territory, (id, figures.today));
            let (label, Figure { value, note, .. }) = (alone(words, &figure), figure);
            return sheet(&state, &headers, caption, SheetFigure::Number { value, label, note }).await;
        }
        _ => return Err(Error::NotFound),
    };
    Ok(answer(&headers, kind, Keep::Revalidate, body))
}

/// A drawing of the page, or a table of it, as a picture or a file; of a day as of today.
async fn drawing(
    state: &AppState,
    words: &'static Words,
    territory: &Territory,
    day: Option<NaiveDate>,
    (id, ending): (&str, &str),
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let (figures, known) = known_on(state, territory, day).await?;
    let base = Paths(words.lang()).city(&territory.code, &territory.name);
    let breakdown = breakdown::of(words, id, &figures, &known);
    if ending == "csv" {
        let about = |found: &Breakdown| {
            let (day, page) = (figures.today.to_string(), state.address(&format!("{base}#{id}")));
            found.table([&territory.code, &territory.name, &day, &page])
        };
        let table = breakdown.as_ref().map(about).or_else(|| dossier::table(id, &figures, &known));
        let table = table.ok_or(Error::NotFound)?;
        return Ok(answer(headers, "text/csv; charset=utf-8; header=present", Keep::Revalidate, table));
    }
    let drawn = breakdown.map(Breakdown::drawn);
    let timeline = drawn.or_else(|| dossier::dossier(words, &base, &figures, &known).timeline(id));
    let timeline = timeline.ok_or(Error::NotFound)?;
    let Caption { name, as_of, source } = caption(state, words, territory, (id, figures.today));
    match ending {
        "svg" => {
            let title = lines(&timeline.title, 52);
            let drawn = Drawn { lang: words.lang().tag(), title, name, as_of, source, timeline };
            let drawn = drawn.render().map_err(|error| Error::Internal(Box::new(error)))?;
            Ok(answer(headers, "image/svg+xml", Keep::Revalidate, drawn))
        }
        "png" => sheet(state, headers, Caption { name, as_of, source }, SheetFigure::Bars(timeline.bars())).await,
        _ => Err(Error::NotFound),
    }
}

/// The numbers of a day, or of today, and the papers that they rest on.
async fn known_on(
    state: &AppState,
    territory: &Territory,
    day: Option<NaiveDate>,
) -> Result<(Figures, Vec<Known>), Error> {
    if let Some(day) = day {
        let then = figures::figures_on(state, territory, day).await?;
        return Ok((then.figures, then.papers));
    }
    let records = figures::records_of(state, territory).await?;
    let figures = figures::figures(state, territory, &records).await?;
    Ok((figures, dossier::current(&records)?))
}

/// What stands under a picture of a figure.
fn caption(state: &AppState, words: &Words, territory: &Territory, (id, day): (&str, NaiveDate)) -> Caption {
    let page = state.address(&Paths(words.lang()).city(&territory.code, &territory.name));
    Caption {
        name: territory.name.clone(),
        as_of: words.with("embed-frozen", &[("day", format::day(words, day).into())]),
        source: format!("technopolice · ODbL 1.0 · {page}#{id}"),
    }
}

/// What a number counts, where nothing around it says so.
fn alone(words: &Words, figure: &Figure) -> String {
    words.text(&figure.id.replacen("figure", "picture", 1))
}

/// The figure as pixels.
async fn sheet(
    state: &AppState,
    headers: &HeaderMap,
    caption: Caption,
    figure: SheetFigure,
) -> Result<Response, Error> {
    crate::still::answer(state, headers, move |_| Ok(Job::Sheet(Box::new(Sheet { caption, figure })))).await
}

/// A drawing of the page as a picture to print.
#[derive(Template)]
#[template(path = "drawing.svg")]
struct Drawn {
    lang: &'static str,
    title: Vec<String>,
    name: String,
    as_of: String,
    source: String,
    timeline: Timeline,
}

fn picture(
    state: &AppState,
    words: &Words,
    territory: &Territory,
    figure: Figure,
    day: NaiveDate,
) -> Result<String, Error> {
    let Caption { name, as_of, source } = caption(state, words, territory, (figure.id, day));
    let picture = Picture {
        lang: words.lang().tag(),
        name,
        label: alone(words, &figure),
        value: figure.value,
        note: lines(&figure.note, 62),
        as_of,
        source,
    };
    picture.render().map_err(|error| Error::Internal(Box::new(error)))
}

/// Words in lines of at most so many signs: a picture breaks no lines by itself.
fn lines(text: &str, signs: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < signs) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// One figure as a table of one row.
fn table(state: &AppState, lang: Lang, territory: &Territory, figures: &Figures, id: &str) -> String {
    let page = state.address(&format!("{}#{id}", Paths(lang).city(&territory.code, &territory.name)));
    let name = id.trim_start_matches("figure-");
    let known = FiguresJson::of(&territory.code, figures);
    let [value, as_of, origin] = known.row(name);
    let head = ["territory", "name", "figure", "value", "as_of", "origin", "licence", "url"];
    let row = [&territory.code, territory.name.as_str(), name, &value, &as_of, &origin, "ODbL-1.0", &page];
    [head, row].map(|cells| release::csv_line(&cells)).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_cannot_be_broken_by_a_name() {
        let code = frame("https://x.example/embed/1?a=1&b=2", "L’Île <\"d’Yeu\">", 1);
        assert!(code.contains("a=1&amp;b=2") && code.contains("L’Île &lt;&quot;d’Yeu&quot;>"), "{code}");
    }

    #[test]
    fn a_note_is_broken_between_words() {
        assert_eq!(lines("un deux trois", 8), ["un deux", "trois"]);
    }
}
