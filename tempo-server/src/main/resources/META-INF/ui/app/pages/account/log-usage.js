import { html } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { formatBytes, formatInteger } from '../../core/format.js';
import { t } from '../../core/i18n.js';

/** The size of one's logs, their retention, and a button that deletes old ones. */
class LogUsage extends LightElement {
  #use = new Resource(this, (signal) => get('/api/logs/stats', { signal }));

  render() {
    const fact = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
    return html`<section class="card"><header><h2>${t('logUse.title')}</h2></header><div class="body stack">${this.#use.show(
      (use) => html`<dl class="facts">${fact('logUse.logs', formatInteger(use.logs))}${fact('logUse.lines', formatInteger(use.lines))}${fact('logUse.stored', formatBytes(use.storedBytes))}
          ${use.retentionDays == null ? '' : fact('logUse.kept', t('retention.days', { days: formatInteger(use.retentionDays) }))}</dl>
        <form class="row" @submit=${this.#cleanUp}><label class="field">${t('logUse.olderThan')}<input type="number" name="days" min="0" max="36500" required></label>
          <button class="danger">${t('logUse.delete')}</button></form>`,
    )}</div></section>`;
  }

  async #cleanUp(event) {
    event.preventDefault();
    const olderThanDays = Number(new FormData(event.target).get('days'));
    if (await confirm({ title: t('logUse.confirm', { days: olderThanDays }), text: t('logUse.hint'), action: t('logUse.delete'), danger: true })) {
      const report = await withErrorToast(() => post('/api/logs/cleanup', { olderThanDays }));
      if (report) {
        toast(t(report.complete ? 'retention.cleaned' : 'retention.cleanedPart', { count: formatInteger(report.deleted) }), { kind: 'good' });
        this.#use.refresh();
      }
    }
  }
}

customElements.define('tempo-log-use', LogUsage);
