// Suggests tags that jobs have already, to those who type one.

import { html } from 'lit';
import { get } from '../core/api.js';
import { plural, t } from '../core/i18n.js';

/** Reads the tags in use that the user may see; those of most jobs first. */
export const fetchTags = async (signal) => (await get('/api/tags', { signal })).tags;

/** Says whose a tag is. */
export const tagSource = (source) => t(source === 'job' ? 'tags.source.job' : 'tags.source.user');

/** Renders the list to which an input refers by `list`. */
export const tagSuggestions = (id, tags) =>
  html`<datalist id=${id}>${tags.map(
    ({ tag, count, source }) => html`<option value=${tag} label=${`${plural('jobs.count', count)} · ${tagSource(source)}`}></option>`,
  )}</datalist>`;
