import { api, type Receipt } from "./api";
import { button, make } from "./element";
import type { Delivered } from "./outbox";
import type { Strings } from "./strings";
import { inLanguage, pageLanguage, urls } from "./urls";

/** The receipt as the server's own page shows it: a state, a code to keep, what can be done next. */
export function receiptSection(receipt: Receipt, say: Strings, photo: Delivered["photo"] = "none"): HTMLElement {
  const language = pageLanguage();
  const card = make("section", { class: "receipt-card", "data-contribution": receipt.id },
    make("p", { class: `receipt-state state-${receipt.state}` }, say(`receipt.state_${receipt.state}`)),
    make("h1", { tabindex: "-1" }, say("receipt.title")));
  if (photo !== "none") card.append(make("p", { class: "receipt-photo" }, say(`receipt.photo_${photo}`)));
  if (receipt.code) card.append(codeBlock(receipt.code, say));
  const actions = make("p", { class: "actions" }, make("a", { href: urls.reportPage(language), class: "button" }, say("receipt.again")), " ");
  if (receipt.device) actions.append(make("a", { href: urls.devicePage(language, receipt.device.id), class: "button button-quiet" }, say("receipt.device")), " ");
  if (receipt.url) actions.append(make("a", { href: inLanguage(language, receipt.url), class: "button button-quiet" }, say("receipt.link")), " ");
  actions.append(button("button button-quiet", say("receipt.print"), () => print()));
  const same = receipt.near.find((device) => device.same);
  return make("div", { class: "narrow receipt" }, card, same && receipt.code ? sameOffer(receipt, same, receipt.code, say) : undefined, actions);
}

function codeBlock(code: string, say: Strings): HTMLElement {
  const groups = code.split("-").map((group) => make("span", {}, group));
  return make("div", { class: "receipt-code" }, make("h2", {}, say("receipt.code")),
    make("p", { class: "code-groups", translate: "no" }, ...groups), make("p", { class: "small" }, say("receipt.help")));
}

function sameOffer(receipt: Receipt, same: Receipt["near"][number], code: string, say: Strings): HTMLElement {
  const text = say("receipt.same", { distance: Math.round(same.distance) });
  const line = make("p", { class: "note receipt-same", role: "status" }, text, " ");
  const merge = button("button button-quiet", say("report.near_same"), () => {
    merge.disabled = true;
    api.merge(receipt.id, same.id, code).then(
      () => line.replaceChildren(say("receipt.state_merged")),
      () => {
        merge.disabled = false;
        line.append(" ", say("error.network"));
      },
    );
  });
  line.append(merge);
  return line;
}
