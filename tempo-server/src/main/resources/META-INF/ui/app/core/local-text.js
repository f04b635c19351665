// Texts that people write, once or for each of some languages.

import { language } from './i18n.js';

/** The text in the language of the pages, else in English, else in whichever there is. */
export function localText(text) {
  if (text === null || typeof text !== 'object') {
    return text ?? '';
  }
  return text[language()] ?? text.en ?? Object.values(text)[0] ?? '';
}

/** What a job is called, in the language of the pages if it has a name in that. */
export const nameOf = (job) => job.displayName?.[language()] ?? job.name;

/** What a job does, in the language of the pages if it is said in that. */
export const descriptionOf = (job) => job.descriptions?.[language()] ?? job.description;
