import "./styles/main.css";
import "./styles/islands.css";

// Each island is fetched only by the pages that hold it.
const islands: Record<string, () => Promise<unknown>> = {
  "report-form": () => import("./islands/report-form"),
  "territory-search": () => import("./islands/territory-search"),
  "confirm-device": () => import("./islands/confirm-device"),
  "receipt-view": () => import("./islands/receipt-view"),
  "photo-boxes": () => import("./islands/photo-boxes"),
  "passkey-form": () => import("./islands/passkey-form"),
  "moderation-queue": () => import("./islands/moderation-queue"),
  "share-link": () => import("./islands/share-link"),
  "filter-bar": () => import("./islands/filter-bar"),
  "print-page": () => import("./islands/print-page"),
  "census-list": () => import("./islands/census-list"),
  "exposure-walk": () => import("./islands/exposure-walk"),
  "census-map": () => import("./islands/census-map"),
};

for (const [tag, load] of Object.entries(islands)) {
  // A page whose island cannot be fetched still works: it was written to.
  if (document.querySelector(tag)) load().catch((error: unknown) => console.warn(`${tag} stays plain:`, error));
}

if ("serviceWorker" in navigator) {
  addEventListener("load", () => {
    // Private windows and the Tor Browser refuse: nothing here depends on it.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
}
