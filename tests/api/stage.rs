//! Things that people sent or decided, made anew for whoever needs them: one's own, somebody else's in another
//! territory, and those that are hidden from the public.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use image::ImageFormat;
use serde_json::{Value, json};
use technopolice_tests::{Answer, Server};
use uuid::Uuid;

use crate::accounts::{Census, ROLES};
use crate::photos::multipart;
use crate::pieces::{pdf, sum};

/// Whose the thing is that a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    /// The asker sent it, and it lies where the asker's right holds.
    Own,
    /// Somebody else sent it, and it lies elsewhere.
    Other,
    /// As [`Whose::Own`], but no longer or not yet there for the public: taken back, refused, erased, deleted, waiting.
    Hidden,
}

impl Whose {
    pub(crate) const ALL: [Self; 3] = [Self::Own, Self::Other, Self::Hidden];
}

/// A contribution, with what opens it and what it made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(crate) id: String,
    pub(crate) code: String,
    /// The device or the record; empty while it waits.
    pub(crate) entity: String,
}

/// A picture of a contribution.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) of: Sent,
    pub(crate) id: String,
    /// Its public name, whether it is published or not.
    pub(crate) name: String,
}

/// A stored copy of a document.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) document: String,
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Contracts that a list proposes in each of the two places.
const PROPOSED: usize = 20;

