//! The other forms of a page, as links to take away and as `<link rel="alternate">`.

use super::layout::{Alternate, Layout};
use super::view::Link;
use crate::ending::Ending;
use crate::words::Words;

/// Links to the page's own address with each ending, a CSV for Excel among them.
pub(crate) fn of(words: &Words, layout: &Layout, endings: &[Ending], query: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for ending in endings {
        let key = format!("format-{}", ending.key());
        links.push(Link { href: address(layout, *ending, query), label: words.text(&key), note: String::new() });
        if *ending == Ending::Csv {
            let query = if query.is_empty() { "bom=1".to_owned() } else { format!("{query}&bom=1") };
            let (href, label) = (address(layout, *ending, &query), words.text("format-excel"));
            links.push(Link { href, label, note: String::new() });
        }
    }
    links
}

/// The same for the head of the page.
pub(crate) fn alternates(layout: &Layout, endings: &[Ending], query: &str) -> Vec<Alternate> {
    let alternate =
        |ending: &Ending| Alternate { media_type: ending.media_type(), href: address(layout, *ending, query) };
    endings.iter().map(alternate).collect()
}

fn address(layout: &Layout, ending: Ending, query: &str) -> String {
    let sign = if query.is_empty() { "" } else { "?" };
    format!("{}.{}{sign}{query}", layout.own_address(), ending.key())
}
