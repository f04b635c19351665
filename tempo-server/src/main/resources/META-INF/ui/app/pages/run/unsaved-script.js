import { html } from 'lit';
import { get } from '../../core/api.js';
import { loadStyle } from '../../core/stylesheets.js';
import { t } from '../../core/i18n.js';
import { openDialog } from '../../components/dialogs.js';
import { diffView, diffLines } from '../../components/diff-view.js';
import { withErrorToast } from '../../components/toast.js';

/** Shows the text that a run tried out, and what it changed in the script as that was then. */
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
