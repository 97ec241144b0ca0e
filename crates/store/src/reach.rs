//! Which territories something lies in: a stretch of codes, or some of a stretch.

/// Codes of communes and arrondissements. A department is the stretch of the codes that begin with its number; a
/// region and an EPCI are some departments or communes of a stretch that has others between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    first: String,
    last: String,
    /// Whole codes, or the first two signs of codes, which are the number of a department of the mainland. Empty: all
    /// of the stretch.
    among: Vec<String>,
}

impl Reach {
    /// One territory.
    pub fn one(code: &str) -> Self {
        Self::between(code, code)
    }

    /// The codes from the first to the last, both included: `("93000", "93999")`.
    pub fn between(first: &str, last: &str) -> Self {
        Self { first: first.to_owned(), last: last.to_owned(), among: Vec::new() }
    }

    /// Communes by their codes; `None` of none.
    pub fn communes(mut codes: Vec<String>) -> Option<Self> {
        codes.sort_unstable();
        Some(Self { first: codes.first()?.clone(), last: codes.last()?.clone(), among: codes })
    }

    /// Departments by their numbers, `93` and `2A`; `None` of none. Those overseas have three figures, and stand alone
    /// in their region.
    pub fn departments(mut numbers: Vec<String>) -> Option<Self> {
        numbers.sort_unstable();
        let (first, last) = (numbers.first()?.clone(), format!("{}~", numbers.last()?));
        let among = if numbers.len() == 1 { Vec::new() } else { numbers };
        Some(Self { first, last, among })
    }

    /// Is this code one of them?
    pub fn contains(&self, code: &str) -> bool {
        let is_named = |name: &String| name == code || code.get(..2) == Some(name.as_str());
        (self.first.as_str()..=self.last.as_str()).contains(&code)
            && (self.among.is_empty() || self.among.iter().any(is_named))
    }

    /// The ends of the stretch.
    pub fn ends(&self) -> (&str, &str) {
        (&self.first, &self.last)
    }

    /// Is it one code?
    pub fn is_one(&self) -> bool {
        self.first == self.last
    }

    /// `,75,93,`: what [`crate::scan`] looks for a code in; nothing for a whole stretch.
    pub(crate) fn among(&self) -> Option<String> {
        (!self.among.is_empty()).then(|| format!(",{},", self.among.join(",")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_its_departments_and_none_between() {
        let region = Reach::departments(vec!["93".to_owned(), "75".to_owned()]).expect("departments");
        assert_eq!(region.ends(), ("75", "93~"));
        assert_eq!(["75101", "93066", "80021", "94028"].map(|code| region.contains(code)), [true, true, false, false]);
        let guadeloupe = Reach::departments(vec!["971".to_owned()]).expect("a department");
        assert!(guadeloupe.contains("97105") && !guadeloupe.contains("97209") && guadeloupe.among().is_none());
        let epci = Reach::communes(vec!["06088".to_owned(), "06004".to_owned()]).expect("communes");
        assert_eq!(["06004", "06012", "06088"].map(|code| epci.contains(code)), [true, false, true]);
    }
}
