import { html, nothing } from 'lit';
import { openDialog } from '../../components/dialogs.js';
import { diffView } from '../../components/diff-view.js';
import { LightElement } from '../../components/light-element.js';
import '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { formatBytes } from '../../core/format.js';
import { t } from '../../core/i18n.js';

/** What the script said before: each version, what changed since, and the way back. */
class Versions extends LightElement {
  static properties = { job: { attribute: false }, editable: { type: Boolean }, marked: { attribute: false } };

  #versions = new Resource(this, (signal) => get(`/api/jobs/${this.job.id}/versions?limit=100`, { signal }), { on: ['job.saved'] });

  render() {
    return html`<aside class="versions" aria-label=${t('script.versions')}>
      ${this.#versions.show(({ versions }) => html`<ol reversed>${versions.map((version, i) => this.#row(version, i === 0))}</ol>`)}
    </aside>`;
  }

  #row(version, newest) {
    return html`<li aria-current=${version.number === this.marked ? 'true' : nothing}>
      <div class="row"><strong class="grow">${t('script.version', { number: version.number })}</strong>
        <small class="soft"><tempo-ago instant=${version.updatedAt ?? version.createdAt}></tempo-ago></small></div>
      <small class="soft">${[version.author, formatBytes(version.sizeBytes), version.automatic ? t('script.automatic') : '', version.message].filter(Boolean).join(' · ')}</small>
      ${newest
        ? nothing
        : html`<div class="row"><button class="quiet" @click=${() => this.#compare(version)}>${t('script.compare')}</button>
            ${this.editable ? html`<button class="quiet" @click=${() => this.#restore(version)}>${t('script.restore')}</button>` : nothing}</div>`}
    </li>`;
  }

  async #compare(version) {
    const diff = await withErrorToast(() => get(`/api/jobs/${this.job.id}/versions/${version.number}/diff`));
    if (!diff) {
      return;
    }
    const restore = await openDialog(
      (close) => html`<h2 id="question">${t('script.changesSince', { number: version.number })}</h2>
        <p class="soft">${t('script.changes', { added: diff.added, removed: diff.removed })}</p>
        ${diffView(diff.lines)}
        <div class="row end">
          ${this.editable ? html`<button @click=${() => close(true)}>${t('script.restore')}</button>` : nothing}
          <button class="primary" @click=${() => close(false)} autofocus>${t('dialog.close')}</button>
        </div>`,
      false,
      { wide: true },
    );
    if (restore) {
      await this.#restore(version);
    }
  }

  async #restore(version) {
    const job = await withErrorToast(() => post(`/api/jobs/${this.job.id}/versions/${version.number}/restore`));
    if (job) {
      toast(t('script.restored', { number: version.number }), { kind: 'good' });
      this.dispatchEvent(new CustomEvent('restored', { detail: job }));
    }
  }
}

customElements.define('tempo-versions', Versions);
