// Walks through a running demo as people do: `node journeys.mjs http://127.0.0.1:3000 [census]`.
// One line per journey; the exit status says whether all of them arrived. Screenshots go to SCREENSHOTS.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { accountPages, logIn, newAccount, passkeyJourney } from "./accounts.mjs";
import { censusJourney } from "./census.mjs";
import { earlyJourney } from "./early.mjs";
import { droppedTrackJourney, keyboardJourney, keyboardReportJourney, plainFiltersJourney, plainStatesJourney, plainWalkJourney, statesJourney } from "./explorer.mjs";
import { hostileJourney } from "./hostile.mjs";
import { pavement } from "./pavement.mjs";
import { photoJourney } from "./photos.mjs";
import { cityJourney, embedJourney, tableJourney } from "./reach.mjs";
import { street } from "./street.mjs";
import { AxeBuilder, assert, DESKTOP, HERE, PHONE, Watched } from "./browser.mjs";

const base = process.argv[2] ?? process.env.BASE_URL;
if (!base) {
  console.error("usage: node journeys.mjs BASE_URL");
  process.exit(2);
}
const only = process.argv[3] ?? "all";
const moderatorWords = process.env.MODERATOR_WORDS ?? "";
const pictures = process.env.SCREENSHOTS;
const located = { geolocation: HERE, permissions: ["geolocation"] };

/** Every report sent by a page, in order: the same id twice is the same report sent again. */
function sentReports(context) {
  const sent = [];
  context.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/v1/contributions")) sent.push(request.postDataJSON());
  });
  return sent;
}

async function devicesNear({ longitude, latitude }) {
  const answer = await fetch(`${base}/api/v1/devices?near=${longitude},${latitude}&radius=5&limit=50`);
  assert(answer.ok, `the API answered ${answer.status}`);
  return (await answer.json()).features;
}

/** How often a device stands in its tile, on its city's page, in the API and in the dump: everybody sees a report once. */
async function timesSeen({ id, geometry: { coordinates: [longitude, latitude] }, properties }) {
  const side = 2 ** 14;
  const x = Math.floor(((longitude + 180) / 360) * side);
  const y = Math.floor(((1 - Math.asinh(Math.tan((latitude * Math.PI) / 180)) / Math.PI) / 2) * side);
  const places = [`/tiles/devices/14/${x}/${y}.mvt`, `/villes/${properties.territory_code}`, `/api/v1/devices/${id}`, "/dumps/live/devices.geojson"];
  const texts = await Promise.all(places.map(async (place) => (await fetch(base + place)).text()));
  // A page names a device in its list once; the picture of the map links to it as well.
  const marks = [id, `<li data-id="${id}"`, `"id":"${id}"`, `"id":"${id}"`];
  return Object.fromEntries(places.map((place, index) => [place, texts[index].split(marks[index]).length - 1]));
}

/** Waits for the map to be drawn, tiles and all. */
async function drawn(page) {
  await page.locator("census-map[data-drawn]").first().waitFor({ timeout: 30_000 });
  await page.waitForLoadState("networkidle");
}

/** What stands beside a city: its code to embed, the embed, lists with filters, tables. */
function besides(city) {
  const place = city.slice("/villes/".length);
  return { share: `${city}/integrer`, embed: `/embed/${place}`, contracts: "/marches?status=notified", walks: "/balades?place=Beausoleil", sheet: "/balades/feuille?sheet=GN3-AQA-QB1", entry: "/balades/saisie?sheet=GN3-AQA-QB1", forget: "/effacer", compare: "/comparer?t=06088&t=59350&t=75056", rankings: "/classements", technology: "/technologies/video_analytics", region: "/villes/r93-provence-alpes-cote-d-azur", data: "/donnees", history: `${city}/historique`, policeFiles: "/fichiers", policeFile: "/fichiers/taj" };
}

async function addresses() {
  const { features } = await (await fetch(`${base}/api/v1/devices?limit=200`)).json();
  const device = features.find((feature) => feature.properties.territory_name && feature.properties.fictional) ?? features[0];
  assert(device, "the demo holds no device");
  const { territories } = await (await fetch(`${base}/api/v1/territories?q=${encodeURIComponent(device.properties.territory_name ?? "Paris")}&limit=8`)).json();
  const city = territories.find((territory) => territory.code === device.properties.territory_code) ?? territories[0];
  return { home: "/", map: "/carte", walk: "/balade-exposee", report: "/signaler", city: city.url, device: `/appareils/${device.id}`, deviceHistory: `/appareils/${device.id}/historique`, search: "/recherche?q=place+nice", found: "/recherche?q=place&kind=device", ...besides(city.url) };
}

