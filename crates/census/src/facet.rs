//! What a record can be found by, each as one short text: `territory:93066`, `family:software`, `siren:217500016`.

use std::collections::BTreeSet;

use geodata::territory::slug;
use serde_json::Value;

use crate::record::text_of;
use crate::{EntityId, EntityKind, Patch, Record};

/// Fields whose keys records are filtered by.
const FILTERS: &[&str] = &["status", "kind", "role", "stage", "match_state", "police_file"];

/// Something that records are found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facet(String);

impl Facet {
    /// The name of the facets that tell where a record was that stands no more.
    pub const WAS_IN: &str = "was_in";

    /// A facet by its name and value.
    pub fn new(name: &str, value: &str) -> Self {
        Self(format!("{name}:{value}"))
    }

    /// Everything that refers to an entity.
    pub fn about(id: EntityId) -> Self {
        Self::new("about", &id.to_string())
    }

    /// The text that the store keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Record {
    /// Everything the record is found by. One that the census no longer stands by is found by where it was only, for
    /// the history of the place.
    pub fn facets(&self) -> BTreeSet<Facet> {
        if self.standing != crate::Standing::Current {
            return self.territories().into_iter().map(|code| Facet::new(Facet::WAS_IN, code)).collect();
        }
        let mut facets: BTreeSet<Facet> = identities(self.kind, &self.values).into_iter().collect();
        facets.extend(self.territories().into_iter().map(|code| Facet::new("territory", code)));
        facets.extend(self.technologies().into_iter().map(|key| Facet::new("technology", key)));
        facets.extend(self.families().into_iter().map(|key| Facet::new("family", key)));
        facets.extend(self.references().map(|(_, id)| Facet::about(id)));
        facets.extend(FILTERS.iter().filter_map(|field| Some(Facet::new(field, self.text(field)?))));
        facets.insert(Facet::new("verification", self.verification.key()));
        facets
    }
}

/// What makes an entity known, best first: two records that share one are the same thing.
pub fn identities(kind: EntityKind, values: &serde_json::Map<String, Value>) -> Vec<Facet> {
    let text = |field: &str| values.get(field).and_then(text_of);
    let mut found = Vec::new();
    match kind {
        EntityKind::Organisation => {
            found.extend(text("siren").map(|siren| Facet::new("siren", siren)));
            let aliases = values.get("aliases").and_then(Value::as_array).into_iter().flatten();
            let names = text("name").into_iter().chain(aliases.filter_map(Value::as_str));
            found.extend(names.map(|name| Facet::new("name", &slug(name))));
        }
        EntityKind::Document => found.extend(text("url").map(|url| Facet::new("url", url))),
        EntityKind::Contract => found.extend(text("decp_id").map(|id| Facet::new("decp", id))),
        _ => {}
    }
    found
}

impl Patch {
    /// What makes the entity known that a reference describes.
    pub fn identities(&self, kind: EntityKind) -> Vec<Facet> {
        identities(kind, self.as_map())
    }
}
