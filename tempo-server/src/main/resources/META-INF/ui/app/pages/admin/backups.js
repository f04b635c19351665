import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { del, download, encodeSegment, get, post } from '../../core/api.js';
import { formatBytes } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';

const LOOK_MS = 2_000;

/** Copies of everything, when the next is made, and the way back. */
class Backups extends LightElement {
  #backups = new Resource(this, (signal) => get('/api/backups?limit=500', { signal }));

  #status = new Resource(this, (signal) => get('/api/backups/status', { signal }), { pollMs: LOOK_MS });

  #known = '';

  /** A small backup is made between two looks. */
  willUpdate() {
    const { count, lastBackup } = this.#status.data ?? {};
    const known = `${count} ${lastBackup?.id}`;
    if (this.#status.data && known !== this.#known) {
      if (this.#known !== '') {
        this.#backups.refresh();
      }
      this.#known = known;
    }
  }

  render() {
    const running = this.#status.data?.running;
    return html`${this.#notices()}
      ${this.#facts()}
      <section class="card"><header><h2>${t('admin.backups')}</h2>
        ${running ? html`<span class="chip is-running" role="status">${t('backups.running', { step: running.step ?? running.what })}</span>` : nothing}
        <button class="primary" ?disabled=${Boolean(running)} @click=${this.#create}>${t('backups.now')}</button></header>
      ${this.#backups.show(({ backups }) =>
        backups.length === 0
          ? html`<p class="body soft">${t('backups.none')}</p>`
          : html`<div class="scroll"><table class="table"><thead><tr><th>${t('backups.made')}</th><th>${t('backups.kind')}</th><th class="number">${t('backups.size')}</th><th></th></tr></thead>
              <tbody>${backups.map((backup) => this.#row(backup))}</tbody></table></div>`,
      )}</section>`;
  }

  #notices() {
    const { restartNeeded, restoreStaged, lastFailure, running } = this.#status.data ?? {};
    return html`${restartNeeded
      ? html`<div class="notice row"><p class="grow">${t('backups.restart', { id: restoreStaged })}</p>
          <button id="cancel-restore" ?disabled=${Boolean(running)} @click=${this.#cancelRestore}>${t('backups.cancelRestore')}</button></div>`
      : nothing}
      ${lastFailure ? html`<p class="notice bad">${t('backups.failed', { what: lastFailure.message ?? lastFailure.what })}</p>` : nothing}`;
  }

  /** When the next comes, how many there are, and what room there is. */
  #facts() {
    const status = this.#status.data;
    const fact = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
    return status
      ? html`<dl class="facts">${fact('backups.next', status.nextBackupAt ? timeElement(status.nextBackupAt) : t('backups.off'))}
          ${fact('backups.total', formatBytes(status.totalBytes))}${status.diskFreeBytes == null ? nothing : fact('backups.free', formatBytes(status.diskFreeBytes))}
          ${fact('backups.directory', html`<span class="mono">${status.directory}</span>`)}</dl>`
      : nothing;
  }

  #row(backup) {
    return html`<tr><td>${timeElement(backup.createdAt)}</td><td>${backup.kind ?? ''}${backup.notes ? html` <span class="soft">${plural('backups.notes', backup.notes)}</span>` : nothing}</td><td class="number">${backup.sizeBytes == null ? nothing : formatBytes(backup.sizeBytes)}</td>
      <td class="shrink"><button class="quiet" @click=${() => withErrorToast(() => download(`/api/backups/${encodeSegment(backup.id)}/download`))}>${t('backups.download')}</button>
        <button class="quiet" @click=${() => this.#restore(backup)}>${t('backups.restore')}</button>
        <button class="quiet danger" @click=${() => this.#delete(backup)}>${t('backups.delete')}</button></td></tr>`;
  }

  async #create() {
    await withErrorToast(() => post('/api/backups', {}));
    this.#status.refresh();
  }

  async #restore(backup) {
    if (await confirm({ title: t('backups.confirmRestore'), text: t('backups.restoreHint'), action: t('backups.restore'), danger: true })) {
      if (await withErrorToast(() => post(`/api/backups/${encodeSegment(backup.id)}/restore`, {}))) {
        toast(t('backups.restored'), { kind: 'good' });
        this.#status.refresh();
      }
    }
  }

  async #cancelRestore() {
    if (await confirm({ title: t('backups.confirmCancelRestore'), text: t('backups.cancelRestoreHint'), action: t('backups.cancelRestore') })) {
      await withErrorToast(() => del('/api/backups/restore'));
      this.#status.refresh();
    }
  }

  async #delete(backup) {
    if (await confirm({ title: t('backups.confirmDelete'), action: t('backups.delete'), danger: true })) {
      await withErrorToast(() => del(`/api/backups/${encodeSegment(backup.id)}`));
      this.#backups.refresh();
    }
  }
}

customElements.define('tempo-backups', Backups);
