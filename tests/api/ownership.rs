//! Every path that names something of somebody's × every role × whose it is, against the table of `rights.toml`: the
//! requests are whole and true, so that a refusal is one of rights and of nothing else.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::json;
use technopolice_tests::{Answer, encoded};

use crate::accounts::ROLES;
use crate::rights::{Names, Row, expected, filled, is_let_in};
use crate::stage::{Copy, Picture, Sent, Stage, Whose};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=x";
const JSON: &str = "application/json";

/// The lists of records: French, English, and the kind of thing.
const KINDS: [(&str, &str, &str); 7] = [
    ("/usages", "/en/uses", "deployment"),
    ("/marches", "/en/contracts", "contract"),
    ("/arretes", "/en/orders", "authorisation"),
    ("/chiffres", "/en/figures", "official_count"),
    ("/organisations", "/en/organisations", "organisation"),
    ("/documents", "/en/documents", "document"),
    ("/parcours", "/en/surveys", "survey"),
];

/// A request that is ready to be sent.
struct Request {
    path: String,
    key: String,
    version: String,
    kind: &'static str,
    body: Vec<u8>,
}

impl Request {
    fn to(path: String) -> Self {
        Self { path, key: String::new(), version: String::new(), kind: FORM, body: Vec::new() }
    }

    fn with_key(self, code: &str) -> Self {
        Self { key: code.to_owned(), ..self }
    }

    fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        Self { kind: FORM, body: pairs.join("&").into_bytes(), ..self }
    }

    fn multipart(self, fields: &[(&str, &str)]) -> Self {
        Self { kind: MULTIPART, body: Stage::fields(fields), ..self }
    }

    fn json(self, value: &serde_json::Value) -> Self {
        Self { kind: JSON, body: value.to_string().into_bytes(), ..self }
    }

    fn send(&self, stage: &Stage, who: &str, method: &str) -> Answer {
        let mut headers = vec![("cookie", stage.cookie(who)), ("sec-fetch-site", "same-origin")];
        headers.extend([("content-type", self.kind)].into_iter().filter(|_| method != "GET"));
        headers.extend([("edit-key", self.key.as_str())].into_iter().filter(|_| !self.key.is_empty()));
        headers.extend([("if-match", self.version.as_str())].into_iter().filter(|_| !self.version.is_empty()));
        stage.server.send(method, &self.path, &headers, &self.body)
    }
}

/// Makes things for one question; what is only looked at is made once for all of them.
struct Props<'a> {
    stage: &'a Stage,
    made: &'a Made,
    /// Will the thing be as it was afterwards?
    lasting: bool,
    asker: &'a str,
    whose: Whose,
}

/// What was made for whom.
#[derive(Default)]
struct Made {
    sent: RefCell<HashMap<String, Sent>>,
    pictures: RefCell<HashMap<String, Picture>>,
    copies: RefCell<HashMap<String, Copy>>,
    decisions: RefCell<HashMap<String, String>>,
}

