// Strings made to break things, in every text field of every kind: kept as text, shown as text, and nothing runs.
import { createRequire } from "node:module";
import { logIn } from "./accounts.mjs";
import { assert } from "./browser.mjs";
import { answersToAuthors, echoes, listsOfStrings, namesOfPasskeys } from "./echoes.mjs";

const need = createRequire(new URL("../../web/package.json", import.meta.url));

/** Ways out of where a text stands in a page, and what would run there: each with each. */
const EXITS = ["", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "\n"];
const CHARGES = [
  "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
  "<details open ontoggle=alert(1)>", "<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>", "<style>@import'//evil.example/x.css'</style>",
  "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
];
const VECTORS = EXITS.flatMap((exit) => CHARGES.map((charge) => `${exit}${charge}`));

/** What the well-known list (`big-list-of-naughty-strings`, MIT) lacks: templates of our engine and of SQL, of Fluent, of CSV, of paths; odd Unicode. */
const OURS = [
  "{{ 7*7 }}", "{% include \"/etc/passwd\" %}", "{ $count -> }", "{\"id\":\"00000000-0000-4000-8000-000000000000\"}", "' or ''='", "$1", ":name", "%_%", "\\", "a\u0000b",
  "\ud800", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "../../../etc/passwd", "😀👩‍👩‍👧‍👦", "\u202Eevil\u202C", "Ｆｕｌｌ", "ı İ ß ﬁ", "e\u0301e\u0301", "&lt;b&gt;&amp;", "]]>",
  "\u2028\u2029",
];
export const STRINGS = [...need("big-list-of-naughty-strings"), ...OURS, ...VECTORS];

/** What every kind holds when a text is written wherever it takes one; a field that must be something else stays plain. */
const KINDS = {
  device: (s, i) => ({ kind: "camera", position: [(i % 30) * 0.18 + 0.2, 44 + Math.floor(i / 30) * 0.22], address_label: s, operator: s, description: s, manufacturer: s, product: s }),
  deployment: (s) => ({ technology: "drone", authority: s, territories: ["93066"], vendor: s, product: s, legal_basis: s, description: s }),
  contract: (s) => ({
    authority: s, object: s, territories: ["93066"], holders: [{ organisation: s }], amendments: [{ number: s, object: s }], subcontracts: [{ organisation: s }],
    product: s, procedure: s, decp_id: s, framework_decp_id: s, nature: s, techniques: [s], execution: [s], place_code: s, place_type: s, description: s,
  }),
  authorisation: (s, i) => ({ prefecture: s, territory: "93066", document: { title: s, url: `https://example.org/${i}` }, number: s, applicant: s, site_label: s }),
  official_count: (s, i) => ({ territory: "93066", n: i, kind: "declared", as_of: "2025", document: { title: s, url: `https://example.org/${i}` } }),
  organisation: (s) => ({ name: s, aliases: [s], website: s }),
  document: (s, i) => ({ title: s, publisher: s, document_licence: s, url: `https://example.org/d${i}?${s}`, archived_url: s }),
  survey: (s, i) => ({ path: [`19/${265580 + (i % 40)}/${180160 + Math.floor(i / 40)}`], walked_on: "2026-10", description: s }),
};
const PLAIN = { authority: "Ville", object: "Objet", prefecture: "Préfecture", name: "Nom", title: "Titre", document: { title: "Titre", url: "https://example.org/plain" } };

/** Sends one; a field that is refused is left out or made plain, and the rest is sent again. */
async function send(base, kind, s, i) {
  const patch = KINDS[kind](s, i);
  // A maker's name is published when somebody read it on the thing or in a document.
  const extras = { basis: patch.product ? { product: "document", ...(patch.vendor ? { vendor: "document" } : {}), ...(patch.manufacturer ? { manufacturer: "document" } : {}) } : {}, note: s, sources: [{ title: s, url: `https://example.org/s${i}` }] };
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const body = JSON.stringify({ client_id: crypto.randomUUID(), intent: "new", type: kind, patch, ...extras });
    const answer = await fetch(`${base}/api/v1/contributions`, { method: "POST", headers: { "content-type": "application/json" }, body });
    const said = await answer.json();
    if (answer.status === 201) return { ...said, asked: Object.keys(patch) };
    assert([400, 422].includes(answer.status), `${kind} ${JSON.stringify(s)}: ${answer.status}`);
    // A lone half of a character is no text at all, and the whole body is refused.
    if (answer.status === 400) return undefined;
    assert(said.errors?.length, `a refusal says what is wrong: ${JSON.stringify(said)}`);
    for (const { pointer } of said.errors) {
      const [, part, field] = pointer.split("/");
      if (part !== "patch") delete extras[part];
      else if (PLAIN[field] && patch[field] !== PLAIN[field]) patch[field] = PLAIN[field];
      else delete patch[field];
    }
  }
  throw new Error(`${kind} ${JSON.stringify(s)} is refused for ever`);
}

