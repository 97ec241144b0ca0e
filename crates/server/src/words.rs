//! The words of the pages, in French and in English, from one catalogue (`locales/*.ftl`).

use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::langid;

/// The languages of the site. French is the one a visitor gets without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Lang {
    /// Under `/`.
    #[default]
    Fr,
    /// Under `/en`.
    En,
}

impl Lang {
    /// Both, French first.
    pub(crate) const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The tag for `lang`, `hreflang` and the vocabulary (BCP 47).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The other one.
    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    /// The language of a path: English under `/en`, French everywhere else.
    pub(crate) fn of_path(path: &str) -> Self {
        if path == "/en" || path.starts_with("/en/") { Self::En } else { Self::Fr }
    }

    /// The language that `Accept-Language` names first, for addresses that have none of their own; French otherwise.
    pub(crate) fn preferred(headers: &HeaderMap) -> Self {
        let prefers = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if prefers.trim_start().to_ascii_lowercase().starts_with("en") { Self::En } else { Self::Fr }
    }
}

/// Every sentence of the site in one language.
pub(crate) struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

static FRENCH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::Fr, include_str!("../locales/fr.ftl")));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::En, include_str!("../locales/en.ftl")));

impl Words {
    /// The words of a language; read once.
    pub(crate) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Fr => &FRENCH,
            Lang::En => &ENGLISH,
        }
    }

    /// The language of these words.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// A sentence without variables. A key that is missing shows itself: a test proves that none is.
    pub(crate) fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A sentence with its variables; numbers choose the plural and are grouped by thin spaces.
    pub(crate) fn with(&self, key: &str, variables: &[(&str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = variables.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }

    /// Does the catalogue hold this key?
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    fn read(lang: Lang, catalogue: &str) -> Self {
        let id = match lang {
            Lang::Fr => langid!("fr"),
            Lang::En => langid!("en"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Marks around each variable would end up in titles and in copied sentences.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(grouped(number.value as i64)),
            _ => None,
        }));
        // A fault of the catalogue is a fault of the program; the test below finds it before anybody else does.
        let resource = FluentResource::try_new(catalogue.to_owned()).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }
}

/// A whole number with narrow no-break spaces between thousands: `12 345`.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    if number < 0 {
        text.push('\u{2212}');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use fluent_bundle::FluentResource;

    use super::*;

    const CATALOGUES: [(&str, &str); 2] =
        [("fr", include_str!("../locales/fr.ftl")), ("en", include_str!("../locales/en.ftl"))];

    fn keys(catalogue: &str) -> BTreeSet<String> {
        let is_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        let keys = catalogue.lines().filter(is_key).filter_map(|line| line.split_once(" ="));
        keys.map(|(key, _)| key.to_owned()).collect()
    }

    fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of the crate") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                files(&path, extension, found);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }

    fn texts(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), extension, &mut found);
        found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("readable"))).collect()
    }

    /// What stands between the quotes that follow `opening`.
    fn quoted<'a>(text: &'a str, opening: &str) -> Vec<&'a str> {
        let pieces = text.split(opening).skip(1);
        pieces.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"').map(|(key, _)| key)).collect()
    }

    #[test]
    fn both_catalogues_parse_and_hold_the_same_keys() {
        for (lang, catalogue) in CATALOGUES {
            if let Err((_, errors)) = FluentResource::try_new(catalogue.to_owned()) {
                panic!("{lang}.ftl: {errors:?}");
            }
        }
        let [french, english] = CATALOGUES.map(|(_, catalogue)| keys(catalogue));
        let missing: Vec<&String> = french.symmetric_difference(&english).collect();
        assert!(missing.is_empty(), "in one language only: {missing:?}");
    }

    #[test]
    fn every_sentence_asks_for_the_same_variables_in_both_languages() {
        let variables = |catalogue: &str| -> Vec<(String, BTreeSet<String>)> {
            let mut blocks: Vec<(String, BTreeSet<String>)> = Vec::new();
            for line in catalogue.lines().filter(|line| !line.starts_with('#')) {
                if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                    blocks.push((key.to_owned(), BTreeSet::new()));
                }
                let names = line.split('$').skip(1).map(|rest| {
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
                });
                if let Some((_, known)) = blocks.last_mut() {
                    known.extend(names);
                }
            }
            blocks.sort();
            blocks
        };
        assert_eq!(variables(CATALOGUES[0].1), variables(CATALOGUES[1].1));
    }

    #[test]
    fn every_key_that_a_page_asks_for_is_in_the_catalogue() {
        let mut asked = 0;
        for (path, text) in texts("templates", "html").into_iter().chain(texts("src/pages", "rs")) {
            for opening in ["words.text(", "words.with("] {
                for key in quoted(&text, opening) {
                    assert!(Words::of(Lang::Fr).knows(key), "{}: no such key: {key}", path.display());
                    asked += 1;
                }
            }
        }
        assert!(asked > 100, "only {asked} keys found: does the scan still read the templates?");
    }

    #[test]
    fn no_sentence_hides_in_a_template() {
        for (path, text) in texts("templates", "html") {
            let outside_tags = outside_tags(&text);
            let accent = outside_tags.chars().find(|c| "éèêàùçôîœÉÀ«»".contains(*c));
            assert_eq!(accent, None, "{}: French belongs in the catalogue", path.display());
            let mut words = outside_tags.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1);
            let stray = words.find(|word| !["technopolice", "GeoJSON"].contains(word));
            assert_eq!(stray, None, "{}: words belong in the catalogue", path.display());
        }
    }

    #[test]
    fn french_lines_never_begin_with_their_punctuation() {
        let (_, french) = CATALOGUES[0];
        let sentences = french.lines().filter(|line| !line.starts_with('#'));
        let breaks = |line: &&str| [" ;", " :", " ?", " !", " »", "« "].iter().any(|apart| line.contains(apart));
        assert_eq!(sentences.filter(breaks).collect::<Vec<_>>(), [""; 0], "a no-break space belongs there");
    }

    /// The text of a template without markup, expressions, statements and comments.
    fn outside_tags(template: &str) -> String {
        let mut rest = template.to_owned();
        for (open, close) in [
            ("{% block name %}", "{% endblock %}"),
            ("{#", "#}"),
            ("{%", "%}"),
            ("{{", "}}"),
            ("<code", "</code>"),
            ("<", ">"),
        ] {
            while let Some(start) = rest.find(open) {
                let Some(length) = rest[start..].find(close) else { break };
                rest.replace_range(start..start + length + close.len(), " ");
            }
        }
        rest
    }

    #[test]
    fn numbers_choose_the_plural_and_are_grouped() {
        assert_eq!(grouped(12_345), "12\u{202f}345");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(-1_000_000), "\u{2212}1\u{202f}000\u{202f}000");
        let french = Words::of(Lang::Fr);
        assert_eq!(french.with("devices-count", &[("count", 1.into())]), "1 appareil");
        assert_eq!(french.with("devices-count", &[("count", 12_345.into())]), "12\u{202f}345 appareils");
    }

    #[test]
    fn the_path_tells_the_language() {
        assert_eq!(Lang::of_path("/en/map"), Lang::En);
        assert_eq!(Lang::of_path("/entrepots"), Lang::Fr);
        assert_eq!(Lang::of_path("/"), Lang::Fr);
    }
}
