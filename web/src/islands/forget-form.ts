import { forgetEverything } from "../forget";

// The page's own form does the same through the server alone; on a page without TLS only a script reaches the stores.
document.querySelector<HTMLFormElement>("form[data-forget]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  void forgetEverything();
});
export {};
