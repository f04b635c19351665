// Looks up the messages that users read in the catalogue of a language, i18n/<language>.json.

import { assetUrl } from './base-path.js';

let messages = {};
let pluralRules = new Intl.PluralRules('en');

/** Loads the catalogue of a language; must be awaited before the first page is rendered. */
export async function loadMessages(language) {
  const response = await fetch(assetUrl(`/ui/i18n/${language}.json`));
  if (!response.ok) {
    throw new TypeError(`The texts cannot be had: ${response.status}`);
  }
  messages = await response.json();
  pluralRules = new Intl.PluralRules(language);
  document.documentElement.lang = language;
}

// Marks that change the writing direction, and letters of scripts that are written from right to left.
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/;

/** Isolates a value within a sentence, so that it does not change the sentence's direction (UAX 9). */
function isolated(value) {
  const text = String(value).replace(DIRECTION_MARKS, '');
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** Returns the message of a key with its {placeholders} replaced; the key itself if there is no message. */
export function t(key, values = {}) {
  const text = messages[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? null;
    return value === null ? whole : isolated(value);
  });
}

/** Returns the message for a count: that of the key with .one, .other or another plural category of the language. */
export function plural(key, count, values = {}) {
  const form = `${key}.${pluralRules.select(count)}`;
  return t(form in messages ? form : `${key}.other`, { count, ...values });
}

/** Returns true if there is a message of this key. */
export const hasMessage = (key) => key in messages;
