//! What a value of a field looks like, and how it is read at the door.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::text::cleaned;
use crate::{EntityId, EntityKind, Field, InvalidKey, PartialDate, Patch, Taxonomy, Text, WebAddress};

/// Reads a value into its one canonical form, or says what is wrong with it.
pub type Check = fn(&Value) -> Result<Value, String>;

/// What a value looks like, for parsing it, asking for it in a form, and showing it.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One line of at most this many characters.
    Line(usize),
    /// Sentences of at most this many characters.
    Prose(usize),
    /// One key of a vocabulary of `data/taxonomy.toml`.
    Choice(&'static str),
    /// Some keys of a vocabulary.
    Choices(&'static str),
    /// A year, a month or a day.
    Date,
    /// Yes or no.
    Flag,
    /// A whole number from 0 to this one.
    Whole(u64),
    /// Euros without tax, with cents.
    Euros,
    /// An `http` or `https` address.
    Web,
    /// INSEE code of one territory. Whether it exists is for who knows the territories.
    Territory,
    /// INSEE codes of territories.
    Territories,
    /// Another entity: by its id, or by what makes it known (`{"name": …, "siren": …}`).
    Reference(EntityKind),
    /// Other entities.
    References(EntityKind),
    /// Several short texts, such as other names.
    Lines(usize),
    /// Rows of a small table.
    Rows(&'static [Field]),
    /// Anything with a reader of its own; the word names the form control.
    Checked(&'static str, Check),
}

/// Items that a list may hold.
const MOST_ITEMS: usize = 200;

impl Shape {
    /// Reads a value. The error says what was expected, for the sender.
    pub fn parse(self, value: &Value) -> Result<Value, String> {
        match self {
            Self::Line(most) => line(value, most),
            Self::Prose(most) => prose(value, most),
            Self::Choice(list) => choice(list, value),
            Self::Choices(list) => choices(list, value),
            Self::Date => parsed::<PartialDate>(value),
            Self::Flag => flag(value),
            Self::Whole(most) => whole(value, most),
            Self::Euros => euros(value),
            Self::Web => parsed::<WebAddress>(value),
            Self::Territory => territory(value),
            Self::Territories => set(value, territory),
            Self::Reference(kind) => reference(kind, value),
            Self::References(kind) => list(value, |item| reference(kind, item)),
            Self::Lines(most) => set(value, |item| line(item, most)),
            Self::Rows(columns) => list(value, |item| row(columns, item)),
            Self::Checked(_, check) => check(value),
        }
    }

    /// Is it a key, a code, a date or a number: nobody's own words?
    pub(crate) const fn is_key(self) -> bool {
        matches!(
            self,
            Self::Choice(_)
                | Self::Choices(_)
                | Self::Date
                | Self::Flag
                | Self::Whole(_)
                | Self::Euros
                | Self::Territory
                | Self::Territories
        )
    }

    /// Is it text that a person writes freely, in which somebody's name may stand?
    pub const fn is_free_text(self) -> bool {
        matches!(self, Self::Line(_) | Self::Prose(_) | Self::Lines(_))
    }
}

/// Reads a value as a type and writes it back in the type's own form.
pub(crate) fn parsed<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, String> {
    let typed = T::deserialize(value).map_err(|error| error.to_string())?;
    serde_json::to_value(typed).map_err(|error| error.to_string())
}

fn words(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("expected a text, found {value}"))
}

fn line(value: &Value, most: usize) -> Result<Value, String> {
    let text = words(value)?.split_whitespace().collect::<Vec<_>>().join(" ");
    cleaned(&text, most).map(Value::from).map_err(|error| error.to_string())
}

fn prose(value: &Value, most: usize) -> Result<Value, String> {
    cleaned(words(value)?, most).map(Value::from).map_err(|error| error.to_string())
}

fn choice(vocabulary: &'static str, value: &Value) -> Result<Value, String> {
    let key = words(value)?;
    let entries = Taxonomy::embedded().entries(vocabulary);
    let known = entries.iter().find(|entry| entry.key == key);
    known
        .map(|entry| Value::from(entry.key.as_str()))
        .ok_or_else(|| InvalidKey::new(vocabulary, key, entries.iter().map(|entry| entry.key.as_str())).to_string())
}

/// Keys without repetitions, in the order of their vocabulary, so that the same set has one text.
fn choices(vocabulary: &'static str, value: &Value) -> Result<Value, String> {
    let mut keys = items(value)?.iter().map(|item| choice(vocabulary, item)).collect::<Result<Vec<_>, _>>()?;
    let entries = Taxonomy::embedded().entries(vocabulary);
    keys.sort_by_key(|key| entries.iter().position(|entry| Some(entry.key.as_str()) == key.as_str()));
    keys.dedup();
    Ok(Value::Array(keys))
}

/// Forms send texts, programs send booleans.
fn flag(value: &Value) -> Result<Value, String> {
    match value {
        Value::Bool(_) => Ok(value.clone()),
        Value::String(text) if text == "true" => Ok(Value::Bool(true)),
        Value::String(text) if text == "false" => Ok(Value::Bool(false)),
        _ => Err(format!("expected true or false, found {value}")),
    }
}

fn whole(value: &Value, most: u64) -> Result<Value, String> {
    let number = match value {
        Value::String(text) => digits(text).parse().ok(),
        // 12.0 is how some programs write 12.
        Value::Number(number) => {
            number.as_u64().or_else(|| number.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0).map(|it| it as u64))
        }
        _ => None,
    };
    let number = number.filter(|number| *number <= most);
    number.map(Value::from).ok_or_else(|| format!("expected a whole number of at most {most}, found {value}"))
}

/// The most that a contract of the census can cost: ten milliards.
const MOST_EUROS: f64 = 1e10;

fn euros(value: &Value) -> Result<Value, String> {
    let amount = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => digits(text).trim_end_matches('€').replace(',', ".").parse().ok(),
        _ => None,
    };
    let amount = amount.filter(|amount| (0.0..=MOST_EUROS).contains(amount));
    let amount = amount.ok_or_else(|| format!("expected an amount in euros without tax, found {value}"))?;
    let cents = (amount * 100.0).round();
    Ok(if cents % 100.0 == 0.0 { Value::from((cents / 100.0) as u64) } else { Value::from(cents / 100.0) })
}

