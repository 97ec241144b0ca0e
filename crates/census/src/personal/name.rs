//! Names of natural persons, which show by the title or the cue beside them, and numbers of officers.

use std::ops::Range;

use super::lexicon::{
    ABBREVIATED, CAUTIOUS_OFFICES, CIVILITIES, CROSSINGS, CUES_AFTER, CUES_BEFORE, FIRST_NAMES, NAMED_PLACES,
    NOT_A_NAME, OFFICES, PARTICLES, RANK_WORDS, RANKS, WAYS, WAYS_IN_DOUBT,
};
use super::tokens::{Shape, Token, Tokens};

/// Words of a name at the most.
const WORDS: usize = 4;

/// Tokens between a word and what it is about, at the most.
const REACH: usize = 6;

/// The name or the number whose title or cue begins with this token.
pub(super) fn at(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    let last = service_number(tokens, at)
        .or_else(|| after_civility(tokens, at))
        .or_else(|| after_rank(tokens, at))
        .or_else(|| after_office(tokens, at))
        .or_else(|| beside_a_cue(tokens, at))?;
    tokens.span(at, last)
}

/// «M. Dupont», «Mme DURAND», «Maître Le Goff», «Dr J.-P. Martin», «chez mme durand».
fn after_civility(tokens: &Tokens, at: usize) -> Option<usize> {
    let abbreviated = is_abbreviated(tokens, at);
    if !(abbreviated || tokens.is_in(at, &CIVILITIES)) || names_a_place(tokens, at, !abbreviated) {
        return None;
    }
    let first = if tokens.is_mark(at + 1, &["."]) { at + 2 } else { at + 1 };
    surname(tokens, first).or_else(|| lower_case_surname(tokens, at, first))
}

/// `M.`, `Mr`, `Mme`, `Me`…; not the metre of «12 M.» nor the «me» of «contactez-me».
fn is_abbreviated(tokens: &Tokens, at: usize) -> bool {
    let after_number = at > 0 && tokens.of(at - 1, Shape::Number).is_some();
    let whole =
        !tokens.is_glued(at) || !tokens.get(at - 1).is_some_and(|before| before.is_word() || before.text == "-");
    let safe = match tokens.folded(at) {
        "m" => {
            tokens.get(at).is_some_and(Token::is_capital)
                || (follows_chez(tokens, at) && tokens.is_mark(at + 1, &["."]))
        }
        "me" | "pr" | "mr" | "mm" => tokens.get(at).is_some_and(Token::is_capital) || follows_chez(tokens, at),
        _ => true,
    };
    tokens.is_in(at, &ABBREVIATED) && !after_number && whole && safe
}

fn follows_chez(tokens: &Tokens, at: usize) -> bool {
    at > 0 && tokens.is_one_of(at - 1, &["chez", "par", "avec"])
}

/// «mme durand» wherever it stands, «chez monsieur martin» after «chez».
fn lower_case_surname(tokens: &Tokens, title: usize, first: usize) -> Option<usize> {
    let sure = tokens.is_one_of(title, &["mme", "mlle"]) || follows_chez(tokens, title);
    let word = tokens.get(first).filter(|token| token.is_word() && token.text.chars().count() >= 3)?;
    let lower = word.text.chars().all(char::is_lowercase);
    (sure && lower && !tokens.is_in(first, &NOT_A_NAME) && !tokens.is_in(first, &PARTICLES)).then_some(first)
}

/// «brigadier-chef principal Martin», «gardien de la paix Durand», «capitaine Petit».
fn after_rank(tokens: &Tokens, at: usize) -> Option<usize> {
    if !tokens.is_in(at, &RANKS) || names_a_place(tokens, at, true) {
        return None;
    }
    let first = after_rank_words(tokens, at + 1);
    // «Commissaire de Bobigny» serves somewhere; nobody is named.
    let serves = first > at + 1 && tokens.is_in(first - 1, &PARTICLES);
    if serves || tokens.is_in(first, &PARTICLES) && !tokens.get(first).is_some_and(Token::is_capital) {
        return None;
    }
    surname(tokens, first)
}

