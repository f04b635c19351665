import { html } from 'lit';
import { openDialog } from '../../../components/dialogs.js';
import { diffLines, diffView } from '../../../components/diff-view.js';
import '../../../components/relative-time.js';
import { t, tParts } from '../../../core/i18n.js';

/** Renders the notice that a draft is shown, and whether the script has changed since it was begun. */
export const draftNotice = (draft) => html`<p class="notice draft" role="status">
  ${tParts('script.draftShown', { time: html`<tempo-ago instant=${draft.savedAt}></tempo-ago>` })}
  ${draft.baseIsLive ? '' : t('script.draftMoved')}</p>`;

/** Opens the diff between the live script and a text. */
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

/** Asks which of two drafts stays; resolves to true for this window's, false for the one that is kept, null for later. */
export function chooseDraft(kept, mine) {
  return openDialog(
    (close) => html`<h2 id="question">${t('script.otherDraft')}</h2>
      <p>${t('script.otherDraftHint')} <tempo-ago instant=${kept.savedAt}></tempo-ago></p>
      ${diffView(diffLines(kept.content, mine))}
      <div class="row end">
        <button @click=${() => close(null)}>${t('script.later')}</button>
        <button @click=${() => close(false)}>${t('script.takeOther')}</button>
        <button class="primary" @click=${() => close(true)}>${t('script.keepMine')}</button>
      </div>`,
    null,
    { wide: true },
  );
}
