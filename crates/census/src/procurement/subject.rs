//! What a title says of one lot: the contract is the lot, the rest of the title its surroundings.

/// What a segment begins with that tells of the whole building site, not of the lot.
const SITES: &[&str] = &[
    "aménagement",
    "amenagement",
    "construction",
    "création",
    "creation",
    "extension",
    "réhabilitation",
    "rehabilitation",
    "rénovation",
    "renovation",
    "restructuration",
    "travaux",
];

/// The words of the lot, in a title that names exactly one. `None` when it names none, several, or says no more than
/// its number.
pub(super) fn lot(title: &str) -> Option<&str> {
    let mut lots = lots(title);
    let (start, end) = lots.next()?;
    if lots.next().is_some() {
        return None;
    }
    let label = title[end..].trim_matches(|c: char| !c.is_alphanumeric());
    let label = if has_words(&title[..start]) { label } else { before_the_site(label) };
    has_words(label).then_some(label)
}

/// Where « lot n° 3 » begins and ends.
fn lots(title: &str) -> impl Iterator<Item = (usize, usize)> {
    let words: Vec<(usize, &str)> = words(title).collect();
    (0..words.len()).filter_map(move |at| {
        let (start, word) = words[at];
        if !(word.eq_ignore_ascii_case("lot") || word.eq_ignore_ascii_case("lots")) {
            return None;
        }
        let is_sign = |word: &str| ["n", "no", "num", "numero", "numéro", "n°"].contains(&word.to_lowercase().as_str());
        let mut rest = words[at + 1..].iter().skip_while(|(_, word)| is_sign(word));
        let (place, number) = rest.next()?;
        let one_letter = number.len() == 1 && number.chars().all(|c| c.is_ascii_uppercase());
        (number.starts_with(|c: char| c.is_ascii_digit()) || one_letter).then_some((start, place + number.len()))
    })
}

/// Runs of letters and figures with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let pieces = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    pieces.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// At least one word that is more than a number or an abbreviation.
fn has_words(text: &str) -> bool {
    words(text).any(|(_, word)| word.chars().count() > 2 && word.chars().all(char::is_alphabetic))
}

/// Of a title that begins with its lot, what comes before the building site: « Lot 3 : électricité – Construction … ».
fn before_the_site(label: &str) -> &str {
    let separators = [" - ", " – ", " : ", " / ", ", "];
    let sites = separators.iter().flat_map(|separator| label.match_indices(separator)).filter(|(at, separator)| {
        let segment = label[at + separator.len()..].trim_start().to_lowercase();
        SITES.iter().any(|site| segment.starts_with(site))
    });
    sites.map(|(at, _)| at).min().map_or(label, |at| &label[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lot_is_what_stands_behind_its_number() {
        for (title, label) in [
            (
                "Réseaux d’interphonie et vidéosurveillance: Lot 6 : VIDÉOSURVEILLANCE – NORD",
                Some("VIDÉOSURVEILLANCE – NORD"),
            ),
            ("Rénovation du gymnase Lot n°12 : courants faibles", Some("courants faibles")),
            ("LOT 03 - Électricité - Construction du poste de police", Some("Électricité")),
            ("Lot B : vidéoprotection", Some("vidéoprotection")),
            ("Vidéoprotection - Lot 2", None),
            ("Lot 1 caméras, lot 2 alarmes", None),
            ("Îlot 4 du quartier, lot unique", None),
            ("Lotissement des Acacias", None),
        ] {
            assert_eq!(lot(title), label, "{title}");
        }
    }
}