fn after_rank_words(tokens: &Tokens, at: usize) -> usize {
    let more = |at: &usize| {
        tokens.is_in(*at, &RANK_WORDS) || tokens.is_in(*at, &RANKS) || tokens.is_mark(*at, &["-", "'", "’"])
    };
    at + (at..at + 2 * REACH).take_while(more).count()
}

/// «le maire Jean Dupont»: two capitalised words; for offices that companies have too, a known first name.
fn after_office(tokens: &Tokens, at: usize) -> Option<usize> {
    let cautious = tokens.is_in(at, &CAUTIOUS_OFFICES);
    if !(cautious || tokens.is_in(at, &OFFICES)) || names_a_place(tokens, at, true) {
        return None;
    }
    let first = after_rank_words(tokens, at + 1);
    let direct = if tokens.is_in(first.saturating_sub(1), &PARTICLES) { None } else { full_name(tokens, first) };
    let direct = direct.filter(|_| !cautious || tokens.is_in(first, &FIRST_NAMES));
    direct.or_else(|| after_its_town(tokens, first))
}

/// «maire de Saint-Denis, Marie Martin».
fn after_its_town(tokens: &Tokens, at: usize) -> Option<usize> {
    let town = |at: &usize| {
        let word = tokens.get(*at).is_some_and(Token::is_capital) && !tokens.is_in(*at, &FIRST_NAMES);
        word || tokens.is_in(*at, &PARTICLES) || tokens.is_mark(*at, &["-", "'", "’", ","])
    };
    let name = at + (at..at + 2 * REACH).take_while(town).count();
    if tokens.is_in(name, &FIRST_NAMES) { full_name(tokens, name) } else { None }
}

/// «chez Marie Martin», «Jean Petit habite ici»: a first name, a surname, and a word of somebody's life.
fn beside_a_cue(tokens: &Tokens, at: usize) -> Option<usize> {
    let first = tokens.get(at).filter(|token| token.is_capital())?;
    if !tokens.is_in(at, &FIRST_NAMES) || first.text.len() < 2 || names_a_place(tokens, at, true) {
        return None;
    }
    let last = full_name(tokens, at)?;
    let skipped = |at: usize| {
        tokens.is_in(at, &PARTICLES)
            || tokens.is_one_of(at, &["a", "est", "se", "s", "m"])
            || tokens.is_mark(at, &[":", "'", "’", "(", "«"])
    };
    let before = (at.saturating_sub(REACH)..at).rev().find(|at| !skipped(*at));
    let after = if tokens.is_mark(last + 1, &[",", "("]) { last + 2 } else { last + 1 };
    let cued = before.is_some_and(|at| tokens.is_in(at, &CUES_BEFORE)) || tokens.is_in(after, &CUES_AFTER);
    let office = after == last + 2 && (tokens.is_in(after, &OFFICES) || tokens.is_in(after, &CAUTIOUS_OFFICES));
    (cued || office).then_some(last)
}

/// «matricule 123456», «RIO n° 1234567»: the number that officers wear
/// (article R434-15 du code de la sécurité intérieure, arrêté du 24 décembre 2013).
fn service_number(tokens: &Tokens, at: usize) -> Option<usize> {
    let (word, rio) =
        (tokens.is_one_of(at, &["matricule", "matricules"]), tokens.get(at).is_some_and(|t| t.text == "RIO"));
    if !word && !rio {
        return None;
    }
    let skipped = |at: &usize| {
        tokens.is_mark(*at, &["°", "º", ":", ".", "-", "#", "=", "'", "’"])
            || tokens.is_one_of(*at, &["n", "no", "numero", "est", "le", "de", "du", "l", "agent"])
    };
    let number = (at + 1..at + 2 * REACH).find(|at| !skipped(at))?;
    let prefixed = tokens.get(number).is_some_and(|token| token.is_word() && token.text.len() <= 3);
    let number = if prefixed && tokens.is_glued(number + 1) { number + 1 } else { number };
    let group = |at: &usize| tokens.of(*at, Shape::Number).is_some() && tokens.same_line(*at);
    let groups = (number..number + 4).take_while(group).count();
    let last = (number + groups).checked_sub(1)?;
    let figures: usize = (number..=last).filter_map(|at| tokens.get(at)).map(|token| token.text.len()).sum();
    (groups > 0 && figures >= if rio { 5 } else { 3 }).then_some(last)
}

