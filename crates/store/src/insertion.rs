//! Insertions of many rows: each value bound for itself, up to some dozen rows a statement.
//!
//! SQLite takes a row that way several times faster than out of a JSON list, where it looks through the text of the
//! row for every column. A statement exists for each power of two of rows, so that a batch of any size is a few
//! statements that are prepared once.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::sql::Sql;

/// The sizes of statements: 1, 2, 4, … 64 rows. More would not be faster.
const SIZES: usize = 7;

/// An insertion: everything before and behind the values.
pub(crate) struct Insertion {
    head: &'static str,
    tail: &'static str,
    texts: [OnceLock<Sql>; SIZES],
}

impl Insertion {
    /// `head` is `insert into table (column, …)`, `tail` what follows the values, such as `on conflict …`, or nothing.
    pub(crate) const fn new(head: &'static str, tail: &'static str) -> Self {
        Self { head, tail, texts: [const { OnceLock::new() }; SIZES] }
    }

    /// The largest statement for at most so many rows, and its number of rows; `None` without rows.
    pub(crate) fn for_at_most(&self, rows: usize) -> Option<(Sql, usize)> {
        let size = (rows.checked_ilog2()? as usize).min(SIZES - 1);
        Some((*self.texts[size].get_or_init(|| self.write(1 << size)), 1 << size))
    }

    /// Written once for each size and kept for as long as the program runs, as every other statement is.
    fn write(&self, rows: usize) -> Sql {
        let text = |mark: &dyn Fn(&mut String, usize)| -> &'static str {
            let columns = self.head.matches(',').count() + 1;
            let mut text = format!("{} values ", self.head);
            for value in 0..rows * columns {
                text.push_str(match (value, value % columns) {
                    (0, _) => "(",
                    (_, 0) => "), (",
                    _ => ", ",
                });
                mark(&mut text, value + 1);
            }
            text.push_str(") ");
            text.push_str(self.tail);
            text.leak()
        };
        // SQLite finds a numbered parameter by looking through the names of all of them; one without a name it counts.
        let (question, number) = (
            |text: &mut String, _| text.push('?'),
            |text: &mut String, value| {
                // Writing to a text cannot fail.
                let _written = write!(text, "${value}");
            },
        );
        Sql { sqlite: text(&question), postgres: text(&number) }
    }
}

/// Inserts rows: `insert!(tx, INSERTION, rows, |row| [row.id, row.kind])`, the values in the order of the columns.
macro_rules! insert {
    ($tx:expr, $insertion:expr, $rows:expr, |$row:ident| [$($value:expr),+ $(,)?]) => {
        async {
            let mut rows = IntoIterator::into_iter($rows);
            while let Some((sql, size)) = $insertion.for_at_most(rows.len()) {
                $crate::sql::within!(&mut *$tx, sql, |db, text| {
                    let mut statement = sqlx::query(text);
                    for $row in rows.by_ref().take(size) {
                        statement = statement$(.bind($value))+;
                    }
                    statement.execute(db).await.map(drop)
                })?;
            }
            Ok::<(), $crate::Error>(())
        }
    };
}

pub(crate) use insert;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_a_place_for_every_value_of_its_rows() {
        let insertion = Insertion::new("insert into t (a, b)", "on conflict do nothing");
        let (sql, rows) = insertion.for_at_most(3).expect("a statement");
        assert_eq!(rows, 2);
        assert_eq!(sql.postgres, "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing");
        assert_eq!(sql.sqlite, "insert into t (a, b) values (?, ?), (?, ?) on conflict do nothing");
        assert_eq!(insertion.for_at_most(1_000).map(|(_, rows)| rows), Some(64));
        assert!(insertion.for_at_most(0).is_none());
    }
}
