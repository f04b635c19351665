// Copies text to the clipboard, also without HTTPS: browsers offer `navigator.clipboard` on HTTPS and localhost only, and
// most installations are opened by plain HTTP in a LAN.

import { html } from 'lit';
import { t } from '../core/i18n.js';
import { openDialog } from './dialogs.js';

/**
 * Copies a text. Where the browser refuses, a dialog shows the text selected, to be copied by hand.
 *
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyText(text) {
  if ((await writeToClipboard(text)) || copyBySelection(text)) {
    return true;
  }
  await showForManualCopy(text);
  return false;
}

async function writeToClipboard(text) {
  try {
    await navigator.clipboard.writeText(text); // there is none outside a secure context
    return true;
  } catch {
    return false;
  }
}

/** Copies by `execCommand`, from a field in the topmost dialog: what is below one cannot be selected. */
function copyBySelection(text) {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'hidden';
  field.setAttribute('aria-hidden', 'true');
  ([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body).append(field);
  field.focus({ preventScroll: true });
  field.select();
  const copied = execCopy();
  field.remove();
  before?.focus?.({ preventScroll: true });
  return copied;
}

function execCopy() {
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  }
}

const showForManualCopy = (text) =>
  openDialog(
    (close) => html`<div class="stack"><h2 id="question">${t('copy.byHand')}</h2>
      <label class="field">${t('copy.hint')}<textarea readonly rows="6" autofocus @focus=${(event) => event.target.select()} .value=${text}></textarea></label>
      <div class="row end"><button type="button" class="primary" @click=${() => close()}>${t('dialog.close')}</button></div></div>`,
  );
