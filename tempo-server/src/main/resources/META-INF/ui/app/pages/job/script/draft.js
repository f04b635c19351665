import { html } from 'lit';
import { t } from '../../../core/texts.js';
import { ask } from '../../../parts/dialogs.js';
import { diffView, lineChanges } from '../../../parts/diff.js';
import '../../../parts/times.js';

/** Says that what is shown is a draft, and whether the script has been changed since it was begun. */
export const draftNotice = (draft) => html`<p class="notice draft" role="status">
  ${t('script.draftShown')} <tempo-ago instant=${draft.savedAt}></tempo-ago>.
  ${draft.baseIsLive ? '' : t('script.draftMoved')}</p>`;

/** Shows what a text would change in the script as it is live. */
export function compareWithLive(job, text) {
  const lines = lineChanges(job.task.content ?? '', text);
  const count = (kind) => lines.filter((line) => line.kind === kind).length;
  return ask(
    (close) => html`<h2 id="question">${t('script.changesToLive')}</h2>
      <p class="soft">${t('script.changes', { added: count('added'), removed: count('removed') })}</p>
      ${diffView(lines)}
      <div class="row end"><button class="primary" @click=${() => close()} autofocus>${t('dialog.close')}</button></div>`,
    null,
    { wide: true },
  );
}
