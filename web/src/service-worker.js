// Keeps the report page and the map's engine at hand after the first visit, so that a report can be
// written without a network. It never keeps a receipt, a contribution or anything a person typed.
const VERSION = "{version}";
const FILES = `files-${VERSION}`;
const PAGES = `pages-${VERSION}`;
const SHELL = ["{shell}"];
const REPORT_PAGES = ["/signaler", "/en/report"];
// Small lists that the form asks for by itself.
const LISTS = ["/streets/names.json"];
// A photo on its way from another program to the form; it is taken out as soon as it is shown.
const SHARED = "shared";
const SHARED_PHOTO = "/partage/photo";
// A network that does not answer in this time is none: the form is at hand.
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === "POST" && url.origin === location.origin && url.pathname === "/partage") return event.respondWith(fromOtherProgram(request));
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(fromFiles(request));
  else if (LISTS.includes(url.pathname)) event.respondWith(fromListsFirst(request));
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
  const old = names.filter((name) => ![FILES, PAGES, SHARED].includes(name));
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

/** The list as it was kept, renewed behind the reader's back. */
async function fromListsFirst(request) {
  const files = await caches.open(FILES);
  const kept = await files.match(request);
  const renewed = fetch(request).then(async (response) => {
    if (response.ok) await files.put(request, response.clone());
    return response;
  });
  if (!kept) return renewed;
  renewed.catch(() => undefined);
  return kept;
}

/** A photo that was shared with the installed application: it waits in the browser, and the form opens with it. */
async function fromOtherProgram(request) {
  const photo = (await request.formData().catch(() => new FormData())).get("photo");
  if (photo instanceof File && photo.type.startsWith("image/")) {
    const shared = await caches.open(SHARED);
    await shared.put(SHARED_PHOTO, new Response(photo, { headers: { "content-type": photo.type } }));
  }
  return Response.redirect("/signaler?photo=shared", 303);
}

/** Pages come from the network; the report page also from what was kept, as the answer to any page without network. */
async function fromNetworkFirst(request, url) {
  const isReport = REPORT_PAGES.includes(url.pathname);
  const english = url.pathname === "/en" || url.pathname.startsWith("/en/");
  const fallback = () => caches.match(isReport ? url.pathname : english ? "/en/report" : "/signaler");
  const answer = fromNetwork(request, url, isReport);
  if (isReport) {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)).then(fallback);
    const first = await Promise.race([answer.catch(() => undefined), late]);
    if (first) return first;
  }
  try {
    return await answer;
  } catch (error) {
    const kept = await fallback();
    if (kept) return kept;
    throw error;
  }
}

async function fromNetwork(request, url, isReport) {
  const response = await fetch(request);
  // Only the empty form is kept: an address with a query may hold what someone typed.
  if (response.ok && isReport && url.search === "") {
    const pages = await caches.open(PAGES);
    await pages.put(url.pathname, response.clone());
  }
  return response;
}

async function keepReportPage(pages, page) {
  const response = await fetch(page, { credentials: "omit" });
  if (response.ok) await pages.put(page, response);
}
