//! Telephone numbers and social security numbers: long numbers in groups.

use std::ops::Range;

use super::lexicon::{CURRENCY, NUMBER_WORDS, SOCIAL_SECURITY, TELEPHONE};
use super::tokens::{Shape, Token, Tokens};

/// Figures of an international number at the most (ITU-T E.164), with the two zeros that may begin it.
const FIGURES: usize = 17;

/// How people group the ten figures of a French number. Other groupings are dates, lots and contracts.
const GROUPINGS: &[&[usize]] = &[
    &[10],
    &[2, 2, 2, 2, 2],
    &[1, 1, 2, 2, 2, 2],
    &[1, 9],
    &[1, 3, 3, 3],
    &[2, 3, 3, 2],
    &[2, 2, 3, 3],
    &[2, 8],
    &[4, 2, 2, 2],
    &[4, 3, 3],
    &[4, 6],
    &[3, 3, 4],
];

/// Codes of the territories that have their own (E.164), as they follow `00`.
const FRENCH_CODES: &[&str] = &["33", "262", "508", "590", "594", "596", "681", "687", "689"];

/// A number in groups, from one token on.
struct Groups {
    figures: String,
    /// Figures in each group, so far.
    lengths: Vec<usize>,
    /// What joins the groups, one fewer than these.
    joints: Vec<char>,
    /// The last token.
    last: usize,
}

/// The telephone number that begins with this token.
pub(super) fn at(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    in_words(tokens, at).or_else(|| in_figures(tokens, at))
}

fn in_figures(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    tokens.of(at, Shape::Number)?;
    let plus = at > 0 && tokens.is_mark(at - 1, &["+"]);
    let labelled = is_labelled(tokens, at);
    if tokens.came_from(at) && !plus && !(labelled && tokens.is_glued(at)) {
        return None;
    }
    let whole = |groups: &Groups| {
        let fits = if plus { is_international(groups) } else { is_national(groups) || (labelled && is_short(groups)) };
        fits && !tokens.goes_on(groups.last) && !is_amount(tokens, groups.last)
    };
    let first = if plus { at - 1 } else { at };
    growing(tokens, at).into_iter().rev().find(whole).and_then(|groups| tokens.span(first, groups.last))
}

/// The number after one group, after two, and so on, while no more than a separator stands between.
fn growing(tokens: &Tokens, at: usize) -> Vec<Groups> {
    let mut all: Vec<Groups> = Vec::new();
    let mut next = Some((at, '\0'));
    while let Some((number, joint)) = next {
        let Some(token) = tokens.of(number, Shape::Number) else { break };
        let (figures, lengths, joints) = match all.last() {
            Some(last) => (last.figures.clone(), last.lengths.clone(), last.joints.clone()),
            None => (String::new(), Vec::new(), Vec::new()),
        };
        if figures.len() + token.text.len() > FIGURES {
            break;
        }
        let lengths: Vec<usize> = lengths.into_iter().chain([token.text.len()]).collect();
        let joints = joints.into_iter().chain((number > at).then_some(joint)).collect();
        all.push(Groups { figures: figures + token.text, lengths, joints, last: number });
        next = next_group(tokens, number);
    }
    all
}

/// The next group on the line and what joins it: a blank, a dot, a hyphen, a slash, or the brackets of `(0)`.
fn next_group(tokens: &Tokens, number: usize) -> Option<(usize, char)> {
    let marks = ["-", "–", "‑", ".", "/", "_", "·", "(", ")", "*"];
    let next = (number + 1..number + 4).find(|at| !tokens.is_mark(*at, &marks))?;
    let near = (number + 1..=next).all(|at| tokens.same_line(at) && tokens.blank_before(at).chars().count() <= 2);
    let joint = (number + 1..next).find_map(|at| tokens.get(at)).and_then(|mark| mark.text.chars().next());
    (near && tokens.of(next, Shape::Number).is_some()).then_some((next, joint.unwrap_or(' ')))
}

/// Ten figures from 01 to 07 or 09, in a usual grouping (plan national de numérotation, décision Arcep 2018-0881);
/// or the same with 33 or 0033 before it. 08 belongs to services with a tariff of their own, never to a person.
fn is_national(groups: &Groups) -> bool {
    let figures = groups.figures.as_str();
    let bare = figures.strip_prefix("33").filter(|rest| rest.len() == 9 && groups.lengths.starts_with(&[2, 1]));
    let abroad = || {
        let rest = figures.strip_prefix("00")?;
        let code = FRENCH_CODES.iter().find(|code| rest.starts_with(**code))?;
        Some(&rest[code.len()..])
    };
    match (bare, abroad()) {
        (Some(rest), _) => is_subscriber(rest),
        (_, Some(rest)) => is_subscriber(rest.strip_prefix('0').unwrap_or(rest)),
        _ => is_regular(groups) && figures.strip_prefix('0').is_some_and(is_subscriber),
    }
}

