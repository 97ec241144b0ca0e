import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** The chunks the report page needs; the service worker fetches them at its first start. */
const SHELL = /^assets\/(main|report-form|outbox|locate|near-devices|api|urls|strings|delivery)-/;

/** Writes `/sw.js` from `src/service-worker.js`, with the build's version and the files of the shell. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    generateBundle(_options, bundle) {
      const names = Object.keys(bundle).sort();
      const version = createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 12);
      const shell = names.filter((name) => SHELL.test(name)).map((name) => `/${name}`);
      const source = readFileSync(new URL("src/service-worker.js", import.meta.url), "utf8")
        .replace('"{version}"', JSON.stringify(version))
        .replace('["{shell}"]', JSON.stringify(shell));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

export default defineConfig({
  plugins: [serviceWorker()],
  build: {
    target: "es2022",
    manifest: "manifest.json",
    // The pages name the entry by its address in the manifest; there is no HTML file to start from.
    rollupOptions: { input: "src/main.ts" },
    // A data: address in a style sheet would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
