//! Postal addresses with a number.

use std::ops::Range;

use super::lexicon::{NOT_A_HOUSE, NOT_A_STREET_NAME, PARTICLES, WAYS, WAYS_IN_DOUBT};
use super::tokens::{Shape, Token, Tokens};

/// Words between the type of the way and the capital that shows a name, at the most.
const REACH: usize = 4;

/// The address that begins with this token: «12 bis, rue X», «12 de la rue X», or «rue X, n° 12».
pub(super) fn at(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    number_first(tokens, at).or_else(|| way_first(tokens, at))
}

fn number_first(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    if !is_house(tokens, at) || tokens.came_from(at) || counts_something_else(tokens, at) {
        return None;
    }
    let after = after_repetition(tokens, after_second_number(tokens, at + 1));
    let after = if tokens.is_mark(after, &[","]) { after + 1 } else { after };
    let way =
        if tokens.is_one_of(after, &["de"]) && tokens.is_one_of(after + 1, &["la", "l"]) { after + 2 } else { after };
    let way = if tokens.is_one_of(after, &["du"]) { after + 1 } else { way };
    let way = if tokens.is_mark(way, &["'", "’"]) { way + 1 } else { way };
    named_way(tokens, way).and_then(|last| tokens.span(at, last))
}

/// A number of one to four figures that is no year.
fn is_house(tokens: &Tokens, at: usize) -> bool {
    let number = tokens.of(at, Shape::Number).and_then(|token| token.text.parse::<u16>().ok());
    number.is_some_and(|number| matches!(number, 1..=1899 | 2101..=9999))
}

/// «10-12», «10/12», «10 et 12», «10 à 12».
fn after_second_number(tokens: &Tokens, at: usize) -> usize {
    let joined = tokens.is_mark(at, &["-", "–", "/"]) || tokens.is_one_of(at, &["et", "a"]);
    if joined && is_house(tokens, at + 1) { at + 2 } else { at }
}

/// «bis», «ter», a letter from A to F.
fn after_repetition(tokens: &Tokens, at: usize) -> usize {
    let repeats = tokens.is_one_of(at, &["bis", "ter", "quater", "b", "t", "c", "d", "e", "f"])
        || (tokens.is_one_of(at, &["a"]) && (tokens.is_glued(at) || tokens.get(at).is_some_and(Token::is_capital)));
    if repeats { at + 1 } else { at }
}

/// «Caméra 12, rue X», «RD 906 rue X», «lot 3 place X»: the number is of something else.
fn counts_something_else(tokens: &Tokens, at: usize) -> bool {
    let before = at.checked_sub(1).map_or(0, |mut before| {
        while before > 0
            && (tokens.is_mark(before, &["°", "º", ".", "#", ":"]) || tokens.is_one_of(before, &["n", "no", "numero"]))
        {
            before -= 1;
        }
        before
    });
    at > 0 && tokens.is_in(before, &NOT_A_HOUSE)
}

/// The last token of the beginning of a way's name, when a way with a name begins here.
fn named_way(tokens: &Tokens, at: usize) -> Option<usize> {
    let doubtful = tokens.is_in(at, &WAYS_IN_DOUBT);
    if !tokens.same_line(at) || !(doubtful || tokens.is_in(at, &WAYS)) {
        return None;
    }
    let first = if tokens.is_mark(at + 1, &["."]) { at + 2 } else { at + 1 };
    let small = |at: &usize| tokens.is_in(*at, &PARTICLES) || tokens.is_mark(*at, &["'", "’"]);
    let name = (first..first + REACH).find(|at| !small(at)).filter(|at| tokens.same_line(*at))?;
    let token = tokens.get(name)?;
    let capital = token.is_capital() || (token.shape == Shape::Number && name > first);
    let plain = token.is_word() && !doubtful && !tokens.is_in(name, &NOT_A_STREET_NAME);
    (capital || plain).then_some(name)
}

/// «rue Victor Hugo, n° 12», «rue Voltaire au 12», «avenue Foch numéro 3».
fn way_first(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    if tokens.is_in(at, &WAYS_IN_DOUBT) {
        return None;
    }
    let mut last = named_way(tokens, at)?;
    while last < at + 8 && tokens.get(last + 1).is_some_and(|token| token.is_capital() || token.text == "-") {
        last += 1;
    }
    let next = if tokens.is_mark(last + 1, &[",", "("]) { last + 2 } else { last + 1 };
    let next = if tokens.is_one_of(next, &["au"]) { next + 1 } else { next };
    let (number, said) = match tokens.folded(next) {
        "n" | "no" => (if tokens.is_mark(next + 1, &["°", "º", "."]) { next + 2 } else { next + 1 }, true),
        "numero" => (next + 1, true),
        _ => (next, next > last + 1 && tokens.is_one_of(next - 1, &["au"])),
    };
    let alone = !tokens.goes_on(number) && !tokens.is_in(number + 1, &NOT_A_STREET_NAME);
    let followed = tokens.get(number + 1).is_some_and(Token::is_word) && tokens.is_one_of(number - 1, &["au"]);
    (said && alone && !followed && is_house(tokens, number)).then(|| tokens.span(at, number))?
}