/// Nine figures without the first zero.
fn is_subscriber(figures: &str) -> bool {
    figures.len() == 9 && !figures.starts_with(['0', '8'])
}

/// A usual grouping, joined alike from the second group on: `05/03/24 12 30` is a date and an hour.
fn is_regular(groups: &Groups) -> bool {
    let alike = groups.joints.iter().skip(1).all(|joint| Some(joint) == groups.joints.get(1));
    alike && GROUPINGS.contains(&groups.lengths.as_slice())
}

/// After a plus: French with its nine figures, or any country's.
fn is_international(groups: &Groups) -> bool {
    match groups.figures.strip_prefix("33") {
        Some(rest) => is_subscriber(rest.strip_prefix('0').unwrap_or(rest)),
        None => (9..=15).contains(&groups.figures.len()) && !groups.figures.starts_with('0'),
    }
}

/// Six figures at least after «tél.»: numbers of Nouvelle-Calédonie, or without the first figures.
fn is_short(groups: &Groups) -> bool {
    (6..=11).contains(&groups.figures.len()) && groups.lengths.iter().all(|length| *length >= 2)
}

/// Does «tél.» or the like stand just before?
fn is_labelled(tokens: &Tokens, at: usize) -> bool {
    let skipped = |at: &usize| tokens.is_mark(*at, &[".", ":", "°", "(", "="]) || tokens.is_one_of(*at, &["n", "au"]);
    let label = (at.saturating_sub(4)..at).rev().find(|at| !skipped(at));
    label.is_some_and(|at| tokens.is_in(at, &TELEPHONE))
}

fn is_amount(tokens: &Tokens, last: usize) -> bool {
    tokens.is_mark(last + 1, &["€", "%", "$"]) || tokens.is_in(last + 1, &CURRENCY)
}

/// «zéro six, douze, trente-quatre…»: a zero, a figure and three number words at least.
fn in_words(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    if !tokens.is_one_of(at, &["zero"]) || !tokens.is_in(at + 1, &NUMBER_WORDS) {
        return None;
    }
    let part = |at: &usize| tokens.is_in(*at, &NUMBER_WORDS) || tokens.is_mark(*at, &["-", ",", "."]);
    let parts: Vec<usize> = (at..at + 40).take_while(part).collect();
    let words: Vec<usize> = parts.into_iter().filter(|at| tokens.get(*at).is_some_and(Token::is_word)).collect();
    if words.len() >= 5 { tokens.span(at, *words.last()?) } else { None }
}

/// The social security number that begins with this token: sex, year, month, department, municipality, order, key
/// (Insee, numéro d’inscription au répertoire, article R114-26 du code de la sécurité sociale and décret 82-103).
pub(super) fn social_security_at(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    let first = tokens.of(at, Shape::Number)?;
    if tokens.came_from(at) {
        return None;
    }
    let (parts, ends) = nir_characters(&tokens.text[first.start..]);
    let labelled = (at.saturating_sub(6)..at).any(|before| tokens.is_in(before, &SOCIAL_SECURITY));
    let length = [15, 13].into_iter().find(|length| {
        let Some(number) = parts.get(..*length).filter(|number| is_birth(number)) else { return false };
        let grouped = first.text.len() == 1 && ends[*length - 1] >= length + 4;
        let alone = tokens.text[first.start + ends[*length - 1]..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        alone && (labelled || grouped || (*length == 15 && has_key(number)))
    })?;
    Some(first.start..first.start + ends[length - 1])
}

/// Up to fifteen figures, or A and B, with at most two separators between; and the byte after each.
fn nir_characters(text: &str) -> (String, Vec<usize>) {
    let (mut parts, mut ends, mut idle) = (String::new(), Vec::new(), 0);
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() || (parts.len() == 6 && matches!(c, 'A' | 'B' | 'a' | 'b')) {
            parts.push(c.to_ascii_uppercase());
            ends.push(at + 1);
            idle = 0;
        } else {
            idle += 1;
            if idle > 2 || !(matches!(c, '.' | '-' | '/') || (c.is_whitespace() && c != '\n')) {
                break;
            }
        }
        if parts.len() == 15 {
            break;
        }
    }
    (parts, ends)
}

/// Sex and month are possible ones. Months beyond 12 stand for births whose month is not known.
fn is_birth(number: &str) -> bool {
    let month: u8 = number[3..5].parse().unwrap_or(0);
    number.starts_with(['1', '2', '3', '4', '7', '8'])
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && (number.as_bytes()[6].is_ascii_digit() || number.as_bytes()[5] == b'2')
}

/// The key is 97 less the rest of the number by 97, where 2A counts as 19 and 2B as 18.
fn has_key(number: &str) -> bool {
    let plain = number.replacen("2A", "19", 1).replacen("2B", "18", 1);
    let key: Option<(u64, u64)> = plain[..13].parse().ok().zip(plain[13..].parse().ok());
    key.is_some_and(|(number, key)| 97 - number % 97 == key)
}
