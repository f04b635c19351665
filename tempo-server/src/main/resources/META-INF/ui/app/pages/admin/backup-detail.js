import { html, nothing } from 'lit';
import { openDialog, prompt } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { encodeSegment, get, post, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatDateTime } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';

const KINDS = ['job', 'project', 'group'];
const CONFLICTS = ['refuse', 'replace', 'copy'];
const SHOWN = 200;

/** What one backup has in it, to restore a single thing of it, and what was noted while it was made. */
class BackupDetail extends LightElement {
  static properties = { backup: {}, busy: { attribute: false }, kind: { state: true }, words: { state: true } };

  #items = new Resource(this, (signal) => get(withQuery(`${this.#path()}/items`, { kind: this.kind, q: this.words, limit: SHOWN }), { signal }), { lazy: true, on: ['backup.ended'] });

  #log = new Resource(this, (signal) => get(`${this.#path()}/log`, { signal }), { lazy: true });

  constructor() {
    super();
    [this.kind] = KINDS;
    this.words = '';
  }

  willUpdate(changed) {
    if (changed.has('backup') || changed.has('kind') || changed.has('words')) {
      this.#items.reload();
    }
    if (changed.has('backup')) {
      this.#log.reload();
    }
  }

  render() {
    return html`<section class="card"><header><a class="button" href=${href('/admin/backups')}>${t('backups.all')}</a><h2 class="grow">${t('backups.of', { time: formatDateTime(madeAt(this.backup)) })} <span class="soft mono">${this.backup}</span></h2>
        <button id="verify" ?disabled=${this.busy} @click=${() => this.#begin('verify', {})}>${t('backups.verify')}</button>
        <button id="elsewhere" ?disabled=${this.busy} @click=${this.#elsewhere}>${t('backups.elsewhere')}</button></header></section>
      <section class="card" id="contents"><header><h2>${t('backups.contents')}</h2>
        <div class="segments" role="group" aria-label=${t('backups.contents')}>${KINDS.map(
          (kind) => html`<button type="button" aria-pressed=${kind === this.kind} @click=${() => (this.kind = kind)}>${t(`backups.itemKinds.${kind}`)}</button>`,
        )}</div>
        <input class="filter" type="search" aria-label=${t('backups.filter')} placeholder=${t('backups.filter')} .value=${this.words} @input=${(event) => (this.words = event.target.value.trim())}></header>
        <p class="body soft">${t('backups.contentsHint')}</p>
        ${this.#items.show((found) => this.#table(found))}</section>
      <section class="card" id="log"><header><h2>${t('backups.log')}</h2></header>${this.#logged()}</section>`;
  }

  #table({ items, total }) {
    return items.length === 0
      ? html`<p class="body soft">${t('backups.itemsNone')}</p>`
      : html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('backups.item')}</th><th>${t('backups.owner')}</th><th>${t('backups.standing')}</th><th></th></tr></thead>
          <tbody>${items.map((item) => this.#row(item))}</tbody></table></div>
          ${total > items.length ? html`<p class="body soft">${plural('backups.itemsMore', total - items.length)}</p>` : nothing}`;
  }

  #row(item) {
    return html`<tr data-item=${item.id}><td>${item.name} <span class="soft mono">${item.place === item.name ? nothing : item.place}</span></td><td data-label=${t('backups.owner')}>${item.owner ?? nothing}</td>
      <td data-label=${t('backups.standing')}>${t(item.here ? 'backups.here' : 'backups.gone')}</td>
      <td class="shrink"><button class="quiet" ?disabled=${this.busy} @click=${() => this.#restore(item)}>${t('backups.restoreItem')}</button></td></tr>`;
  }

  /** One that was copied here has none. */
  #logged() {
    return this.#log.error?.status === 404
      ? html`<p class="body soft">${t('backups.logNone')}</p>`
      : this.#log.show(({ lines, complete }) => html`<pre class="backup-log" tabindex="0">${lines.join('\n')}</pre>${complete ? nothing : html`<p class="body soft">${t('backups.logCut')}</p>`}`);
  }

  async #restore(item) {
    const wish = await openDialog((close) => html`<form class="stack" @submit=${(event) => submit(event, close)}>
      <h2 id="question">${t('backups.restoreItemTitle', { name: item.name })}</h2>
      <fieldset class="stack"><legend>${t('backups.conflict')}</legend>${CONFLICTS.map(
        (conflict) => html`<label class="check"><input type="radio" name="conflict" value=${conflict} ?checked=${conflict === (item.here ? 'copy' : 'refuse')}><span>${t(`backups.conflict.${conflict}`)}</span></label>`,
      )}</fieldset>
      <label class="field copy-name">${t('backups.copyName')}<input name="name" maxlength="100" autocomplete="off"><small class="soft">${t('backups.copyNameHint')}</small></label>
      <div class="row end"><button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button><button class="primary">${t('backups.restoreItem')}</button></div></form>`);
    if (wish) {
      await this.#begin('items/restore', { kind: item.kind, id: item.id, ...wish });
    }
  }

  async #elsewhere() {
    const target = await prompt({ title: t('backups.elsewhere'), label: t('backups.elsewhereLabel'), action: t('backups.restore'), maxLength: 1000 });
    if (target) {
      await this.#begin('restore', { target });
    }
  }

  async #begin(what, body) {
    await withErrorToast(() => post(`${this.#path()}/${what}`, body));
    this.dispatchEvent(new CustomEvent('begun'));
  }

  #path() {
    return `/api/backups/${encodeSegment(this.backup)}`;
  }
}

/** When a backup was made, by its id, as 20261121T020000Z-daily. */
const madeAt = (id) => id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-.*$/, '$1-$2-$3T$4:$5:$6Z');

function submit(event, close) {
  event.preventDefault();
  const form = new FormData(event.target);
  const conflict = form.get('conflict');
  const name = form.get('name').trim();
  close({ conflict, ...(conflict === 'copy' && name ? { name } : {}) });
}

customElements.define('tempo-backup-detail', BackupDetail);
