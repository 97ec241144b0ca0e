//! A text as words, numbers and marks.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::lexicon::Words;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Letters.
    Word,
    /// ASCII digits.
    Number,
    /// One character that is neither, nor a blank.
    Mark,
}

/// A run of one shape.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) shape: Shape,
    /// Lower case without accents, to look it up.
    folded: String,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_word(&self) -> bool {
        self.shape == Shape::Word
    }

    /// A word that begins as names do.
    pub(super) fn is_capital(&self) -> bool {
        self.is_word() && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// A capital alone.
    pub(super) fn is_initial(&self) -> bool {
        self.is_capital() && self.text.chars().count() == 1
    }
}

/// The tokens of a text.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    pub(super) text: &'a str,
    list: Vec<Token<'a>>,
}

fn shape(c: char) -> Shape {
    match c {
        c if c.is_ascii_digit() => Shape::Number,
        c if c.is_alphabetic() => Shape::Word,
        _ => Shape::Mark,
    }
}

fn fold(word: &str) -> String {
    let plain = word.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    plain.flat_map(char::to_lowercase).collect()
}

impl<'a> Tokens<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let mut list: Vec<Token<'a>> = Vec::new();
        for (start, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let shape = shape(c);
            let end = start + c.len_utf8();
            match list.last_mut() {
                Some(last) if last.end() == start && last.shape == shape && shape != Shape::Mark => {
                    last.text = &text[last.start..end];
                }
                _ => list.push(Token { text: &text[start..end], start, shape, folded: String::new() }),
            }
        }
        for token in &mut list {
            token.folded = fold(token.text);
        }
        Self { text, list }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Token<'a>> {
        self.list.get(at)
    }

    /// The token, if it has this shape.
    pub(super) fn of(&self, at: usize, shape: Shape) -> Option<&Token<'a>> {
        self.get(at).filter(|token| token.shape == shape)
    }

    /// The token in lower case without accents; nothing beyond the ends.
    pub(super) fn folded(&self, at: usize) -> &str {
        self.get(at).map_or("", |token| token.folded.as_str())
    }

    /// Is it a word of this list?
    pub(super) fn is_in(&self, at: usize, words: &Words) -> bool {
        words.contains(self.folded(at))
    }

    /// Is it one of these words?
    pub(super) fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.folded(at))
    }

    /// Is it this mark?
    pub(super) fn is_mark(&self, at: usize, marks: &[&str]) -> bool {
        self.of(at, Shape::Mark).is_some_and(|token| marks.contains(&token.text))
    }

    /// Does this token touch the one before?
    pub(super) fn is_glued(&self, at: usize) -> bool {
        at > 0 && self.get(at).zip(self.get(at - 1)).is_some_and(|(token, before)| token.start == before.end())
    }

    /// What stands between this token and the one before.
    pub(super) fn blank_before(&self, at: usize) -> &'a str {
        let end = self.get(at).map_or(self.text.len(), |token| token.start);
        let start = at.checked_sub(1).and_then(|before| self.get(before)).map_or(0, Token::end);
        &self.text[start..end]
    }

    /// Is the line the same as that of the token before?
    pub(super) fn same_line(&self, at: usize) -> bool {
        !self.blank_before(at).contains('\n')
    }

    /// The bytes from the first to the last of these tokens.
    pub(super) fn span(&self, first: usize, last: usize) -> Option<Range<usize>> {
        Some(self.get(first)?.start..self.get(last)?.end())
    }

    /// Does the text go on without a blank, beyond what ends at token `last`, with a letter or a digit, or with a
    /// joining mark and one of those? Then it is a piece of something longer.
    pub(super) fn goes_on(&self, last: usize) -> bool {
        let solid = |at: usize| self.is_glued(at) && self.get(at).is_some_and(|token| token.shape != Shape::Mark);
        let joint = self.is_glued(last + 1) && self.is_mark(last + 1, &["-", "/", "_", ".", ","]);
        let digit = self.of(last + 2, Shape::Number).is_some();
        solid(last + 1) || (joint && solid(last + 2) && (digit || !self.is_mark(last + 1, &[".", ",", "/"])))
    }

    /// The same before token `first`.
    pub(super) fn came_from(&self, first: usize) -> bool {
        let solid = |at: Option<usize>| at.and_then(|at| self.get(at)).is_some_and(|token| token.shape != Shape::Mark);
        let glued_mark = self.is_glued(first) && first > 0 && self.is_glued(first - 1);
        let digit = first.checked_sub(2).is_some_and(|at| self.of(at, Shape::Number).is_some());
        let joint =
            first > 0 && (self.is_mark(first - 1, &["-", "_"]) || (digit && self.is_mark(first - 1, &[".", ",", "/"])));
        (self.is_glued(first) && solid(first.checked_sub(1))) || (glued_mark && joint && solid(first.checked_sub(2)))
    }
}
