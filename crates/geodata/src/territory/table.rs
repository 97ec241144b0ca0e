//! The reference table: one line for each territory of France, its columns separated by tabs.
//!
//! `code name kind department region epci city siren postal_codes population former_codes label_point`
//!
//! An empty column is an unknown value. Codes in a list are separated by spaces, as are the longitude and latitude of
//! the label point. The first line names the columns. Names hold no tab, so nothing is quoted.

use crate::Position;

use super::code::{Code, InvalidCode};
use super::record::{Territory, TerritoryKind};

/// Names of the columns, in order.
const HEADER: &str =
    "code\tname\tkind\tdepartment\tregion\tepci\tcity\tsiren\tpostal_codes\tpopulation\tformer_codes\tlabel_point";

/// Why a text is not the reference table.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidTable {
    /// The first line does not name the columns.
    #[error("expected a first line with the names of the columns, found {0:?}")]
    Header(String),
    /// A line that does not describe a territory.
    #[error("line {number} does not describe a territory: {line:?}")]
    Line {
        /// Counted from 1, the header included.
        number: usize,
        /// What it says.
        line: String,
    },
}

/// The territories of a table, in its order and without bounding boxes.
pub fn read_table(text: &str) -> Result<Vec<Territory>, InvalidTable> {
    let mut lines = text.lines();
    match lines.next() {
        Some(HEADER) => {}
        other => return Err(InvalidTable::Header(other.unwrap_or_default().chars().take(120).collect())),
    }
    let mut territories = Vec::with_capacity(lines.clone().count());
    for (line, number) in lines.zip(2..) {
        territories.push(parsed(line).ok_or_else(|| InvalidTable::Line { number, line: line.to_owned() })?);
    }
    Ok(territories)
}

/// The table of these territories.
pub fn write_table(territories: &[Territory]) -> String {
    let mut text = format!("{HEADER}\n");
    for territory in territories {
        text.push_str(&columns(territory).join("\t"));
        text.push('\n');
    }
    text
}

fn parsed(line: &str) -> Option<Territory> {
    let mut columns = line.split('\t');
    let mut next = || columns.next();
    let territory = Territory {
        code: next()?.parse().ok()?,
        name: Some(next()?).filter(|name| !name.is_empty())?.to_owned(),
        kind: TerritoryKind::from_key(next()?)?,
        department: known(next()?).ok()?,
        region: known(next()?).ok()?,
        epci: known(next()?).ok()?,
        city: known(next()?).ok()?,
        siren: known(next()?).ok()?,
        postal_codes: list(next()?).ok()?,
        population: number(next()?).ok()?,
        former_codes: list(next()?).ok()?,
        label_point: label_point(next()?).ok()?,
        bbox: None,
    };
    next().is_none().then_some(territory)
}

/// `Ok(None)` for an empty column.
fn known(column: &str) -> Result<Option<Code>, InvalidCode> {
    (!column.is_empty()).then(|| column.parse()).transpose()
}

fn list(column: &str) -> Result<Vec<Code>, InvalidCode> {
    // Counted first: a list that grows would take room for four codes, and nearly all have one.
    let mut codes = Vec::with_capacity(column.split_ascii_whitespace().count());
    for code in column.split_ascii_whitespace() {
        codes.push(code.parse()?);
    }
    Ok(codes)
}

fn number(column: &str) -> Result<Option<u32>, std::num::ParseIntError> {
    (!column.is_empty()).then(|| column.parse()).transpose()
}

/// `Ok(None)` for an empty column.
fn label_point(column: &str) -> Result<Option<Position>, InvalidTable> {
    if column.is_empty() {
        return Ok(None);
    }
    let read = || {
        let (longitude, latitude) = column.split_once(' ')?;
        Position::new(longitude.parse().ok()?, latitude.parse().ok()?).ok()
    };
    read().map(Some).ok_or_else(|| InvalidTable::Line { number: 0, line: column.to_owned() })
}

fn columns(territory: &Territory) -> [String; 12] {
    let text = |value: Option<Code>| value.map(|code| code.to_string()).unwrap_or_default();
    let label = |point: Position| format!("{:.5} {:.5}", point.longitude(), point.latitude());
    [
        territory.code.to_string(),
        territory.name.clone(),
        territory.kind.key().to_owned(),
        text(territory.department),
        text(territory.region),
        text(territory.epci),
        text(territory.city),
        text(territory.siren),
        territory.postal_codes.join(" "),
        territory.population.map(|population| population.to_string()).unwrap_or_default(),
        territory.former_codes.join(" "),
        territory.label_point.map(label).unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_back_as_it_was_written() {
        let text = format!(
            "{HEADER}\n93066\tSaint-Denis\tcommune\td93\tr11\t200054781\t\t929939411\t93200 93210\t149077\t93059\t2.36 48.93\n\
             97501\tMiquelon-Langlade\tcommune\td975\t\t\t\t\t97500\t\t\t\n"
        );
        let rows = read_table(&text).expect("a sound table");
        assert_eq!(rows[0].postal_codes, ["93200", "93210"]);
        assert_eq!((rows[1].population, rows[1].label_point), (None, None));
        assert_eq!(read_table(&write_table(&rows)), Ok(rows));
    }

    #[test]
    fn a_broken_line_is_named() {
        for line in
            ["93066\tSaint-Denis", "93066\tSaint-Denis\ttown\t\t\t\t\t\t\t\t\t", "1\ta\tcommune\t\t\t\t\t\t\tmany\t\t"]
        {
            let error = read_table(&format!("{HEADER}\n{line}\n"));
            assert!(matches!(error, Err(InvalidTable::Line { number: 2, .. })), "{line}");
        }
        assert!(matches!(read_table("code,name\n"), Err(InvalidTable::Header(_))));
    }
}
