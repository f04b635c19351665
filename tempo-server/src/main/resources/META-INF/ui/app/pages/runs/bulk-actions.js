import { html, nothing } from 'lit';
import { bulkResultText, selectAllButton } from '../../components/bulk-result.js';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import '../../components/menu.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { navigate } from '../../core/location.js';
import { hasRole } from '../../core/session.js';
import { exportItems } from './export.js';

/** So many logs stand side by side at once. */
const BESIDE = 6;

/** The toolbar of actions on all selected runs, or on the whole list; `path` adds the list's query to a path. */
class RunBulkActions extends LightElement {
  static properties = {
    ids: { attribute: false },
    total: { attribute: false },
    exact: { attribute: false },
    whole: { attribute: false },
    all: { attribute: false },
    path: { attribute: false },
    busy: { state: true },
  };

  render() {
    return html`<div class="bulk" role="toolbar" aria-label=${t('runs.bulk')}>
      <strong>${plural('bulk.selected', this.#count, { count: formatInteger(this.#count) })}</strong>
      ${selectAllButton(this)}
      <tempo-menu .label=${t('runs.export')} icon="⤓" .items=${exportItems(() => this.#chosen())}></tempo-menu>
      ${!this.all && this.ids.length > 1 && this.ids.length <= BESIDE ? html`<a class="button" id="beside" href=${href(`/logs?runs=${this.ids.join(',')}`)}>${t('runs.beside')}</a>` : nothing}
      ${hasRole('operator')
        ? html`<button id="rerun-runs" ?disabled=${this.busy} @click=${this.#rerun}>${t('runs.rerun')}</button>
            <button id="cancel-runs" ?disabled=${this.busy} @click=${this.#cancel}>${t('runs.cancel')}</button>
            <button class="danger" id="delete-runs" ?disabled=${this.busy} @click=${this.#delete}>${t('run.delete')}</button>`
        : nothing}
      <button class="quiet" @click=${() => this.#done()}>${t('bulk.none')}</button>
    </div>`;
  }

  get #count() {
    return this.all ? this.total : this.ids.length;
  }

  /** What is exported: all of the list, or those that are selected. */
  #chosen() {
    return this.all ? { path: this.path('/api/runs/export') } : { path: '/api/runs/export', ids: this.ids };
  }

  async #rerun() {
    const sure = this.#count <= 1 || (await confirm({ title: plural('runs.confirmRerun', this.#count), text: t('runs.rerunHint'), action: t('runs.rerun') }));
    const done = sure && (await this.#ask('/api/runs/rerun'));
    if (done) {
      const only = done.done.length === 1 && done.refused.length === 0 ? done.done[0] : null;
      toast(bulkResultText('runs.rerunDone', done), {
        kind: done.refused.length > 0 ? 'bad' : 'good',
        action: only ? { text: t('jobs.watch'), run: () => navigate(`/runs/${only.runId}`) } : null,
      });
      this.#done();
    }
  }

  async #cancel() {
    const sure = await confirm({ title: plural('runs.confirmCancel', this.#count), text: t('runs.cancelHint'), action: t('runs.cancel'), danger: true });
    const done = sure && (await this.#ask('/api/runs/cancel'));
    if (done) {
      toast(bulkResultText('runs.cancelled', done), { kind: done.refused.length > 0 ? 'bad' : 'good' });
      this.#done();
    }
  }

  async #delete() {
    const sure = await confirm({ title: plural('runs.confirmDelete', this.#count), text: t('run.deleteHint'), action: t('run.delete'), danger: true });
    const done = sure && (await this.#ask('/api/runs/delete'));
    if (done) {
      toast(bulkResultText('runs.deleted', { done: done.deleted, refused: done.refused }), { kind: done.refused.length > 0 ? 'bad' : 'good' });
      this.#done();
    }
  }

  /** All of the list, as it was seen, or those that are selected, a thousand at a time. */
  async #ask(path) {
    this.busy = true;
    const asked = await withErrorToast(async () => {
      if (this.all) {
        return post(this.path(path), { expectedCount: this.total });
      }
      const answers = [];
      for (let from = 0; from < this.ids.length; from += 1_000) {
        answers.push(await post(path, { ids: this.ids.slice(from, from + 1_000) }));
      }
      const joined = (name) => answers.flatMap((answer) => answer[name] ?? []);
      return { done: joined('done'), deleted: joined('deleted'), refused: joined('refused') };
    });
    this.busy = false;
    return asked;
  }

  #done() {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

customElements.define('tempo-runs-bulk', RunBulkActions);
