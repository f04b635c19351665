import { html } from 'lit';
import { t } from '../../../core/i18n.js';
import { openDialog } from '../../../components/dialogs.js';
import { diffView, diffLines } from '../../../components/diff-view.js';
import '../../../components/relative-time.js';

/** Says that what is shown is a draft, and whether the script has been changed since it was begun. */
export const draftNotice = (draft) => html`<p class="notice draft" role="status">
  ${t('script.draftShown')} <tempo-ago instant=${draft.savedAt}></tempo-ago>.
  ${draft.baseIsLive ? '' : t('script.draftMoved')}</p>`;

/** Shows what a text would change in the script as it is live. */
export function showDiffWithLive(job, text) {
  const lines = diffLines(job.task.content ?? '', text);
  const count = (kind) => lines.filter((line) => line.kind === kind).length;
  return openDialog(
    (close) => html`<h2 id="question">${t('script.changesToLive')}</h2>
      <p class="soft">${t('script.changes', { added: count('added'), removed: count('removed') })}</p>
      ${diffView(lines)}
      <div class="row end"><button class="primary" @click=${() => close()} autofocus>${t('dialog.close')}</button></div>`,
    null,
    { wide: true },
  );
}
