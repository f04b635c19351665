import { html } from 'lit';
import { openDialog } from '../components/dialogs.js';
import { availableCommands } from '../core/commands.js';
import { t } from '../core/i18n.js';
import { formatShortcut } from '../core/shortcuts.js';

/** Opens the list of keyboard shortcuts on this page. */
export const showShortcuts = () =>
  openDialog(
    (close) => html`<h2 id="question">${t('shortcuts.title')}</h2>
      <dl class="keys-list">
        ${availableCommands()
          .filter((command) => command.keys)
          .map(
            (command) => html`<div><dt>${formatShortcut(command.keys).map((keys) => keys.map((key) => html`<kbd>${key}</kbd>`))}</dt>
              <dd>${command.title}</dd></div>`,
          )}
      </dl>
      <div class="row end"><button type="button" class="primary" @click=${() => close()} autofocus>${t('dialog.close')}</button></div>`,
  );
