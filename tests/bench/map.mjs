// How smoothly the map pans with the devices of a running server, beside the empty map in the same run, and what the
// engine costs over the wire, once and the second time.
//
//   technopolice sample --devices 1000000 && technopolice serve --fictional    (a release build)
//   node tests/bench/map.mjs http://127.0.0.1:3000 [longitude,latitude,zoom]
//
// Software GL draws as fast as the processor allows: compare the two lines, not a line with a screen. What the page itself
// does for a frame, drawing apart, is told by the tasks of its thread.
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const need = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = need("playwright-core");

const base = process.argv[2] ?? "http://127.0.0.1:3000";
const [longitude, latitude, zoom] = (process.argv[3] ?? "2.35,48.86,13").split(",");
const SECONDS = Number(process.env.SECONDS ?? 10);
const FLAGS = ["--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** Requests of one visit that reached the network, by address. */
async function visit(context) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const sent = new Map();
  const responses = new Map();
  session.on("Network.responseReceived", ({ requestId, response }) => responses.set(requestId, response));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const response = responses.get(requestId);
    if (response && !response.fromDiskCache && encodedDataLength > 0) sent.set(response.url, encodedDataLength);
  });
  await page.goto(`${base}/carte?c=${latitude},${longitude},${zoom}`);
  await page.locator("census-map[data-drawn]").waitFor({ timeout: 120_000 });
  await page.waitForLoadState("networkidle");
  return { page, sent };
}

const isEngine = (url) => /\/assets\/(engine|maplibre)/.test(url);
const total = (sent, wanted) => [...sent].filter(([url]) => wanted(url)).reduce((sum, [, bytes]) => sum + bytes, 0);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The files of the engine that a page has loaded, packed by gzip as tightly as it can. */
async function packed(page) {
  const names = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const chunks = [...new Set(names.filter(isEngine))];
  const worker = await Promise.all(chunks.filter((name) => name.endsWith(".js")).map(async (name) => (await (await fetch(name)).text()).match(/assets\/(maplibre-gl-worker-[\w-]+\.mjs)/)?.[1]));
  const all = [...chunks, ...worker.filter(Boolean).map((name) => `${base}/assets/${name}`)];
  const sizes = await Promise.all([...new Set(all)].map(async (name) => gzipSync(Buffer.from(await (await fetch(name)).arrayBuffer()), { level: 9 }).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Milliseconds between frames while the map is panned to and fro with the keyboard. */
async function pan(page) {
  await page.locator("census-map canvas").focus();
  await page.evaluate(() => {
    globalThis.gaps = [];
    let before = performance.now();
    const frame = (now) => {
      globalThis.gaps.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    globalThis.tasks = [];
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  });
  const end = Date.now() + SECONDS * 1000;
  for (let turn = 0; Date.now() < end; turn += 1) {
    await page.keyboard.press(turn % 8 < 4 ? "ArrowRight" : "ArrowLeft");
    await page.waitForTimeout(250);
  }
  const gaps = (await page.evaluate(() => globalThis.gaps)).slice(5).sort((one, other) => one - other);
  const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))];
  const tasks = await page.evaluate(() => globalThis.tasks);
  return { tasks: tasks.length, task: Math.max(0, ...tasks), frames: gaps.length, median: at(0.5), p95: at(0.95), longest: at(1), over100: gaps.filter((gap) => gap > 100).length };
}

const line = (name, { frames, median, p95, longest, over100, tasks, task }) =>
  console.log(`${name.padEnd(14)} ${frames} frames, median ${median.toFixed(1)} ms, 95 of 100 under ${p95.toFixed(1)} ms, longest ${longest.toFixed(1)} ms, ${over100} over 100 ms; the page's own work: ${tasks} tasks over 50 ms, the longest ${task.toFixed(0)} ms`);

// The service worker would answer in place of the network, and of the browser's own memory of it.
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: "block" });
const first = await visit(context);
console.log(`first visit    engine ${kilobytes(await packed(first.page))} by gzip, ${kilobytes(total(first.sent, isEngine))} as sent to the page, all else ${kilobytes(total(first.sent, (url) => !isEngine(url)))}`);
// Loaded means loaded: once there and back before anything is measured.
await pan(first.page);
const full = await pan(first.page);
await first.page.close();
const second = await visit(context);
console.log(`second visit   engine ${kilobytes(total(second.sent, isEngine))}, all of /assets/ ${kilobytes(total(second.sent, (url) => url.includes("/assets/")))}`);
await second.page.close();
await context.close();

const bare = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: "block" });
await bare.route(/\/tiles\/devices\/.*\.mvt|\/api\/v1\/devices/, (route) => route.fulfill({ status: 204 }));
const empty = await visit(bare);
await pan(empty.page);
const nothing = await pan(empty.page);
line("with devices", full);
line("empty map", nothing);
await browser.close();
