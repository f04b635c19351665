// Confirms the deletion of jobs and folders: what is deleted, and what is kept where.

import { html, nothing } from 'lit';
import { openDialog } from '../../components/dialogs.js';
import { folderPathText } from '../../components/folder-names.js';
import { withErrorToast } from '../../components/toast.js';
import { get } from '../../core/api.js';
import { formatBytes, formatInteger, formatList } from '../../core/format.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';

const FEW = 10;
const MOST_ASKED = 100;

/**
 * Asks to confirm the deletion of jobs, with all that is deleted with them.
 *
 * @param {{id: string}[]} jobs
 * @param {string} title
 * @returns {Promise<{keepFiles: boolean}|null>} null if they stay
 */
export async function confirmDeleteJobs(jobs, title) {
  const asked = await read(() => Promise.all(jobs.slice(0, MOST_ASKED).map((job) => get(`/api/jobs/${job.id}/deletion`))));
  return asked ? question({ ...sum(asked), more: jobs.length - asked.length }, title) : null;
}

/** Asks to confirm the deletion of a folder with all its contents. */
export async function confirmDeleteFolder(folder) {
  const contents = await read(() => get(`/api/folders/${folder.id}/contents`));
  return contents ? question({ ...contents, more: contents.jobCount - contents.jobs.length }, t('folders.confirmDelete', { name: folder.name }), true) : null;
}

/** Reads what the question says, with its texts; undefined, and a toast, if one of the two cannot be had. */
const read = (ask) =>
  withErrorToast(async () => {
    const [answer] = await Promise.all([ask(), loadMessagePart('deletion')]);
    return answer;
  });

function sum(parts) {
  const total = (name) => parts.reduce((all, part) => all + part[name], 0);
  return {
    jobs: parts.flatMap((part) => part.jobs),
    folders: [],
    refusal: null,
    ...Object.fromEntries(['runs', 'running', 'queued', 'versions', 'files', 'sizeBytes'].map((name) => [name, total(name)])),
    runsAreExact: parts.every((part) => part.runsAreExact),
    filesAreExact: parts.every((part) => part.filesAreExact),
  };
}

const question = (what, title, ofFolder = false) =>
  openDialog(
    (close) => html`<form class="stack deletion" @submit=${(event) => {
        event.preventDefault();
        close({ keepFiles: !new FormData(event.target).has('forGood') });
      }}>
      <h2 id="question">${title}</h2>
      ${what.refusal ? html`<p class="error" role="alert">${what.refusal}</p>` : nothing}
      ${ofFolder || what.jobs.length > 1 ? goes(what) : nothing}
      ${stopped(what)}
      <p>${what.runs > 0 ? plural('deletion.runs', what.runs, { count: formatInteger(what.runs) + (what.runsAreExact ? '' : '+') }) : t('jobs.deleteHint')}
        ${what.versions > 0 ? plural('deletion.versions', what.versions, { count: formatInteger(what.versions) }) : nothing}</p>
      ${used(what)}
      ${what.files === 0 ? nothing : files(what, ofFolder)}
      <p class="soft">${t('deletion.undo')}</p>
      <div class="row end">
        <button type="button" @click=${() => close(null)} autofocus>${t('dialog.cancel')}</button>
        ${what.refusal ? nothing : html`<button class="danger">${t('jobs.delete')}</button>`}
      </div>
    </form>`,
  );

const goes = ({ folders, jobs, more }) => html`
  <p>${formatList([...(folders.length > 0 ? [plural('deletion.folders', folders.length)] : []), plural('deletion.jobs', jobs.length + more)])}</p>
  <ul class="soft names">${folders.slice(0, FEW).map(({ names }) => html`<li><bdi>${folderPathText(names)}</bdi></li>`)}
    ${jobs.slice(0, FEW).map((job) => html`<li><bdi>${folderPathText([...job.folderNames, job.name])}</bdi></li>`)}
    ${jobs.length + more > FEW || folders.length > FEW ? html`<li>…</li>` : nothing}</ul>`;

const stopped = ({ running, queued }) =>
  running + queued === 0
    ? nothing
    : html`<p class="notice">${[running > 0 ? plural('deletion.running', running) : '', queued > 0 ? plural('deletion.queued', queued) : ''].filter(Boolean).join(' ')}</p>`;

function used({ jobs }) {
  const favorites = jobs.reduce((all, job) => all + job.favorites, 0);
  const keys = jobs.reduce((all, job) => all + job.keys, 0);
  const texts = [favorites > 0 ? plural('deletion.favorites', favorites) : '', keys > 0 ? plural('deletion.keys', keys) : ''].filter(Boolean);
  return texts.length > 0 ? html`<p>${texts.join(' ')}</p>` : nothing;
}

function files(what, ofFolder) {
  const names = what.jobs.flatMap((job) => job.files.names).slice(0, FEW);
  return html`<p>${plural('jobs.deleteFiles', what.files, { size: formatBytes(what.sizeBytes), count: formatInteger(what.files) + (what.filesAreExact ? '' : '+') })}</p>
    <ul class="soft">${names.map((name) => html`<li>${name}</li>`)}${what.files > names.length ? html`<li>…</li>` : nothing}</ul>
    ${ofFolder ? nothing : html`<label class="check"><input type="checkbox" name="forGood"> ${t('jobs.deleteForGood')}</label>`}`;
}