/// A census with accounts of every role; those of moderators and importers hold in the department of Nice.
pub(crate) struct Stage {
    pub(crate) census: Census,
    pub(crate) server: Server,
    cookies: HashMap<String, String>,
    count: Cell<u32>,
    proposed: RefCell<HashMap<&'static str, Vec<String>>>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let census = Census::new();
        let mut words: Vec<(String, String)> =
            ROLES[1..].iter().map(|role| (format!("{role} everywhere"), census.words(role).to_owned())).collect();
        for role in &ROLES[1..] {
            let known = match *role {
                "moderator" | "importer" => census.add(&format!("{role} 06"), Some(&format!("{role}:d06"))),
                _ => census.words(role).to_owned(),
            };
            words.push(((*role).to_owned(), known));
        }
        words.push(("neighbour".to_owned(), census.add("neighbour", Some("trusted"))));
        census.add("passer-by", None);
        census.import("decp", &list());
        let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
        let mut cookies: HashMap<String, String> =
            words.into_iter().map(|(who, words)| (who, server.log_in(&words))).collect();
        cookies.insert("anonymous".to_owned(), String::new());
        let stage = Self { census, server, cookies, count: Cell::new(0), proposed: RefCell::default() };
        stage.proposed.borrow_mut().extend(stage.candidates());
        stage
    }

    /// The session of an account; of a role where its right is narrow.
    pub(crate) fn cookie(&self, who: &str) -> &str {
        &self.cookies[who]
    }

    fn next(&self) -> u32 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    pub(crate) fn send(&self, who: &str, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let headers = [("cookie", self.cookie(who)), ("sec-fetch-site", "same-origin"), ("content-type", kind)];
        self.server.send(method, path, &headers, body)
    }

    /// Something new; `holds` makes it wait for a moderator.
    pub(crate) fn sent(&self, asker: &str, whose: Whose, kind: &str, holds: bool) -> Sent {
        let mut patch = self.patch(kind, whose);
        if holds {
            patch["description"] = json!("Appeler le 06 12 34 56 78");
        }
        self.contribute(sender(asker, whose), kind, &patch)
    }

    fn contribute(&self, who: &str, kind: &str, patch: &Value) -> Sent {
        let body = json!({"client_id": Uuid::new_v4(), "intent": "new", "type": kind, "patch": patch,
            "basis": if kind == "device" { json!({"kind": "seen"}) } else { json!({}) }});
        let answer = self.send(who, "POST", "/api/v1/contributions", "application/json", body.to_string().as_bytes());
        assert_eq!(answer.status, 201, "{kind}: {}", answer.text());
        let sent = answer.json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Sent { id: text(&sent["id"]), code: text(&sent["receipt"]["code"]), entity: text(&sent["entity"]["id"]) }
    }

    fn patch(&self, kind: &str, whose: Whose) -> Value {
        let number = self.next();
        let step = f64::from(number % 400) * 1e-4;
        let (code, [longitude, latitude]) = match whose {
            Whose::Other => ("75056", [2.32 + step, 48.86]),
            _ => ("06088", [7.24 + step, 43.7]),
        };
        let address = format!("https://example.org/{number}");
        match kind {
            "device" => json!({"kind": "camera", "position": [longitude, latitude], "form": "dome", "bearing": 240}),
            "deployment" => json!({"technology": "drone", "authority": "Ville", "territories": [code]}),
            "contract" => json!({"authority": "Ville", "object": "Caméras", "territories": [code]}),
            "authorisation" => json!({"prefecture": "Préfecture", "territory": code, "number": number.to_string(),
                "document": {"title": "Arrêté", "url": address}}),
            "official_count" => json!({"territory": code, "n": number, "kind": "declared", "as_of": "2025",
                "document": {"title": "Rapport", "url": address}}),
            "organisation" => json!({"name": format!("Exemple {number}")}),
            "document" => json!({"title": "Délibération", "url": address}),
            "survey" => json!({"walked_on": "2026-10", "method": "phone",
                "path": {"type": "LineString", "coordinates": [[longitude, latitude], [longitude + 0.02, latitude]]}}),
            other => panic!("make one of {other} in stage.rs"),
        }
    }

    /// A device or a record; the hidden one is erased.
    pub(crate) fn entity(&self, asker: &str, whose: Whose, kind: &str) -> Sent {
        let sent = self.sent(asker, whose, kind, false);
        if whose == Whose::Hidden {
            let erase = [("action", "erase"), ("sure", "yes")];
            self.moderate(&format!("/moderation/fiches/{}", sent.entity), &erase, 200);
        }
        sent
    }

    /// A contribution that waits; the hidden one is refused.
    pub(crate) fn waiting(&self, asker: &str, whose: Whose) -> Sent {
        let sent = self.sent(asker, whose, "device", true);
        if whose == Whose::Hidden {
            let refuse = [("action", "refuse"), ("ground", "spam")];
            self.moderate(&format!("/moderation/signalements/{}", sent.id), &refuse, 303);
        }
        sent
    }

    /// What a moderator of everything does with a form.
    fn moderate(&self, path: &str, fields: &[(&str, &str)], status: u16) -> Answer {
        let answer = self.server.form_as(self.cookie("moderator everywhere"), path, fields);
        assert_eq!(answer.status, status, "{path} {fields:?}: {}", answer.text());
        answer
    }

    /// The fields of a form with a file, as its body.
    pub(crate) fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
        multipart(fields, None)
    }

    /// A photo that waits, of a report that is published; the hidden one is deleted.
    pub(crate) fn photo(&self, asker: &str, whose: Whose) -> Picture {
        let of = self.sent(asker, whose, "device", false);
        let path = format!("/api/v1/contributions/{}/photos", of.id);
        let key = [("edit-key", of.code.as_str()), ("content-type", "image/png")];
        let added = self.server.send("POST", &path, &key, &picture(self.next()));
        assert_eq!(added.status, 201, "{}", added.text());
        let id = added.json()["id"].as_str().expect("an id").to_owned();
        let shown = self.server.send("GET", &format!("{path}/{id}"), &key, b"");
        if whose == Whose::Hidden {
            self.decide_photo(&id, "deleted");
        }
        Picture { of, id, name: format!("{}.jpg", sum(&shown.body)) }
    }

    pub(crate) fn decide_photo(&self, id: &str, state: &str) {
        let path = format!("/moderation/photos/{id}");
        let body = Self::fields(&[("action", "decide"), ("state", state)]);
        let answer = self.send("moderator everywhere", "POST", &path, "multipart/form-data; boundary=x", &body);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    /// A copy of a document that an order of its place cites; it waits. The hidden one is deleted.
    pub(crate) fn copy(&self, asker: &str, whose: Whose) -> Copy {
        let may_send = ["trusted", "moderator", "importer", "administrator"].contains(&asker);
        let who = sender(if may_send { asker } else { "trusted" }, whose);
        let document = self.contribute(who, "document", &self.patch("document", whose)).entity;
        let mut order = self.patch("authorisation", whose);
        order["document"] = json!({"id": document});
        self.contribute(who, "authorisation", &order);
        let file = pdf(&format!("Titre {}", self.next()));
        let added = self.send(who, "POST", &format!("/api/v1/records/{document}/files"), "application/pdf", &file);
        assert_eq!(added.status, 201, "{}", added.text());
        let id = added.json()["id"].as_str().expect("an id").to_owned();
        if whose == Whose::Hidden {
            self.moderate(&format!("/moderation/pieces/{id}"), &[("state", "deleted")], 303);
        }
        Copy { document, id, name: format!("{}.pdf", sum(&file)) }
    }

    pub(crate) fn publish_copy(&self, copy: &Copy) {
        self.moderate(&format!("/moderation/pieces/{}", copy.id), &[("state", "published")], 303);
    }

    /// A decision: the asker's when that is a moderator, another moderator's, and one that waits for a second opinion.
    pub(crate) fn decision(&self, asker: &str, whose: Whose) -> String {
        if whose == Whose::Hidden {
            let waiting: Vec<String> = (0..21).map(|_| self.waiting("neighbour", Whose::Own).id).collect();
            let fields = [("action", "refuse"), ("ground", "spam"), ("c", &waiting.join(","))];
            let page = self.moderate("/moderation", &fields, 200).text();
            return between(&page, "name=\"decision\" value=\"").expect("a proposal").to_owned();
        }
        let who = if whose == Whose::Own && asker == "moderator" { asker } else { "moderator everywhere" };
        let sent = self.waiting("neighbour", Whose::Own);
        let refuse = [("action", "refuse"), ("ground", "spam")];
        let path = format!("/moderation/signalements/{}", sent.id);
        assert_eq!(self.server.form_as(self.cookie(who), &path, &refuse).status, 303);
        let log = self.server.get("/api/v1/decisions").json();
        let newest = log["decisions"].as_array().expect("a list").iter().find(|line| line["action"] == "refuse");
        newest.expect("a refusal")["id"].as_str().expect("an id").to_owned()
    }

    /// A contract that a list proposes; the hidden one is decided on.
    pub(crate) fn candidate(&self, whose: Whose) -> String {
        let place = if whose == Whose::Other { "75" } else { "06" };
        let id = self.proposed.borrow_mut().get_mut(place).and_then(Vec::pop).expect("more PROPOSED");
        if whose == Whose::Hidden {
            self.moderate("/moderation/marches", &[("action", "rejected"), ("c", &id)], 200);
        }
        id
    }

    fn candidates(&self) -> HashMap<&'static str, Vec<String>> {
        let mut found: HashMap<&'static str, Vec<String>> = HashMap::new();
        let mut next = Some("/moderation/marches".to_owned());
        while let Some(address) = next {
            let page = self.server.get_as(self.cookie("moderator everywhere"), &address).text();
            for line in page.split("<div class=\"queue-line\">").skip(1) {
                let id = between(line, "name=\"c\" value=\"").expect("a box");
                found.entry(if line.contains("Ville de Paris") { "75" } else { "06" }).or_default().push(id.to_owned());
            }
            let pager = page.split("class=\"pager\"").nth(1);
            next = pager
                .and_then(|pager| between(pager, "href=\""))
                .map(|href| href.replace("&amp;", "&").replace("&#38;", "&"));
        }
        assert_eq!((found["75"].len(), found["06"].len()), (PROPOSED, PROPOSED));
        found
    }

    /// A passkey, put into the database: what it takes to have a real one is shown in a browser. Every session counts as
    /// opened with it.
    pub(crate) fn passkey(&self, pseudonym: &str) -> String {
        let id = Uuid::new_v4();
        self.census.execute(&format!(
            "insert into passkey (id, account_id, name, credential, added_on)
             select x'{}', id, 'clé', '{{}}', '2026-11-01' from account where pseudonym = '{pseudonym}';
             update session set strong = 1",
            id.simple()
        ));
        id.to_string()
    }
}

