import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { defineConfig, type Plugin, type Rolldown } from "vite";

/** The entry of the report page. The service worker keeps it and all that it may fetch later, but for the engine of maps. */
const SHELL_ENTRY = "report-page";
const TOO_LARGE = ["engine"];

/** Writes `/sw.js` from `src/service-worker.js`, with the build's version and the files of the shell. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    generateBundle(_options, bundle) {
      const names = Object.keys(bundle).sort();
      const version = createHash("sha256").update(names.join("\n")).digest("hex").slice(0, 12);
      const shell = shellOf(bundle).map((name) => `/${name}`);
      const source = readFileSync(new URL("src/service-worker.js", import.meta.url), "utf8")
        .replace('"{version}"', JSON.stringify(version))
        .replace('["{shell}"]', JSON.stringify(shell));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}

/** The shell's entry with everything that it imports, at once or later, and their style sheets. */
function shellOf(bundle: Rolldown.OutputBundle): string[] {
  const wanted = new Set<string>();
  const add = (name: string) => {
    const chunk = bundle[name];
    if (wanted.has(name) || chunk?.type !== "chunk" || TOO_LARGE.includes(chunk.name)) return;
    wanted.add(name);
    [...(chunk.viteMetadata?.importedCss ?? [])].forEach((sheet) => wanted.add(sheet));
    [...chunk.imports, ...chunk.dynamicImports].forEach(add);
  };
  for (const file of Object.values(bundle)) if (file.type === "chunk" && file.name === SHELL_ENTRY) add(file.fileName);
  return [...wanted].sort();
}

export default defineConfig({
  plugins: [serviceWorker()],
  build: {
    target: "es2022",
    manifest: "manifest.json",
    // The pages name their entry by its address in the manifest; there is no HTML file to start from.
    rollupOptions: { input: ["src/main.ts", "src/report-page.ts"] },
    // A data: address in a style sheet would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
