//! What the cells of a list say: numbers, places, days, words.

use chrono::{Days, NaiveDate};
use geodata::Bearing;

use crate::{Language, PartialDate, Taxonomy};

/// A coordinate: `48.85`, `48,85`, `2,35°E`, `6 862 271,7`, `2,357E+00`, `48°56'09"N`. A sign or a letter says which side.
pub(super) fn coordinate(text: &str) -> Option<f64> {
    sexagesimal(text).or_else(|| spreadsheet_number(text)).or_else(|| decimal(text))
}

/// Degrees, minutes and perhaps seconds.
fn sexagesimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_sign = |sign: char| matches!(sign, '°' | '\'' | '’' | '′' | '"' | '”' | '″');
    if !text.contains('°') || text.matches(is_sign).count() < 2 {
        return None;
    }
    let west_or_south = text.ends_with(['W', 'w', 'O', 'o', 'S', 's']) || text.starts_with('-');
    let digits = text.trim_start_matches(['-', '+']).trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let parts = digits.split(is_sign).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<f64> = parts.map(|part| part.replace(',', ".").parse().ok()).collect::<Option<_>>()?;
    let [degrees, minutes, rest @ ..] = parts.as_slice() else { return None };
    let seconds = rest.first().copied().unwrap_or_default();
    let fits = rest.len() < 2 && (0.0..60.0).contains(minutes) && (0.0..60.0).contains(&seconds) && *degrees >= 0.0;
    let number = degrees + minutes / 60.0 + seconds / 3600.0;
    fits.then_some(if west_or_south { -number } else { number })
}

/// `2,357E+00`: what spreadsheets make of a number that they find long.
fn spreadsheet_number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let (digits, power) = text.split_once(['E', 'e'])?;
    let is_power =
        power.starts_with(['+', '-']) && power.len() <= 3 && power[1..].bytes().all(|it| it.is_ascii_digit());
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    text.parse().ok().filter(|number: &f64| is_power && !power[1..].is_empty() && is_number && number.is_finite())
}

fn decimal(text: &str) -> Option<f64> {
    let text = text.trim().replace(['\u{A0}', '\u{202F}', ' ', '°'], "").replace(',', ".");
    let west_or_south = text.ends_with(['W', 'w', 'O', 'o', 'S', 's']);
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    let number: f64 = digits.parse().ok().filter(|_| plain)?;
    Some(if west_or_south { -number.abs() } else { number })
}

/// Two coordinates in one cell: `48.85, 2.35`, `48,85 ; 2,35`, `48°51'24"N 2°21'7"E`, `SRID=4326;POINT Z (2.35 48.85 7)`.
/// The order is that of the cell; the well-known text of the OGC puts the longitude first, and so does what comes out.
pub(super) fn pair(text: &str) -> Option<(f64, f64)> {
    let upper = text.trim().to_uppercase();
    if let Some((_, inside)) = upper.split_once("POINT") {
        let inside = inside.trim_matches([' ', '(', ')', 'Z', 'M']);
        let mut numbers = inside.split_whitespace().map(coordinate);
        return Some((numbers.next()??, numbers.next()??));
    }
    let inside = text.trim().trim_matches(['[', ']', '(', ')']);
    let spaced = || inside.split_once(' ').filter(|(one, other)| is_fine(one) && is_fine(other));
    let comma = || inside.split_once(", ").or_else(spaced).or_else(|| inside.split_once(','));
    let (latitude, longitude) = inside.split_once(';').or_else(comma)?;
    Some((coordinate(longitude)?, coordinate(latitude)?))
}

/// Has it parts of a degree? Numbers between spaces may be anything else.
fn is_fine(number: &str) -> bool {
    number.contains(['.', ',', '°'])
}

/// A day, a month or a year that is not to come: `2019-02-01`, `01/02/2019`, `1/2/19`, `02/2019`, `Début 2019`, `43497`.
/// `None` where it says that nobody knows; a fault where it says something else.
pub(super) fn date(text: &str, today: NaiveDate) -> Result<Option<PartialDate>, ()> {
    let text = text.trim().to_lowercase();
    let unknown = ["inconnue", "inconnu", "nc", "n/a", "non renseigné", "non renseignée", "-", "?", "unknown"];
    if text.is_empty() || unknown.contains(&text.as_str()) {
        return Ok(None);
    }
    let day_of = |text: &str| text.split(['t', ' ']).next().unwrap_or_default().to_owned();
    let french = || french_date(&day_of(&text), today);
    let iso = || day_of(&text).parse::<PartialDate>().ok();
    let year = || {
        let words = ["début ", "fin ", "mi-", "mi ", "courant ", "année ", "avant "];
        words.iter().find_map(|word| text.strip_prefix(word))?.trim().parse::<PartialDate>().ok()
    };
    let serial = || spreadsheet_day(&text);
    let found = iso().or_else(french).or_else(year).or_else(serial).ok_or(())?;
    let now = PartialDate::from(today).to_string();
    let written = found.to_string();
    if written.as_str() <= &now[..written.len()] { Ok(Some(found)) } else { Err(()) }
}

