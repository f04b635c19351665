import { html } from 'lit';
import { available } from '../core/commands.js';
import { keyNames } from '../core/keys.js';
import { t } from '../core/texts.js';
import { ask } from '../parts/dialogs.js';

/** Shows which keys do what on this page. */
export const showKeys = () =>
  ask(
    (close) => html`<h2 id="question">${t('keys.title')}</h2>
      <dl class="keys-list">
        ${available()
          .filter((command) => command.keys)
          .map(
            (command) => html`<div><dt>${keyNames(command.keys).map((keys) => keys.map((key) => html`<kbd>${key}</kbd>`))}</dt>
              <dd>${command.title}</dd></div>`,
          )}
      </dl>
      <div class="row end"><button type="button" class="primary" @click=${() => close()} autofocus>${t('dialog.close')}</button></div>`,
  );
