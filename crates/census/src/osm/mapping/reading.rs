//! An element half read: the device so far, and what was set aside on the way.

use std::str::FromStr;

use super::{KEYS, Mapping, Outcome};
use crate::osm::{Element, Quarantined, Reason};
use crate::personal::{Scope, personal_data};
use crate::{Basis, Device, Taxonomy, Text};

pub(super) struct Reading<'a> {
    pub(super) element: &'a Element,
    pub(super) device: Device,
    quarantined: Vec<Quarantined>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(element: &'a Element, device: Device) -> Self {
        Self { element, device, quarantined: Vec::new() }
    }

    /// The value of a tag. What is read is told to taginfo: `KEYS` has it.
    pub(super) fn tag(&self, key: &str) -> Option<&'a str> {
        debug_assert!(KEYS.contains(&key), "add {key} to KEYS");
        self.element.tag(key)
    }

    /// Sets a value aside; the element is imported without it.
    pub(super) fn quarantine(&mut self, tag: &str, value: &str, reason: Reason) {
        self.quarantined.push(Quarantined::value(self.element.name(), tag, value, reason));
    }

    /// The field came with the import, unless it is known to be inferred.
    pub(super) fn set(&mut self, field: &str) {
        self.device.basis.entry(field.to_owned()).or_insert(Basis::Import);
    }

    /// The field was concluded from something else.
    pub(super) fn infer(&mut self, field: &str) {
        self.device.basis.insert(field.to_owned(), Basis::Inferred);
    }

    /// The values of a tag that its vocabulary knows, in the order of the tag, and whether there were others.
    pub(super) fn known<T: FromStr>(&mut self, tag: &str, list: &str) -> (Vec<T>, bool) {
        let (mut known, mut unknown) = (Vec::new(), false);
        let Some(words) = Taxonomy::embedded().list(list) else { return (known, unknown) };
        let tokens = self.tag(tag).unwrap_or_default().split([';', ',']).map(str::trim);
        for token in tokens.filter(|token| !token.is_empty() && !words.is_void(token)) {
            if let Some(value) = words.read(token).and_then(|entry| entry.key.parse().ok()) {
                known.push(value);
            } else {
                unknown = true;
                self.quarantine(tag, token, Reason::UnknownValue);
            }
        }
        (known, unknown)
    }

    /// The first of several values; different ones are told.
    pub(super) fn first<T: Copy + PartialEq>(&mut self, tag: &str, values: &[T]) -> Option<T> {
        let first = values.first().copied()?;
        if values.iter().any(|value| *value != first) {
            let value = self.tag(tag).unwrap_or_default();
            self.quarantine(tag, value, Reason::SeveralValues);
        }
        Some(first)
    }

    /// The value of a field that takes one.
    pub(super) fn one<T: FromStr + Copy + PartialEq>(&mut self, tag: &str, list: &str, field: &str) -> Option<T> {
        let (values, _) = self.known::<T>(tag, list);
        let value = self.first(tag, &values)?;
        self.set(field);
        Some(value)
    }

    /// The text of the first of these tags that has a fit one.
    pub(super) fn text(&mut self, tags: &[&str], field: &str) -> Option<Text<120>> {
        for tag in tags {
            let Some(value) = self.tag(tag) else { continue };
            match Text::try_from(value.to_owned()) {
                Ok(_) if !personal_data(value, Scope::Prose).is_empty() => {
                    self.quarantine(tag, value, Reason::PersonalData);
                }
                Ok(text) => {
                    self.set(field);
                    return Some(text);
                }
                Err(_) => self.quarantine(tag, value, Reason::NotAText),
            }
        }
        None
    }

    pub(super) fn finish(self) -> Mapping {
        Mapping { outcome: Outcome::Device(Box::new(self.device)), quarantined: self.quarantined }
    }

    /// What was set aside so far is why the element is not imported.
    pub(super) fn refuse(self) -> Mapping {
        let quarantined = self.quarantined.into_iter().map(|odd| Quarantined { imported: false, ..odd }).collect();
        Mapping { outcome: Outcome::Refused, quarantined }
    }
}
