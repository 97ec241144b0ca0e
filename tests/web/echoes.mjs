// Every other form of the site with the strings made to break things: those that answer with what was typed, those that keep a
// word for somebody else, and lists of strangers.
import { newAccount, underItsName } from "./accounts.mjs";
import { assert } from "./browser.mjs";
import { faultsOf, inTurns } from "./hostile.mjs";

const CITY = "/villes/93066-saint-denis";
const RECORDS = ["/usages", "/marches", "/arretes", "/chiffres", "/organisations", "/documents", "/parcours"];

/** Names of the text fields of the forms of records; each takes every string. */
const FIELDS = [
  "technology", "authority", "territories", "territory", "vendor", "product", "legal_basis", "description", "start_on", "object", "holders", "amount_ht", "amendments", "subcontracts",
  "procedure", "cpv", "decp_id", "prefecture", "document", "number", "applicant", "site_label", "n", "as_of", "name", "aliases", "siren", "sirets", "wikidata", "website", "title", "publisher",
  "url", "archived_url", "sha256", "document_licence", "path", "walked_on", "people", "basis", "source_title", "source_url", "note",
];

/** Text fields that are sent with an address: [address, names of parameters]. */
const ASKED = [["/recherche", ["q"]], ["/comparer", ["t"]], ["/balades", ["place"]]];

/** Parameters that nobody types, and that links carry. */
const CARRIED = [
  ["/recherche", ["kind", "after"]], ["/comparer", ["at"]], ["/classements", ["by", "kind"]], ["/carte", ["c", "kind", "operator_kind", "t", "at"]],
  ["/marches", ["territory", "status", "about", "family", "cursor"]], ["/fichiers", ["q"]], [CITY, ["as_of", "kind"]], [`${CITY}/historique`, ["since", "cursor"]],
  ["/balades/feuille", ["sheet"]], ["/balades/saisie", ["sheet"]], ["/balade-exposee", ["walk"]], ["/signaler", ["coordinates", "address_label", "kind"]],
  ["/decisions", ["after"]], ["/oembed", ["url", "format"]], ["/recu", ["code"]],
];

/** The same for moderators. */
const CARRIED_TO_OFFICE = [
  ["/moderation", ["done", "after"]], ["/moderation/annuler", ["scope", "which", "from", "to", "territory", "bbox", "proposal"]],
  ["/moderation/marches", ["state", "after"]], ["/administration/comptes", ["after"]],
];

/** Addresses that end with whatever somebody wrote. */
const ENDS = ["/", "/villes/", "/appareils/", "/marches/", "/fichiers/", "/technologies/", "/photos/", "/problems/"];

const all = (names, s) => Object.fromEntries(names.map((name) => [name, s]));

/** Reads an answer as a browser would, and says what would run in it. */
async function look(page, what, status, html, texts = []) {
  assert(status < 500, `${what}: ${status}`);
  const faults = await page.evaluate(faultsOf, { html, texts });
  assert(faults.length === 0, `${what}: ${faults.join(", ")}`);
}

/** Forms that answer with what was typed, without an account and as somebody with every right; addresses take the sharp ones. */
export async function echoes({ context, page, base, strings, sharp, document, waiting }) {
  const open = { headers: { accept: "text/html" }, redirect: "manual" };
  const anonymous = async (path, fields) => {
    const answer = await fetch(base + path, fields ? { ...open, method: "POST", body: new URLSearchParams(fields) } : open);
    return [answer.status, await answer.text()];
  };
  const office = async (path, fields, kind = "form") => {
    const headers = { accept: "text/html", origin: base };
    const answer = fields ? await context.request.post(path, { [kind]: fields, headers, maxRedirects: 0 }) : await context.request.get(path, { headers, maxRedirects: 0 });
    return [answer.status(), await answer.text()];
  };
  await inTurns(strings.filter((s) => s.isWellFormed()), 4, async (s) => {
    const check = async (path, answer, texts) => look(page, `${path} with ${JSON.stringify(s)}`, ...(await answer), texts);
    const asked = (path, names) => `${path}?${new URLSearchParams(all(names, s))}`;
    for (const [path, names] of ASKED) await check(path, anonymous(asked(path, names)));
    await check("/moderation", office(asked("/moderation", ["entry"])));
    if (sharp.includes(s)) {
      for (const [path, names] of CARRIED) await check(path, anonymous(asked(path, names)));
      for (const [path, names] of CARRIED_TO_OFFICE) await check(path, office(asked(path, names)));
      for (const path of ENDS) await check(path, anonymous(path + encodeURIComponent(s)));
      // A page for frames brings a style of its own, which the check of all others would report.
      const [status, html] = await anonymous(asked("/embed/93066-saint-denis", ["at", "kind"]));
      assert(status < 500 && (!s.includes("<") || !html.includes(s)), `/embed with ${JSON.stringify(s)}`);
    }
    for (const path of RECORDS) await check(path, anonymous(`${path}/nouveau`, all(FIELDS, s)));
    await check("/signaler", anonymous("/signaler", { kind: "camera", ...all(["coordinates", "address_label", "operator", "operator_kind", "note", "first_seen", "source_url", "territory", "bearing"], s) }));
    await check("/recu", anonymous("/recu", { code: s }));
    await check("/connexion", anonymous("/connexion", { words: s }));
    await check("/compte/nouveau", anonymous("/compte/nouveau", { pseudonym: s }));
    await check("/balade-exposee", anonymous("/balade-exposee", { walk: s, range: s, name: s }));
    await check("/balades/saisie", anonymous("/balades/saisie", { sheet: "GN3-AQA-QB1", lines: "2", looked: "some", ...all(["walked_on", "people", "note", "squares", "line-0-square", "line-0-kind", "line-0-bearing", "line-0-address", "line-0-mount"], s) }));
    await check("/moderation/annuler", office("/moderation/annuler", all(["action", "scope", "which", "from", "to", "territory", "bbox"], s)));
    await check("/moderation/signalements", office(`/moderation/signalements/${waiting}`, { action: "merge", ...all(["other", "into", "answer", "ground", "description"], s) }));
    await check("/administration/comptes", office("/administration/comptes", { action: "grant", ...all(["pseudonym", "role", "territory"], s) }));
    await check("/documents/fichier", office(`/documents/${document}/fichier`, all(["sha256", "action", "id"], s), "multipart"));
  });
}

