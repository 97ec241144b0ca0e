//! E-mail addresses, also those that hide their at sign.

use std::ops::Range;

use super::tokens::{Shape, Tokens};

/// Octets of the part before the at sign at the most (RFC 5321, 4.5.3.1.1).
const LOCAL: usize = 64;

/// Octets of the host at the most (RFC 5321, 4.5.3.1.2).
const HOST: usize = 255;

/// Tokens of a disguised host at the most: five labels and what joins them.
const LABELS: usize = 12;

/// The address whose at sign, or what stands for it, is this token.
pub(super) fn at(tokens: &Tokens, at: usize) -> Option<Range<usize>> {
    let (from, to) = at_sign(tokens, at)?;
    let start = local_start(tokens.text, tokens.get(from)?.start)?;
    // «/une-camera-prete-a-tout.php» is the end of a web address.
    if !tokens.is_mark(at, &["@", "＠"]) && tokens.text[..start].ends_with('/') {
        return None;
    }
    let first = tokens.get(to + 1)?;
    let plain = plain_host(tokens.text, first.start).or_else(|| disguised_host(tokens, to + 1));
    // «Look at example.org»: a bare word is an at sign only where the dot is spelled out too.
    let bare = from == to && tokens.is_one_of(at, &["at"]);
    let end = if bare { disguised_host(tokens, to + 1)? } else { plain? };
    Some(start..end)
}

/// First and last token of an at sign: `@`, `(at)`, `[at]`, `-at-`, `(arobase)`, `(a)`, `at`, `arobase`.
fn at_sign(tokens: &Tokens, at: usize) -> Option<(usize, usize)> {
    let bracketed = at > 0 && {
        let pairs = [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"), ("-", "-"), ("_", "_"), ("*", "*")];
        pairs.iter().any(|(open, close)| tokens.is_mark(at - 1, &[open]) && tokens.is_mark(at + 1, &[close]))
    };
    let sign = tokens.is_mark(at, &["@", "＠"]);
    let word =
        tokens.is_one_of(at, &["at", "arobase", "arobas", "arrobase"]) || (bracketed && tokens.is_one_of(at, &["a"]));
    match (sign || word, bracketed) {
        (true, true) => Some((at - 1, at + 1)),
        (true, false) => Some((at, at)),
        _ => None,
    }
}

/// Where the part before the at sign begins: atext and dots (RFC 5322, 3.2.3), letters of any script, and one
/// blank before a sign that stands apart.
fn local_start(text: &str, sign: usize) -> Option<usize> {
    let before = text[..sign].strip_suffix(' ').unwrap_or(&text[..sign]);
    let local = |c: &char| c.is_alphanumeric() || ".!#$%&'*+-=?^_`{|}~".contains(*c);
    let length: usize = before.chars().rev().take(LOCAL).take_while(local).map(char::len_utf8).sum();
    let part = &before[before.len() - length..];
    let ends_well = part.chars().next_back().is_some_and(char::is_alphanumeric)
        || (sign == before.len() && part.chars().any(char::is_alphanumeric) && !part.ends_with('.'));
    ends_well.then_some(before.len() - length)
}

/// The end of `host.tld`, which begins here.
fn plain_host(text: &str, start: usize) -> Option<usize> {
    let host = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let length: usize = text[start..].chars().take(HOST).take_while(host).map(char::len_utf8).sum();
    let name = text[start..start + length].trim_end_matches(['.', '-']);
    let (label, top) = name.rsplit_once('.')?;
    let is_top = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    (is_top && !label.is_empty()).then_some(start + name.len())
}

/// The end of `host (dot) tld`, `host point tld`: words joined by a spelled dot, of which there is one at least.
fn disguised_host(tokens: &Tokens, first: usize) -> Option<usize> {
    let mut end = None;
    let mut dotted = false;
    for at in first..first + LABELS {
        let Some(token) = tokens.get(at) else { break };
        let dot = tokens.is_one_of(at, &["dot", "point"]);
        if dot {
            dotted = true;
        } else if token.shape == Shape::Mark {
            if !tokens.is_mark(at, &[".", "-", "(", ")", "[", "]"]) {
                break;
            }
        } else if dotted {
            end = Some(token.end());
            break;
        } else if at > first && !tokens.is_glued(at) {
            break;
        }
    }
    end
}
