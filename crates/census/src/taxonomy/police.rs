//! The police files that the census knows, with what is sourced about them.

use std::sync::LazyLock;

use serde::Deserialize;

/// One police file. What is not known is absent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoliceFile {
    /// Its key in the vocabulary `police_file`.
    pub key: String,
    /// What it is about: a key of the vocabulary `police_file_family`.
    pub family: String,
    /// Does it hold photos of faces?
    pub has_face_photos: Option<bool>,
    /// May it be searched by face?
    pub face_search_allowed: Option<bool>,
    /// Addresses of documents that tell of it.
    #[serde(default)]
    pub documents: Vec<String>,
    /// What has been counted.
    #[serde(default)]
    pub figures: Vec<Figure>,
}

/// A number with its source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What was counted: `persons`, `faces` or `face_searches_per_day`.
    pub what: String,
    /// The number.
    pub value: u64,
    /// Is it a round one?
    #[serde(default)]
    pub approximate: bool,
    /// The year or day it speaks of.
    pub as_of: String,
    /// Whose figure it is, when it is not an official one.
    pub claimed_by: Option<String>,
    /// Where it can be read.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    file: Vec<PoliceFile>,
}

static EMBEDDED: LazyLock<Vec<PoliceFile>> = LazyLock::new(|| {
    let document: Document = toml::from_str(include_str!("../../../../data/police_files.toml"))
        .expect("the embedded police files are tested to be readable");
    document.file
});

/// The police file of a key.
pub fn police_file(key: &str) -> Option<&'static PoliceFile> {
    EMBEDDED.iter().find(|file| file.key == key)
}

/// The police files that the program carries.
pub fn police_files() -> &'static [PoliceFile] {
    &EMBEDDED
}
