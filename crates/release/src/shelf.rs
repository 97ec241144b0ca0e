//! The folder of releases: one folder a month, and names that nobody is shown.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::{Format, Month, sums};

/// Before the name of a release that is being made.
pub(crate) const MAKING: &str = ".making-";

/// Held by who makes a release.
pub(crate) const LOCK: &str = ".lock";

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its path in the release: `devices.fgb`, `osm/devices.fgb`.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
}

/// The releases of a folder, the oldest first; none when there is no folder.
pub fn months(folder: &Path) -> io::Result<Vec<Month>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut months: Vec<Month> = names.filter_map(|name| name.parse().ok()).collect();
    months.sort_unstable();
    Ok(months)
}

/// The files of a release by name.
pub fn files(folder: &Path, month: Month) -> io::Result<Vec<ReleaseFile>> {
    files_in(&folder.join(month.to_string()))
}

/// The SHA-256 of the sums of a release, in hexadecimal: it stands for every file of it.
pub fn sum_of_sums(folder: &Path, month: Month) -> io::Result<String> {
    sums::sum(&folder.join(month.to_string()).join(sums::SUMS))
}

pub(crate) fn files_in(folder: &Path) -> io::Result<Vec<ReleaseFile>> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// Where a file of a release lies; `None` for what could not be the name of one.
pub fn path_of(folder: &Path, month: Month, name: &str) -> Option<PathBuf> {
    is_name(name).then(|| folder.join(month.to_string()).join(name))
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
        let month = "2026.11".parse().expect("a month");
        let of = |name: &str| path_of(Path::new("/r"), month, name);
        assert_eq!(of("osm/devices.fgb"), Some(PathBuf::from("/r/2026.11/osm/devices.fgb")));
        for name in ["", "..", "../2026.10/x", "osm/../x", "osm//x", "/etc/passwd", "a/b/c", ".lock", "osm/.x", "a\\b"]
        {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
