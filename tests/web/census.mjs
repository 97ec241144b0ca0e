// The whole census by forms: a use is reported, paid for, disputed, settled, read, taken back.
// `CHECK` is the command that verifies the database; it must be content after every step.
import { execFileSync } from "node:child_process";
import { logIn, newAccount } from "./accounts.mjs";
import { assert, DESKTOP, PHONE } from "./browser.mjs";

const CITY = "/villes/93066-saint-denis";

/** Fills a form by the names of its fields and sends it; the page that answers. */
async function fill(page, address, fields) {
  await page.goto(address);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name="${name}"]:not([type=hidden])`).first();
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), page.locator("main form button[type=submit]").last().click()]);
  await page.locator(".receipt-code").waitFor();
}

/** The page of what the last receipt is about. */
async function published(page) {
  const address = await page.locator(".receipt-card + *, main").locator("a[href*='/usages/'], a[href*='/marches/']").first().getAttribute("href");
  assert(address, "the receipt leads to no page");
  return address;
}

function check() {
  if (!process.env.CHECK) return;
  const [program, ...rest] = JSON.parse(process.env.CHECK);
  execFileSync(program, rest, { stdio: ["ignore", "pipe", "pipe"] });
}

async function textOf(page, address) {
  await page.goto(address);
  return page.locator("main").innerText();
}

/** A resident reports software on cameras, with a document and without an account. */
async function reportUse(page, name) {
  await fill(page, "/usages/nouveau", {
    technology: "video_analytics", authority: "Ville de Saint-Denis", territories: "93066", vendor: "Exemple Vision",
    product: name, basis: "document", source_title: "Délibération du conseil", source_url: "https://example.org/deliberation.pdf",
  });
  return published(page);
}

/** A contributor adds what was paid, to whom, and what changed since. */
async function addContract(page, name) {
  await fill(page, "/marches/nouveau", {
    authority: "Ville de Saint-Denis", object: `Logiciel d’analyse ${name}`, territories: "93066", holders: "Exemple Vision ; 73282932000074",
    amount_ht: "120 000,50", notified_on: "2024-03-01", duration_months: "24", basis: "document", source_title: "Acte d’engagement",
    source_url: "https://example.org/marche.pdf",
  });
  const contract = await published(page);
  await fill(page, `${contract}/corriger`, { amendments: "1 ; 2025-03-01 ; 150000 ; 48 ; Prolongation", basis: "document" });
  const text = await textOf(page, contract);
  assert(/1er mars 2028/.test(text), `the end of the contract follows the amendment: ${text}`);
  return contract;
}

/** A moderator settles a dispute, and says so in public. */
async function settle(page, use) {
  await page.goto(`/moderation/fiches/${use.split("/").pop()}`);
  const dispute = page.locator("section", { has: page.locator("input[name=field][value=vendor]") });
  await dispute.getByText("Autre Vision").click();
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST"), dispute.locator("button[type=submit]").click()]);
}

/** Everything that came today is taken back in one action. */
async function takeBack(page) {
  const today = new Date().toISOString().slice(0, 10);
  await page.goto("/moderation/annuler");
  await page.locator("[name=scope]").selectOption("window");
  await page.locator("[name=from]").fill(today);
  await page.locator("[name=to]").fill(today);
  await page.locator("[name=territory]").fill("93066");
  await page.locator("button[value=preview]").click();
  await page.locator("#preview").waitFor();
  await page.locator("button[value=revert]").click();
  await page.locator("main [role=status]").waitFor();
}

/** The story of a use, from the pavement to its end. */
export async function censusJourney(watched, words, { javaScriptEnabled }) {
  const name = javaScriptEnabled ? "Regard vif" : "Regard sobre";
  const visit = async (options = {}) => (await watched.visitor({ javaScriptEnabled, viewport: PHONE, ...options })).newPage();
  const [resident, contributor, second, moderator, journalist] = await Promise.all([visit(), visit(), visit(), visit(), visit({ viewport: DESKTOP })]);
  const stamp = String(Date.now() % 1e6);

  const use = await reportUse(resident, name);
  check();
  await newAccount(contributor, `Chouette ${stamp}`);
  const contract = await addContract(contributor, name);
  check();
  await newAccount(second, `Effraie ${stamp}`);
  await fill(second, `${use}/corriger`, { vendor: "Autre Vision", basis: "document" });
  const disputed = await textOf(journalist, use);
  assert(disputed.includes("Exemple Vision") && disputed.includes("Autre Vision"), `both values are readable: ${disputed}`);
  check();
  await logIn(moderator, words);
  await settle(moderator, use);
  check();

  const settled = await textOf(journalist, use);
  assert(settled.includes("Autre Vision") && settled.includes("Contradiction tranchée"), `the history tells of the decision: ${settled}`);
  const city = await textOf(journalist, CITY);
  for (const number of ["declared", "authorised", "contracted", "observed"]) assert(await journalist.locator(`#figure-${number}`).isVisible(), `${number} is missing`);
  assert(city.includes(name) && city.includes(`Logiciel d’analyse ${name}`), "the city's page shows both");

  await journalist.goto(`${CITY}/historique`);
  const story = await journalist.content();
  assert(story.includes("Contradiction") && story.includes("Autre Vision") && story.includes("/decisions/"), "the history of the city tells of the dispute and of its decision");

  await takeBack(moderator);
  check();
  const after = await textOf(journalist, CITY);
  assert(!after.includes(name), `taken back, and still there: ${after}`);
  assert((await textOf(journalist, contract)).length > 0, "what was taken back stays readable");
  for (const page of [resident, contributor, second, moderator, journalist]) await page.context().close();
}
