import { html } from 'lit';
import { openDialog } from '../../components/dialogs.js';
import { diffLines, diffView } from '../../components/diff-view.js';
import { withErrorToast } from '../../components/toast.js';
import { get } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';

/** Opens the diff between the unsaved text that a run has executed and the script as it was then. */
export async function showUnsavedScript(run) {
  await loadStyle('/ui/css/pages/script.css'); // it has that of comparisons
  const tried = await withErrorToast(() => get(`/api/runs/${run.id}/script`));
  if (!tried) {
    return;
  }
  const saved = await get(`/api/jobs/${run.jobId}/versions/${tried.scriptVersion}`).catch(() => ({ content: '' })); // it may be gone
  await openDialog(
    (close) => html`<h2 id="question">${t('run.unsavedChanges', { number: tried.scriptVersion ?? '–' })}</h2>
      ${diffView(diffLines(saved.content, tried.content))}
      <div class="row end"><button class="primary" @click=${() => close()} autofocus>${t('dialog.close')}</button></div>`,
    null,
    { wide: true },
  );
}
