import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { emptyState } from '../../components/placeholders.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { del, encodeSegment, get, post } from '../../core/api.js';
import { formatBytes } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { hasRole } from '../../core/session.js';

/** The backups of a project, and the way back. */
class ProjectBackups extends LightElement {
  static properties = { project: {}, busy: { state: true } };

  #backups = new Resource(this, (signal) => get(`/api/projects/${this.project}/backups`, { signal }), { lazy: true });

  constructor() {
    super();
    this.busy = false;
  }

  willUpdate(changed) {
    if (changed.has('project')) {
      this.#backups.reload();
    }
  }

  render() {
    return html`<section class="card"><header><h2>${t('projectBackups.title')}</h2>
        ${hasRole('operator') ? html`<button class="primary" id="back-up" ?disabled=${this.busy} @click=${() => this.#make()}>${t('projectBackups.make')}</button>` : nothing}</header>
      <p class="body soft">${t('projectBackups.hint')}</p>
      ${this.#backups.show(({ backups }) => backups.length === 0
        ? emptyState(t('projectBackups.none'))
        : html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('projectBackups.made')}</th><th class="number">${t('projectBackups.size')}</th><th><span class="hidden">${t('files.actions')}</span></th></tr></thead>
          <tbody>${backups.map((backup) => this.#row(backup))}</tbody></table></div>`)}</section>`;
  }

  #row(backup) {
    return html`<tr data-backup=${backup.id}><td>${timeElement(backup.createdAt)}</td><td class="number" data-label=${t('projectBackups.size')}>${formatBytes(backup.sizeBytes)}</td>
      <td class="shrink">${hasRole('operator')
        ? html`<button class="quiet" data-restore ?disabled=${this.busy} @click=${() => this.#restore(backup)}>${t('projectBackups.restore')}</button>
          <button class="quiet danger" data-delete ?disabled=${this.busy} @click=${() => this.#delete(backup)}>${t('projectBackups.delete')}</button>`
        : nothing}</td></tr>`;
  }

  async #make() {
    await this.#during(() => post(`/api/projects/${this.project}/backups`));
  }

  async #restore(backup) {
    const sure = await confirm({ title: t('projectBackups.confirmRestore'), text: t('projectBackups.restoreHint'), action: t('projectBackups.restore'), danger: true });
    const done = sure && (await this.#during(() => post(`/api/projects/${this.project}/backups/${encodeSegment(backup.id)}/restore`)));
    if (done) {
      toast(plural('projectBackups.restored', done.restored), { kind: 'good' });
    }
  }

  async #delete(backup) {
    if (await confirm({ title: t('projectBackups.confirmDelete'), action: t('projectBackups.delete'), danger: true })) {
      await this.#during(() => del(`/api/projects/${this.project}/backups/${encodeSegment(backup.id)}`));
    }
  }

  async #during(action) {
    this.busy = true;
    const done = await withErrorToast(action);
    this.busy = false;
    this.#backups.refresh();
    return done;
  }
}

customElements.define('tempo-project-backups', ProjectBackups);
