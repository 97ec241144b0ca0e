// How soon a city's page shows what it is about on a poor network: `node tests/bench/city.mjs http://127.0.0.1:3000 [runs] [address]`,
// on a running demo (`cargo run --release -- demo`). 400 kbit/s, 300 ms, a processor four times slower; a first visit each
// time, with and without JavaScript. It prints the largest paint (Chromium's own measure) and the compressed bytes of the page.
import { assert, PHONE, Watched } from "../web/browser.mjs";

const [base = "http://127.0.0.1:3000", runs = "5", address = "/villes/93066-saint-denis"] = process.argv.slice(2);
const NETWORK = { offline: false, latency: 300, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

async function visit(watched, javaScriptEnabled) {
  const context = await watched.visitor({ viewport: PHONE, javaScriptEnabled, serviceWorkers: "block" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  // The browser's own timeline tells of paints whether or not the page may run scripts.
  await session.send("PerformanceTimeline.enable", { eventTypes: ["largest-contentful-paint"] });
  const paints = [];
  session.on("PerformanceTimeline.timelineEventAdded", ({ event }) => paints.push(event.lcpDetails.renderTime || event.lcpDetails.loadTime));
  let started;
  let document = 0;
  let id;
  session.on("Network.requestWillBeSent", ({ requestId, type, wallTime }) => {
    if (type === "Document" && started === undefined) [started, id] = [wallTime, requestId];
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (requestId === id) document = encodedDataLength;
  });
  await page.goto(address, { waitUntil: "load" });
  await page.waitForTimeout(3_000);
  await context.close();
  assert(paints.length > 0, "Chromium told of no paint");
  return { paint: (Math.max(...paints) - started) * 1000, document };
}

const watched = await Watched.start(base);
for (const javaScriptEnabled of [false, true]) {
  const found = [];
  for (let run = 0; run < Number(runs); run += 1) found.push(await visit(watched, javaScriptEnabled));
  const median = (key) => found.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(found.length / 2)];
  console.log(`${javaScriptEnabled ? "with JavaScript   " : "without JavaScript"} largest paint ${(median("paint") / 1000).toFixed(2)} s, page ${(median("document") / 1000).toFixed(1)} kB`);
}
await watched.browser.close();
