// What is wrong with what files say of scripts, each with the place where that stands.

import { html, nothing } from 'lit';
import { t } from '../core/i18n.js';

/** Returns a warning of a job in words; those about its files are objects. */
export const warningText = (warning) => (typeof warning === 'string' ? warning : [placeOf(warning), warning.field, warning.message].filter(Boolean).join(' · '));

/** Returns true if the file of a discovered job is gone. */
export const isFileGone = (job) => job.source === 'discovered' && job.warnings.some((warning) => warning.field === 'file');

const placeOf = ({ file, line }) => (line == null ? file : t('warnings.place', { file, line }));

/** Renders warnings as a list, each with its file, line and field; nothing without any. */
export const fileWarnings = (warnings) =>
  warnings.length === 0
    ? nothing
    : html`<ul class="file-warnings">${warnings.map(
        (warning) => html`<li><code class="mono">${placeOf(warning)}</code> ${warning.field ? html`<strong>${warning.field}</strong>` : nothing} <span>${warning.message}</span></li>`,
      )}</ul>`;

/** Renders the warnings of a job: in words, and those about its files with their places. */
export function jobWarnings({ warnings }) {
  const ofFiles = warnings.filter((warning) => typeof warning !== 'string');
  return html`${warnings.filter((warning) => typeof warning === 'string').map((warning) => html`<p class="notice">${warning}</p>`)}
    ${ofFiles.length > 0 ? html`<div class="notice">${fileWarnings(ofFiles)}</div>` : nothing}`;
}
