//! The same address with another ending: what a page shows, for programs, tables and feed readers.

/// What an address ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// A table of everything that the filter finds.
    Csv,
    /// The same as a feature collection.
    GeoJson,
    /// What the API answers: a page.
    Json,
    /// What changed, newest first.
    Atom,
}

impl Ending {
    /// Every one, in the order in which pages offer them.
    pub(crate) const ALL: [Self; 4] = [Self::Csv, Self::GeoJson, Self::Json, Self::Atom];

    /// Those of lists that have no place.
    pub(crate) const PLACELESS: [Self; 3] = [Self::Csv, Self::Json, Self::Atom];

    /// Behind the last point of the address.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::Json => "json",
            Self::Atom => "atom",
        }
    }

    /// The media type, as the link of a page names it.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::GeoJson => "application/geo+json",
            Self::Json => "application/json",
            Self::Atom => "application/atom+xml",
        }
    }

    /// An address, or its last part, without its ending.
    pub(crate) fn split(address: &str) -> (&str, Option<Self>) {
        let found = address.rsplit_once('.').and_then(|(stem, key)| {
            Self::ALL.into_iter().find(|ending| ending.key() == key).map(|ending| (stem, Some(ending)))
        });
        found.unwrap_or((address, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_split_at_an_ending_that_exists() {
        assert_eq!(Ending::split("/carte.csv"), ("/carte", Some(Ending::Csv)));
        assert_eq!(Ending::split("93066-saint-denis.geojson"), ("93066-saint-denis", Some(Ending::GeoJson)));
        assert_eq!(Ending::split("/carte"), ("/carte", None));
        assert_eq!(Ending::split("/carte.exe"), ("/carte.exe", None));
    }
}
