import { InvalidAnswer, textMap } from "./parse";

/** The words of the page, in the page's language. They live in the server's catalogue. */
export interface Strings {
  (key: string, values?: Record<string, string | number>): string;
  /** `key_one` or `key_other` by the language's rule for numbers, with `{count}` filled in. */
  count(key: string, count: number): string;
  has(key: string): boolean;
}

/** Reads `<template data-strings>` in the element, then in the page. */
export function stringsOf(element: Element): Strings {
  const words = { ...wordsIn(document.querySelector("template[data-strings]")), ...wordsIn(element.querySelector("template[data-strings]")) };
  return stringsFrom(words, document.documentElement.lang || "fr");
}

export function stringsFrom(words: Record<string, string>, language: string): Strings {
  const plural = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(language);
  const say = (key: string, values: Record<string, string | number> = {}): string =>
    (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === "number" ? digits.format(value) : value;
    });
  return Object.assign(say, {
    count: (key: string, count: number) => say(`${key}_${plural.select(count) === "one" ? "one" : "other"}`, { count }),
    has: (key: string) => key in words,
  });
}

function wordsIn(template: Element | null): Record<string, string> {
  if (!(template instanceof HTMLTemplateElement)) return {};
  try {
    return textMap(JSON.parse(template.content.textContent ?? "{}"));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InvalidAnswer) return {};
    throw error;
  }
}
