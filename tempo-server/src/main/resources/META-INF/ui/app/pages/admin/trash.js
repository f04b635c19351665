import { html } from 'lit';
import { confirm, prompt } from '../../components/dialogs.js';
import { folderPath } from '../../components/folder-names.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { del, encodeSegment, get, post } from '../../core/api.js';
import { formatBytes } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';

/** What deleted jobs left behind, and the way back. */
class Trash extends LightElement {
  #trash = new Resource(this, (signal) => get('/api/trash', { signal }));

  render() {
    return html`<section class="card"><header><h2>${t('admin.trash')}</h2></header>
      ${this.#trash.show(({ trash }) =>
        trash.length === 0
          ? html`<p class="body soft">${t('trash.none')}</p>`
          : html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('trash.job')}</th><th>${t('trash.deleted')}</th><th>${t('trash.until')}</th>
              <th class="number">${t('trash.files')}</th><th class="number">${t('trash.size')}</th><th></th></tr></thead>
              <tbody>${trash.map((entry) => this.#row(entry))}</tbody></table></div>`,
      )}</section>`;
  }

  #row(entry) {
    return html`<tr><td>${entry.name} <span class="soft">${folderPath(entry.folderNames)}</span></td>
      <td data-label=${t('trash.deleted')}>${timeElement(entry.deletedAt)} <span class="soft">${entry.deletedBy}</span></td><td data-label=${t('trash.until')}>${timeElement(entry.keptUntil)}</td>
      <td class="number" data-label=${t('trash.files')}>${entry.files}</td><td class="number" data-label=${t('trash.size')}>${formatBytes(entry.sizeBytes)}</td>
      <td class="shrink"><button class="quiet" @click=${() => this.#restore(entry)}>${t('trash.restore')}</button>
        <button class="quiet danger" @click=${() => this.#delete(entry)}>${t('trash.delete')}</button></td></tr>`;
  }

  async #restore(entry) {
    const job = await prompt({ title: t('trash.restoreTo', { name: entry.name }), label: t('trash.target'), value: entry.key, maxLength: 1000, action: t('trash.restore') });
    if (job) {
      await this.#do(async () => {
        const restored = await post(`/api/trash/${encodeSegment(entry.id)}/restore`, { job });
        toast(restored.directory ? t('trash.restoredBeside', { directory: restored.directory }) : t('trash.restored'), { kind: 'good' });
      });
    }
  }

  async #delete(entry) {
    if (await confirm({ title: plural('trash.confirmDelete', entry.files, { name: entry.name }), text: t('trash.deleteHint'), action: t('trash.delete'), danger: true })) {
      await this.#do(() => del(`/api/trash/${encodeSegment(entry.id)}`));
    }
  }

  async #do(action) {
    await withErrorToast(action);
    this.#trash.refresh();
  }
}

customElements.define('tempo-trash', Trash);
