// Accounts in a real browser: a passkey on Chromium's virtual authenticator, and the pages that need a login.
import { assert } from "./browser.mjs";

const PHONE_AUTHENTICATOR = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };

/** Passkeys belong to a name: without a public address, to `localhost`. */
export const underItsName = (base) => base.replace("127.0.0.1", "localhost");

export async function logIn(page, words) {
  await page.goto("/connexion");
  await page.locator("#words").fill(words);
  await Promise.all([page.waitForURL(/\/compte/), page.locator("main button[type=submit]").click()]);
}

/** A new account by the form alone; its words. */
export async function newAccount(page, pseudonym) {
  await page.goto("/compte/nouveau");
  await page.locator("#pseudonym").fill(pseudonym);
  await page.locator("main button[type=submit]").click();
  await page.locator(".secret-words li").nth(11).waitFor();
  assert(await page.locator("svg.qr path").count(), "no QR code is drawn");
  return (await page.locator(".secret-words li").allTextContents()).join(" ");
}

/** Adds a passkey, logs in again, is stopped at the passkey page, shows it, and gets in. */
export async function passkeyJourney(watched) {
  // Being stopped is an answer 403, which the console reports.
  const context = await watched.visitor({ baseURL: underItsName(watched.base) }, { quiet: true, host: underItsName(watched.base) });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options: PHONE_AUTHENTICATOR });
  const words = await newAccount(page, `Hibou ${Date.now() % 100000}`);
  await page.goto("/compte/cles");
  await page.locator("#key-name").fill("téléphone");
  await Promise.all([page.waitForURL(/\/compte$/), page.getByRole("button", { name: "Ajouter une clé d’accès" }).click()]);
  const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
  assert(credentials.length === 1, `${credentials.length} passkeys on the authenticator`);
  await page.goto("/deconnexion");
  await page.locator("main button[type=submit]").click();
  await logIn(page, words);
  assert(page.url().endsWith("/compte/cles"), `after the words: ${page.url()}`);
  const stopped = await page.goto("/compte");
  assert(stopped.status() === 403, `the words alone led to ${stopped.status()}`);
  await page.goto("/compte/cles");
  await Promise.all([page.waitForURL(/\/compte$/), page.getByRole("button", { name: "Présenter ma clé d’accès" }).click()]);
  assert(await page.locator("dl.facts").isVisible(), "the account does not open");
  await context.close();
}

/** The pages that anybody or an owner sees, as [name, address] with what must be done before. */
export const accountPages = {
  login: "/connexion",
  "account-new": "/compte/nouveau",
  account: "/compte",
  "account-keys": "/compte/cles",
  logout: "/deconnexion",
};
