//! What the drawings of the map mean: rings, views, shades and the patterns of uses.

use census::Family;

use super::super::labels;
use super::filters::{FamilySign, OF_USES};
use crate::words::Words;

/// Devices for each 1,000 inhabitants at which a shade begins, after the one for none: each about
/// three times the one before; `SHADES_FROM` of `web/src/map/shading.ts` draws them.
const SHADES_FROM: [f64; 5] = [0.0, 0.1, 0.3, 1.0, 3.0];

/// A shade of the choropleth.
pub(crate) struct Shade {
    /// From 0, for none, to 5.
    pub(crate) number: usize,
    /// Where it begins and ends.
    pub(crate) label: String,
}

/// A pattern that territories are filled with.
pub(crate) struct Pattern {
    /// The shape that fills it.
    pub(crate) sign: FamilySign,
    /// Whose uses it shows.
    pub(crate) label: String,
}

pub(super) fn shades(words: &Words) -> Vec<Shade> {
    let decimal = |number: f64| super::super::format::decimal(words, number, usize::from(number < 1.0));
    let mut shades = vec![Shade { number: 0, label: "0".to_owned() }];
    for (place, from) in SHADES_FROM.iter().enumerate() {
        let label = match (SHADES_FROM.get(place + 1), *from > 0.0) {
            (Some(end), false) => words.with("shade-under", &[("end", decimal(*end).into())]),
            (Some(end), true) => {
                words.with("shade-between", &[("from", decimal(*from).into()), ("end", decimal(*end).into())])
            }
            (None, _) => words.with("shade-above", &[("from", decimal(*from).into())]),
        };
        shades.push(Shade { number: place + 1, label });
    }
    shades
}

pub(super) fn patterns(words: &Words) -> Vec<Pattern> {
    let pattern =
        |family: Family| Pattern { sign: FamilySign { family }, label: labels::label(words, "family", family.key()) };
    OF_USES.map(pattern).into()
}