/// Who sends a thing that is `whose` for the asker.
fn sender(asker: &str, whose: Whose) -> &str {
    if whose == Whose::Other { "neighbour" } else { asker }
}

/// What stands in a page between these words and the next quotation mark.
fn between<'a>(page: &'a str, start: &str) -> Option<&'a str> {
    page.split(start).nth(1)?.split('"').next()
}

/// A list of contracts, as many in Nice as in Paris.
fn list() -> String {
    let head =
        "id;acheteur_id;acheteur_nom;objet;codeCPV;montant;dateNotification;dureeMois;titulaire_id;titulaire_nom\n";
    let row = |number: usize, buyer: &str| {
        format!("{number};{buyer};Vidéoprotection {number};32323500;1000;2024-01-01;48;35600000000048;EXEMPLE SAS\n")
    };
    let nice = (0..PROPOSED).map(|number| row(number, "21060088800015;Ville de Nice"));
    let paris = (PROPOSED..2 * PROPOSED).map(|number| row(number, "21750001600019;Ville de Paris"));
    nice.chain(paris).fold(head.to_owned(), |list, row| list + &row)
}

/// A small picture of its own.
fn picture(number: u32) -> Vec<u8> {
    let [_, red, green, blue] = number.wrapping_mul(2_654_435_761).to_be_bytes();
    let pixels = image::RgbImage::from_pixel(48, 32, image::Rgb([red, green, blue]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}
