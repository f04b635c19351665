// Every text that people read comes from one catalogue.

let catalogue = {};
let plurals = new Intl.PluralRules('en');

/** Loads the catalogue; to be awaited before the first page is built. */
export async function loadTexts(language) {
  const response = await fetch(`/ui/i18n/${language}.json`);
  catalogue = await response.json();
  plurals = new Intl.PluralRules(language);
  document.documentElement.lang = language;
}

/** The text of a key, with {names} replaced. A missing text shows as its key. */
export function t(key, values = {}) {
  const text = catalogue[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The text for a number of things: the key with .one, .other or what else the language has. */
export function many(key, count, values = {}) {
  const form = `${key}.${plurals.select(count)}`;
  return t(form in catalogue ? form : `${key}.other`, { count, ...values });
}

/** True if there is a text of this key. */
export const hasText = (key) => key in catalogue;
