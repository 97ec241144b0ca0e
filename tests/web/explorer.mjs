// The map by keyboard alone, and every state of it under axe.
import { AxeBuilder, assert, DESKTOP, PHONE } from "./browser.mjs";

const MONACO = "/carte?c=43.7385,7.4262,15.3";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function drawn(page) {
  await page.locator("census-map[data-drawn]").first().waitFor({ timeout: 60_000 });
  await page.locator(".rows li a").first().waitFor({ timeout: 30_000 });
}

/** Presses Tab until the focus is on what is wanted, as a person does who has no mouse. */
async function tabTo(page, selector, { key = "Tab", most = 120 } = {}) {
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`${most} presses of ${key} do not lead to ${selector}`);
}

const center = (page) => new URL(page.url()).searchParams.get("c");

async function until(condition, message) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(message);
}

/** The files beside the map hold what the list beside it does. */
async function filesFollow(page) {
  const file = page.locator(".formats a").first();
  await until(async () => /bbox=/.test(await file.getAttribute("href")), "the files are not those of the view");
  const rows = async () => (await (await page.context().request.get(await file.evaluate((link) => link.href))).text()).trim().split("\n").length - 1;
  const listed = async () => parseInt(await page.locator(".explorer-count").innerText(), 10);
  await until(async () => (await rows()) === (await listed()), `the file has ${await rows()} rows, the list ${await listed()}`);
}

/** Search, filter, list, panel, observation, map: no pointer at any time. */
export async function keyboardJourney(watched) {
  const context = await watched.visitor({ viewport: DESKTOP });
  const page = await context.newPage();
  await page.goto("/carte");
  await drawn(page);
  await filesFollow(page);
  await page.goto("/carte?c=48.86,2.35,9");
  await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });

  await tabTo(page, "#site-search");
  await page.keyboard.type("monaco");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until(() => center(page)?.startsWith("43.7"), `the search does not move the map: ${page.url()}`);
  assert(await page.locator("[data-slot=place] a").isVisible(), "the page of the commune is not offered");
  await page.locator(".rows li a").first().waitFor();

  await tabTo(page, ".families input[value=camera]");
  const ofFamily = page.waitForResponse((response) => /tiles\/devices\.json\?family=camera/.test(response.url()));
  await page.keyboard.press("Space");
  await ofFamily;
  assert(new URL(page.url()).searchParams.get("family") === "camera", `the family is not in the address: ${page.url()}`);
  await page.keyboard.press("Space");

  await tabTo(page, ".filters summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "input[name=kind][value=camera]");
  const listing = page.waitForResponse((response) => /kind=camera/.test(response.url()));
  await page.keyboard.press("Space");
  await listing;
  await filesFollow(page);
  assert((await page.locator(".formats a").first().getAttribute("href")).includes("kind=camera"), "the files have another filter than the map");
  assert(new URL(page.url()).searchParams.get("kind") === "camera", `the filter is not in the address: ${page.url()}`);
  await tabTo(page, ".chip-on", { key: "Shift+Tab" });
  await page.keyboard.press("Enter");
  await until(() => !new URL(page.url()).searchParams.has("kind"), "the chip does not take its filter away");
  await page.locator(".rows li a").first().waitFor();

  await tabTo(page, ".list-order select");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, ".rows a");
  for (const key of ["ArrowDown", "ArrowDown", "End", "Home", "ArrowDown"]) await page.keyboard.press(key);
  assert((await page.evaluate(() => document.activeElement?.closest("li")?.getAttribute("aria-posinset"))) === "2", "the arrows do not move through the list");
  await page.keyboard.press("Enter");
  await page.locator(".selection-observe").waitFor();
  const id = await page.locator(".selection a.button").getAttribute("href");
  await tabTo(page, ".selection-observe button");
  const [sent] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/api/v1/contributions")), page.keyboard.press("Enter")]);
  assert(sent.ok(), `"still there" was answered ${sent.status()}`);
  await page.keyboard.press("Escape");
  await page.locator(".selection").waitFor({ state: "hidden" });

  await tabTo(page, "census-map canvas");
  const before = center(page);
  await page.keyboard.press("ArrowRight");
  await until(() => center(page) !== before, "the arrows do not move the map");
  assert(id, "the panel leads to no page");

  await tabTo(page, "#timeline-slider");
  await page.keyboard.press("Home");
  await until(() => new URL(page.url()).searchParams.get("standing_on") === "1995-01-01", `the slider is not in the address: ${page.url()}`);
  await page.getByText("Rien ne correspond à ces filtres dans cette vue.").waitFor();
  await tabTo(page, ".timeline-play", { key: "Shift+Tab" });
  await page.keyboard.press("Enter");
  await until(() => new URL(page.url()).searchParams.get("standing_on") === "1996-01-01", `the button is not one year: ${page.url()}`);
  await tabTo(page, "#timeline-slider");
  await page.keyboard.press("End");
  await until(() => !new URL(page.url()).searchParams.has("standing_on"), "the end of the slider is not today");

  await tabTo(page, ".shade-choice input");
  const shaded = page.waitForResponse((response) => response.url().includes("/tiles/territories/"));
  await page.keyboard.press("ArrowRight");
  await shaded;
  assert(await page.locator(".shade-legend").isVisible(), "the shades have no legend");
  await context.close();
}

