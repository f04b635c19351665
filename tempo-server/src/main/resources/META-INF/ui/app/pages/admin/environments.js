import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { encodeSegment, get, post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';

/** The interpreters and conda environments that were found on this machine, and which groups of scripts use them. */
class Environments extends LightElement {
  #pythons = new Resource(this, (signal) => get('/api/pythons', { signal }));
  #conda = new Resource(this, (signal) => get('/api/conda/environments', { signal }));

  #groups = new Resource(this, (signal) => get('/api/groups', { signal }));

  render() {
    return html`<section class="card"><header><h2>${t('pythons.title')}</h2></header>
        ${this.#pythons.show(({ pythons }) => html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('pythons.version')}</th><th>${t('pythons.path')}</th></tr></thead>
          <tbody>${pythons.map((one) => html`<tr><td>Python ${one.version}${one.default ? html` <span class="tag">${t('pythons.default')}</span>` : nothing}</td><td class="mono">${one.path}</td></tr>`)}</tbody></table></div>`)}</section>
      <section class="card"><header><h2>${t('conda.title')}</h2><button @click=${this.#refresh}>${t('conda.refresh')}</button></header>
        ${this.#conda.show(({ environments }) =>
          environments.length === 0
            ? html`<p class="body soft">${t('conda.none')}</p>`
            : html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('conda.name')}</th><th>${t('pythons.version')}</th><th>${t('pythons.path')}</th><th>${t('conda.groups')}</th></tr></thead>
                <tbody>${environments.map((one) => html`<tr><td>${one.name}</td><td data-label=${t('pythons.version')}>${one.pythonVersion ?? ''}</td><td class="mono">${one.path}</td><td data-label=${t('conda.groups')}>${this.#usedBy(one.name)}</td></tr>`)}</tbody></table></div>`,
        )}</section>`;
  }

  /** The groups whose scripts run in an environment. */
  #usedBy(name) {
    const groups = (this.#groups.data?.groups ?? []).filter(({ environment }) => ['conda', 'base'].includes(environment.kind) && (environment.name ?? 'base') === name);
    return groups.length === 0 ? nothing : groups.map((group) => html`<a class="tag" href=${href(`/groups/${encodeSegment(group.id)}`)}>${group.name}</a> `);
  }

  async #refresh() {
    await withErrorToast(() => post('/api/conda/refresh'));
    this.#conda.refresh();
  }
}

customElements.define('tempo-environments', Environments);
