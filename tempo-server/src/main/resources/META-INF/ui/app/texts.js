// Every text that people read comes from one catalogue.

let catalogue = {};

/** Loads the catalogue; to be awaited before the first page is built. */
export async function loadTexts(language) {
  const response = await fetch(`/ui/i18n/${language}.json`);
  catalogue = await response.json();
}

/** The text of a key, with {names} replaced. A missing text shows as its key. */
export function t(key, values = {}) {
  const text = catalogue[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
