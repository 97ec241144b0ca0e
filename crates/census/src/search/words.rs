//! The words of a text as they are searched: without accents, ends of the plural and small words.

use geodata::territory::search_words;

/// Letters of a word that count; more belongs to addresses and checksums.
pub(super) const LONGEST: usize = 40;

/// Words that nearly every text has and that nobody searches for. Single letters, which apostrophes leave behind, are
/// left out as well.
const SMALL: &[&str] = &[
    "and", "au", "aux", "dans", "de", "des", "du", "en", "et", "la", "le", "les", "of", "ou", "par", "pour", "sur",
    "the", "un", "une",
];

/// What others write in one word with what follows, and others again in two: `vidéoprotection`, `vidéo-protection`.
const DETACHABLE: &str = "video";

/// The words of a text in their order, those that say something.
pub(crate) fn in_order(text: &str) -> Vec<String> {
    search_words(text).into_iter().filter(|word| !is_small(word)).map(|word| singular(&shortened(&word))).collect()
}

/// The words of a text and what else it is found by: what a hyphen joins is found in one word too, and what begins
/// with `vidéo` in two.
pub(super) fn all_forms(text: &str) -> Vec<String> {
    let mut forms = in_order(text);
    let joined = text.split_whitespace().filter_map(joined);
    let split = forms.iter().filter_map(|word| word.strip_prefix(DETACHABLE)).filter(|rest| rest.len() > 3);
    let split: Vec<String> = split.flat_map(|rest| [DETACHABLE.to_owned(), rest.to_owned()]).collect();
    let pairs = forms.windows(2).filter(|pair| pair[0] == DETACHABLE).map(<[String]>::concat);
    let more: Vec<String> = joined.chain(pairs).chain(split).collect();
    forms.extend(more);
    forms
}

/// `2024-DSI-017` as somebody types it who leaves the hyphens out.
fn joined(chunk: &str) -> Option<String> {
    let is_joint = |letter: char| matches!(letter, '-' | '‐' | '‑' | '–' | '/' | '.' | '_');
    let inner = chunk.trim_matches(|letter: char| !letter.is_alphanumeric());
    if !inner.contains(is_joint) || inner.contains("//") {
        return None;
    }
    let whole = search_words(&inner.replace(is_joint, "")).concat();
    (whole.len() <= LONGEST).then(|| singular(&whole))
}

fn is_small(word: &str) -> bool {
    SMALL.contains(&word) || (word.len() == 1 && !word.as_bytes()[0].is_ascii_digit())
}

pub(super) fn shortened(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

/// The word without the end of a French (or English) plural: `camera` of `cameras`, `municipal` of `municipaux`,
/// `reseau` of `reseaux`. A rule that is wrong for a word is wrong on both sides alike.
pub(super) fn singular(word: &str) -> String {
    let ends_like_a_plural = word.ends_with(['s', 'x']) && !word.ends_with("ss");
    if word.len() <= 3 || !ends_like_a_plural || word.bytes().any(|letter| letter.is_ascii_digit()) {
        return word.to_owned();
    }
    match word.strip_suffix("aux") {
        Some(stem) if !stem.ends_with('e') && stem.len() > 2 => format!("{stem}al"),
        _ => word[..word.len() - 1].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_several_are_the_same_word() {
        for (several, one) in [
            ("Caméras", "caméra"),
            ("MARCHÉS", "marche"),
            ("drones", "drone"),
            ("réseaux", "reseau"),
            ("municipaux", "Municipal"),
            ("locaux", "local"),
        ] {
            assert_eq!(in_order(several), in_order(one), "{several}");
        }
        for unchanged in ["bus", "aux25", "stress", "lapis1"] {
            assert_eq!(singular(unchanged), unchanged);
        }
    }

    #[test]
    fn hyphens_and_small_words_make_no_difference() {
        assert_eq!(in_order("Système d’analyse de la vidéo-protection"), ["systeme", "analyse", "video", "protection"]);
        assert_eq!(in_order("Saint-Étienne"), in_order("saint etienne"));
        for spelling in ["vidéo-protection", "vidéo protection", "Vidéoprotection", "vidéo‑protections"] {
            for form in ["video", "protection", "videoprotection"] {
                assert!(all_forms(spelling).iter().any(|found| found == form), "{form} of {spelling}");
            }
        }
        assert!(all_forms("Marché n° 2024-DSI-017.").contains(&"2024dsi017".to_owned()));
        assert!(all_forms("https://example.org/a-b").iter().all(|form| !form.contains("examplea")));
    }
}
