import { forgetOutbox } from "./outbox";
import { pageLanguage, urls } from "./urls";

/**
 * Leaves no trace: what a script can take away goes first, then the server asks the browser to clear the rest
 * (`Clear-Site-Data`), which also ends a session. The page that follows says what is left to do by hand.
 */
export async function forgetEverything(): Promise<void> {
  await Promise.allSettled([
    forgetOutbox(),
    "caches" in window ? caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))) : undefined,
    "serviceWorker" in navigator ? navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister()))) : undefined,
  ]);
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // A browser that gives no storage keeps nothing in it.
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = urls.forget(pageLanguage());
  document.body.append(form);
  if (navigator.onLine) form.submit();
  else location.reload();
}
