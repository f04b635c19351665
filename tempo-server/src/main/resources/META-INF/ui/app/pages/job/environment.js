import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { READ_ONLY_NOTE_ID, readOnlyNotice, readOnlyReason } from '../../components/read-only-notice.js';
import '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, toastError, withErrorToast } from '../../components/toast.js';
import { del, get, post, put } from '../../core/api.js';
import { events } from '../../core/events.js';
import { formatBytes } from '../../core/format.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';
import { canDescribeJob } from '../../core/session.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';
import './variables.js';

const MOST_LINES = 500;

await loadMessagePart('environment');

/** What a script runs in: its interpreter, its packages, its variables. */
class EnvironmentTab extends LightElement {
  static properties = {
    job: { attribute: false },
    editable: { type: Boolean },
    progress: { state: true },
    error: { state: true },
    changed: { state: true },
  };

  #environment = new Resource(this, (signal) => get(`/api/jobs/${this.job.id}/environment`, { signal }), {
    on: ['environment.ready', 'job.saved'],
    isRelevant: (event) => event.data.jobId === this.job.id || event.data.id === this.job.id,
  });

  #pythons = new Resource(this, (signal) => get('/api/pythons', { signal }));

  #condas = new Resource(this, (signal) => get('/api/conda/environments', { signal }));

  #end = () => {};

  #unsaved = new UnsavedChanges(this, {
    what: () => t('environment.needs'),
    when: () => this.changed,
    save: () => this.#send(this.querySelector('form')),
    discard: () => (this.changed = false),
  });

  constructor() {
    super();
    this.progress = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.#end = events.on(['environment.progress'], ({ data }) => data.jobId === this.job.id && this.#told(data));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#end();
  }

  updated() {
    const lines = this.querySelector('.progress pre');
    if (lines) {
      lines.scrollTop = lines.scrollHeight;
    }
  }

  render() {
    const python = this.job.task.kind === 'python';
    return html`<div class="page">
      ${readOnlyNotice(this.job)}
      ${python ? html`<div class="cards">${this.#needs()}${this.#environment.show((environment) => this.#state(environment))}</div>` : nothing}
      ${this.progress.length > 0 ? this.#lines() : nothing}
      <tempo-variables .job=${this.job} .editable=${this.editable} @changed=${this.#handOn}></tempo-variables>
    </div>`;
  }

  #needs() {
    const { task } = this.job;
    const pythons = this.#pythons.data?.pythons ?? [];
    return html`<section class="card"><header><h2>${t('environment.needs')}</h2></header>
      <form class="body stack" @submit=${this.#save} @input=${() => (this.changed = true)}>
        <fieldset class="stack" ?disabled=${!this.editable} title=${readOnlyReason(this.job) || nothing} aria-describedby=${this.editable ? nothing : READ_ONLY_NOTE_ID}>
          <label class="field">${t('environment.python')}<select name="pythonVersion">
            <option value="">${t('environment.anyPython')}</option>
            ${versions(pythons, task.pythonVersion).map((v) => html`<option value=${v} .selected=${v === task.pythonVersion}>Python ${v}</option>`)}
          </select></label>
          <label class="field">${t('environment.requirements')}
            <textarea class="mono" name="requirements" rows="8" maxlength="10000" spellcheck="false" placeholder=${'requests>=2.31\nbeautifulsoup4'}
              .value=${task.requirements ?? ''}></textarea></label>
          ${this.#conda(task)}
          ${this.error ? html`<div class="error" role="alert">${this.error.details?.length > 0 ? this.error.details.map((d) => html`<p>${d.message}</p>`) : this.error.message}</div>` : nothing}
          ${this.editable ? html`<div class="row end"><button class="primary" ?disabled=${!this.changed}>${t('environment.install')}</button></div>` : nothing}
        </fieldset>
      </form></section>`;
  }

  /** Which conda environment it runs in, where there are any or one is named. */
  #conda(task) {
    const names = (this.#condas.data?.environments ?? []).map(({ name }) => name);
    const all = [...new Set([...names, task.condaEnvironment].filter(Boolean))];
    return all.length === 0
      ? nothing
      : html`<label class="field">${t('environment.conda')}<select name="condaEnvironment"><option value="">${t('environment.conda.none')}</option>
          ${all.map((name) => html`<option value=${name} .selected=${name === task.condaEnvironment}>${name}</option>`)}</select>
          <small class="soft">${t('environment.conda.hint')}</small></label>`;
  }

  #state(environment) {
    const fact = (key, value) => (value == null || value === '' ? nothing : html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`);
    return html`<section class="card"><header><h2>${t('environment.state')}</h2>
        <span class="chip is-${MARKS[environment.state]}" data-environment=${environment.state}>${t(`environment.state.${environment.state}`)}</span></header>
      <div class="body stack">
        ${environment.error ? html`<pre class="notice bad code">${environment.error}</pre>` : nothing}
        <dl class="facts">
          ${fact('environment.python', environment.pythonVersion)}
          ${fact('environment.size', environment.sizeBytes ? formatBytes(environment.sizeBytes) : null)}
        </dl>
        ${environment.packages?.length > 0
          ? html`<details><summary>${plural('environment.packages', environment.packages.length)}</summary>
              <pre class="code">${environment.packages.map((one) => `${one.name}==${one.version}`).join('\n')}</pre></details>`
          : nothing}
        ${canDescribeJob(this.job)
          ? html`<div class="row"><button @click=${this.#rebuild} ?disabled=${environment.state === 'building'}>${t(environment.state === 'none' ? 'environment.build' : 'environment.rebuild')}</button>
              ${environment.state === 'none' ? nothing : html`<button class="quiet danger" @click=${this.#delete}>${t('environment.delete')}</button>`}</div>`
          : nothing}
      </div></section>`;
  }

  #lines() {
    return html`<section class="card progress"><header><h2>${t('environment.progress')}</h2></header>
      <pre class="code" role="log" tabindex="0" aria-label=${t('environment.progress')}>${this.progress.join('\n')}</pre></section>`;
  }

  #told({ phase, line }) {
    const text = line ?? (phase ? t(`environment.phase.${phase}`) : '');
    this.progress = [...this.progress, text].slice(-MOST_LINES);
    this.#environment.refreshSoon();
  }

  #handOn(event) {
    this.dispatchEvent(new CustomEvent('changed', { detail: event.detail }));
  }

  #save(event) {
    event.preventDefault();
    return this.#send(event.target);
  }

  /** Says whether it could be saved. */
  async #send(target) {
    const form = new FormData(target);
    const task = { requirements: form.get('requirements'), pythonVersion: form.get('pythonVersion') || null, condaEnvironment: form.get('condaEnvironment') || null };
    try {
      const saved = await put(`/api/jobs/${this.job.id}`, { version: this.job.version, task });
      this.error = null;
      this.changed = false;
      this.progress = [];
      this.dispatchEvent(new CustomEvent('changed', { detail: saved }));
      await post(`/api/jobs/${this.job.id}/environment`, {});
      this.#environment.refresh();
    } catch (error) {
      this.error = error.details ? error : null;
      if (!error.details) {
        toastError(error);
      }
    }
    return !this.changed;
  }

  async #rebuild() {
    this.progress = [];
    await withErrorToast(() => post(`/api/jobs/${this.job.id}/environment`, { rebuild: true }));
    this.#environment.refresh();
  }

  async #delete() {
    if (await confirm({ title: t('environment.confirmDelete'), text: t('environment.deleteHint'), action: t('environment.delete'), danger: true })) {
      if (await withErrorToast(() => del(`/api/jobs/${this.job.id}/environment`))) {
        toast(t('environment.deleted'), { kind: 'good' });
      }
      this.#environment.refresh();
    }
  }
}

const MARKS = { none: 'queued', building: 'running', ready: 'success', failed: 'failure' };

/** The minor versions that are there, and the one that is asked for. */
function versions(pythons, asked) {
  const minors = pythons.map((python) => python.version.split('.').slice(0, 2).join('.'));
  return [...new Set([...minors, asked].filter(Boolean))].sort((a, b) => b.localeCompare(a, undefined, { numeric: true }));
}

customElements.define('tempo-job-environment', EnvironmentTab);
