// Deleting jobs: what goes, what stays, and where what stays is.

import { html, nothing } from 'lit';
import { get } from '../../core/api.js';
import { bytes } from '../../core/format.js';
import { many, t } from '../../core/texts.js';
import { ask } from '../../parts/dialogs.js';

/**
 * Asks whether jobs are to be deleted, and says which files lie in their directories.
 *
 * @param {{id: string}[]} jobs
 * @param {string} title
 * @returns {Promise<{keepFiles: boolean}|null>} null if they stay
 */
export async function askToDelete(jobs, title) {
  const files = (await Promise.all(jobs.map((job) => get(`/api/jobs/${job.id}/files`)))).filter(({ count }) => count > 0);
  const count = files.reduce((sum, each) => sum + each.count, 0);
  const size = files.reduce((sum, each) => sum + each.sizeBytes, 0);
  const names = files.flatMap((each) => each.names).slice(0, 10);
  return ask(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        close({ keepFiles: !new FormData(event.target).has('forGood') });
      }}>
      <h2 id="question">${title}</h2>
      <p>${t('jobs.deleteHint')}</p>
      ${count === 0
        ? nothing
        : html`<p>${many('jobs.deleteFiles', count, { size: bytes(size) })}</p>
            <ul class="soft">${names.map((name) => html`<li>${name}</li>`)}${count > names.length ? html`<li>…</li>` : nothing}</ul>
            <label class="check"><input type="checkbox" name="forGood"> ${t('jobs.deleteForGood')}</label>`}
      <div class="row end">
        <button type="button" @click=${() => close(null)} autofocus>${t('dialog.cancel')}</button>
        <button class="danger">${t('jobs.delete')}</button>
      </div>
    </form>`,
  );
}

/** The address that deletes a job, by what was answered. */
export const deletion = (job, { keepFiles }) => `/api/jobs/${job.id}${keepFiles ? '' : '?keepFiles=false'}`;
