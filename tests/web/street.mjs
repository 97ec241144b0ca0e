// The report on a pavement: two taps, a photo, no network, a full telephone, a killed browser. Each report counts once.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, chromium, FLAGS, HERE, PHONE } from "./browser.mjs";

const located = (longitude, latitude) => ({ geolocation: { longitude, latitude, accuracy: 8 }, permissions: ["geolocation"] });
/** Places of Monaco where no journey reports but the one that names it. */
const PLACES = { taps: [7.4159, 43.7312], near: [7.4163, 43.7337], full: [7.4187, 43.7402], later: [7.4247, 43.7421], killed: [7.4302, 43.7431], off: [7.4271, 43.7447] };

async function devicesNear(base, [longitude, latitude], radius = 5) {
  const answer = await fetch(`${base}/api/v1/devices?near=${longitude},${latitude}&radius=${radius}&limit=50`);
  assert(answer.ok, `the API answered ${answer.status}`);
  return (await answer.json()).features;
}

async function once(base, place) {
  const found = await devicesNear(base, place);
  assert(found.length === 1, `${found.length} devices stand where one was reported`);
  return found[0];
}

/** Counts what a finger and a keyboard do. */
function hands(page) {
  const count = { taps: 0, keys: 0 };
  return { count, tap: async (locator) => { count.taps += 1; await locator.click(); } };
}

/** The report page, kept by the service worker, with a position and no network. */
async function offline(context, page) {
  await page.goto("/signaler");
  await page.getByText(/± 8 m/).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(async () => Boolean(await caches.match("/signaler")));
  await page.locator(".traces input, [data-slot=traces] input").first().waitFor();
  await context.setOffline(true);
}

async function send(page, kind = 0) {
  await page.locator("label.kind-card").nth(kind).click();
  await page.locator("#report [type=submit]").click();
}

/** What is still kept on the device: records, and their photos. */
function kept(page) {
  return page.evaluate(() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("technopolice", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "id" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const all = opening.result.transaction("outbox").objectStore("outbox").getAll();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result.length);
      };
    };
  }));
}

