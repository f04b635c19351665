import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { del, download, encodeSegment, get, post, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { events } from '../../core/events.js';
import { formatBytes, formatPercent } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import './backup-detail.js';

const LOOK_MS = 10_000;

/** Copies of everything, what is being done with them, and the way back to one. */
class Backups extends LightElement {
  static properties = { route: { attribute: false }, progress: { state: true } };

  #backups = new Resource(this, (signal) => get('/api/backups?limit=500', { signal }), { on: ['backup.ended'] });

  /** Told by events; looked at now and then, since the daily one begins by itself, or where no events come. */
  #status = new Resource(this, (signal) => get('/api/backups/status', { signal }), { pollMs: LOOK_MS, on: ['backup.ended'], debounceMs: 50 });

  #ends = [];

  constructor() {
    super();
    this.progress = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ends = [
      events.subscribe('backups'),
      events.on(['backup.progress'], ({ data }) => (this.progress = data)),
      events.on(['backup.ended'], ({ data }) => this.#ended(data)),
    ];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#ends.forEach((end) => end());
  }

  render() {
    const backup = this.route?.query.get('backup');
    return html`${this.#notices()}
      ${this.#running()}
      ${backup ? html`<tempo-backup-detail .backup=${backup} .busy=${Boolean(this.#activity())} @begun=${() => this.#status.refresh()}></tempo-backup-detail>` : this.#overview()}`;
  }

  #overview() {
    return html`${this.#facts()}
      <section class="card"><header><h2>${t('admin.backups')}</h2>
        <button class="primary" ?disabled=${Boolean(this.#activity())} @click=${this.#create}>${t('backups.now')}</button></header>
      ${this.#backups.show(({ backups }) =>
        backups.length === 0
          ? html`<p class="body soft">${t('backups.none')}</p>`
          : html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('backups.made')}</th><th>${t('backups.kind')}</th><th class="number">${t('backups.size')}</th><th></th></tr></thead>
              <tbody>${backups.map((backup) => this.#row(backup))}</tbody></table></div>`,
      )}</section>`;
  }

  /** What is being done, as events told last, or as it was when it was looked at. */
  #activity() {
    return this.progress ?? this.#status.data?.running ?? null;
  }

  #running() {
    const running = this.#activity();
    if (!running) {
      return nothing;
    }
    const known = running.percent !== null;
    return html`<section class="card backup-progress" role="status"><div class="body row">
      <span class="grow">${t('backups.running', { step: running.step })}${known ? html` <span class="soft">${formatPercent(running.percent / 100)}</span>` : nothing}
        <progress max="100" value=${known ? running.percent : nothing} aria-label=${t('backups.progress')}></progress></span>
      <button id="cancel-backup" @click=${this.#cancel}>${t('backups.cancel')}</button></div></section>`;
  }

  #notices() {
    const { restartNeeded, restoreStaged, lastFailure } = this.#status.data ?? {};
    return html`${restartNeeded
      ? html`<div class="notice row"><p class="grow">${t('backups.restart', { id: restoreStaged })}</p>
          <button id="cancel-restore" ?disabled=${Boolean(this.#activity())} @click=${this.#cancelRestore}>${t('backups.cancelRestore')}</button></div>`
      : nothing}
      ${lastFailure ? html`<p class="notice bad">${t('backups.failed', { what: lastFailure.message ?? lastFailure.what })}</p>` : nothing}`;
  }

  /** When the next comes, how much they take of what they may, and what room there is. */
  #facts() {
    const status = this.#status.data;
    const fact = (key, value) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`;
    return status
      ? html`<dl class="facts">${fact('backups.next', status.nextBackupAt ? timeElement(status.nextBackupAt) : t('backups.off'))}
          ${fact('backups.total', t('backups.ofMost', { size: formatBytes(status.totalBytes), most: formatBytes(status.maxBytes) }))}
          ${status.diskFreeBytes == null ? nothing : fact('backups.free', formatBytes(status.diskFreeBytes))}
          ${fact('backups.directory', html`<span class="mono">${status.directory}</span>`)}</dl>`
      : nothing;
  }

  #row(backup) {
    return html`<tr data-backup=${backup.id}><td><a href=${href(withQuery('/admin/backups', { backup: backup.id }))}>${timeElement(backup.createdAt)}</a></td>
      <td>${t(`backups.kind.${backup.kind}`)}${backup.notes ? html` <span class="soft">${plural('backups.notes', backup.notes)}</span>` : nothing}</td><td class="number">${formatBytes(backup.sizeBytes)}</td>
      <td class="shrink"><a class="button quiet" href=${href(withQuery('/admin/backups', { backup: backup.id }))}>${t('backups.details')}</a>
        <button class="quiet" @click=${() => withErrorToast(() => download(`/api/backups/${encodeSegment(backup.id)}/download`))}>${t('backups.download')}</button>
        <button class="quiet" ?disabled=${Boolean(this.#activity())} @click=${() => this.#restore(backup)}>${t('backups.restoreAll')}</button>
        <button class="quiet danger" @click=${() => this.#delete(backup)}>${t('backups.delete')}</button></td></tr>`;
  }

  #ended(outcome) {
    this.progress = null;
    if (outcome.result === 'failed') {
      return; // stays on the page
    }
    const told = [outcome.message, ...(outcome.item?.notes ?? [])].join(' · ');
    toast(told, { kind: outcome.result === 'done' ? 'good' : 'plain' });
  }

  async #create() {
    await withErrorToast(() => post('/api/backups', {}));
    this.#status.refresh();
  }

  async #cancel() {
    await withErrorToast(() => del('/api/backups/running'));
    this.#status.refresh();
  }

  async #restore(backup) {
    if (await confirm({ title: t('backups.confirmRestore'), text: t('backups.restoreHint'), action: t('backups.restore'), danger: true })) {
      if (await withErrorToast(() => post(`/api/backups/${encodeSegment(backup.id)}/restore`, {}))) {
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
