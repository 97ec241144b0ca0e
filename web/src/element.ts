type Child = Node | string | undefined;

/** Makes an element; text always becomes a text node, so that no contributed word is ever markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined));
  return element;
}

export function button(className: string, label: string, act: () => void): HTMLButtonElement {
  const element = make("button", { type: "button", class: className }, label);
  element.addEventListener("click", act);
  return element;
}

/** The slot the page offers, or a new one put where `place` says. */
export function slot(root: ParentNode, selector: string, place: () => HTMLElement): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  return found ?? place();
}

export function debounce(delay: number, act: () => void): (() => void) & { cancel(): void } {
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, delay);
  };
  return Object.assign(later, { cancel: () => clearTimeout(timer) });
}

/** Does somebody write in a field who was faster than the script? What the page itself put there was not typed. */
export function isTyped(field: HTMLInputElement): boolean {
  return document.activeElement === field && field.value !== field.defaultValue;
}

/** Milliseconds after which a map that lies still has come to rest. */
export const SETTLED = 300;
