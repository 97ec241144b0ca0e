//! Names without accents, as they are typed and as they stand in addresses.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `L'Haÿ-les-Roses` gives `l-hay-les-roses`: lower case, no accent, one hyphen between words.
pub fn slug(name: &str) -> String {
    plain(name).split_whitespace().collect::<Vec<_>>().join("-")
}

/// The words of a name or a query for searching: `St-Étienne` gives `saint`, `etienne`; `3e` gives `3`.
pub fn search_words(text: &str) -> Vec<String> {
    plain(text).split_whitespace().map(expanded).collect()
}

/// Lower case without accents or ligatures, everything that is neither letter nor digit a space.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 4);
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'œ' => plain.push_str("oe"),
            'æ' => plain.push_str("ae"),
            letter if letter.is_alphanumeric() => plain.push(letter),
            _ => plain.push(' '),
        }
    }
    plain
}

/// The full word of an abbreviation, the number of an ordinal.
fn expanded(word: &str) -> String {
    let full = match word {
        "st" => "saint",
        "ste" => "sainte",
        "sts" => "saints",
        "stes" => "saintes",
        word => ordinal(word).unwrap_or(word),
    };
    full.to_owned()
}

/// `11` of `11e`, `11eme`; `1` of `1er`.
fn ordinal(word: &str) -> Option<&str> {
    let digits = word.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let is_number = !digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
    (is_number && ["e", "er", "ere", "eme", "ieme"].contains(&suffix)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        for (name, expected) in [
            ("Saint-Denis", "saint-denis"),
            ("L'Haÿ-les-Roses", "l-hay-les-roses"),
            ("L’Haÿ", "l-hay"),
            ("Œuf-en-Ternois", "oeuf-en-ternois"),
            ("CC Faucigny - Glières", "cc-faucigny-glieres"),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn abbreviations_and_ordinals_are_written_out() {
        assert_eq!(search_words("St-Étienne"), ["saint", "etienne"]);
        assert_eq!(search_words("Paris 11ème"), ["paris", "11"]);
        assert_eq!(search_words("Lyon 1er Arrondissement"), ["lyon", "1", "arrondissement"]);
        assert_eq!(search_words("2a004"), ["2a004"]);
    }
}
