// Fields for texts that people read: one, or one for each language.

import { html } from 'lit';
import { language, languageLabel, LANGUAGES, t } from '../../core/i18n.js';

const isPerLanguage = (text) => text !== null && typeof text === 'object';

/** Without the languages in which it says nothing; null if it says nothing at all. */
function whole(texts) {
  const said = Object.entries(texts).filter(([, words]) => words.trim() !== '');
  return said.length === 0 ? null : Object.fromEntries(said);
}

/**
 * Renders the fields of a text.
 *
 * @param text one for all, or an object of texts by language; null for none
 * @param set is called with the new one
 */
export function textFields(label, text, maxLength, set) {
  if (!isPerLanguage(text)) {
    return html`<div class="row texts"><label class="field grow">${label}<input maxlength=${maxLength} .value=${text ?? ''} @change=${(event) => set(event.target.value === '' ? null : event.target.value)}></label>
      <button type="button" class="quiet" aria-label=${t('parameters.inLanguagesOf', { field: label })} @click=${() => set({ [language()]: text ?? '' })}>${t('parameters.inLanguages')}</button></div>`;
  }
  const codes = [...new Set([...LANGUAGES, ...Object.keys(text)])];
  return html`<fieldset class="field texts"><legend>${label}</legend>${codes.map(
    (code) => html`<label class="field" lang=${code}><small class="soft">${languageLabel(code)}</small><input maxlength=${maxLength} .value=${text[code] ?? ''}
      @change=${(event) => set(whole({ ...text, [code]: event.target.value }))}></label>`,
  )}</fieldset>`;
}

/** Renders the labels of a parameter's choices. */
export const optionLabels = (options, set) =>
  (options ?? []).map((option, place) => {
    const { value, label } = typeof option === 'string' ? { value: option, label: null } : option;
    return textFields(t('parameters.labelOf', { option: value }), label ?? null, 200, (changed) => set(options.map((one, i) => (i === place ? (changed === null ? value : { value, label: changed }) : one))));
  });
