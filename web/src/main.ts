import "./styles/main.css";
import "./styles/islands.css";
import { keepShell } from "./shell";

// Each island is fetched only by the pages that hold it.
const islands: Record<string, () => Promise<unknown>> = {
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
  "view-files": () => import("./islands/view-files"),
  "exposure-walk": () => import("./islands/exposure-walk"),
  "walk-trace": () => import("./islands/walk-trace"),
  "census-timeline": () => import("./islands/census-timeline"),
  "shade-choice": () => import("./islands/shade-choice"),
  "census-map": () => import("./islands/census-map"),
  "form[data-forget]": () => import("./islands/forget-form"),
};

for (const [tag, load] of Object.entries(islands)) {
  // A page whose island cannot be fetched still works: it was written to.
  if (document.querySelector(tag)) load().catch((error: unknown) => console.warn(`${tag} stays plain:`, error));
}

keepShell();
