// Whoever is faster than the scripts, on a slow telephone or a poor network, loses nothing of what she did meanwhile.
import { assert, HERE } from "./browser.mjs";

/** Opens a page whose scripts do not arrive before `act` has been done on it. */
async function beforeScripts(page, address, act) {
  let release = () => {};
  const acted = new Promise((resolve) => { release = resolve; });
  await page.route("**/assets/*.js", async (route) => {
    await acted;
    await route.continue();
  });
  await page.goto(address, { waitUntil: "commit" });
  await act(page);
  release();
}

const EARLY = {
  async "a town is suggested for what was typed"(page) {
    await beforeScripts(page, "/", () => page.locator("main input[type=search]").first().pressSequentially("saint-denis"));
    await page.getByRole("option").filter({ hasText: "Seine-Saint-Denis" }).first().waitFor();
  },
  async "a street is offered for what was typed"(page) {
    await beforeScripts(page, "/signaler", () => page.locator("#address_label").pressSequentially("costa"));
    await page.locator(".street-suggestions .street").first().waitFor();
  },
  async "a filter that was ticked is on"(page) {
    await beforeScripts(page, `/carte?c=${HERE.latitude},${HERE.longitude},14`, () => page.locator(".families [name=family][value=software]").check());
    await page.waitForURL(/family=software/);
  },
  async "a walk that was chosen is measured"(page) {
    const line = JSON.stringify({ type: "LineString", coordinates: [[7.4185, 43.732], [7.4225, 43.735]] });
    const file = { name: "balade.geojson", mimeType: "application/geo+json", buffer: Buffer.from(line) };
    await beforeScripts(page, "/balade-exposee", () => page.locator("input[type=file]").setInputFiles(file));
    await page.locator("#exposure-finding").waitFor();
  },
};

export async function earlyJourney(watched) {
  const failed = [];
  for (const [name, walk] of Object.entries(EARLY)) {
    const context = await watched.visitor();
    await walk(await context.newPage()).catch((error) => failed.push(`${name}: ${error.message}`));
    await context.close();
  }
  assert(failed.length === 0, failed.join("\n"));
}