/** A moderator's word to an author is read through the receipt, as text. */
export async function answersToAuthors({ context, page, base, strings, waitingCases }) {
  let read = 0;
  await inTurns(strings, 4, async (s) => {
    const sent = await waitingCases(s);
    if (!sent || sent.state !== "pending" || !s.isWellFormed()) return;
    const form = { action: "refuse", ground: "spam", answer: s };
    const decided = await context.request.post(`/moderation/signalements/${sent.id}`, { form, headers: { origin: base, accept: "text/html" }, maxRedirects: 0 });
    assert([303, 422].includes(decided.status()), `${JSON.stringify(s)}: ${decided.status()}`);
    const receipt = await (await fetch(`${base}/api/v1/receipts`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ code: sent.receipt.code }) })).json();
    const answer = await fetch(`${base}/recu`, { method: "POST", headers: { accept: "text/html" }, body: new URLSearchParams({ code: sent.receipt.code }) });
    await look(page, `the receipt of ${JSON.stringify(s)}`, answer.status, await answer.text(), receipt.decision ? [receipt.decision] : []);
    read += receipt.decision ? 1 : 0;
  });
  assert(read > strings.length * 0.8, `only ${read} answers were read`);
}

/** A list of contracts and one of cameras whose cells are the strings. */
export async function listsOfStrings({ context, page, base, strings }) {
  const quoted = (s) => `"${s.replaceAll('"', '""')}"`;
  const head = "id;acheteur_id;acheteur_nom;objet;codeCPV;montant;dateNotification;dureeMois;titulaire_id;titulaire_nom";
  const row = (s, i) => [`${i}`, "21930066200018", s, `Vidéoprotection ${s}`, "32323500", "1000", "2024-01-01", "48", "35600000000048", s].map(quoted).join(";");
  const list = `${head}\n${strings.filter((s) => s.isWellFormed() && !s.includes("\0")).map(row).join("\n")}\n`;
  const send = async (path, seen) => {
    const buffer = Buffer.from(list);
    const answer = await context.request.post(path, { multipart: { list: { name: "<img src=x onerror=alert(1)>.csv", mimeType: "text/csv", buffer }, seen }, headers: { origin: base, accept: "text/html" } });
    const html = await answer.text();
    await look(page, path, answer.status(), html);
    return html;
  };
  const shown = await send("/importer/marches", "");
  const kept = await send("/importer/marches", /name="seen" value="([^"]*)"/.exec(shown)?.[1] ?? "");
  assert(kept.includes("La liste est gardée"), "the list of strings is not kept");
  await send("/importer/listes", "");
  for (let next = "/moderation/marches"; next;) {
    await page.goto(next, { waitUntil: "domcontentloaded" });
    await look(page, next, 200, await page.content());
    next = await page.locator(".pager a").first().getAttribute("href", { timeout: 500 }).catch(() => null);
  }
}

/** What somebody calls a passkey. */
export async function namesOfPasskeys(watched, names) {
  const host = underItsName(watched.base);
  const context = await watched.visitor({ baseURL: host }, { host });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await newAccount(page, `Grand-duc ${Date.now() % 100000}`);
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  for (const name of names) {
    // A new one each time: no authenticator is added twice.
    const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
    await page.goto("/compte/cles");
    await page.locator("#key-name").fill(name);
    await Promise.all([page.waitForURL(/\/compte$/), page.getByRole("button", { name: "Ajouter une clé d’accès" }).click()]);
    await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
  }
  await page.goto("/compte/cles");
  const shown = await page.locator("main").innerText();
  for (const name of names) assert(shown.includes(name.slice(0, 40).trim().split("\n")[0].slice(0, 20)), `${name} is not shown in ${shown}`);
  await context.close();
}
