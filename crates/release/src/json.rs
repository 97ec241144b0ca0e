//! Where the values of a JSON object begin and end, without reading them.
//!
//! The texts are the census's own (`census::feature_json`, `census::record_json`): whole, and without blanks between
//! their tokens. What is no such text gives fewer members, never a panic.

use std::borrow::Cow;
use std::ops::Range;

/// The members of the object that begins at `at`: where the name stands (without its quotes), and the value.
pub(crate) struct Members<'a> {
    text: &'a [u8],
    at: usize,
}

/// The members of the object whose `{` stands at `at`.
pub(crate) fn members(text: &str, at: usize) -> Members<'_> {
    Members { text: text.as_bytes(), at: at + 1 }
}

impl Members<'_> {
    /// The name of the next member, without looking for the end of its value: [`Self::value`] or [`Self::inside`] have
    /// to follow.
    pub(crate) fn name(&mut self) -> Option<Range<usize>> {
        if self.text.get(self.at) == Some(&b',') {
            self.at += 1;
        }
        if self.text.get(self.at) != Some(&b'"') {
            return None;
        }
        let after_name = end_of_string(self.text, self.at)?;
        if self.text.get(after_name) != Some(&b':') {
            return None;
        }
        let name = self.at + 1..after_name - 1;
        self.at = after_name + 1;
        Some(name)
    }

    /// The value of the member whose name came last.
    pub(crate) fn value(&mut self) -> Option<Range<usize>> {
        let end = end_of_value(self.text, self.at)?;
        Some(std::mem::replace(&mut self.at, end)..end)
    }

    /// Visits the members of the object that is the value of the member whose name came last, so that nothing is read
    /// twice.
    pub(crate) fn inside(&mut self, mut visit: impl FnMut(Range<usize>, Range<usize>)) {
        let mut members = Members { text: self.text, at: self.at + 1 };
        for (name, value) in members.by_ref() {
            visit(name, value);
        }
        // Behind its last brace; what is broken ends the walk of the outer object too.
        self.at = members.at + 1;
    }
}

impl Iterator for Members<'_> {
    type Item = (Range<usize>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.name()?, self.value()?))
    }
}

/// The items of the array whose `[` stands at the beginning of `text`.
pub(crate) fn items(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 1;
    std::iter::from_fn(move || {
        if text.as_bytes().get(at) == Some(&b',') {
            at += 1;
        }
        if matches!(text.as_bytes().get(at), None | Some(b']')) {
            return None;
        }
        let start = at;
        at = end_of_value(text.as_bytes(), at)?;
        text.get(start..at)
    })
}

/// One member of an object by its name.
pub(crate) fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    members(object, 0).find(|(found, _)| object.get(found.clone()) == Some(name)).and_then(|(_, at)| object.get(at))
}

/// What a JSON string says; any other value as it is written.
pub(crate) fn said(value: &str) -> Cow<'_, str> {
    let Some(inside) = value.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
        return Cow::Borrowed(value);
    };
    if quote_or_escape(inside.as_bytes()).is_none() {
        return Cow::Borrowed(inside);
    }
    serde_json::from_str(value).map_or(Cow::Borrowed(inside), Cow::Owned)
}

/// The place behind the string whose quote stands at `at`.
fn end_of_string(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        at += quote_or_escape(text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The first quote or backslash, eight bytes at a time: most strings are so short that the call of a wider search
/// would take longer.
#[inline]
fn quote_or_escape(text: &[u8]) -> Option<usize> {
    const LOW: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = LOW << 7;
    // The lowest byte that becomes zero has its high bit set; bytes above it may too.
    let zeros = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
    let (words, rest) = text.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ (LOW * u64::from(b'"'))) | zeros(word ^ (LOW * u64::from(b'\\')));
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let is_it = |byte: &u8| matches!(byte, b'"' | b'\\');
    rest.iter().position(is_it).map(|at| words.len() * 8 + at)
}

/// The place behind the value that begins at `at`.
fn end_of_value(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'"' => end_of_string(text, at),
        b'{' | b'[' => end_of_nest(text, at),
        _ => {
            let rest = &text[at..];
            Some(at + rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']')).unwrap_or(rest.len()))
        }
    }
}

fn end_of_nest(text: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match text.get(at)? {
            b'"' => {
                at = end_of_string(text, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_those_that_serde_reads() {
        let text = r#"{"a":1,"b":"x\"},{","c":{"d":[1,{"e":"]"}]},"f":[],"g":null,"h":true,"é":"\u00e9\n"}"#;
        let read: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).expect("an object");
        let found: Vec<_> = members(text, 0).collect();
        assert_eq!(found.len(), read.len());
        for (name, value) in found {
            let value: serde_json::Value = serde_json::from_str(&text[value]).expect("a value");
            assert_eq!(read[&text[name]], value);
        }
        assert_eq!(said(member(text, "b").expect("there")), "x\"},{");
        assert_eq!(said(member(text, "é").expect("there")), "é\n");
        assert_eq!(items(r#"["a,b",{"c":[1,2]},3]"#).collect::<Vec<_>>(), [r#""a,b""#, r#"{"c":[1,2]}"#, "3"]);
    }

    #[test]
    fn an_object_in_an_object_is_read_once_and_the_outer_one_goes_on() {
        let text = r#"{"a":{"b":[1,{"c":"}"}],"d":{}},"e":{},"f":2}"#;
        let (mut outer, mut found) = (members(text, 0), Vec::new());
        while let Some(name) = outer.name() {
            if text[name.clone()] == *"f" {
                found.push((text[name].to_owned(), text[outer.value().expect("a value")].to_owned()));
            } else {
                outer.inside(|name, value| found.push((text[name].to_owned(), text[value].to_owned())));
            }
        }
        let told: Vec<(&str, &str)> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(told, [("b", r#"[1,{"c":"}"}]"#), ("d", "{}"), ("f", "2")]);
        for broken in [r#"{"a":{"#, r#"{"a":{"b"#, r#"{"a":{"b":"#, r#"{"a":{"b":1"#, r#"{"a":"#, r#"{"a":7,"b":8}"#] {
            let mut outer = members(broken, 0);
            while outer.name().is_some() {
                outer.inside(|_, _| {});
            }
        }
    }

    #[test]
    fn a_string_ends_at_its_first_bare_quote_however_long_it_is() {
        for length in 0..40 {
            for escape in (0..length).step_by(3).map(Some).chain([None]) {
                let mut inside = "é".repeat(length);
                if let Some(place) = escape {
                    inside.insert_str(place * 2, "\\\"\\\\");
                }
                let text = format!("\"{inside}\",\"after\"");
                assert_eq!(end_of_string(text.as_bytes(), 0), Some(inside.len() + 2), "{text}");
                assert_eq!(end_of_string(&text.as_bytes()[..=inside.len()], 0), None, "{text}");
            }
        }
    }

    #[test]
    fn a_broken_text_ends_the_walk() {
        for text in ["", "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":{", "{\"a\":\"\\", "x"] {
            assert_eq!(members(text, 0).count(), 0, "{text}");
        }
    }
}