/** What runs or loads in a page that is only parsed, and which of the texts do not stand in it. Runs in the browser. */
export function faultsOf({ html, texts }) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const flat = (text) => text.replace(/\s+/g, " ").trim();
  const LINKS = ["href", "src", "action", "formaction", "data", "xlink:href"];
  const faults = [];
  for (const element of parsed.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on") || name === "srcdoc" || name === "style" || (LINKS.includes(name) && /^\s*javascript:/i.test(value))) faults.push(`<${element.localName} ${name}=${value}>`);
    }
  }
  for (const element of parsed.querySelectorAll("iframe, object, embed, style, base, math, script:not([type=module]), script:not([src])")) {
    if (element.type !== "application/json") faults.push(`<${element.localName}>`);
  }
  const shown = flat(parsed.body.textContent);
  return [...faults, ...texts.filter((text) => !shown.includes(flat(text))).map((text) => `not shown: ${JSON.stringify(text)}`)];
}

/** Every text that an answer of the API holds in the fields that were sent. */
function textsIn(value) {
  if (typeof value === "string") return [value];
  if (value && typeof value === "object") return value.name && value.id ? [value.name] : Object.values(value).flatMap(textsIn);
  return [];
}

export async function inTurns(items, width, work) {
  const waiting = [...items];
  await Promise.all(Array.from({ length: width }, async () => { while (waiting.length) await work(waiting.shift()); }));
}

/** The fields whose texts stand on the page of a thing. */
const WORDS_OF = {
  device: ["address_label", "operator", "description", "manufacturer", "product"], deployment: ["product", "description", "vendor", "legal_basis"],
  contract: ["object", "description", "holders", "amendments", "subcontracts", "product", "procedure", "nature", "techniques", "execution"],
  authorisation: ["number", "site_label", "prefecture", "applicant"], organisation: ["name", "aliases"], document: ["title", "publisher", "document_licence"], official_count: [], survey: ["description"],
};

async function lookAt(page, base, kind, sent) {
  const address = new URL(sent.entity.url, base).pathname;
  const answer = await fetch(base + address, { headers: { accept: "text/html" } });
  assert(answer.status === 200, `${address}: ${answer.status}`);
  const json = await (await fetch(`${base}/api/v1/${kind === "device" ? "devices" : "records"}/${sent.entity.id}`)).json();
  const values = json.properties ?? json;
  const texts = WORDS_OF[kind].flatMap((field) => textsIn(values[field]));
  const faults = await page.evaluate(faultsOf, { html: await answer.text(), texts });
  assert(faults.length === 0, `${address}: ${faults.join(", ")}`);
}

/** Sends them all, reads every page of theirs, opens those that hold scripts, then the lists, the city, the search and the queue. */
export async function hostileJourney(watched, words) {
  const { base } = watched;
  const context = await watched.visitor();
  const page = await context.newPage();
  await page.goto("/accessibilite");
  let kept = 0;
  const toOpen = [];
  let waiting;
  for (const kind of Object.keys(KINDS)) {
    await inTurns(STRINGS.map((s, i) => [s, i]), 4, async ([s, i]) => {
      const sent = await send(base, kind, s, i);
      if (!sent) return;
      kept += 1;
      if (sent.state === "pending") waiting = sent.id;
      if (!sent.entity) return;
      await lookAt(page, base, kind, sent);
      if (VECTORS.includes(s) && ["device", "contract"].includes(kind)) toOpen.push(new URL(sent.entity.url, base).pathname);
    });
  }
  assert(kept > STRINGS.length * Object.keys(KINDS).length * 0.9, `only ${kept} were kept`);
  assert(toOpen.length > VECTORS.length, `only ${toOpen.length} pages with scripts`);
  for (const address of toOpen) await page.goto(address, { waitUntil: "domcontentloaded" });
  await logIn(page, words);
  const lists = ["/villes/93066-saint-denis", "/usages", "/marches", "/arretes", "/chiffres", "/organisations", "/documents", "/moderation", "/decisions", "/carte"];
  for (const address of [...lists, ...(waiting ? [`/moderation/signalements/${waiting}`] : [])]) await page.goto(address);
  for (const s of [...OURS, ...VECTORS]) {
    if (s.isWellFormed()) await page.goto(`/recherche?q=${encodeURIComponent(s)}`, { waitUntil: "domcontentloaded" });
  }
  const waitingCases = async (s) => send(base, "device", `${s} 06 12 34 56 78`, 0);
  await answersToAuthors({ context, page, base, strings: STRINGS, waitingCases });
  const document = (await send(base, "document", "Document", 0)).entity.id;
  // Forms that answer with what was typed ask no database, so one engine is enough.
  if (process.env.ECHOES !== "no") await echoes({ context, page, base, strings: STRINGS, sharp: [...OURS, ...VECTORS], document, waiting });
  await listsOfStrings({ context, page, base, strings: STRINGS });
  await context.close();
  await namesOfPasskeys(watched, CHARGES);
}
