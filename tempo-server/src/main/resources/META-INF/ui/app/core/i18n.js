// Looks up the messages that users read in the catalogue of a language, i18n/<language>.json. The document names the
// languages that there are, and has chosen one before this module is loaded.

import { assetUrl, BASE, href } from './base-path.js';

/** Dispatched when the pages are in another language; what is shown is rendered anew by then. */
export const LANGUAGE_CHANGED = 'tempo:language';

/** The key in localStorage; servers that share a host have different ones by their base paths. */
const STORAGE_KEY = `tempo.language${BASE}`;
const ENGLISH = 'en';
const root = document.documentElement;

/** The codes of all languages that there are. */
export const LANGUAGES = (root.dataset.languages ?? ENGLISH).split(' ');

let messages = {};
let current = ENGLISH;
let locale = ENGLISH;
let newest = null;

/** The parts of the catalogue that pages have asked for, each with the promise that it is there. */
const parts = new Map();

/** The keys whose texts are in English, since the language has none. */
let inEnglish = new Set();

/** Returns the code of the language that the pages are in. */
export const language = () => current;

/** Returns the locale for `Intl`: the language with the country with which the browser asks for it, if it does. */
export const intlLocale = () => locale;

/** Returns a function that returns `make(locale)`, which is called again when the language has changed. */
export function perLanguage(make) {
  let made;
  let of = null;
  return () => {
    if (of !== locale) {
      made = make(locale);
      of = locale;
    }
    return made;
  };
}

const pluralRules = perLanguage((locale) => new Intl.PluralRules(locale));
const englishRules = new Intl.PluralRules(ENGLISH);
const numbers = perLanguage((locale) => new Intl.NumberFormat(locale));

/** Returns what a language calls itself, with a capital letter. */
export function languageName(code) {
  return capitalised(new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code, code);
}

const capitalised = (name, code) => name.charAt(0).toLocaleUpperCase(code) + name.slice(1);

/** Returns what a language is called in the language of the pages, as within a sentence. */
export function translatedLanguageName(code) {
  try {
    return new Intl.DisplayNames(current, { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // no language that the browser knows
  }
}

/** Returns the same where nothing stands before it, as in headings and labels: with a capital letter. */
export const languageLabel = (code) => capitalised(translatedLanguageName(code), current);

/** Loads the catalogue of the document's language; must be awaited before the first page is rendered. */
export const loadMessages = () => load(root.lang);

/**
 * Changes the language of the pages; nothing but its catalogue is requested. The last choice counts, in whatever order
 * catalogues arrive.
 *
 * @param {string|null} code null for what the browser asks for
 */
export async function setLanguage(code) {
  if (code === null) {
    localStorage.removeItem(STORAGE_KEY);
  } else {
    localStorage.setItem(STORAGE_KEY, code);
  }
  const wanted = LANGUAGES.includes(code) ? code : preferredLanguage();
  newest = wanted;
  if (wanted !== current) {
    await load(wanted, () => newest === wanted);
  }
}

/**
 * Loads the texts that few pages need, once; to be awaited by the modules that show them. They follow the language from
 * then on. Rejects if they cannot be had.
 */
export function loadMessagePart(part) {
  if (!parts.has(part)) {
    const loaded = addPart(part);
    parts.set(part, loaded);
    loaded.catch(() => parts.delete(part));
  }
  return parts.get(part);
}

async function addPart(part) {
  let code;
  let texts;
  do {
    code = current;
    texts = await fetchPart(code, part);
  } while (code !== current); // which may have changed meanwhile
  messages = { ...messages, ...texts };
}

/** With texts of the installation's own, all come together. */
async function fetchPart(code, part) {
  return hasOwnTexts() ? {} : fetchJson(assetUrl(`/ui/i18n/${code}.${part}.json`));
}

async function fetchJson(url) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new TypeError(`The texts cannot be had: ${response.status}`);
  }
  return response.json();
}

const hasOwnTexts = () => root.dataset.translations !== undefined;

/** Returns the best of the languages that the browser asks for, as the document has found it, else the server's. */
export const preferredLanguage = () => root.dataset.preferredLanguage ?? ENGLISH;

async function load(code, isStillWanted = () => true) {
  const own = hasOwnTexts();
  const address = own ? href(`/api/i18n/${code}?of=pages`) : assetUrl(`/ui/i18n/${code}.json`);
  const loaded = new Map();
  const catalogue = fetchJson(address);
  let answer;
  do {
    const missing = [...parts.keys()].filter((part) => !loaded.has(part)); // pages may ask for more meanwhile
    const texts = await Promise.all([catalogue, ...missing.map((part) => fetchPart(code, part))]);
    answer = texts[0];
    missing.forEach((part, index) => loaded.set(part, texts[index + 1]));
  } while (loaded.size < parts.size && isStillWanted());
  if (!isStillWanted()) {
    return;
  }
  messages = Object.assign({}, own ? answer.data.texts : answer, ...loaded.values());
  inEnglish = new Set(own ? answer.data.english : []);
  current = code;
  const base = code.split('-')[0];
  locale = navigator.languages.find((one) => one.split('-')[0] === base) ?? code;
  root.lang = code;
  document.querySelector('#lost')?.replaceChildren(t('app.offline'));
  for (const element of document.querySelectorAll('*')) {
    element.requestUpdate?.(); // all that shows texts is an element of the document that renders itself
  }
  dispatchEvent(new CustomEvent(LANGUAGE_CHANGED));
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

/** Returns the same in pieces, for values that are no texts, as templates. */
export function tParts(key, values) {
  return (messages[key] ?? key).split(/(\{\w+\})/).map((piece) => {
    const value = values[/^\{(\w+)\}$/.exec(piece)?.[1]] ?? piece;
    return typeof value === 'string' && value !== piece ? isolated(value) : value;
  });
}

/** Returns the message for a count: that of the key with the plural category of the language that it is in. */
export function plural(key, count, values = {}) {
  const rules = inEnglish.has(`${key}.other`) ? englishRules : pluralRules();
  const form = `${key}.${rules.select(count)}`;
  return t(form in messages ? form : `${key}.other`, { count: numbers().format(count), ...values });
}

/** Returns true if there is a message of this key. */
export const hasMessage = (key) => key in messages;