/** Position, kind and direction of a report without a pointer. */
export async function keyboardReportJourney(watched) {
  const context = await watched.visitor({ viewport: DESKTOP, geolocation: { longitude: 7.4291, latitude: 43.7402, accuracy: 8 }, permissions: ["geolocation"] });
  const page = await context.newPage();
  await page.goto("/signaler");
  await page.getByText(/± 8 m/).waitFor();
  await tabTo(page, ".kind-card input");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await tabTo(page, "details.more > summary");
  await page.keyboard.press("Enter");
  await tabTo(page, "[name=bearing]");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "#report [type=submit]");
  const [sent] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/api/v1/contributions")), page.keyboard.press("Enter")]);
  assert(sent.ok(), `the report was answered ${sent.status()}`);
  const { patch } = sent.request().postDataJSON();
  assert(patch.form === "fixed" && typeof patch.bearing === "number", JSON.stringify(patch));
  await page.locator(".receipt-code").waitFor();
  assert(await page.evaluate(() => document.activeElement?.matches("h1")), "the receipt is not where the focus is");
  await context.close();
}

/** Without the script every filter is a form, and each value that is on leads to the page without it. */
export async function plainFiltersJourney(watched) {
  const context = await watched.visitor({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/carte");
  await page.locator(".chip-family", { hasText: "Caméras" }).first().click();
  await page.locator(".filters summary").click();
  for (const value of ["operator_kind][value=public", "seen_since][value=P1Y", "plate_reading][value=false"]) await page.locator(`.chip:has([name=${value}])`).click();
  await page.locator("#standing_on").fill("2026-06-01");
  await page.locator(".filter-actions button").click();
  const asked = new URL(page.url()).searchParams;
  const wanted = { family: "camera", operator_kind: "public", seen_since: "P1Y", plate_reading: "false", standing_on: "2026-06-01" };
  for (const [name, value] of Object.entries(wanted)) assert(asked.get(name) === value, `${name}: ${page.url()}`);
  assert(await page.locator(".families [value=camera]").isChecked(), "the family is not ticked");
  assert((await page.locator(".chip-on").count()) === 4, "a value that is on is not shown");
  await page.locator(".chip-on").first().click();
  assert(!new URL(page.url()).searchParams.has("operator_kind") && (await page.locator(".chip-on").count()) === 3, page.url());
  await page.goto(MONACO);
  const counted = await page.locator(".explorer-count").innerText();
  await page.locator(".filter-actions button").click();
  assert(new URL(page.url()).searchParams.has("bbox") && (await page.locator(".explorer-count").innerText()) === counted, `a filter leaves the place: ${page.url()}`);
  await context.close();
}

const GPX = `<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>chez Jeanne</name><trkseg><trkpt lat="43.7320" lon="7.4150"><time>2026-03-01T08:00:00Z</time></trkpt><trkpt lat="43.7350" lon="7.4215"/><trkpt lat="43.7385" lon="7.4270"/></trkseg></trk></gpx>`;

/** A file that falls on a page is read there: its line may leave, its name, hours and file never. */
export async function droppedTrackJourney(watched) {
  const context = await watched.visitor({ viewport: DESKTOP });
  const bodies = [];
  context.on("request", (request) => {
    if (request.method() === "POST") bodies.push(request.postData() ?? "");
  });
  const page = await context.newPage();
  const drop = (target) => page.locator(target).evaluate((element, text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], "jeanne.gpx", { type: "application/gpx+xml" }));
    element.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: files }));
  }, GPX);
  await page.goto("/balade-exposee");
  await page.locator("[data-slot=draw] button").first().waitFor();
  await drop("exposure-walk");
  await page.locator("#exposure-finding").waitFor();
  await page.goto("/balades");
  await page.locator("walk-trace input[type=file]").waitFor();
  await drop("main");
  await page.locator(".trace-read", { hasText: "1,2 km" }).waitFor();
  assert(bodies.length === 1, "a track was sent unasked");
  await page.locator("walk-trace button").click();
  await page.getByText("ces rues comptent comme regardées").waitFor();
  assert(bodies.length === 2, `${bodies.length} bodies were sent`);
  for (const body of bodies) assert(body.includes("7.4215") && !/jeanne|08:00|<trk/i.test(body), `the file left the browser: ${body.slice(0, 400)}`);
  await context.close();
}

