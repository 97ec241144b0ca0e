//! The files of a release: how they are called, and what they are.

use std::path::Path;
use std::{fs, io};

use crate::Format;

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its path in the release: `devices.fgb`, `osm/devices.fgb`.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
}

/// The files of a folder by name.
pub(crate) fn files_in(folder: &Path) -> io::Result<Vec<ReleaseFile>> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// Could this be the name of a file of a release?
pub(crate) fn is_name(name: &str) -> bool {
    let plain = |part: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        !part.is_empty() && !part.starts_with('.') && part.chars().all(known)
    };
    name.split('/').count() <= 2 && name.split('/').all(plain)
}

/// The media type of a file of a release, by its name.
pub fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit('.').next().unwrap_or_default();
    match extension {
        "gz" => "application/gzip",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "cff" => "application/yaml",
        "sig" => "application/octet-stream",
        "pem" => "application/x-pem-file",
        "csv" => Format::Csv.media_type(),
        _ => extension.parse().map_or("text/plain; charset=utf-8", Format::media_type),
    }
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<ReleaseFile>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.push(ReleaseFile { name, bytes: entry.metadata()?.len() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_the_folder_of_its_release() {
        assert!(is_name("osm/devices.fgb") && is_name("SHA256SUMS"));
        for name in ["", "..", "../2026.10/x", "osm/../x", "osm//x", "/etc/passwd", "a/b/c", ".lock", "osm/.x", "a\\b"]
        {
            assert!(!is_name(name), "{name}");
        }
    }
}
