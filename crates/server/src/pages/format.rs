//! Days, distances and shares as people read them.

use chrono::{Datelike, NaiveDate};
use geodata::territory::{Territory, TerritoryKind};

use crate::words::{Lang, Words, grouped};

/// `23 novembre 2026`, `23 November 2026`; the first of a month is `1er` in French.
pub(crate) fn day(words: &Words, day: NaiveDate) -> String {
    let number = match (words.lang(), day.day()) {
        (Lang::Fr, 1) => "1er".to_owned(),
        (_, number) => number.to_string(),
    };
    format!("{number} {} {}", month(words, day.month()), day.year())
}

/// A year, a month or a day as the census keeps it: `2024`, `2024-05`, `2024-05-12`.
pub(crate) fn partial_date(words: &Words, text: &str) -> String {
    if let Ok(full) = text.parse::<NaiveDate>() {
        return day(words, full);
    }
    match text.split_once('-').map(|(year, number)| (year, number.parse::<u32>())) {
        Some((year, Ok(number @ 1..=12))) => format!("{} {year}", month(words, number)),
        _ => text.to_owned(),
    }
}

/// `12 m`, `1,4 km`.
pub(crate) fn distance(words: &Words, metres: f64) -> String {
    if metres < 1000.0 {
        return format!("{}\u{a0}m", metres.round());
    }
    format!("{}\u{a0}km", decimal(words, metres / 1000.0, 1))
}

/// `1 500 m²`, `1,4 km²`.
pub(crate) fn surface(words: &Words, km2: f64) -> String {
    if km2 < 0.1 {
        return format!("{}\u{a0}m²", grouped((km2 * 1e4).round() as i64 * 100));
    }
    format!("{}\u{a0}km²", decimal(words, km2, if km2 < 10.0 { 2 } else { 0 }))
}

/// `1 234 567 €`, cents where there are some.
pub(crate) fn euros(words: &Words, sum: f64) -> String {
    let cents = (sum * 100.0).round() as i64;
    let whole = grouped(cents / 100);
    match (words.lang(), cents % 100) {
        (Lang::Fr, 0) => format!("{whole}\u{a0}€"),
        (Lang::Fr, rest) => format!("{whole},{rest:02}\u{a0}€"),
        (Lang::En, 0) => format!("€{whole}"),
        (Lang::En, rest) => format!("€{whole}.{rest:02}"),
    }
}

/// `12 o`, `1,4 Mo`; `12 B`, `1.4 MB`.
pub(crate) fn size(words: &Words, bytes: u64) -> String {
    let unit = match words.lang() {
        Lang::Fr => "o",
        Lang::En => "B",
    };
    match bytes {
        0..1_000 => format!("{bytes}\u{a0}{unit}"),
        1_000..1_000_000 => format!("{}\u{a0}k{unit}", decimal(words, bytes as f64 / 1e3, 1)),
        _ => format!("{}\u{a0}M{unit}", decimal(words, bytes as f64 / 1e6, 1)),
    }
}

/// A number with a decimal comma in French and a point in English.
pub(crate) fn decimal(words: &Words, number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    match words.lang() {
        Lang::Fr => text.replace('.', ","),
        Lang::En => text,
    }
}

/// A share of a whole in whole per cent; nothing of nothing has no share.
pub(crate) fn share(words: &Words, part: u64, whole: u64) -> Option<String> {
    let percent = (part * 100 + whole / 2).checked_div(whole)?;
    Some(match words.lang() {
        Lang::Fr => format!("{percent}\u{202f}%"),
        Lang::En => format!("{percent}%"),
    })
}

/// Where something is, in a sentence: `à Nice`, `au Havre`, `en France`, `in Nice`.
pub(crate) fn place(words: &Words, territory: &Territory) -> String {
    let name = territory.name.as_str();
    let (key, name) = match territory.kind {
        TerritoryKind::Country if territory.code == "FR" => ("place-france", name),
        TerritoryKind::Commune => match (name.strip_prefix("Le "), name.strip_prefix("Les ")) {
            (Some(rest), _) => ("place-commune-le", rest),
            (_, Some(rest)) => ("place-commune-les", rest),
            _ => ("place-commune", name),
        },
        kind => return words.with(&format!("place-{}", kind.key()), &[("name", name.into())]),
    };
    words.with(key, &[("name", name.into())])
}

/// The same at the beginning of a sentence.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.clone()).collect()
}

/// A whole number with thin spaces.
pub(crate) fn count(number: u64) -> String {
    grouped(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Degrees as a compass point and a number: `sud-ouest (240°)`.
pub(crate) fn bearing(words: &Words, degrees: f64) -> String {
    const POINTS: [&str; 8] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];
    let sector = ((degrees.rem_euclid(360.0) + 22.5) / 45.0) as usize % 8;
    format!("{} ({}°)", words.text(&format!("compass-{}", POINTS[sector])), degrees.round())
}

fn month(words: &Words, number: u32) -> String {
    words.text(&format!("month-{number}"))
}

/// Bytes as text (RFC 4648 §4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - group.len()));
        for digit in 0..=group.len() {
            text.push(char::from(DIGITS[bits >> (18 - 6 * digit) & 63]));
        }
        text.extend(std::iter::repeat_n('=', 3 - group.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_out_in_both_languages() {
        let (french, english) = (Words::of(Lang::Fr), Words::of(Lang::En));
        let date = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
        assert_eq!(day(french, date), "1er novembre 2026");
        assert_eq!(day(english, date), "1 November 2026");
        assert_eq!(partial_date(french, "2024-05"), "mai 2024");
        assert_eq!(partial_date(french, "2024"), "2024");
        assert_eq!(partial_date(english, "2024-05-12"), "12 May 2024");
    }

    #[test]
    fn a_place_has_its_preposition() {
        let place = |lang: Lang, code: &str| {
            let territory = geodata::territory::Territories::embedded().by_code(code).expect("a territory");
            place(Words::of(lang), territory)
        };
        for (code, french, english) in [
            ("06088", "à Nice", "in Nice"),
            ("76351", "au Havre", "in Le Havre"),
            ("93045", "aux Lilas", "in Les Lilas"),
            ("17300", "à La Rochelle", "in La Rochelle"),
            ("FR", "en France", "in France"),
        ] {
            assert_eq!((place(Lang::Fr, code).as_str(), place(Lang::En, code).as_str()), (french, english));
        }
        assert!(place(Lang::Fr, "d06").starts_with("dans le département"));
        assert_eq!(capitalised("à Nice"), "À Nice");
    }

    #[test]
    fn numbers_read_as_they_are_spoken() {
        let (french, english) = (Words::of(Lang::Fr), Words::of(Lang::En));
        assert_eq!(distance(french, 1432.0), "1,4\u{a0}km");
        assert_eq!(distance(english, 3.4), "3\u{a0}m");
        assert_eq!(share(french, 2, 3).as_deref(), Some("67\u{202f}%"));
        assert_eq!(share(english, 1, 0), None);
        assert_eq!(bearing(french, 240.0), "sud-ouest (240°)");
        assert_eq!(bearing(english, 359.0), "north (359°)");
    }

    #[test]
    fn bytes_are_written_in_base64() {
        for (bytes, expected) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }
}