impl Props<'_> {
    fn kept<T: Clone>(&self, made: &RefCell<HashMap<String, T>>, what: &str, make: impl FnOnce() -> T) -> T {
        let name = format!("{what} of {} {:?}", self.asker, self.whose);
        if !self.lasting {
            return make();
        }
        if let Some(known) = made.borrow().get(&name) {
            return known.clone();
        }
        let new = make();
        made.borrow_mut().insert(name, new.clone());
        new
    }

    fn entity(&self, kind: &str) -> String {
        self.kept(&self.made.sent, kind, || self.stage.entity(self.asker, self.whose, kind)).entity
    }

    fn waiting(&self) -> Sent {
        self.kept(&self.made.sent, "waiting", || self.stage.waiting(self.asker, self.whose))
    }

    fn picture(&self) -> Picture {
        self.kept(&self.made.pictures, "picture", || self.stage.photo(self.asker, self.whose))
    }

    fn copy(&self) -> Copy {
        self.kept(&self.made.copies, "copy", || self.stage.copy(self.asker, self.whose))
    }

    fn decision(&self) -> String {
        self.kept(&self.made.decisions, "decision", || self.stage.decision(self.asker, self.whose))
    }

    /// The code that the asker holds: of what one sent oneself, else of something else.
    fn code_for(&self, sent: &Sent) -> String {
        if self.whose != Whose::Other {
            return sent.code.clone();
        }
        let own = Props { whose: Whose::Own, lasting: true, ..*self };
        own.waiting().code
    }

    /// A published device that nothing of the question is about.
    fn bystander(&self) -> String {
        let other = Props { whose: Whose::Other, lasting: true, asker: "anonymous", ..*self };
        other.entity("device")
    }

    /// The request of a row, or nothing when this file does not know how to make it.
    fn request(&self, method: &str, path: &str) -> Option<Request> {
        let of = |start: &str| path.starts_with(start);
        if of("/api/v1/contributions/") {
            return Some(self.of_contribution(method, path));
        }
        if of("/moderation/") || of("/en/moderation/") {
            return self.of_moderation(method, path);
        }
        if path.ends_with("/fichier") || path.ends_with("/file") || of("/api/v1/records/{id}/files") {
            return Some(self.of_copy(method, path));
        }
        if let Some((.., kind)) =
            KINDS.iter().find(|(french, english, _)| of(&format!("{french}/")) || of(&format!("{english}/")))
        {
            let request = Request::to(path.replace("{id}", &self.entity(kind)));
            let fields = [
                ("description", "Vu de la rue"),
                ("publisher", "Ville"),
                ("website", "https://example.org/"),
                ("site_label", "Rue de la République"),
                ("n", "4321"),
            ];
            return Some(if method == "POST" { request.form(&fields) } else { request });
        }
        if of("/decisions/") || of("/en/decisions/") || of("/api/v1/decisions/") {
            return Some(Request::to(path.replace("{id}", &self.decision())));
        }
        if of("/api/v1/records/") {
            return Some(Request::to(path.replace("{id}", &self.entity("contract"))));
        }
        if of("/cards/{lang}/records/") {
            return Some(Request::to(format!("/cards/fr/records/{}.png", self.entity("contract"))));
        }
        if of("/cards/{lang}/devices/") {
            return Some(Request::to(format!("/cards/fr/devices/{}.png", self.entity("device"))));
        }
        if of("/appareils/") || of("/en/devices/") || of("/api/v1/devices/") || of("/ogc/") {
            let request = Request::to(filled(&path.replace("{id}", &self.entity("device"))));
            return Some(if method == "POST" { request.form(&[("intent", "confirm")]) } else { request });
        }
        match path {
            "/photos/{name}" => {
                let picture = match self.whose {
                    Whose::Hidden => Props { whose: Whose::Own, lasting: true, ..*self }.picture(),
                    _ => Props { lasting: false, ..*self }.picture(),
                };
                if self.whose != Whose::Hidden {
                    self.stage.decide_photo(&picture.id, "published");
                }
                Some(Request::to(format!("/photos/{}", picture.name)))
            }
            "/pieces/{name}" => {
                let shown = self.whose != Whose::Hidden;
                // What a moderator of its place sends does not wait.
                let (whose, asker) = if shown { (self.whose, self.asker) } else { (Whose::Own, "trusted") };
                let copy = Props { whose, asker, lasting: !shown, ..*self }.copy();
                if shown {
                    self.stage.publish_copy(&copy);
                }
                Some(Request::to(format!("/pieces/{}", copy.name)))
            }
            _ => self.named_in_the_body(path),
        }
    }

    fn of_contribution(&self, method: &str, path: &str) -> Request {
        if (method, path.ends_with("/photos")) == ("POST", true) {
            let sent = self.waiting();
            let request = Request::to(path.replace("{id}", &sent.id)).with_key(&self.code_for(&sent));
            return Request { kind: "image/png", body: crate::photos::picture(image::ImageFormat::Png), ..request };
        }
        if path.contains("/photos") {
            let picture = self.picture();
            let key = self.code_for(&picture.of);
            let path = path.replace("{id}", &picture.of.id).replace("{photo}", &picture.id);
            let request = Request::to(path).with_key(&key);
            let boxes = json!({"boxes": [{"x": 0.0, "y": 0.0, "width": 0.5, "height": 0.5}]});
            return if method == "POST" { request.json(&boxes) } else { request };
        }
        let sent = self.waiting();
        let request = Request::to(path.replace("{id}", &sent.id)).with_key(&self.code_for(&sent));
        match method {
            "PATCH" => {
                let read = request.send(self.stage, self.asker, "GET");
                let version = if read.status == 200 { read.header("etag").to_owned() } else { "\"1\"".to_owned() };
                Request { version, ..request.json(&json!({"patch": {"mount": "pole"}})) }
            }
            "POST" => request.json(&json!({"into": self.bystander()})),
            _ => request,
        }
    }

    fn of_moderation(&self, method: &str, path: &str) -> Option<Request> {
        let post = method == "POST";
        let of = |name: &str| path.contains(name);
        let named = |id: &str| Request::to(path.replace("{id}", id));
        Some(match () {
            () if of("/photos/") => {
                let request = named(&self.picture().id);
                if post { request.multipart(&[("action", "decide"), ("state", "hidden")]) } else { request }
            }
            () if of("/pieces/") || of("/files/") => {
                let request = named(&self.copy().id);
                if post { request.form(&[("state", "published")]) } else { request }
            }
            () if of("/signalements/") || of("/reports/") => {
                let request = named(&self.waiting().id);
                if post { request.form(&[("action", "refuse"), ("ground", "spam")]) } else { request }
            }
            () if of("/fiches/") || of("/entries/") => {
                let request = named(&self.entity("device"));
                if post { request.form(&[("action", "remove"), ("ground", "fake"), ("sure", "yes")]) } else { request }
            }
            () if of("/marches") || of("/contracts") => {
                let id = self.kept(&self.made.decisions, "candidate", || self.stage.candidate(self.whose));
                Request::to(path.to_owned()).form(&[("action", "rejected"), ("c", &id)])
            }
            () if of("/annuler") || of("/revert") => {
                let id = self.waiting().id;
                let fields = [("scope", "contribution"), ("which", id.as_str()), ("action", "revert")];
                Request::to(path.to_owned()).form(&fields)
            }
            () => return None,
        })
    }

    fn of_copy(&self, method: &str, path: &str) -> Request {
        let copy = self.copy();
        let path = path.replace("{id}", &copy.document).replace("{file}", &copy.id);
        match (method, path.starts_with("/api/")) {
            ("POST", true) => {
                // A copy can be added to any document that stands.
                let document = Props { lasting: false, ..*self }.entity("document");
                let path = format!("/api/v1/records/{document}/files");
                Request { kind: "application/pdf", body: crate::pieces::pdf("Titre"), ..Request::to(path) }
            }
            ("POST", false) => Request::to(path).multipart(&[("action", "delete"), ("id", &copy.id)]),
            _ => Request::to(path),
        }
    }

    /// Requests whose body says what they are about.
    fn named_in_the_body(&self, path: &str) -> Option<Request> {
        let request = Request::to(path.to_owned());
        Some(match path {
            "/api/v1/contributions" => {
                let entity = json!({"kind": "device", "id": self.entity("device")});
                let id = uuid::Uuid::new_v4();
                request.json(&json!({"client_id": id, "intent": "confirm", "entity": entity}))
            }
            "/api/v1/receipts" => request.json(&json!({"code": self.code_in_body()})),
            "/recu" | "/en/receipt" => request.form(&[("code", &self.code_in_body())]),
            "/recu/photo" | "/en/receipt/photo" => {
                let picture = self.picture();
                let code = self.code_for(&picture.of);
                request.multipart(&[("code", &code), ("action", "delete"), ("id", &picture.id)])
            }
            "/moderation" | "/en/moderation" => {
                request.form(&[("action", "refuse"), ("ground", "spam"), ("c", &self.waiting().id)])
            }
            "/compte/cles" | "/en/account/keys" => {
                let id = match self.whose {
                    Whose::Own => self.stage.passkey(&self.pseudonym()),
                    Whose::Other => self.stage.passkey("neighbour"),
                    Whose::Hidden => uuid::Uuid::new_v4().to_string(),
                };
                request.form(&[("id", &id)])
            }
            "/administration/comptes" | "/en/administration/accounts" => {
                let pseudonym = match self.whose {
                    Whose::Own => self.pseudonym(),
                    Whose::Other => "passer-by".to_owned(),
                    Whose::Hidden => "Personne".to_owned(),
                };
                request.form(&[("action", "revoke"), ("pseudonym", &pseudonym), ("role", "trusted")])
            }
            _ => return None,
        })
    }

    /// A code that opens something; somebody else's cannot be known, so it opens nothing.
    fn code_in_body(&self) -> String {
        let sent = self.waiting();
        if self.whose == Whose::Other { "00000-00000-00000-00000-000000".to_owned() } else { sent.code }
    }

    fn pseudonym(&self) -> String {
        match self.asker {
            "moderator" | "importer" => format!("{} 06", self.asker),
            other => other.to_owned(),
        }
    }
}

