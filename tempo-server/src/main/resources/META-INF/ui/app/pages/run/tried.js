import { html } from 'lit';
import { get } from '../../core/api.js';
import { loadStyle } from '../../core/styles.js';
import { t } from '../../core/texts.js';
import { ask } from '../../parts/dialogs.js';
import { diffView, lineChanges } from '../../parts/diff.js';
import { attempt } from '../../shell/toasts.js';

/** Shows the text that a run tried out, and what it changed in the script as that was then. */
export async function showTried(run) {
  await loadStyle('/ui/css/pages/script.css'); // it has that of comparisons
  const tried = await attempt(() => get(`/api/runs/${run.id}/script`));
  if (!tried) {
    return;
  }
  const saved = await get(`/api/jobs/${run.jobId}/versions/${tried.scriptVersion}`).catch(() => ({ content: '' })); // it may be gone
  await ask(
    (close) => html`<h2 id="question">${t('run.unsavedChanges', { number: tried.scriptVersion ?? '–' })}</h2>
      ${diffView(lineChanges(saved.content, tried.content))}
      <div class="row end"><button class="primary" @click=${() => close()} autofocus>${t('dialog.close')}</button></div>`,
    null,
    { wide: true },
  );
}