/** What a visitor can bring the map to, each as a way to get there. */
const STATES = {
  rows: (page) => page.goto(MONACO).then(() => drawn(page)),
  panel: async (page) => {
    await STATES.rows(page);
    await page.locator(".rows li a").first().click();
    await page.locator(".selection-observe").waitFor();
  },
  filters: async (page) => {
    await STATES.rows(page);
    await page.locator(".filters summary").click();
    await page.locator("input[name=kind][value=camera]").check({ force: true });
    await page.locator(".chip-on").waitFor();
  },
  legend: async (page) => {
    await STATES.rows(page);
    await page.locator(".legend summary").click();
  },
  families: async (page) => {
    await page.goto("/carte?c=46.6,2.5,6&family=software,camera");
    await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });
    await page.locator(".use-notes a").first().waitFor();
  },
  density: async (page) => {
    await page.goto("/carte?c=46.6,2.5,5.6&fond=density");
    await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });
    await page.locator(".shade-legend").waitFor();
  },
  area: async (page) => {
    await page.goto("/carte?c=48.93,2.36,11&fond=density");
    await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });
    await page.waitForLoadState("networkidle");
    await page.locator("census-map canvas").click({ position: { x: 40, y: 60 } });
    await page.locator(".selection h2").waitFor();
  },
  past: async (page) => {
    await page.goto("/carte?c=43.7385,7.4262,13&standing_on=2026-06-01");
    await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });
    await page.locator(".timeline[data-past]").waitFor();
  },
  "all filters": async (page) => {
    await page.goto("/carte?kind=camera&operator_kind=public&seen_since=2024-01-01&plate_reading=false&software=false&verification=single&status=confirmed&family=camera&standing_on=2026-06-01&since=2020-01-01");
    await page.locator(".filters summary").click();
    await page.locator(".chip-on").nth(6).waitFor();
  },
  empty: async (page) => {
    await page.goto("/carte?c=48.2,-4.95,15");
    await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });
    await page.getByText("Personne n’a encore rien signalé ici.").first().waitFor();
  },
  failed: async (page) => {
    await page.route("**/carte.json?*", (route) => route.abort());
    await page.goto(MONACO);
    await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });
    await page.locator(".explorer-count", { hasText: /mise à jour/ }).waitFor();
  },
  walk: async (page) => {
    await page.goto("/balade-exposee");
    await page.locator("census-map[data-drawn]").waitFor({ timeout: 60_000 });
    const file = JSON.stringify({ type: "LineString", coordinates: [[7.4185, 43.732], [7.4225, 43.735], [7.427, 43.7385]] });
    await page.locator("input[type=file]").setInputFiles({ name: "balade.geojson", mimeType: "application/geo+json", buffer: Buffer.from(file) });
    await page.locator("#exposure-finding").waitFor();
  },
  "walk-fault": async (page) => {
    await page.goto("/balade-exposee");
    await page.locator("[data-slot=draw] button").first().waitFor();
    await page.getByRole("button", { name: "Mesurer" }).click();
    await page.locator("#exposure-fault").waitFor();
  },
};

/** Every state on phone and desktop, by day and by night. */
export async function statesJourney(watched) {
  const findings = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const [screen, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      const context = await watched.visitor({ viewport, colorScheme }, { quiet: true });
      for (const [name, reach] of Object.entries(STATES)) {
        const page = await context.newPage();
        await reach(page);
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        findings.push(...violations.map((found) => `${name} ${screen} ${colorScheme}: ${found.id} at ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`));
        await page.close();
      }
      await context.close();
    }
  }
  assert(findings.length === 0, findings.join("\n      "));
}

/**
 * What a visitor without JavaScript is shown, under axe. axe itself needs the script, so the page comes as such a browser
 * reads it: what stands in `noscript` in its place, and no script.
 */
export async function plainStatesJourney(watched) {
  const plain = async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<script\b[\s\S]*?<\/script>/g, "").replace(/<\/?noscript>/g, "");
    await route.fulfill({ response, body });
  };
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [PHONE, DESKTOP]) {
      const context = await watched.visitor({ viewport, colorScheme });
      await context.route(({ pathname }) => pathname === "/carte", plain);
      const page = await context.newPage();
      for (const address of ["/carte", MONACO, "/carte?family=sensor&c=43.7385,7.4262,15.3"]) {
        await page.goto(address);
        const picture = page.locator(".still img:visible").first();
        await picture.waitFor();
        assert(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), `no picture at ${address}`);
        assert((await page.locator("census-map canvas").count()) === 0, "the script runs");
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        assert(violations.length === 0, `${address}: ${violations.map(({ id, nodes }) => `${id} (${nodes[0]?.html})`).join(", ")}`);
      }
      await context.close();
    }
  }
}

/** Without the script, a walk is a file in a plain form, and the answer a page with a drawing. */
export async function plainWalkJourney(watched) {
  const context = await watched.visitor({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/balade-exposee");
  assert(!(await page.locator(".exposure-map").isVisible()), "a map that nothing draws stands in the way");
  const gpx = `<gpx><trk><trkseg><trkpt lat="43.7385" lon="7.427"/><trkpt lat="43.74" lon="7.4262"/></trkseg></trk></gpx>`;
  await page.locator("input[type=file]").setInputFiles({ name: "balade.gpx", mimeType: "application/gpx+xml", buffer: Buffer.from(gpx) });
  await page.getByRole("button", { name: "Mesurer" }).click();
  await page.locator("#exposure-finding").waitFor();
  assert(await page.locator(".walk-picture").isVisible(), "the walk is not drawn");
  assert((await page.locator(".exposure-answer .devices li").count()) > 0, "no device is listed in the middle of Monaco");
  await context.close();
}
