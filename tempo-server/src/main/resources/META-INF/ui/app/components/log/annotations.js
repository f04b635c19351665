import { html, nothing } from 'lit';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { scriptLineUrl } from './line-row.js';

const SIGNS = { error: '✕', warning: '!', notice: 'i' };

/** Renders the annotations of a log: errors, warnings and notices that the script has printed as workflow commands. */
export const annotationList = (marks, run) =>
  marks.annotations.length === 0
    ? nothing
    : html`<details class="annotations" open><summary>${plural('log.annotations', marks.annotations.length, { count: formatInteger(marks.annotations.length) })}</summary>
        <ul tabindex="0" aria-label=${t('log.annotationList')}>${marks.annotations.map((one) => annotation(one, marks, run))}</ul></details>`;

const annotation = (one, marks, run) => html`<li class="is-${one.level}">
  <span class="sign" aria-hidden="true">${SIGNS[one.level]}</span>
  <span class="what"><span class="hidden">${t(`log.level.${one.level}`)}</span>${one.title ? html`<strong>${one.title}</strong> ` : nothing}${one.message}</span>
  ${one.file ? place(one, marks, run) : nothing}
  <a class="link" href="#L${one.line}" @click=${show}>${t('log.lineOf', { line: formatInteger(one.line) })}</a></li>`;

/** Renders an annotation's file; a link to the editor if it is the job's script. */
function place({ file, fileLine }, marks, run) {
  const text = fileLine ? `${file}:${fileLine}` : file;
  const own = marks.script !== null && [`${marks.script}.py`, `${marks.script}.sh`].includes(file.split('/').at(-1));
  return own && fileLine && run.scriptVersion != null
    ? html`<a class="link soft" href=${href(scriptLineUrl(run, fileLine))}>${text}</a>`
    : html`<span class="soft">${text}</span>`;
}

function show(event) {
  event.preventDefault();
  location.hash = event.currentTarget.getAttribute('href').slice(1);
  dispatchEvent(new HashChangeEvent('hashchange')); // also when it is there already
}
