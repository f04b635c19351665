import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { t } from '../../core/i18n.js';

/** The interpreters and conda environments that were found on this machine. */
class Environments extends LightElement {
  #pythons = new Resource(this, (signal) => get('/api/pythons', { signal }));
  #conda = new Resource(this, (signal) => get('/api/conda/environments', { signal }));

  render() {
    return html`<section class="card"><header><h2>${t('pythons.title')}</h2></header>
        ${this.#pythons.show(({ pythons }) => html`<div class="scroll"><table class="table"><thead><tr><th>${t('pythons.version')}</th><th>${t('pythons.path')}</th></tr></thead>
          <tbody>${pythons.map((one) => html`<tr><td>Python ${one.version}${one.default ? html` <span class="tag">${t('pythons.default')}</span>` : nothing}</td><td class="mono">${one.path}</td></tr>`)}</tbody></table></div>`)}</section>
      <section class="card"><header><h2>${t('conda.title')}</h2><button @click=${this.#refresh}>${t('conda.refresh')}</button></header>
        ${this.#conda.show(({ environments }) =>
          environments.length === 0
            ? html`<p class="body soft">${t('conda.none')}</p>`
            : html`<div class="scroll"><table class="table"><thead><tr><th>${t('conda.name')}</th><th>${t('pythons.version')}</th><th>${t('pythons.path')}</th></tr></thead>
                <tbody>${environments.map((one) => html`<tr><td>${one.name}</td><td>${one.pythonVersion ?? ''}</td><td class="mono">${one.path}</td></tr>`)}</tbody></table></div>`,
        )}</section>`;
  }

  async #refresh() {
    await withErrorToast(() => post('/api/conda/refresh'));
    this.#conda.refresh();
  }
}

customElements.define('tempo-environments', Environments);
