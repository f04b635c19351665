import { html, nothing } from 'lit';
import { post } from '../../core/api.js';
import { may } from '../../core/session.js';
import { many, t } from '../../core/texts.js';
import { confirmed } from '../../parts/dialogs.js';
import { Element } from '../../parts/element.js';
import { attempt, toast } from '../../shell/toasts.js';
import { exportRuns } from './export.js';

/** What can be done to all selected runs at once. */
class RunsBulk extends Element {
  static properties = { ids: { attribute: false }, busy: { state: true } };

  render() {
    return html`<div class="bulk" role="toolbar" aria-label=${t('runs.bulk')}>
      <strong>${many('bulk.selected', this.ids.length)}</strong>
      ${['csv', 'json'].map((format) => html`<button @click=${() => attempt(() => exportRuns('/api/runs/export', { format, ids: this.ids }))}>${t(`runs.export.${format}`)}</button>`)}
      ${may('operator') ? html`<button class="danger" id="delete-runs" ?disabled=${this.busy} @click=${this.#delete}>${t('run.delete')}</button>` : nothing}
      <button class="quiet" @click=${() => this.#done()}>${t('bulk.none')}</button>
    </div>`;
  }

  async #delete() {
    const sure = await confirmed({
      title: many('runs.confirmDelete', this.ids.length),
      text: t('run.deleteHint'),
      action: t('run.delete'),
      danger: true,
    });
    if (!sure) {
      return;
    }
    this.busy = true;
    const done = await attempt(() => post('/api/runs/delete', { ids: this.ids }));
    this.busy = false;
    if (done) {
      const problems = [...new Set(done.refused.map((one) => one.message))].slice(0, 3);
      toast([many('runs.deleted', done.deleted.length), ...problems].join(' — '), { kind: problems.length > 0 ? 'bad' : 'good' });
      this.#done();
    }
  }

  #done() {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

customElements.define('tempo-runs-bulk', RunsBulk);
