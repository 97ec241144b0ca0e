// How fast a report can be made on a poor network: `node tests/bench/report.mjs http://127.0.0.1:3000 [runs]`, on a running
// demo (`cargo run --release -- demo`). 400 kbit/s, 300 ms, a processor four times slower; a first visit each time.
// It prints the compressed bytes before the form was ready, the time until then, and the time of the smallest report.
import { assert, Watched } from "../web/browser.mjs";

const [base = "http://127.0.0.1:3000", runs = "5"] = process.argv.slice(2);
const NETWORK = { offline: false, latency: 300, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

async function visit(watched, run) {
  // Beside the devices of the runs before, or each would be the same device.
  const geolocation = { longitude: 7.4187 + run * 0.0004, latitude: 43.7362, accuracy: 8 };
  const context = await watched.visitor({ geolocation, permissions: ["geolocation"] });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", NETWORK);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const sizes = new Map();
  let ready = false;
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => sizes.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += ready ? 0 : encodedDataLength));
  const start = performance.now();
  await page.goto("/signaler", { waitUntil: "commit" });
  await page.locator("report-form[data-ready]").waitFor();
  ready = true;
  const usable = performance.now() - start;
  await page.getByText(/± 8 m/).waitFor();
  const placed = performance.now() - start;
  await page.locator("label.kind-card").first().click();
  await page.locator("#report [type=submit]").click();
  await page.locator(".receipt-code").waitFor({ timeout: 60_000 });
  const sent = performance.now() - start;
  await context.close();
  return { bytes, usable, placed, sent };
}

const watched = await Watched.start(base);
const found = [];
for (let run = 0; run < Number(runs); run += 1) found.push(await visit(watched, run));
await watched.browser.close();
const median = (key) => found.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(found.length / 2)];
assert(found.length > 0, "no run");
console.log(`before ready   ${(median("bytes") / 1000).toFixed(1)} kB`);
console.log(`ready          ${(median("usable") / 1000).toFixed(2)} s`);
console.log(`position found ${(median("placed") / 1000).toFixed(2)} s`);
console.log(`report sent    ${(median("sent") / 1000).toFixed(2)} s after the address was opened`);