export const street = {
  async "the smallest report is two taps, no key and a few seconds, and says where by itself"(watched) {
    const context = await watched.visitor(located(...PLACES.taps));
    const page = await context.newPage();
    await page.goto("/signaler");
    const { count, tap } = hands(page);
    const start = performance.now();
    await tap(page.locator("label.kind-card").nth(2));
    await tap(page.locator("#report [type=submit]"));
    await page.locator(".receipt-code").waitFor();
    const seconds = (performance.now() - start) / 1000;
    assert(count.taps === 2 && count.keys === 0, `${count.taps} taps`);
    assert(seconds <= 10, `${seconds.toFixed(1)} s`);
    const { properties } = await once(watched.base, PLACES.taps);
    assert(properties.form === "ptz", `the drawing said ${properties.form}`);
    await context.close();
  },

  async "what stands there already is a card, and one tap confirms it"(watched) {
    const seen = { client_id: crypto.randomUUID(), intent: "new", patch: { kind: "camera", position: PLACES.near, form: "dome", bearing: 90 } };
    const sent = await fetch(`${watched.base}/api/v1/contributions`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(seen) });
    assert(sent.status === 201, `the API answered ${sent.status}`);
    const context = await watched.visitor(located(PLACES.near[0] + 0.0001, PLACES.near[1]));
    const page = await context.newPage();
    await page.goto("/signaler");
    const card = page.locator(".near-card").first();
    await card.waitFor();
    assert((await card.locator(".near-arrow").count()) === 1, "the card has no direction");
    await card.getByRole("button", { name: "C’est la même" }).click();
    await card.locator(".near-status", { hasText: /\S/ }).waitFor();
    assert((await card.locator(".near-actions").count()) === 0, await card.innerText());
    const { properties } = await once(watched.base, PLACES.near);
    assert(properties.confirmations === 1, `${properties.confirmations} confirmations`);
    await context.close();
  },

  async "a street of the server is found without network and without a position"(watched) {
    const context = await watched.visitor({}, { quiet: true });
    const page = await context.newPage();
    await page.goto("/signaler");
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.locator("[data-slot=traces] input").waitFor();
    const listed = page.waitForResponse(/streets\/names/);
    await page.locator("#address_label").focus();
    await listed;
    await page.waitForFunction(async () => Boolean(await caches.match("/signaler")) && Boolean(await caches.match("/streets/names.json")).valueOf() !== undefined);
    await context.setOffline(true);
    await page.locator("#address_label").pressSequentially("costa");
    await page.locator(".street").first().click();
    await page.getByText(/Placé au milieu de/).waitFor();
    assert((await page.locator("[name=latitude]").inputValue()).startsWith("43.7"), "no position");
    await context.setOffline(false);
    await context.close();
  },

  async "a person who wants nothing kept keeps the form, and sends it once the network is back"(watched) {
    const context = await watched.visitor(located(...PLACES.off), { quiet: true });
    const page = await context.newPage();
    await offline(context, page);
    await page.locator("[data-slot=traces] input").check();
    await send(page);
    await page.getByText(/rien n’est gardé ici/).waitFor();
    assert((await kept(page)) === 0, "a report was kept");
    await context.setOffline(false);
    await page.locator("#report [type=submit]").click();
    await page.locator(".receipt-code").waitFor();
    await once(watched.base, PLACES.off);
    await context.close();
  },

  async "a telephone without room says so and loses nothing"(watched) {
    const context = await watched.visitor(located(...PLACES.full), { quiet: true });
    const page = await context.newPage();
    await page.addInitScript(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    });
    await offline(context, page);
    await send(page);
    await page.getByText(/plus de place sur ce téléphone/).waitFor();
    await context.setOffline(false);
    await page.locator("#report [type=submit]").click();
    await page.locator(".receipt-code").waitFor();
    await once(watched.base, PLACES.full);
    await context.close();
  },

  async "a server that is full is asked again when it said, and not before"(watched) {
    for (const status of [429, 507]) {
      const place = [PLACES.later[0] + (status === 507 ? 0.0005 : 0), PLACES.later[1]];
      const context = await watched.visitor(located(...place), { quiet: true });
      const asked = [];
      await context.route("**/api/v1/contributions", async (route) => {
        asked.push(Date.now());
        if (asked.length > 1) return route.continue();
        await route.fulfill({ status, headers: { "retry-after": "7", "content-type": "application/problem+json" }, body: "{}" });
      });
      const page = await context.newPage();
      await page.goto("/signaler");
      await page.getByText(/± 8 m/).waitFor();
      await send(page, 1);
      await page.getByText(/1 signalement en attente/).waitFor();
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await page.locator(".receipt-code").waitFor({ timeout: 30_000 });
      assert(asked.length === 2 && asked[1] - asked[0] >= 6_500, `asked ${asked.length} times, after ${asked[1] - asked[0]} ms`);
      assert((await kept(page)) === 0, "the report is still on the device");
      await once(watched.base, place);
      await context.close();
    }
  },

  async "a browser that is killed while it sends sends again, and the report counts once"(watched) {
    const profile = await mkdtemp(join(tmpdir(), "technopolice-"));
    const options = { executablePath: watched.executable, args: FLAGS, baseURL: watched.base, locale: "fr-FR", viewport: PHONE, ...located(...PLACES.killed) };
    const first = await chromium.launchPersistentContext(profile, { ...options, handleSIGTERM: false });
    const page = await first.newPage();
    await offline(first, page);
    await send(page);
    await page.getByText(/1 signalement en attente/).waitFor();
    // The server takes the report, but its answer never arrives.
    let taken;
    const arrived = new Promise((resolve) => (taken = resolve));
    await first.route("**/api/v1/contributions", async (route) => {
      await route.fetch();
      taken();
    });
    await first.setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await arrived;
    await page.goto("chrome://crash").catch(() => undefined);
    await first.close();
    await once(watched.base, PLACES.killed);
    const second = await chromium.launchPersistentContext(profile, options);
    const again = await second.newPage();
    await again.goto("/signaler");
    await again.locator(".receipt-code").first().waitFor();
    assert((await kept(again)) === 0, "the report is still on the device");
    await once(watched.base, PLACES.killed);
    await second.close();
    await rm(profile, { recursive: true, force: true });
  },

  async "leaving no trace empties the stores, the caches and the worker"(watched) {
    const context = await watched.visitor(located(HERE.longitude, HERE.latitude), { quiet: true });
    const page = await context.newPage();
    await offline(context, page);
    await send(page);
    await page.getByText(/1 signalement en attente/).waitFor();
    await page.evaluate(() => document.querySelector(".outbox")?.scrollIntoView());
    // A report that waits is forgotten before it is sent.
    await context.route("**/api/v1/contributions", (route) => route.abort());
    await context.setOffline(false);
    await Promise.all([page.waitForURL(/\/effacer$/), page.locator(".outbox").getByRole("button", { name: /effacer/ }).click()]);
    await page.getByText(/ne garde plus rien/).waitFor();
    const left = await page.evaluate(async () => ({
      stores: (await indexedDB.databases()).map(({ name }) => name),
      caches: await caches.keys(),
      choices: localStorage.length,
    }));
    assert(left.stores.length === 0 && left.choices === 0, JSON.stringify(left));
    await context.close();
  },

  async "a sheet is typed in without JavaScript"(watched) {
    const context = await watched.visitor({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto("/balades?place=43.7355, 7.4215");
    await page.getByRole("link", { name: "Saisir cette feuille" }).click();
    await page.locator("[name=walked_on]").fill("2026-02-03");
    await page.locator("[name=line-0-square]").fill("B3");
    await page.locator("[name=line-0-kind]").selectOption("camera/dome");
    await page.locator("[name=looked][value=all]").check();
    await page.getByRole("button", { name: "Envoyer la feuille" }).click();
    await page.getByText("140 carrés regardés").waitFor();
    await context.close();
  },
};
