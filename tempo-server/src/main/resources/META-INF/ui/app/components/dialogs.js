// Modal dialogs: confirm, prompt, and any content. A dialog holds the focus and returns it when it closes.

import { html, nothing, render } from 'lit';
import { t } from '../core/i18n.js';
import { registerGuard } from '../core/unsaved-changes.js';

/** Returns the words of a button that opens a dialog without its dots; for the dialog's title, and the button that does it. */
export const dialogTitle = (key) => t(key).replace(/…$/, '');

/**
 * Asks the user to confirm an action.
 *
 * @param {{title: string, text?: string, action: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export const confirm = (question) =>
  openDialog(
    (close) => html`<h2 id="question">${question.title}</h2>
      ${question.text ? html`<p>${question.text}</p>` : nothing}
      <div class="row end">
        <button type="button" @click=${() => close(false)} autofocus>${t('dialog.cancel')}</button>
        <button type="button" class=${question.danger ? 'danger' : 'primary'} @click=${() => close(true)}>${question.action}</button>
      </div>`,
    false,
  );

/**
 * Asks the user for one line of text.
 *
 * @param {{title: string, label: string, value?: string, action: string, maxLength?: number}} question
 * @returns {Promise<string|null>} null if it was not answered
 */
export const prompt = (question) =>
  openDialog(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        close(new FormData(event.target).get('text').trim() || null);
      }}>
      <h2 id="question">${question.title}</h2>
      <label class="field">${question.label}<input name="text" required autofocus maxlength=${question.maxLength ?? 100} .value=${question.value ?? ''}></label>
      <div class="row end">
        <button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button>
        <button class="primary">${question.action}</button>
      </div>
    </form>`,
    null,
  );

/**
 * Opens a modal dialog; `content(close)` renders it, and the promise resolves to the argument of `close`. With input in
 * it, Escape and a click outside ask before they dismiss it.
 */
export function openDialog(content, dismissed = null, { wide = false } = {}) {
  return new Promise((resolve) => {
    const dialog = document.createElement('dialog');
    dialog.classList.toggle('wide', wide);
    let answer = dismissed;
    let typed = false;
    const close = (value) => {
      answer = value;
      dialog.close();
    };
    const unguard = registerGuard({
      get isDirty() {
        return typed;
      },
      get what() {
        return dialog.querySelector('#question')?.textContent ?? '';
      },
      canSave: false,
      discard: () => close(dismissed),
    });
    const dismiss = async () => {
      if (!typed || (await confirm({ title: t('leave.title'), action: t('leave.discard'), danger: true }))) {
        dialog.close();
      }
    };
    dialog.addEventListener('input', () => (typed = true));
    dialog.addEventListener('cancel', (event) => {
      if (typed) {
        event.preventDefault();
        dismiss();
      }
    });
    dialog.addEventListener('close', () => {
      unguard();
      dialog.remove();
      resolve(answer);
    });
    dialog.addEventListener('click', (event) => event.target === dialog && dismiss());
    render(content(close), dialog);
    dialog.setAttribute('aria-labelledby', uniqueTitleId(dialog));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The id of a dialog's title, which is another than that of a dialog below it. */
function uniqueTitleId(dialog) {
  const title = dialog.querySelector('#question');
  if (title && document.querySelector('dialog[open]')) {
    title.id = `question-${document.querySelectorAll('dialog[open]').length}`;
    return title.id;
  }
  return 'question';
}