/// `31/12/2019`, `31.12.19` or `12/2019`. Two digits are a year of this century unless it is still to come.
fn french_date(text: &str, today: NaiveDate) -> Option<PartialDate> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let this_year: u32 = today.format("%Y").to_string().parse().ok()?;
    let year = |text: &str| match (text.len(), text.parse::<u32>().ok()?) {
        (4, year) => Some(year),
        (2, year) if 2000 + year <= this_year => Some(2000 + year),
        (2, year) => Some(1900 + year),
        _ => None,
    };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| (1..=2).contains(&text.len()));
    match parts.as_slice() {
        [day, month, last] => format!("{:04}-{:02}-{:02}", year(last)?, number(month)?, number(day)?).parse().ok(),
        [month, last] if last.len() == 4 => format!("{:04}-{:02}", year(last)?, number(month)?).parse().ok(),
        _ => None,
    }
}

/// A day that lost its format on the way out of a spreadsheet: days since 30 December 1899, here from 1990 on
/// (ECMA-376, 18.17.4.1).
fn spreadsheet_day(text: &str) -> Option<PartialDate> {
    let days: u64 = text.parse().ok().filter(|days| (32_874..=73_050).contains(days))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)).map(PartialDate::from)
}

/// A direction: degrees clockwise from north, or a point of the compass in French or English.
pub(super) fn bearing(text: &str) -> Option<Bearing> {
    let name =
        text.trim().to_uppercase().replace("NORD", "N").replace("SUD", "S").replace("OUEST", "W").replace("EST", "E");
    let name: String = name.replace("NORTH", "N").replace("SOUTH", "S").replace("WEST", "W").replace("EAST", "E");
    let name: String = name
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .map(|letter| if letter == 'O' { 'W' } else { letter })
        .collect();
    let points = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];
    let point = points.iter().position(|point| *point == name).and_then(|index| u8::try_from(index).ok());
    let degrees = point.map(|index| f64::from(index) * 22.5).or_else(|| coordinate(text))?;
    Bearing::try_from(degrees).ok()
}

/// The key of a word in a vocabulary: the key itself, or what people read for it in either language.
pub(super) fn key_of(list: &str, text: &str) -> Option<&'static str> {
    let wanted = plain(text);
    let labels = |entry: &'static crate::Entry| {
        let (fr, en) = (Language::French, Language::English);
        [entry.key.as_str(), entry.label(fr), entry.label(en), entry.plural(fr), entry.plural(en)]
    };
    let says = |entry: &&'static crate::Entry| {
        let osm = entry.osm.iter().chain(&entry.read).map(String::as_str);
        labels(entry).into_iter().chain(osm).any(|label| plain(label) == wanted)
    };
    Taxonomy::embedded().entries(list).iter().find(says).map(|entry| entry.key.as_str())
}

/// Without case, accents and what stands between words.
pub(super) fn plain(text: &str) -> String {
    geodata::territory::slug(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_lists_write_them() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        let read = |text| date(text, today).map(|found| found.map(|day| day.to_string()));
        let cases = [
            ("2019-02-01T10:00:00", "2019-02-01"),
            ("01/02/2019", "2019-02-01"),
            ("1/2/19", "2019-02-01"),
            ("02/2019", "2019-02"),
            ("Début 2019", "2019"),
            ("41558", "2013-10-11"),
        ];
        for (text, day) in cases {
            assert_eq!(read(text), Ok(Some(day.to_owned())), "{text}");
        }
        assert_eq!(read("Inconnue"), Ok(None));
        for text in ["31/02/2019", "2030", "hier", "12", "999999"] {
            assert_eq!(read(text), Err(()), "{text}");
        }
    }

    #[test]
    fn numbers_and_directions_are_read_as_lists_write_them() {
        let precise =
            [("48°56'09\"N", 48.935_833), ("2°21′25,2″ O", -2.357), ("2° 21' E", 2.35), ("6,86E+06", 6_860_000.0)];
        for (text, number) in precise {
            assert!((coordinate(text).expect(text) - number).abs() < 1e-6, "{text}");
        }
        let numbers =
            [("2,357E+00", 2.357), ("48,85", 48.85), ("2.35°E", 2.35), ("2°O", -2.0), ("6 862 271,7", 6_862_271.7)];
        for (text, number) in numbers {
            assert_eq!(coordinate(text), Some(number), "{text}");
        }
        for text in ["", "NaN", "1e400", "E+2", "48°61'N", "48°'N", "Rue", "48.85.1"] {
            assert_eq!(coordinate(text), None, "{text}");
        }
        assert_eq!(pair("48.85, 2.35"), Some((2.35, 48.85)));
        for text in
            ["48.85 2.35", "48,85 2,35", "48°51'N 2°21'E", "POINT Z (2.35 48.85 170)", "srid=4326;Point(2.35 48.85)"]
        {
            let (longitude, latitude) = pair(text).expect(text);
            assert!((longitude - 2.35).abs() < 1e-9 && (latitude - 48.85).abs() < 1e-9, "{text}");
        }
        assert_eq!(pair("8 20"), None, "hours");
        assert_eq!(pair("48,85 ; 2,35"), Some((2.35, 48.85)));
        assert_eq!(pair("POINT (2.35 48.85)"), Some((2.35, 48.85)));
        let degrees = |text| bearing(text).map(geodata::Bearing::degrees);
        let directions = ["Nord-Ouest", "SSO", "east", "270°", "400", "partout"].map(degrees);
        assert_eq!(directions, [Some(315.0), Some(202.5), Some(90.0), Some(270.0), None, None]);
    }
}