/// A number as people type it: blanks, thin ones included, separate thousands.
fn digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}')).collect()
}

fn territory(value: &Value) -> Result<Value, String> {
    let code = words(value)?.trim();
    let plausible = (1..=10).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plausible {
        Ok(Value::from(code))
    } else {
        Err(format!("expected the INSEE code of a territory, found {value}"))
    }
}

/// `{"id": …}` for an entity that the census has, otherwise the values that make it known; a bare text is its id, the
/// name of an organisation, or the address or title of a document.
fn reference(kind: EntityKind, value: &Value) -> Result<Value, String> {
    let fields = match value {
        Value::String(text) => named(kind, text.trim()),
        Value::Object(fields) => fields.clone(),
        _ => return Err(format!("expected the id of a {kind} or what makes it known, found {value}")),
    };
    if let Some(id) = fields.get("id") {
        let id: EntityId =
            parsed::<EntityId>(id).and_then(|id| serde_json::from_value(id).map_err(|e| e.to_string()))?;
        let mut known = Map::from_iter([("id".to_owned(), Value::from(id.to_string()))]);
        if let Some(name) = fields.get("name") {
            known.insert("name".to_owned(), parsed::<Text<300>>(name)?);
        }
        return Ok(Value::Object(known));
    }
    if kind == EntityKind::Device {
        return Err(format!("expected the id of a device, found {value}"));
    }
    let fields = Patch::parse(kind, fields).map_err(|faults| {
        faults.into_iter().map(|fault| format!("{}: {}", fault.pointer, fault.detail)).collect::<Vec<_>>().join("; ")
    })?;
    if fields.text("name").or(fields.text("title")).or(fields.text("url")).or(fields.text("siren")).is_none() {
        return Err(format!("say which {kind} it is"));
    }
    Ok(Value::Object(fields.into_map()))
}

fn named(kind: EntityKind, text: &str) -> Map<String, Value> {
    let field = match kind {
        _ if text.parse::<EntityId>().is_ok() => "id",
        EntityKind::Organisation => "name",
        _ if text.starts_with("https://") || text.starts_with("http://") => "url",
        EntityKind::Contract => "object",
        _ => "title",
    };
    Map::from_iter([(field.to_owned(), Value::from(text))])
}

fn row(columns: &'static [Field], value: &Value) -> Result<Value, String> {
    let cells = value.as_object().ok_or_else(|| format!("expected an object, found {value}"))?;
    let mut read = Map::new();
    for (name, cell) in cells.iter().filter(|(_, cell)| !cell.is_null()) {
        let column =
            columns.iter().find(|column| column.name == name).ok_or_else(|| format!("{name} does not exist"))?;
        let cell = column.shape.parse(cell).map_err(|detail| format!("{name}: {detail}"))?;
        read.insert(name.clone(), cell);
    }
    let missing = columns.iter().find(|column| column.required && !read.contains_key(column.name));
    missing.map_or(Ok(Value::Object(read)), |column| Err(format!("{} is missing", column.name)))
}

fn items(value: &Value) -> Result<&[Value], String> {
    let items = value.as_array().ok_or_else(|| format!("expected a list, found {value}"))?;
    if items.len() > MOST_ITEMS { Err(format!("{} items, at most {MOST_ITEMS}", items.len())) } else { Ok(items) }
}

fn list(value: &Value, item: impl Fn(&Value) -> Result<Value, String>) -> Result<Value, String> {
    items(value)?.iter().map(item).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// A list without repetitions, in the order given.
fn set(value: &Value, item: impl Fn(&Value) -> Result<Value, String>) -> Result<Value, String> {
    let mut kept: Vec<Value> = Vec::new();
    for value in items(value)? {
        let value = item(value)?;
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    Ok(Value::Array(kept))
}
