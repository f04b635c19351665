// The fields that describe a script: how each is shown, edited and read from its form.

import { html, nothing } from 'lit';
import { formatInteger, formatList } from '../../../core/format.js';
import { languageLabel, LANGUAGES, t } from '../../../core/i18n.js';

const ROLES = ['viewer', 'operator', 'developer', 'admin'];
const FLAGS = ['true', 'false'];

/** English first, which stands in for others; the rest as the pages list them. */
const byLanguage = ([one], [other]) => place(one) - place(other);
const place = (code) => (LANGUAGES.includes(code) ? LANGUAGES.indexOf(code) : LANGUAGES.length);

const texts = {
  show: (value) => html`<dl class="languages">${Object.entries(value).sort(byLanguage).map(([code, text]) => html`<div><dt>${languageLabel(code)}</dt><dd lang=${code}>${text}</dd></div>`)}</dl>`,
  isEmpty: (value) => Object.keys(value).length === 0,
  edit: (value) => html`${[...new Set([...LANGUAGES, ...Object.keys(value)])].map(
    (code) => html`<label class="field">${languageLabel(code)}<input name="text" data-language=${code} lang=${code} maxlength="500" .value=${value[code] ?? ''}></label>`,
  )}`,
  read: (form) => Object.fromEntries([...form.querySelectorAll('[data-language]')].map((input) => [input.dataset.language, input.value.trim()]).filter(([, text]) => text !== '')),
};

const line = (attributes = {}) => ({
  show: (value) => value,
  edit: (value, label) => html`<input name="value" aria-label=${label} type=${attributes.type ?? 'text'} min=${attributes.min ?? nothing} max=${attributes.max ?? nothing} maxlength="500"
    spellcheck="false" .value=${value == null ? '' : String(value)}>`,
  read: (form) => (attributes.type === 'number' ? (form.value.value === '' ? null : Number(form.value.value)) : form.value.value.trim()),
});

const choice = (options, text) => ({
  show: (value) => text(String(value)),
  edit: (value, label) => html`<select name="value" aria-label=${label}>${options.map((option) => html`<option value=${option} .selected=${option === String(value)}>${text(option)}</option>`)}</select>`,
  read: (form) => form.value.value,
});

const flag = choice(FLAGS, (value) => t(`metadata.flag.${value}`));

/** The kinds of fields by their names in the API, in the order in which they are shown. */
export const FIELDS = {
  displayName: texts,
  description: texts,
  descriptionLong: texts,
  requiredLevel: choice(ROLES, (role) => t(`role.${role}`)),
  category: line(),
  tags: {
    show: (tags) => html`<span class="tags">${tags.map((tag) => html`<span class="tag">${tag}</span>`)}</span>`,
    isEmpty: (tags) => tags.length === 0,
    edit: (tags, label) => html`<input name="value" aria-label=${label} .value=${tags.join(', ')}>`,
    read: (form) => form.value.value.split(/[\s,]+/).filter(Boolean),
  },
  parameters: {
    show: (list) => formatList(list.map(({ name, type }) => (type ? `${name} (${t(`parameters.type.${type}`)})` : name))),
    isEmpty: (list) => list.length === 0,
    edit: (list) => html`<tempo-parameter-list .parameters=${list}></tempo-parameter-list>`,
    read: (form) => form.querySelector('tempo-parameter-list').value,
  },
  executionTimeoutSeconds: { ...line({ type: 'number', min: 0, max: 31_536_000 }), show: (seconds) => (seconds === 0 ? t('metadata.noTimeout') : formatInteger(seconds)) },
  preferredPort: line({ type: 'number', min: 1, max: 65_535 }),
  autoOpen: { ...flag, read: (form) => form.value.value === 'true' },
  requiresParameters: { ...flag, read: (form) => form.value.value === 'true' },
  condaEnvironment: line(),
  requirements: {
    show: (list) => html`<span class="mono">${list.join('\n')}</span>`,
    isEmpty: (list) => list.length === 0,
    edit: (list, label) => html`<textarea name="value" aria-label=${label} rows="5" spellcheck="false" .value=${list.join('\n')}></textarea>`,
    read: (form) => form.value.value.split('\n').map((one) => one.trim()).filter(Boolean),
  },
};

/** Renders what a field says; a dash if it says nothing. */
export function valueOf(name, value) {
  const { show, isEmpty = (one) => one === '' } = FIELDS[name];
  return value == null || isEmpty(value) ? html`<span class="soft">–</span>` : show(value);
}