/// The last token of a surname, with initials, particles and first names before it.
fn surname(tokens: &Tokens, at: usize) -> Option<usize> {
    let word = after_particles(tokens, after_initials(tokens, at))?;
    is_name_word(tokens, word).then(|| end_of_name(tokens, word))
}

/// `J.`, `J.-P.`, `J P`; one capital alone is somebody whose name was taken out («M. X»).
fn after_initials(tokens: &Tokens, at: usize) -> usize {
    let initial = |at: &usize| {
        tokens.get(*at).is_some_and(Token::is_initial) && !tokens.is_mark(at + 1, &["'", "’"])
            || tokens.is_mark(*at, &[".", "-"])
    };
    at + (at..at + REACH).take_while(initial).count()
}

/// «de», «Le», «d’», «ben»; but «la préfète» and «le maire» are offices.
fn after_particles(tokens: &Tokens, at: usize) -> Option<usize> {
    let article = tokens.get(at).is_some_and(|token| matches!(token.text, "le" | "la" | "les" | "l"));
    let particle = |at: &usize| tokens.is_in(*at, &PARTICLES) || tokens.is_mark(*at, &["'", "’"]);
    let word = at + (at..at + WORDS).take_while(particle).count();
    // «M. D’» is nothing, and a mark cannot begin a name.
    (!article && !tokens.is_mark(at, &["'", "’"])).then_some(word)
}

/// A capitalised word of two letters or more, on the same line, that is not known to be something else.
fn is_name_word(tokens: &Tokens, at: usize) -> bool {
    let word = tokens.get(at).is_some_and(|token| token.is_capital() && token.text.chars().count() >= 2);
    word && tokens.same_line(at) && !tokens.is_in(at, &NOT_A_NAME)
}

/// The words that follow within the same name.
fn end_of_name(tokens: &Tokens, first: usize) -> usize {
    let mut last = first;
    for _ in 0..WORDS {
        let hyphen = tokens.is_glued(last + 1) && tokens.is_mark(last + 1, &["-", "'", "’"]);
        let next = if hyphen { last + 2 } else { last + 1 };
        if !is_name_word(tokens, next) {
            break;
        }
        last = next;
    }
    last
}

/// A first name and a surname: two capitalised words at least, with a blank between.
fn full_name(tokens: &Tokens, at: usize) -> Option<usize> {
    if !is_name_word(tokens, at) {
        return None;
    }
    let hyphen = tokens.is_glued(at + 1) && tokens.is_mark(at + 1, &["-"]);
    let first = if hyphen && is_name_word(tokens, at + 2) { at + 2 } else { at };
    let word = after_particles(tokens, first + 1)?;
    (is_name_word(tokens, word) && !tokens.is_glued(first + 1)).then(|| end_of_name(tokens, word))
}

/// «Rue Monsieur le Prince», «avenue du Docteur Calmette», «gymnase Colonel Fabien», «angle République et Docteur
/// Roux»: the name is that of a place. After an abbreviation or a civility only a way counts, because «le parking
/// de M. Dupont» names M. Dupont.
fn names_a_place(tokens: &Tokens, at: usize, buildings: bool) -> bool {
    let joint = |at: usize| {
        tokens.is_in(at, &PARTICLES)
            || tokens.is_one_of(at, &["au", "aux"])
            || tokens.is_mark(at, &["-", "'", "’", "."])
    };
    let is_place = |at: usize| {
        tokens.is_in(at, &WAYS) || tokens.is_in(at, &WAYS_IN_DOUBT) || (buildings && tokens.is_in(at, &NAMED_PLACES))
    };
    let nearest = (at.saturating_sub(REACH)..at).rev().find(|at| !joint(*at));
    let beside = |at: usize| {
        joint(at)
            || tokens.is_one_of(at, &["et", "rue", "avenue"])
            || tokens.is_mark(at, &["/", "–", "x"])
            || tokens.get(at).is_some_and(Token::is_capital)
    };
    let farther = (at.saturating_sub(2 * REACH)..at).rev().find(|at| tokens.is_in(*at, &CROSSINGS) || !beside(*at));
    nearest.is_some_and(is_place) || (buildings && farther.is_some_and(|at| tokens.is_in(at, &CROSSINGS)))
}
