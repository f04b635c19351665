// Every text that people read comes from one catalogue.

import { assetUrl } from './base-path.js';

let messages = {};
let pluralRules = new Intl.PluralRules('en');

/** Loads the catalogue; to be awaited before the first page is built. */
export async function loadMessages(language) {
  const response = await fetch(assetUrl(`/ui/i18n/${language}.json`));
  if (!response.ok) {
    throw new TypeError(`The texts cannot be had: ${response.status}`);
  }
  messages = await response.json();
  pluralRules = new Intl.PluralRules(language);
  document.documentElement.lang = language;
}

// Marks that turn the direction of what follows, and letters that are written from the right.
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/;

/** A value within a sentence, which it must not turn round (UAX 9: in an isolate of its own). */
function isolated(value) {
  const text = String(value).replace(DIRECTION_MARKS, '');
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** The text of a key, with {names} replaced. A missing text shows as its key. */
export function t(key, values = {}) {
  const text = messages[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? null;
    return value === null ? whole : isolated(value);
  });
}

/** The text for a number of things: the key with .one, .other or what else the language has. */
export function plural(key, count, values = {}) {
  const form = `${key}.${pluralRules.select(count)}`;
  return t(form in messages ? form : `${key}.other`, { count, ...values });
}

/** True if there is a text of this key. */
export const hasMessage = (key) => key in messages;
