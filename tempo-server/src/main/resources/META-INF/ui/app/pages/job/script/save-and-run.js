import { html } from 'lit';
import { openDialog } from '../../../components/dialogs.js';
import { withErrorToast } from '../../../components/toast.js';
import { get } from '../../../core/api.js';
import { t } from '../../../core/i18n.js';
import { runJob } from '../../jobs/run-now.js';
import { saveFailureText } from './save-status.js';
import { flushAllTabs } from './tab-sync.js';

/** Ids of the jobs that are being started, so that a second press does nothing. */
const starting = new Set();

/** Saves a job's script and runs it; if it cannot be saved, offers to run the saved version. */
export async function saveAndRun(job) {
  if (starting.has(job.id)) {
    return;
  }
  starting.add(job.id);
  try {
    const outcome = await flushAllTabs(job.id);
    if (outcome.saved || (await runSavedAnyway(job, outcome))) {
      await runJob(job, { open: true });
    }
  } finally {
    starting.delete(job.id);
  }
}

async function runSavedAnyway({ id, scriptVersion }, outcome) {
  const { scriptVersion: number } = (await withErrorToast(() => get(`/api/jobs/${id}`))) ?? { scriptVersion };
  return openDialog(
    (close) => html`<h2 id="question">${t('script.cannotSave')}</h2>
      <p>${saveFailureText(outcome)}</p>
      <p class="soft">${t('script.cannotSaveHint')}</p>
      <div class="row end">
        <button @click=${() => close(true)}>${t('script.runSaved', { number })}</button>
        <button class="primary" @click=${() => close(false)} autofocus>${t('script.stay')}</button>
      </div>`,
    false,
  );
}
