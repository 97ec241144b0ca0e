//! What an import could not take over, and why.

use serde::Serialize;

use crate::Language;

/// Why a value, or a whole element, is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The value is not in the vocabulary of its tag; vendor names end here.
    UnknownValue,
    /// The tag has several values and the census keeps one.
    SeveralValues,
    /// Another tag, which comes first, says something else.
    Disagrees,
    /// No direction, or one beyond the compass.
    NotADirection,
    /// 360 on a dome: north, or all around?
    AmbiguousDirection,
    /// Not a number of the right unit and size.
    NotANumber,
    /// Not a year, a month or a day, or one that is still to come.
    NotADate,
    /// Longer than the census keeps, or without a readable character.
    NotAText,
    /// Not a web address.
    NotAnAddress,
    /// It seems to name a person, or to be the home of one.
    PersonalData,
    /// The file does not hold the coordinates.
    NoPosition,
    /// The coordinates are not on the Earth.
    ImpossiblePosition,
    /// The place lies in the coverage only when its two coordinates are exchanged.
    Exchanged,
    /// A line or a relation has no single place.
    NoSinglePlace,
    /// The list names another commune than the one in which its coordinates lie.
    Elsewhere,
    /// The list names a commune that does not exist, or that the census does not cover.
    UnknownTerritory,
    /// What the list names may be several communes.
    SeveralTerritories,
    /// Another row of the list has the same number and says something else.
    NumberTwice,
    /// The element itself is not as the format has it.
    Unreadable,
}

/// One value that was set aside, with the element it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    /// The element, such as `node/123`.
    pub id: String,
    /// The tag; absent when the trouble is with the element as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The value as found, at most 80 characters; absent when it must not be repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why.
    pub reason: Reason,
    /// Was the element imported without this value?
    pub imported: bool,
}

impl Reason {
    /// The reason for people.
    pub const fn words(self, language: Language) -> &'static str {
        let (french, english) = match self {
            Self::UnknownValue => ("valeur inconnue", "unknown value"),
            Self::SeveralValues => ("plusieurs valeurs, la première est gardée", "several values, the first is kept"),
            Self::Disagrees => {
                ("contredit un autre attribut, qui passe avant", "contradicts another tag, which comes first")
            }
            Self::NotADirection => ("direction illisible", "not a direction"),
            Self::AmbiguousDirection => {
                ("360 sur un dôme : le nord ou tout autour ?", "360 on a dome: north or all around?")
            }
            Self::NotANumber => ("nombre ou unité illisible", "not a number of a known unit"),
            Self::NotADate => ("date illisible ou à venir", "not a date, or one still to come"),
            Self::NotAText => ("texte vide ou trop long", "empty or too long a text"),
            Self::NotAnAddress => ("adresse illisible", "not a web address"),
            Self::PersonalData => ("semble désigner une personne", "seems to name a person"),
            Self::NoPosition => ("coordonnées absentes du fichier", "no coordinates in the file"),
            Self::ImpossiblePosition => ("coordonnées impossibles", "impossible coordinates"),
            Self::Exchanged => (
                "longitude et latitude semblent inversées sur cette ligne",
                "longitude and latitude seem to be exchanged in this row",
            ),
            Self::NoSinglePlace => {
                ("une ligne ou une relation n’a pas un seul lieu", "a line or a relation has no single place")
            }
            Self::Elsewhere => (
                "les coordonnées ne sont pas dans la commune nommée",
                "the coordinates do not lie in the commune that is named",
            ),
            Self::UnknownTerritory => {
                ("commune inconnue ou hors couverture", "unknown commune, or outside the coverage")
            }
            Self::SeveralTerritories => ("plusieurs communes possibles", "several communes are possible"),
            Self::NumberTwice => ("numéro déjà pris par une autre ligne", "another row has the same number"),
            Self::Unreadable => ("élément mal formé", "malformed element"),
        };
        language.pick(french, english)
    }
}

impl Quarantined {
    /// The element as a whole is set aside.
    pub fn whole(id: impl Into<String>, reason: Reason) -> Self {
        Self { id: id.into(), tag: None, value: None, reason, imported: false }
    }

    /// One value is set aside.
    pub(crate) fn value(id: String, tag: &str, value: &str, reason: Reason) -> Self {
        let shown = (reason != Reason::PersonalData).then(|| value.chars().take(80).collect());
        Self { id, tag: Some(tag.to_owned()), value: shown, reason, imported: true }
    }
}
