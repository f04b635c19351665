import { html, nothing } from 'lit';
import { formatList } from '../core/format.js';
import { t } from '../core/i18n.js';
import { openDialog } from './dialogs.js';

/** Asks what to do with unsaved changes: resolves to `save`, `discard`, or null to stay. */
export const confirmUnsavedChanges = (names, canSave) =>
  openDialog(
    (close) => html`<h2 id="question">${t('leave.title')}</h2>
      <p>${t('leave.what', { what: formatList([...new Set(names)]) })}</p>
      <div class="row end">
        <button class="danger" @click=${() => close('discard')}>${t('leave.discard')}</button>
        <button class=${canSave ? '' : 'primary'} @click=${() => close(null)} ?autofocus=${!canSave}>${t('leave.stay')}</button>
        ${canSave ? html`<button class="primary" @click=${() => close('save')} autofocus>${t('leave.save')}</button>` : nothing}
      </div>`,
    null,
  );
