// Keeps the report page and the map's engine at hand after the first visit, so that a report can be
// written without a network. It never keeps a receipt, a contribution or anything a person typed.
const VERSION = "{version}";
const FILES = `files-${VERSION}`;
const PAGES = `pages-${VERSION}`;
const SHELL = ["{shell}"];
const REPORT_PAGES = ["/signaler", "/en/report"];

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(fromFiles(request));
  else if (request.mode === "navigate") event.respondWith(fromNetworkFirst(request, url));
});

async function install() {
  const files = await caches.open(FILES);
  await files.addAll(SHELL);
  const pages = await caches.open(PAGES);
  // A page that cannot be fetched now is kept at the next visit.
  await Promise.allSettled(REPORT_PAGES.map((page) => keepReportPage(pages, page)));
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name !== FILES && name !== PAGES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Names under /assets/ change with their content: what is kept is right for ever. */
async function fromFiles(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const files = await caches.open(FILES);
    await files.put(request, response.clone());
  }
  return response;
}

/** Pages come from the network; the report page also from what was kept, as the answer to any page without network. */
async function fromNetworkFirst(request, url) {
  try {
    const response = await fetch(request);
    // Only the empty form is kept: an address with a query may hold what someone typed.
    if (response.ok && REPORT_PAGES.includes(url.pathname) && url.search === "") {
      const pages = await caches.open(PAGES);
      await pages.put(url.pathname, response.clone());
    }
    return response;
  } catch (error) {
    const english = url.pathname === "/en" || url.pathname.startsWith("/en/");
    const kept = await caches.match(english ? "/en/report" : "/signaler");
    if (kept) return kept;
    throw error;
  }
}

async function keepReportPage(pages, page) {
  const response = await fetch(page, { credentials: "omit" });
  if (response.ok) await pages.put(page, response);
}
