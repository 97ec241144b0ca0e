//! Where the database is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A text that names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected sqlite://path/to/file.db, sqlite::memory: or postgres://user@host/name, found {0:?}")]
pub struct InvalidDatabaseUrl(String);

/// The database of a census.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite://var/technopolice.db`: a file, made with its folder when missing.
    Sqlite(PathBuf),
    /// `sqlite::memory:`: a file in a folder of its own below the system's temporary one, gone when the store closes.
    /// A file and not memory, because only files have the WAL mode in which readers never wait.
    Temporary,
    /// `postgres://…`, with everything libpq URLs can hold.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        if text == "sqlite::memory:" {
            return Ok(Self::Temporary);
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"));
        let path = path.filter(|path| !path.is_empty() && !path.contains('?'));
        path.map(|path| Self::Sqlite(path.into())).ok_or_else(|| InvalidDatabaseUrl(without_password(text)))
    }
}

/// For logs and pages: never shows a password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Temporary => f.write_str("sqlite::memory:"),
            Self::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// Masks what stands between the first colon of the user part and the last `@`, and drops the query.
fn without_password(url: &str) -> String {
    let address = url.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let name = user.split(':').next().unwrap_or_default();
            let mask = if user.contains(':') { ":***" } else { "" };
            format!("{scheme}://{name}{mask}@{host}")
        }
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://census:s3cr@t@db.example/census?sslmode=require", "postgres://census:***@db.example/census"),
            ("postgres://db.example/census?password=secret", "postgres://db.example/census"),
            ("sqlite://var/technopolice.db", "sqlite://var/technopolice.db"),
            ("sqlite::memory:", "sqlite::memory:"),
        ] {
            let url: DatabaseUrl = url.parse().expect("a database");
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("s3cr"));
        }
    }

    #[test]
    fn what_names_no_database_is_refused() {
        for text in ["", "var/technopolice.db", "mysql://host/name", "sqlite://", "sqlite://a.db?mode=rwc"] {
            assert!(text.parse::<DatabaseUrl>().is_err(), "{text}");
        }
    }
}