/// What the table says about a question.
fn status(row: &Row, role: &str, whose: Whose, statuses: [u16; 3]) -> u16 {
    if !is_let_in(&row.who, role) {
        return if role == "anonymous" { 401 } else { 403 };
    }
    statuses[whose as usize]
}

#[test]
fn what_is_ones_own_somebody_elses_or_hidden_is_answered_as_the_table_says() {
    let stage = Stage::new();
    let made = Made::default();
    let mut faults = Vec::new();
    let mut asked = 0;
    for (name, row) in expected() {
        let Names::Things(statuses) = row.names else { continue };
        let (method, path) = name.split_once(' ').expect("a method and a path");
        let mut seen: Vec<String> = Vec::new();
        for role in ROLES {
            for whose in Whose::ALL {
                let lasting = method == "GET" || !is_let_in(&row.who, role);
                let props = Props { stage: &stage, made: &made, lasting, asker: role, whose };
                let Some(request) = props.request(method, path) else {
                    panic!("{name}: tell Props::request in ownership.rs how it is asked");
                };
                let expected = status(&row, role, whose, statuses);
                let mut who = role.to_owned();
                if row.everywhere && is_let_in(&row.who, role) {
                    let narrow = request.send(&stage, role, method).status;
                    if role == "moderator" && narrow != 403 {
                        faults.push(format!("{name} answered {narrow} to a moderator of one department"));
                    }
                    who = format!("{role} everywhere");
                }
                let answer = request.send(&stage, &who, method);
                asked += 1;
                if answer.status != expected {
                    seen.push(format!("{role} {whose:?}: {} instead of {expected}", answer.status));
                }
            }
        }
        if !seen.is_empty() {
            faults.push(format!("{name}: {}", seen.join(", ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(asked > 2000, "{asked} questions");
}
