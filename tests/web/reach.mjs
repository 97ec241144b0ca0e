// How few steps lead from where a reader is to what she came for: a city, a table, a code to paste.
import { readFile } from "node:fs/promises";
import { assert, DESKTOP } from "./browser.mjs";

const CITY = "/villes/93066-saint-denis";
/** Views with rows that a journalist takes away. */
const VIEWS = [CITY, "/carte", "/carte?kind=camera&operator_kind=public", "/marches", "/usages", "/fichiers", "/classements", "/comparer?t=06088&t=59350"];
/** Views that have something to embed: what a territory holds. */
const EMBEDDED = [CITY, "/carte", "/carte?territory=93066", "/villes/d93-seine-saint-denis"];

/** Presses and counts; what is folded away is opened first, which counts too. */
async function press(page, link, count) {
  if (!(await link.isVisible())) {
    await page.locator("details", { has: link }).last().locator("summary").first().click();
    count.clicks += 1;
  }
  count.clicks += 1;
  await link.click();
}

export async function cityJourney(watched) {
  const context = await watched.visitor({ viewport: DESKTOP });
  const page = await context.newPage();
  await page.goto("/");
  let actions = 0;
  await page.locator("main input[type=search], #site-search").first().pressSequentially("saint-denis");
  actions += 1;
  const right = page.getByRole("option").filter({ hasText: "Seine-Saint-Denis" }).first();
  await right.waitFor();
  await Promise.all([page.waitForURL(/\/villes\/93066-/), right.click()]);
  actions += 1;
  assert(actions <= 2, `${actions} actions`);
  assert((await page.locator("h1").innerText()).includes("Saint-Denis"), "another city");
  await context.close();
}

/** Every view is a table in two clicks at the most, and what comes is one. */
export async function tableJourney(watched) {
  const context = await watched.visitor({ viewport: DESKTOP });
  const missing = [];
  for (const view of VIEWS) {
    const page = await context.newPage();
    await page.goto(view);
    const all = page.locator("main a[href*='.csv']");
    const link = (await all.filter({ visible: true }).count()) > 0 ? all.filter({ visible: true }).first() : all.first();
    if ((await all.count()) === 0) missing.push(view);
    else {
      const count = { clicks: 0 };
      const [file] = await Promise.all([page.waitForEvent("download"), press(page, link, count)]);
      const text = await readFile(await file.path(), "utf8");
      assert(count.clicks <= 2, `${view}: ${count.clicks} clicks`);
      assert(text.split("\n")[0].includes(","), `${view}: ${text.slice(0, 80)}`);
    }
    await page.close();
  }
  assert(missing.length === 0, `no table from ${missing.join(", ")}`);
  await context.close();
}

/** What a territory holds can be embedded; the code is two clicks away at the most. */
export async function embedJourney(watched) {
  const context = await watched.visitor({ viewport: DESKTOP });
  const missing = [];
  for (const view of EMBEDDED) {
    const page = await context.newPage();
    await page.goto(view);
    const link = page.locator("main a[href$='/integrer']").first();
    if ((await link.count()) === 0) missing.push(view);
    else {
      const count = { clicks: 0 };
      await press(page, link, count);
      const code = await page.locator("textarea").first().inputValue();
      assert(count.clicks <= 2, `${view}: ${count.clicks} clicks`);
      assert(code.includes("<iframe") && code.includes("/embed/"), `${view}: ${code}`);
    }
    await page.close();
  }
  assert(missing.length === 0, `no code to embed from ${missing.join(", ")}`);
  await context.close();
}
