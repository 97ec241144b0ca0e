import { Unreachable, reason } from "../api";
import { button, make, slot } from "../element";
import { type Strings, stringsOf } from "../strings";
import { urls } from "../urls";

type Purpose = "add" | "show";

/** The server did not take it, and says why. */
class Refusal extends Error {}

/** Adds a passkey, or shows one: what the page itself cannot do, because only a script reaches an authenticator. */
class PasskeyForm extends HTMLElement {
  connectedCallback(): void {
    const say = stringsOf(this);
    const purpose: Purpose = this.dataset["purpose"] === "show" ? "show" : "add";
    const fallback = this.querySelector<HTMLElement>("[data-slot=fallback]");
    if (!("PublicKeyCredential" in window) || !("parseCreationOptionsFromJSON" in PublicKeyCredential)) {
      this.#status().textContent = say("passkey.unsupported");
      return;
    }
    if (fallback) fallback.hidden = true;
    const action = slot(this, "[data-slot=action]", () => this.appendChild(make("p")));
    const control = button("button", say(`passkey.${purpose}`), () => {
      control.disabled = true;
      void this.#prove(purpose, say).finally(() => {
        control.disabled = false;
      });
    });
    action.append(control);
  }

  async #prove(purpose: Purpose, say: Strings): Promise<void> {
    const status = this.#status();
    status.textContent = say("passkey.waiting");
    try {
      const options = await ask(urls.passkeys.challenge(), { purpose });
      const credential = await credentialFor(purpose, options);
      if (!(credential instanceof PublicKeyCredential)) {
        status.textContent = say("passkey.refused");
        return;
      }
      const name = this.querySelector<HTMLInputElement>("input[name=name]")?.value ?? "";
      await ask(urls.passkeys.proof(), { credential: credential.toJSON(), name });
      location.assign(this.dataset["next"] ?? location.pathname);
    } catch (error) {
      const cancelled = error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name);
      status.textContent = cancelled ? say("passkey.refused") : say("passkey.failed", { reason: error instanceof Refusal ? error.message : reason(error, say) });
    }
  }

  #status(): HTMLElement {
    return slot(this, "[data-slot=status]", () => this.appendChild(make("p", { role: "status" })));
  }
}

/** The options come from our own server, whose library wrote them for exactly these two calls. */
async function credentialFor(purpose: Purpose, options: unknown): Promise<Credential | null> {
  const { publicKey } = options as { publicKey: unknown };
  return purpose === "add"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey as PublicKeyCredentialCreationOptionsJSON) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey as PublicKeyCredentialRequestOptionsJSON) });
}

async function ask(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(() => {
    throw new Unreachable();
  });
  const text: unknown = await answer.json();
  if (!answer.ok) throw new Refusal(detail(text) ?? String(answer.status));
  return text;
}

function detail(problem: unknown): string | undefined {
  return typeof problem === "object" && problem !== null && "detail" in problem ? String(problem.detail) : undefined;
}

customElements.define("passkey-form", PasskeyForm);