/** The pages of moderators, once something waits; the context is logged in as one from then on. */
async function moderatorPages(context) {
  if (!moderatorWords) return {};
  const patch = { kind: "camera", position: [7.2706, 43.6971], description: "Appeler le 06 12 34 56 78" };
  const body = JSON.stringify({ client_id: crypto.randomUUID(), intent: "new", patch });
  const sent = await (await fetch(`${base}/api/v1/contributions`, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
  assert(sent.state === "pending", `what names a telephone waits: ${JSON.stringify(sent)}`);
  const page = await context.newPage();
  await logIn(page, moderatorWords);
  await page.close();
  const { features } = await (await fetch(`${base}/api/v1/devices?limit=1`)).json();
  return { queue: "/moderation", case: `/moderation/signalements/${sent.id}`, entry: `/moderation/fiches/${features[0].id}`, revert: "/moderation/annuler", decisions: "/decisions" };
}

/** From where a reader is to what she came for. */
const reach = {
  "from the first page to the right city in two actions": cityJourney,
  "from any view to its table in two clicks": tableJourney,
  "from any view of a territory to the code that embeds it in two clicks": embedJourney,
  "what is typed, ticked or chosen before the scripts arrive counts": earlyJourney,
};

const map = {
  "the map is used by keyboard alone": keyboardJourney,
  "a report is made by keyboard alone": keyboardReportJourney,
  "every filter of the map is a form without JavaScript": plainFiltersJourney,
  "the map without JavaScript is accessible, on phone and desktop, by day and by night": plainStatesJourney,
  "every state of the map is accessible, on phone and desktop, by day and by night": statesJourney,
  "a walk is measured without JavaScript": plainWalkJourney,
  "a recorded track is read where it falls and its file never leaves": droppedTrackJourney,
};

const journeys = {
  async "a photo is covered before it leaves, looked at, and shown"(watched) {
    for (const colorScheme of ["light", "dark"]) await photoJourney(watched, moderatorWords, colorScheme);
  },

  async "a report is sent without JavaScript"(watched) {
    const context = await watched.visitor({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto("/signaler");
    await page.locator("label.kind-card").first().click();
    await page.locator("summary", { hasText: /coordonnées/i }).click();
    await page.locator("[name=coordinates]").fill("43.7325, 7.4189");
    const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), page.locator("#report [type=submit]").click()]);
    assert(answer.status() === 201, `the form answered ${answer.status()}`);
    assert(await page.locator(".receipt-code").isVisible(), "no receipt code is shown");
    await context.close();
  },

  async "a report takes two taps when the position is allowed"(watched) {
    const context = await watched.visitor(located);
    const sent = sentReports(context);
    const page = await context.newPage();
    await page.goto("/signaler");
    await page.getByText(/± 8 m/).waitFor();
    await page.locator("label.kind-card").first().click();
    await page.locator("#report [type=submit]").click();
    await page.locator(".receipt-code").waitFor();
    assert(sent.length === 1, `${sent.length} reports were sent`);
    const around = await devicesNear(HERE);
    assert(around.length >= 1, "the report is not in the API");
    await context.close();
  },

  async "a report written offline is delivered exactly once, whatever the tabs do"(watched) {
    const context = await watched.visitor({ ...located, geolocation: { ...HERE, latitude: 43.7391, longitude: 7.4286 } }, { quiet: true });
    const sent = sentReports(context);
    const page = await context.newPage();
    await page.goto("/signaler");
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.waitForFunction(async () => Boolean(await caches.match("/signaler")));
    await context.setOffline(true);
    await page.reload();
    await page.getByText(/± 8 m/).waitFor();
    await page.locator("label.kind-card").nth(1).click();
    await page.locator("#report [type=submit]").click();
    await page.getByText(/1 signalement en attente/).waitFor();
    const other = await context.newPage();
    await other.goto("/signaler");
    await other.getByText(/1 signalement en attente/).waitFor();
    const before = sent.length;
    await context.setOffline(false);
    for (const tab of [page, other]) {
      await tab.evaluate(() => {
        dispatchEvent(new Event("online"));
        dispatchEvent(new Event("online"));
      });
    }
    await page.locator(".receipt-code").first().waitFor();
    await other.locator(".receipt-code").first().waitFor();
    await page.getByText(/en attente du réseau/).waitFor({ state: "hidden" });
    const delivered = new Set(sent.slice(before).map((report) => report.client_id));
    assert(delivered.size === 1, `${delivered.size} different reports were sent`);
    assert(sent.length - before === 1, `the report was sent ${sent.length - before} times`);
    const around = await devicesNear({ longitude: 7.4286, latitude: 43.7391 });
    assert(around.length === 1, `${around.length} devices stand where one was reported`);
    for (const [place, times] of Object.entries(await timesSeen(around[0]))) assert(times === 1, `the report stands ${times} times in ${place}`);
    const left = await page.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open("technopolice", 1);
      opening.onsuccess = () => {
        const all = opening.result.transaction("outbox").objectStore("outbox").getAll();
        all.onsuccess = () => resolve(all.result.length);
      };
    }));
    assert(left === 0, `${left} reports are still on the device`);
    await context.close();
  },

  ...street,

  ...pavement,

  ...reach,

  async "the map without JavaScript still shows its list"(watched) {
    const context = await watched.visitor({ javaScriptEnabled: false, viewport: DESKTOP });
    const page = await context.newPage();
    await page.goto("/carte");
    assert((await page.locator("census-list li a").count()) > 0, "the list is empty");
    await context.close();
  },

  async "the map without WebGL is a picture, and still shows its list and says why"(watched) {
    const context = await watched.visitor({ viewport: DESKTOP });
    await context.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind.startsWith("webgl") ? null : real.call(this, kind, ...rest);
      };
    });
    const page = await context.newPage();
    await page.goto("/carte");
    await page.locator(".map-failed").waitFor();
    assert((await page.locator("census-list li a").count()) > 0, "the list is empty");
    const picture = page.locator(".still-wide img");
    await picture.waitFor();
    assert(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)), "no picture");
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert(violations.length === 0, `axe: ${violations.map(({ id }) => id).join(", ")}`);
    await context.close();
  },

  async "the list follows the map and a suggestion leads to a town"(watched) {
    const context = await watched.visitor({ viewport: DESKTOP });
    const page = await context.newPage();
    await page.goto("/carte?c=43.7355,7.4215,15");
    await drawn(page);
    await page.locator("census-list li a").first().waitFor();
    const listing = page.waitForResponse((response) => response.url().includes("/carte.json?bbox="));
    await page.locator("census-map canvas").focus();
    await page.keyboard.press("ArrowRight");
    assert((await listing).ok(), "the list was refused");
    await page.locator("#site-search").fill("saint den");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await Promise.all([page.waitForURL(/\/villes\//), page.locator("[data-slot=place] a").click()]);
    await context.close();
  },

  ...map,

  "an account with a passkey opens with both and with nothing less": passkeyJourney,

  async "every page is accessible and pictured, on phone and desktop, by day and by night"(watched) {
    const pages = await addresses();
    if (pictures) await mkdir(pictures, { recursive: true });
    const findings = [];
    for (const colorScheme of ["light", "dark"]) {
      for (const [screen, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
        const context = await watched.visitor({ viewport, colorScheme });
        const first = await context.newPage();
        await newAccount(first, `Chouette ${screen} ${colorScheme}`);
        await first.close();
        for (const [name, address] of Object.entries({ ...pages, ...accountPages, ...(await moderatorPages(context)) })) {
          const page = await context.newPage();
          await page.goto(address);
          if (await page.locator("census-map").count()) await drawn(page);
          if (pictures) await page.screenshot({ path: join(pictures, `${name}-${screen}-${colorScheme}.png`), fullPage: name !== "map" });
          const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
          findings.push(...violations.map((found) => `${address} ${screen} ${colorScheme}: ${found.id} at ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`));
          await page.close();
        }
        await context.close();
      }
    }
    assert(findings.length === 0, findings.join("\n      "));
  },

  async "nothing was asked of another origin and nothing complained"(watched) {
    assert(watched.faults.length === 0, [...new Set(watched.faults)].join("\n      "));
  },
};

/** The story of the records, on a census of its own, whichever engine keeps it. */
const census = {
  "the whole census without JavaScript": (watched) => censusJourney(watched, moderatorWords, { javaScriptEnabled: false }),
  "the whole census with JavaScript": (watched) => censusJourney(watched, moderatorWords, { javaScriptEnabled: true }),
  "strings made to break things are kept and shown as text, and nothing runs": (watched) => hostileJourney(watched, moderatorWords),
  "nothing was asked of another origin and nothing complained": journeys["nothing was asked of another origin and nothing complained"],
};

const watched = await Watched.start(base);
let failed = 0;
for (const [name, walk] of Object.entries({ all: journeys, census, street: { ...street, ...pavement }, map, reach, pavement }[only] ?? journeys)) {
  const start = performance.now();
  try {
    await walk(watched);
    console.log(`ok    ${name} (${Math.round(performance.now() - start)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n      ${error instanceof Error ? error.message : error}`);
  }
}
await watched.browser.close();
process.exitCode = failed === 0 ? 0 : 1;
