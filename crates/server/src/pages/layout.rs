//! What every page shares: the head, the header, the footer.

use web::Entry;

use super::paths::Paths;
use super::strings;
use crate::words::{Lang, Words};

/// What the pages know about this instance.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The style sheet and the script.
    pub(crate) entry: Entry,
    /// Every record is fictional: say so on every page.
    pub(crate) demo: bool,
    /// Nothing can be sent for the moment: say so on every page.
    pub(crate) read_only: bool,
    /// Description of the background pictures that the instance passes on; empty when there are none.
    pub(crate) raster: &'static str,
    /// The census that this one is a copy of: say so on every page.
    pub(crate) mirror_of: Option<String>,
    /// `https://…` without a final slash, when the operator set it; links in `<head>` need it.
    pub(crate) base_url: Option<String>,
}

/// Another form of the page's content, for `<link rel="alternate">`.
#[derive(Debug, Clone)]
pub(crate) struct Alternate {
    /// The media type.
    pub(crate) media_type: &'static str,
    /// Its address.
    pub(crate) href: String,
}

/// The picture that a shared link shows, 1200 by 630 pixels.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// Its address.
    pub(crate) path: String,
    /// What it shows, for those who do not see it.
    pub(crate) alt: String,
}

/// The frame of one page.
pub(crate) struct Layout {
    /// The words of the page's language.
    pub(crate) words: &'static Words,
    /// The addresses of the page's language.
    pub(crate) paths: Paths,
    /// The instance.
    pub(crate) site: Site,
    /// What the page is called, without the site's name.
    pub(crate) title: String,
    /// One sentence for search engines and shared links.
    pub(crate) description: String,
    /// The page's address in French and in English.
    pub(crate) addresses: [String; 2],
    /// May search engines list it?
    pub(crate) indexed: bool,
    /// The same content in other formats.
    pub(crate) alternates: Vec<Alternate>,
    /// The picture that a shared link shows.
    pub(crate) card: Card,
    /// What the visitor searched for, shown again in the header.
    pub(crate) query: String,
}

impl Layout {
    /// The frame of a page named by catalogue keys.
    pub(crate) fn new(
        site: &Site,
        lang: Lang,
        title: String,
        description: String,
        address: impl Fn(Paths) -> String,
    ) -> Self {
        Self {
            words: Words::of(lang),
            paths: Paths(lang),
            site: site.clone(),
            title,
            description,
            addresses: Lang::ALL.map(|lang| address(Paths(lang))),
            indexed: true,
            alternates: Vec::new(),
            card: Card { path: format!("/cards/{}/home.png", lang.tag()), alt: Words::of(lang).text("card-home-alt") },
            query: String::new(),
        }
    }

    /// Keeps the page out of search engines: it is about one visitor, or about nothing.
    pub(crate) fn unlisted(mut self) -> Self {
        self.indexed = false;
        self
    }

    /// Offers the content in another format.
    pub(crate) fn with_alternate(mut self, media_type: &'static str, href: String) -> Self {
        self.alternates.push(Alternate { media_type, href });
        self
    }

    /// Shows another picture when its link is shared: `territories/93066`.
    pub(crate) fn with_card(mut self, name: &str, alt: String) -> Self {
        self.card = Card { path: format!("/cards/{}/{name}.png", self.tag()), alt };
        self
    }

    /// The tag of the page's language.
    pub(crate) fn tag(&self) -> &'static str {
        self.words.lang().tag()
    }

    /// The tag of the other language.
    pub(crate) fn other_tag(&self) -> &'static str {
        self.words.lang().other().tag()
    }

    /// This page in the other language.
    pub(crate) fn other_address(&self) -> &str {
        match self.words.lang() {
            Lang::Fr => &self.addresses[1],
            Lang::En => &self.addresses[0],
        }
    }

    /// This page.
    pub(crate) fn own_address(&self) -> &str {
        match self.words.lang() {
            Lang::Fr => &self.addresses[0],
            Lang::En => &self.addresses[1],
        }
    }

    /// This page, absolute when the instance knows its own address.
    pub(crate) fn canonical(&self) -> String {
        self.absolute(self.own_address())
    }

    /// An address with the instance's own in front, when it is known.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.site.base_url.as_deref().unwrap_or_default())
    }

    /// Does the title need the site's name behind it? Not on the first page.
    pub(crate) fn titled(&self) -> bool {
        !self.title.starts_with("technopolice")
    }

    /// The strings of one island, as markup.
    pub(crate) fn strings(&self, group: &str) -> String {
        strings::template(self.words, group)
    }

    /// The locale that OpenGraph expects.
    pub(crate) fn locale(&self) -> &'static str {
        locale(self.words.lang())
    }

    /// The locale of the other language.
    pub(crate) fn other_locale(&self) -> &'static str {
        locale(self.words.lang().other())
    }
}

fn locale(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "fr_FR",
        Lang::En => "en_GB",
    }
}
