// The browser of the journeys: Debian's Chromium, watched for anything a visitor should not meet.
import { createRequire } from "node:module";

// Packages live in web/, so that one install serves the build and the journeys.
const need = createRequire(new URL("../../web/package.json", import.meta.url));
export const { chromium } = need("playwright-core");
export const AxeBuilder = need("@axe-core/playwright").default;

export const FLAGS = [
  "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
];

/** What Chromium says of drawing without a graphics card, which is how tests draw. */
const SOFTWARE_GPU = /GPU stall|GL Driver Message|WebGL.*(software|fallback)/i;

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1440, height: 900 };

/** Where the sample people of the journeys stand: the Rocher of Monaco, in the demo's street map. */
export const HERE = { longitude: 7.4205, latitude: 43.7308, accuracy: 8 };

export class Watched {
  /** @type {string[]} */
  faults = [];

  executable = process.env.CHROMIUM ?? "/usr/bin/chromium";

  constructor(base) {
    this.base = base;
  }

  static async start(base) {
    const watched = new Watched(base);
    watched.browser = await chromium.launch({ executablePath: watched.executable, args: FLAGS });
    return watched;
  }

  /** A fresh visitor. `quiet` journeys cut the network themselves and expect its complaints. */
  async visitor(options = {}, { quiet = false, host = this.base } = {}) {
    const context = await this.browser.newContext({ baseURL: this.base, locale: "fr-FR", viewport: PHONE, reducedMotion: "reduce", ...options });
    context.on("request", (request) => this.#origin(request.url(), host));
    context.on("console", (message) => {
      const text = message.text();
      if (/content security policy|refused to/i.test(text)) this.faults.push(`CSP: ${text}`);
      else if (["error", "warning"].includes(message.type()) && !quiet && !SOFTWARE_GPU.test(text)) this.faults.push(`console on ${message.page()?.url()}: ${text} ${message.location().url}`);
    });
    context.on("dialog", (dialog) => {
      this.faults.push(`a dialog opened: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on("weberror", (error) => this.faults.push(`script: ${error.error().stack ?? error.error().message}`));
    return context;
  }

  #origin(url, host) {
    const { protocol, origin } = new URL(url);
    if (protocol.startsWith("http") && origin !== new URL(host).origin) this.faults.push(`request to another origin: ${url}`);
  }
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}
