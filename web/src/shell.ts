/** Starts the service worker, which keeps the report page at hand, once the page itself has arrived. */
export function keepShell(): void {
  if (!("serviceWorker" in navigator)) return;
  addEventListener("load", () => {
    // Private windows and the Tor Browser refuse: nothing here depends on it.
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  });
}
