//! The values that pages show, ready to be printed: words chosen, numbers grouped, addresses spelled.

use super::mark::Mark;
use super::picture::MapPicture;

/// A large number with what it counts.
pub(crate) struct Figure {
    /// Fragment by which the figure can be cited.
    pub(crate) id: &'static str,
    /// The number, grouped.
    pub(crate) value: String,
    /// What it counts.
    pub(crate) label: String,
    /// What to know about it; may be empty.
    pub(crate) note: String,
    /// Drawn before the number.
    pub(crate) mark: Option<Mark>,
    /// Where it comes from.
    pub(crate) source: Option<Link>,
    /// How it is quoted and taken away, where there is room for it.
    pub(crate) cite: Option<Cite>,
}

/// How a figure is quoted and taken away.
pub(crate) struct Cite {
    /// A sentence that can be printed as it stands.
    pub(crate) sentence: String,
    /// The line under it: who says so, of which day, where.
    pub(crate) line: String,
    /// The figure as files.
    pub(crate) files: Vec<Link>,
}

/// A table that is also a bar chart.
pub(crate) struct Tally {
    /// Fragment by which it can be cited.
    pub(crate) id: &'static str,
    /// The finding.
    pub(crate) title: String,
    /// What the lines are.
    pub(crate) head: String,
    /// In the order to be shown.
    pub(crate) lines: Vec<TallyLine>,
    /// Its own address and what can be taken away of it; may be empty.
    pub(crate) files: Vec<Link>,
}

/// One bar.
pub(crate) struct TallyLine {
    /// Drawn before the label.
    pub(crate) mark: Mark,
    /// What is counted, in the vocabulary.
    pub(crate) key: &'static str,
    /// How many there are.
    pub(crate) number: u64,
    /// What is counted.
    pub(crate) label: String,
    /// Class of the bar's colour.
    pub(crate) colour: &'static str,
    /// Per cent of the longest bar, for the drawing.
    pub(crate) length: String,
    /// The number, grouped.
    pub(crate) count: String,
    /// Its share of the whole.
    pub(crate) share: String,
}

/// A device in a list.
pub(crate) struct DeviceRow {
    /// Its id.
    pub(crate) id: String,
    /// Its page.
    pub(crate) href: String,
    /// Its drawing.
    pub(crate) mark: Mark,
    /// What it is.
    pub(crate) kind: String,
    /// Where it is.
    pub(crate) place: String,
    /// When it was last seen.
    pub(crate) note: String,
}

/// A territory in a list.
pub(crate) struct Place {
    /// Its page.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: String,
    /// Its department, or what tells it from others.
    pub(crate) note: String,
    /// Devices there, in words or as a number.
    pub(crate) count: String,
}

/// Something known, with its label.
#[derive(Default)]
pub(crate) struct Fact {
    /// What it is.
    pub(crate) label: String,
    /// What is known.
    pub(crate) value: String,
    /// Where to read more; may be empty.
    pub(crate) href: String,
    /// Drawn before the value.
    pub(crate) mark: Option<Mark>,
}

impl Fact {
    /// A fact without a link.
    pub(crate) fn new(label: String, value: String) -> Self {
        Self { label, value, ..Self::default() }
    }

    /// A fact with a link.
    pub(crate) fn linked(label: String, value: String, href: String) -> Self {
        Self { label, value, href, mark: None }
    }

    /// Does the link leave the site?
    pub(crate) fn outside(&self) -> bool {
        self.href.starts_with("http")
    }
}

/// A step of the path to a page.
pub(crate) struct Crumb {
    /// Where it leads; empty when nowhere.
    pub(crate) href: String,
    /// Its words.
    pub(crate) label: String,
}

/// One value of a list to choose from.
#[derive(Clone)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) label: String,
    /// Is it chosen?
    pub(crate) on: bool,
}

/// A list to choose one value from.
pub(crate) struct Select {
    /// The form field.
    pub(crate) name: &'static str,
    /// What is asked.
    pub(crate) label: String,
    /// The first one says "I do not know".
    pub(crate) options: Vec<Choice>,
}

/// Where a map opens and what it draws.
#[derive(Default)]
pub(crate) struct MapView {
    /// Its id in the page.
    pub(crate) id: &'static str,
    /// What a screen reader calls it.
    pub(crate) label: String,
    /// `longitude,latitude`.
    pub(crate) center: String,
    /// Zoom level.
    pub(crate) zoom: String,
    /// `west,south,east,north`; may be empty.
    pub(crate) bbox: String,
    /// Territory that the devices are limited to; may be empty.
    pub(crate) territory: String,
    /// Kinds, separated by commas; may be empty.
    pub(crate) kind: String,
    /// Description of the street tiles; empty when there are none.
    pub(crate) streets: &'static str,
    /// Description of the tiles of territories; empty where nothing is shaded.
    pub(crate) territories: &'static str,
    /// What territories are shaded by; empty when by nothing.
    pub(crate) shade: &'static str,
    /// The device to show as selected; may be empty.
    pub(crate) device: String,
    /// Does the page show what is selected at a place of its own?
    pub(crate) panel_apart: bool,
    /// The map as a picture with links, for pages without script.
    pub(crate) picture: Option<MapPicture>,
    /// What to do without a map.
    pub(crate) hint: String,
}

/// A line of the legend.
pub(crate) struct LegendEntry {
    /// The drawing.
    pub(crate) mark: Mark,
    /// Its name.
    pub(crate) label: String,
    /// What it means.
    pub(crate) note: String,
    /// Does it stand in the closed legend?
    pub(crate) in_line: bool,
}

/// A file or an address to take away.
#[derive(Clone)]
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) href: String,
    /// Its name.
    pub(crate) label: String,
    /// What to know about it; may be empty.
    pub(crate) note: String,
}
