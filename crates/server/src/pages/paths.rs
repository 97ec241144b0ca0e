//! The addresses of the pages, spelled in one place for both languages.

use census::{EntityId, EntityKind};
use geodata::territory::slug;

use crate::words::Lang;

/// Spells addresses in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paths(pub(crate) Lang);

impl Paths {
    /// The first page.
    pub(crate) fn home(self) -> &'static str {
        self.choose("/", "/en")
    }

    /// The explorer.
    pub(crate) fn map(self) -> &'static str {
        self.choose("/carte", "/en/map")
    }

    /// How much of a walk is watched.
    pub(crate) fn exposure(self) -> &'static str {
        self.choose("/balade-exposee", "/en/exposed-walk")
    }

    /// The report form.
    pub(crate) fn report(self) -> &'static str {
        self.choose("/signaler", "/en/report")
    }

    /// Data and interfaces.
    pub(crate) fn data(self) -> &'static str {
        self.choose("/donnees", "/en/data")
    }

    /// The reference of the API.
    pub(crate) fn api(self) -> &'static str {
        self.choose("/api", "/en/api")
    }

    /// The dated releases.
    pub(crate) fn releases(self) -> &'static str {
        self.choose("/dumps", "/en/dumps")
    }

    /// What this is and who answers for it.
    pub(crate) fn about(self) -> &'static str {
        self.choose("/a-propos", "/en/about")
    }

    /// The accessibility statement.
    pub(crate) fn accessibility(self) -> &'static str {
        self.choose("/accessibilite", "/en/accessibility")
    }

    /// Where a sheet for a walk is chosen.
    pub(crate) fn walks(self) -> &'static str {
        self.choose("/balades", "/en/walks")
    }

    /// A sheet to print.
    pub(crate) fn walk_sheet(self, code: &str) -> String {
        format!("{}?sheet={code}", self.choose("/balades/feuille", "/en/walks/sheet"))
    }

    /// Where a sheet is typed in.
    pub(crate) fn walk_entry(self) -> &'static str {
        self.choose("/balades/saisie", "/en/walks/entry")
    }

    /// Where everything that this site keeps on a device is taken away.
    pub(crate) fn forget(self) -> &'static str {
        self.choose("/effacer", "/en/forget")
    }

    /// Where a contributor opens a receipt.
    pub(crate) fn receipt(self) -> &'static str {
        self.choose("/recu", "/en/receipt")
    }

    /// Where the form with a photo is sent.
    pub(crate) fn photo(self) -> &'static str {
        self.choose(super::PHOTO_PATHS[0], super::PHOTO_PATHS[1])
    }

    /// The search.
    pub(crate) fn search(self) -> &'static str {
        self.choose("/recherche", "/en/search")
    }

    /// What was found for a query: all of it, or one kind.
    pub(crate) fn search_for(self, query: &str, kind: Option<&str>) -> String {
        let kind = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
        format!("{}?q={}{kind}", self.search(), percent_encoded(query))
    }

    /// The own account.
    pub(crate) fn account(self) -> &'static str {
        self.choose("/compte", "/en/account")
    }

    /// Where an account is made.
    pub(crate) fn new_account(self) -> &'static str {
        self.choose("/compte/nouveau", "/en/account/new")
    }

    /// The passkeys of the own account.
    pub(crate) fn account_keys(self) -> &'static str {
        self.choose("/compte/cles", "/en/account/keys")
    }

    /// Where the words are typed.
    pub(crate) fn login(self) -> &'static str {
        self.choose("/connexion", "/en/login")
    }

    /// The way out.
    pub(crate) fn logout(self) -> &'static str {
        self.choose("/deconnexion", "/en/logout")
    }

    /// Who has which role.
    pub(crate) fn accounts(self) -> &'static str {
        self.choose("/administration/comptes", "/en/administration/accounts")
    }

    /// What waits for moderators.
    pub(crate) fn moderation(self) -> &'static str {
        self.choose("/moderation", "/en/moderation")
    }

    /// One contribution, for moderators.
    pub(crate) fn moderation_case(self, id: &str) -> String {
        format!("{}/{id}", self.choose("/moderation/signalements", "/en/moderation/reports"))
    }

    /// One photo, for moderators.
    pub(crate) fn moderation_photo(self, id: &str) -> String {
        format!("{}/{id}", self.choose("/moderation/photos", "/en/moderation/photos"))
    }

    /// One stored copy of a document, for moderators.
    pub(crate) fn moderation_piece(self, id: &str) -> String {
        format!("{}/{id}", self.choose("/moderation/pieces", "/en/moderation/files"))
    }

    /// The file of that copy.
    pub(crate) fn moderation_piece_file(self, id: &str) -> String {
        format!("{}{}", self.moderation_piece(id), self.piece_suffix())
    }

    /// One entity, for moderators.
    pub(crate) fn moderation_entry(self, id: &str) -> String {
        format!("{}/{id}", self.choose("/moderation/fiches", "/en/moderation/entries"))
    }

    /// Where the contracts wait that lists propose.
    pub(crate) fn moderation_contracts(self) -> &'static str {
        self.choose("/moderation/marches", "/en/moderation/contracts")
    }

    /// Where importers send lists of contracts.
    pub(crate) fn import_contracts(self) -> &'static str {
        self.choose(super::moderation::LIST_PATHS[0], super::moderation::LIST_PATHS[1])
    }

    /// Where importers send lists of cameras and of orders.
    pub(crate) fn import_lists(self) -> &'static str {
        self.choose(super::moderation::LIST_PATHS[2], super::moderation::LIST_PATHS[3])
    }

    /// How contracts are found, and how well.
    pub(crate) fn method_contracts(self) -> &'static str {
        self.choose("/methode/marches", "/en/method/contracts")
    }

    /// Where changes are taken back.
    pub(crate) fn moderation_revert(self) -> &'static str {
        self.choose("/moderation/annuler", "/en/moderation/revert")
    }

    /// The public log of decisions.
    pub(crate) fn decisions(self) -> &'static str {
        self.choose("/decisions", "/en/decisions")
    }

    /// One decision.
    pub(crate) fn decision(self, id: &str) -> String {
        format!("{}/{id}", self.decisions())
    }

    /// The page of a territory.
    pub(crate) fn city(self, code: &str, name: &str) -> String {
        format!("{}/{code}-{}", self.cities(), slug(name))
    }

    /// What stands in front of a territory in the address of its page.
    pub(crate) fn cities(self) -> &'static str {
        self.choose("/villes", "/en/cities")
    }

    /// Where the code to embed a territory is copied, and its figures are taken away.
    pub(crate) fn share(self, code: &str, name: &str) -> String {
        format!("{}/{}", self.city(code, name), self.choose("integrer", "embed"))
    }

    /// What changed in a territory.
    pub(crate) fn city_history(self, code: &str, name: &str) -> String {
        format!("{}{}", self.city(code, name), self.history_suffix())
    }

    /// What changed of an entity.
    pub(crate) fn entity_history(self, kind: EntityKind, id: EntityId) -> String {
        format!("{}{}", self.entity(kind, id), self.history_suffix())
    }

    /// What follows the page of something in the address of its history.
    pub(crate) fn history_suffix(self) -> &'static str {
        self.choose("/historique", "/history")
    }

    /// Territories side by side.
    pub(crate) fn compare(self) -> &'static str {
        self.choose("/comparer", "/en/compare")
    }

    /// Territories by a figure.
    pub(crate) fn rankings(self) -> &'static str {
        self.choose("/classements", "/en/rankings")
    }

    /// One technology over the whole country.
    pub(crate) fn technology(self, key: &str) -> String {
        format!("{}/{key}", self.choose("/technologies", "/en/technologies"))
    }

    /// What other sites embed.
    pub(crate) fn embed(self, code: &str, name: &str) -> String {
        format!("{}/{code}-{}", self.choose("/embed", "/en/embed"), slug(name))
    }

    /// The list of the entities of a kind.
    pub(crate) fn kind(self, kind: EntityKind) -> &'static str {
        match kind {
            EntityKind::Device => self.map(),
            EntityKind::Deployment => self.choose("/usages", "/en/uses"),
            EntityKind::Contract => self.choose("/marches", "/en/contracts"),
            EntityKind::Authorisation => self.choose("/arretes", "/en/orders"),
            EntityKind::OfficialCount => self.choose("/chiffres", "/en/figures"),
            EntityKind::Organisation => self.choose("/organisations", "/en/organisations"),
            EntityKind::Document => self.choose("/documents", "/en/documents"),
            EntityKind::Survey => self.choose("/parcours", "/en/surveys"),
        }
    }

    /// The police files.
    pub(crate) fn police_files(self) -> &'static str {
        self.choose("/fichiers", "/en/police-files")
    }

    /// One police file.
    pub(crate) fn police_file(self, key: &str) -> String {
        format!("{}/{key}", self.police_files())
    }

    /// What was removed; only a feed lives there.
    pub(crate) fn removals(self) -> &'static str {
        self.choose("/retraits", "/en/removals")
    }

    /// The page of an entity.
    pub(crate) fn entity(self, kind: EntityKind, id: EntityId) -> String {
        match kind {
            EntityKind::Device => self.device(&id.to_string()),
            kind => format!("{}/{id}", self.kind(kind)),
        }
    }

    /// The form for a new entity of a kind.
    pub(crate) fn new_entity(self, kind: EntityKind) -> String {
        match kind {
            EntityKind::Device => self.report().to_owned(),
            kind => format!("{}/{}", self.kind(kind), self.choose("nouveau", "new")),
        }
    }

    /// The form that corrects a record.
    pub(crate) fn correct(self, kind: EntityKind, id: EntityId) -> String {
        format!("{}{}", self.entity(kind, id), self.correct_suffix())
    }

    /// What follows the page of a record in the address of the form that corrects it.
    pub(crate) fn correct_suffix(self) -> &'static str {
        self.choose("/corriger", "/correct")
    }

    /// Where the PDF of a document is joined to it.
    pub(crate) fn piece(self, id: EntityId) -> String {
        format!("{}{}", self.entity(EntityKind::Document, id), self.piece_suffix())
    }

    /// What follows the page of a document in the address of that form.
    pub(crate) fn piece_suffix(self) -> &'static str {
        self.choose("/fichier", "/file")
    }

    /// The page of a device.
    pub(crate) fn device(self, id: &str) -> String {
        format!("{}/{id}", self.devices())
    }

    /// What stands in front of a device in the address of its page.
    pub(crate) fn devices(self) -> &'static str {
        self.choose("/appareils", "/en/devices")
    }

    /// Where the forms of a device page are sent.
    pub(crate) fn observe(self, id: &str) -> String {
        format!("{}/{}", self.device(id), self.choose("observer", "observe"))
    }

    /// The explorer with one territory (a commune or a department) chosen.
    pub(crate) fn map_of(self, territory: &str) -> String {
        format!("{}?territory={territory}", self.map())
    }

    fn choose(self, french: &'static str, english: &'static str) -> &'static str {
        match self.0 {
            Lang::Fr => french,
            Lang::En => english,
        }
    }
}

/// A value of a query string: everything but letters, figures and three signs as `%XX` (RFC 3986 §2.1).
pub(crate) fn percent_encoded(value: &str) -> String {
    let encoded = value.bytes().map(|byte| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}
