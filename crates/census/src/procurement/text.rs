//! What happened to texts on their way into a list, undone as far as it can be.

/// The characters of Windows-1252 from 0x80 to 0x9F; `\0` where it has none.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Names of characters that stand in lists (HTML 4, section 24).
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("eacute", 'é'),
    ("Eacute", 'É'),
    ("egrave", 'è'),
    ("Egrave", 'È'),
    ("ecirc", 'ê'),
    ("Ecirc", 'Ê'),
    ("euml", 'ë'),
    ("agrave", 'à'),
    ("Agrave", 'À'),
    ("acirc", 'â'),
    ("Acirc", 'Â'),
    ("ccedil", 'ç'),
    ("Ccedil", 'Ç'),
    ("icirc", 'î'),
    ("Icirc", 'Î'),
    ("iuml", 'ï'),
    ("ocirc", 'ô'),
    ("Ocirc", 'Ô'),
    ("ugrave", 'ù'),
    ("ucirc", 'û'),
    ("oelig", 'œ'),
    ("OElig", 'Œ'),
    ("rsquo", '’'),
    ("lsquo", '‘'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("deg", '°'),
    ("euro", '€'),
    ("sup2", '²'),
];

/// The text of bytes that are UTF-8, or else Windows-1252, which takes everything.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let windows = |byte: &u8| match byte {
        0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
        byte => char::from(*byte),
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(windows).collect(),
    }
}

/// A text on one line as its author wrote it: UTF-8 that was read as Latin-1 read again, entities resolved, broken and
/// doubled ones too, and the apostrophes that became question marks put back.
pub(super) fn repaired(text: &str) -> String {
    let mut text = with_entities(&with_entities(text));
    for _ in 0..2 {
        let better = read_again(&text);
        if better == text {
            break;
        }
        text = better;
    }
    let text = with_apostrophes(&text);
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The byte that was shown as this character.
fn shown_byte(letter: char) -> Option<u8> {
    let code = u32::from(letter);
    match code {
        0x80..=0xFF => u8::try_from(code).ok(),
        _ => WINDOWS.iter().position(|shown| *shown == letter && letter != '\0').map(|at| at as u8 + 0x80),
    }
}

/// Runs of characters whose bytes are UTF-8 are read as that. French that was never broken is none: `é` is a single
/// byte there, which UTF-8 does not allow.
fn read_again(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut read = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let bytes: Vec<u8> = letters[at..].iter().take(4).map_while(|letter| shown_byte(*letter)).collect();
        match one_character(&bytes) {
            Some((letter, length)) => {
                read.push(letter);
                at += length;
            }
            // The second byte of `à`, a blank that does not break, is often an ordinary one by now.
            None if letters[at] == 'Ã' && letters.get(at + 1) == Some(&' ') => {
                read.push_str("à ");
                at += 2;
            }
            None => {
                read.push(letters[at]);
                at += 1;
            }
        }
    }
    read
}

/// The character of several bytes that these begin with.
fn one_character(bytes: &[u8]) -> Option<(char, usize)> {
    (2..=bytes.len()).find_map(|length| {
        let text = std::str::from_utf8(&bytes[..length]).ok()?;
        text.chars().next().filter(|letter| !letter.is_control()).map(|letter| (letter, length))
    })
}

fn with_entities(text: &str) -> String {
    let (mut read, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['&', 'e']) {
        read.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if let Some((letter, length)) = entity(rest) {
            read.push(letter);
            length
        } else {
            read.push_str(&rest[..1]);
            1
        };
        rest = &rest[length..];
    }
    read + rest
}

/// The entity that a text begins with, and its bytes. Some publishers write `et` for the ampersand and a comma for the
/// semicolon: `Det#8217,ACCES`.
fn entity(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&').or_else(|| text.strip_prefix("et").filter(|rest| rest.starts_with('#')))?;
    let start = text.len() - body.len();
    let length = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(body.len());
    let name = &body[..length];
    let letter = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => char::from_u32(u32::from_str_radix(hexadecimal, 16).ok()?)?,
            None => char::from_u32(number.parse().ok()?)?,
        },
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    let ends = body[length..].starts_with(';') || (name.starts_with('#') && body[length..].starts_with(','));
    // Without its end, only a number is clearly an entity.
    (ends || name.starts_with('#')).then_some((letter, start + length + usize::from(ends)))
}

/// `l?enregistreur` was `l’enregistreur`.
fn with_apostrophes(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let elides = |at: usize| {
        let before = at.checked_sub(1).map(|at| letters[at].to_ascii_lowercase());
        let alone = at < 2 || !letters[at - 2].is_alphanumeric() || letters[at - 2].eq_ignore_ascii_case(&'q');
        before.is_some_and(|letter| "ldnsjmtcu".contains(letter))
            && alone
            && letters.get(at + 1).is_some_and(|letter| letter.is_alphabetic())
    };
    letters.iter().enumerate().map(|(at, letter)| if *letter == '?' && elides(at) { '’' } else { *letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_in_the_wrong_alphabet_is_read_again() {
        for (broken, whole) in [
            ("VidÃ©oprotection de lâ€™Hôtel de ville", "Vidéoprotection de l’Hôtel de ville"),
            ("systÃ¨me Ã  installer nÂ° 3", "système à installer n° 3"),
            ("VidÃƒÂ©osurveillance", "Vidéosurveillance"),
            ("Ã‰quipement", "Équipement"),
            ("Créé à Évreux, où l’été naît", "Créé à Évreux, où l’été naît"),
            ("ÉLÉMENTS", "ÉLÉMENTS"),
        ] {
            assert_eq!(repaired(broken), whole);
        }
        assert_eq!(decoded(b"vid\xE9o \x96 \x80"), "vidéo – €");
    }

    #[test]
    fn entities_are_resolved_even_broken_or_doubled() {
        for (broken, whole) in [
            ("CONTROLE Det#8217,ACCES et#8211, TERRITOIRE", "CONTROLE D’ACCES – TERRITOIRE"),
            ("contr&ocirc;le d&#39;acc&egrave;s", "contrôle d'accès"),
            ("l&amp;#8217;école &amp;eacute;lémentaire", "l’école élémentaire"),
            ("&#8217 sans fin &#x2019;", "’ sans fin ’"),
            ("Fils & Cie, R&D, et caetera", "Fils & Cie, R&D, et caetera"),
            ("l?enregistreur qu?on paie ? oui", "l’enregistreur qu’on paie ? oui"),
        ] {
            assert_eq!(repaired(broken), whole);
        }
    }
}
