//! French number plates.

use std::ops::{Range, RangeInclusive};

use super::lexicon::{NOT_ON_A_PLATE, VEHICLE};
use super::tokens::{Shape, Tokens};

/// What joins two parts of a plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    Nothing,
    Blank,
    Mark,
}

/// The plate that begins with this token.
pub(super) fn at(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    if tokens.came_from(at) {
        return None;
    }
    let last = since_2009(tokens, at).or_else(|| before_2009(tokens, at))?;
    if tokens.goes_on(last) { None } else { tokens.span(at, last) }
}

/// The next part and what joins it to this one.
fn next(tokens: &Tokens, at: usize) -> Option<(Joint, usize)> {
    let mark = tokens.is_mark(at + 1, &["-", "–", "‑", ".", "·", "_"]);
    let part = if mark { at + 2 } else { at + 1 };
    let short = (at + 1..=part).all(|at| tokens.blank_before(at).chars().count() <= 1 && tokens.same_line(at));
    let joint = match (mark, tokens.is_glued(part)) {
        (true, _) => Joint::Mark,
        (false, true) => Joint::Nothing,
        (false, false) => Joint::Blank,
    };
    (short && tokens.get(part).is_some()).then_some((joint, part))
}

/// Letters that may stand on a plate: I, O and U look like figures, SS is not given
/// (arrêté du 9 février 2009 fixant les modalités d’immatriculation des véhicules, annexe).
fn letters<'a>(tokens: &Tokens<'a>, at: usize, length: RangeInclusive<usize>) -> Option<&'a str> {
    let text = tokens.of(at, Shape::Word)?.text;
    let one_case = text.bytes().all(|b| b.is_ascii_uppercase()) || text.bytes().all(|b| b.is_ascii_lowercase());
    let fit = !text.bytes().any(|b| matches!(b.to_ascii_uppercase(), b'I' | b'O' | b'U'));
    (length.contains(&text.len()) && one_case && fit && !text.eq_ignore_ascii_case("ss")).then_some(text)
}

/// `AB-123-CD`, the pattern since 2009, also with blanks, dots or nothing.
fn since_2009(tokens: &Tokens, at: usize) -> Option<usize> {
    let first = letters(tokens, at, 2..=2)?;
    let (before, number) = next(tokens, at)?;
    tokens.of(number, Shape::Number).filter(|token| token.text.len() == 3)?;
    let (after, last) = next(tokens, number)?;
    letters(tokens, last, 2..=2)?;
    let spaced = before == Joint::Blank || after == Joint::Blank;
    let lower = first.bytes().any(|b| b.is_ascii_lowercase());
    // «RD 113 PK 12», «entre 100 et 200 de large»: roads, units and small words are not letters of a plate.
    let small = [at, last].into_iter().any(|at| tokens.is_in(at, &NOT_ON_A_PLATE));
    let words = spaced && (lower || small);
    (is_announced(tokens, at) || !words).then_some(last)
}

/// `1234 ABC 75`, the pattern of 1950 to 2009, whose last part is a department (arrêté du 5 novembre 1984).
/// The census asks for three figures and two letters at least: shorter ones look like anything.
fn before_2009(tokens: &Tokens, at: usize) -> Option<usize> {
    let number = tokens.of(at, Shape::Number).filter(|token| token.text.len() <= 4)?.text;
    let (before, middle) = next(tokens, at)?;
    let series = letters(tokens, middle, 1..=3)?;
    let (after, department) = next(tokens, middle)?;
    let last = department_end(tokens, department)?;
    // «2024-PA-12» is the number of a contract.
    let year = matches!(number.parse::<u16>(), Ok(1900..=2100)) && before != Joint::Blank;
    let word = tokens.is_in(middle, &NOT_ON_A_PLATE) || series.bytes().any(|b| b.is_ascii_lowercase());
    let clear = number.len() >= 3 && !number.starts_with('0') && series.len() >= 2 && before == after && !year && !word;
    (is_announced(tokens, at) || clear).then_some(last)
}

/// 01 to 95, 2A, 2B, 971 to 976; the last token of it.
fn department_end(tokens: &Tokens, at: usize) -> Option<usize> {
    let code = tokens.of(at, Shape::Number)?.text;
    if code == "2" && tokens.is_glued(at + 1) && tokens.is_one_of(at + 1, &["a", "b"]) {
        return Some(at + 1);
    }
    let number: u16 = code.parse().ok()?;
    matches!((code.len(), number), (2, 1..=95) | (3, 971..=976)).then_some(at)
}

/// Does a word such as «immatriculée» stand just before?
fn is_announced(tokens: &Tokens, at: usize) -> bool {
    (at.saturating_sub(4)..at).any(|before| tokens.is_in(before, &VEHICLE))
}
