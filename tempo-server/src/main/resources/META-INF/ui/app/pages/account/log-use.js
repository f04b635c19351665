import { html } from 'lit';
import { get, post } from '../../core/api.js';
import { bytes, integer } from '../../core/format.js';
import { Resource } from '../../core/resource.js';
import { t } from '../../core/texts.js';
import { confirmed } from '../../parts/dialogs.js';
import { Element } from '../../parts/element.js';
import { attempt, toast } from '../../shell/toasts.js';

/** How much of logs one has, how long it is kept, and a way to delete what is old. */
class LogUse extends Element {
  #use = new Resource(this, (signal) => get('/api/logs/stats', { signal }));

  render() {
    const fact = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
    return html`<section class="card"><header><h2>${t('logUse.title')}</h2></header><div class="body stack">${this.#use.show(
      (use) => html`<dl class="facts">${fact('logUse.logs', integer(use.logs))}${fact('logUse.lines', integer(use.lines))}${fact('logUse.stored', bytes(use.storedBytes))}
          ${use.retentionDays == null ? '' : fact('logUse.kept', t('retention.days', { days: integer(use.retentionDays) }))}</dl>
        <form class="row" @submit=${this.#cleanUp}><label class="field">${t('logUse.olderThan')}<input type="number" name="days" min="0" max="36500" required></label>
          <button class="danger">${t('logUse.delete')}</button></form>`,
    )}</div></section>`;
  }

  async #cleanUp(event) {
    event.preventDefault();
    const olderThanDays = Number(new FormData(event.target).get('days'));
    if (await confirmed({ title: t('logUse.confirm', { days: olderThanDays }), text: t('logUse.hint'), action: t('logUse.delete'), danger: true })) {
      const report = await attempt(() => post('/api/logs/cleanup', { olderThanDays }));
      if (report) {
        toast(t(report.complete ? 'retention.cleaned' : 'retention.cleanedPart', { count: integer(report.deleted) }), { kind: 'good' });
        this.#use.refresh();
      }
    }
  }
}

customElements.define('tempo-log-use', LogUse);
