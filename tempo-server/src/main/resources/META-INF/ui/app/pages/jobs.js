import { html, nothing } from 'lit';
import { Element } from '../parts/element.js';
import '../parts/strip.js';
import './create.js';
import './run.js';
import { ApiError, del, get, post } from '../api.js';
import { distance, when } from '../format.js';
import { go } from '../router.js';
import { t } from '../texts.js';

const REFRESH_MS = 2_000;

/** All jobs on the left, the selected one with its runs on the right. */
class Jobs extends Element {
  static properties = {
    route: { attribute: false },
    jobs: { state: true },
    runs: { state: true },
    text: { state: true },
    problem: { state: true },
  };

  #timer = 0;

  constructor() {
    super();
    this.jobs = null;
    this.runs = [];
    this.text = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.#loop();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  willUpdate(changed) {
    if (changed.has('route')) {
      this.runs = [];
      this.#refresh();
    }
  }

  render() {
    const selected = this.#selected();
    return html`<main class="split ${this.route.id ? 'has-selection' : ''}">
        <section class="list">
          <div class="toolbar">
            <input class="grow" type="search" placeholder=${t('jobs.search')} aria-label=${t('jobs.search')}
              .value=${this.text} @input=${this.#search}>
            <button class="primary" id="new-job" @click=${this.#create}>${t('jobs.new')}</button>
          </div>
          ${this.problem ? html`<p class="empty error" role="alert">${this.problem}</p>` : nothing}
          ${this.#list(selected)}
        </section>
        <section class="detail">${selected ? this.#detail(selected) : html`<p class="empty">${t('jobs.select')}</p>`}</section>
      </main>
      <tempo-create @created=${this.#created}></tempo-create>`;
  }

  #list(selected) {
    if (this.jobs === null) {
      return nothing;
    }
    if (this.jobs.length === 0) {
      return this.text
        ? html`<p class="empty">${t('jobs.noMatch', { text: this.text })}</p>`
        : html`<div class="empty"><h2>${t('jobs.none')}</h2><p>${t('jobs.noneHint')}</p></div>`;
    }
    return html`<ul class="jobs">${this.jobs.map((job) => this.#row(job, job.id === selected?.id))}</ul>`;
  }

  #row(job, selected) {
    return html`<li class="${selected ? 'selected' : ''} ${job.enabled ? '' : 'off'}">
      <a class="cut" href="/jobs/${encodeURIComponent(job.safeName)}" aria-current=${selected ? 'true' : 'false'}>
        <span class="name cut">${job.name}</span>
        <small>${this.#times(job)}</small>
      </a>
      <tempo-strip .runs=${job.recentRuns}></tempo-strip>
      <small class="next">${job.nextRunAt ? t('jobs.next', { when: distance(job.nextRunAt) }) : ''}</small>
      <span class="actions"><button @click=${() => this.#run(job)} ?disabled=${!job.enabled}>${t('jobs.run')}</button></span>
    </li>`;
  }

  #times(job) {
    if (!job.enabled) {
      return t('jobs.disabled');
    }
    const words = job.triggers.filter((trigger) => trigger.enabled).map((trigger) => trigger.description);
    return words.length > 0 ? words.join(' · ') : t('jobs.byHand');
  }

  #detail(job) {
    const runId = this.route.page === 'runs' ? this.route.id : this.runs[0]?.id;
    return html`<div class="head">
        <div class="row">
          <a class="back soft" href="/">${t('jobs.back')}</a>
          <h2 class="grow cut">${job.name}</h2>
          <button class="quiet" @click=${() => this.#setEnabled(job)}>${t(job.enabled ? 'jobs.disable' : 'jobs.enable')}</button>
          <button class="quiet" @click=${() => this.#delete(job)}>${t('jobs.delete')}</button>
          <button class="primary" id="run-now" @click=${() => this.#run(job)} ?disabled=${!job.enabled}>${t('jobs.run')}</button>
        </div>
        <p class="soft">${this.#times(job)}</p>
        ${job.warnings.map((warning) => html`<p class="error">${warning}</p>`)}
      </div>
      ${this.runs.length > 0
        ? html`<nav class="runs">${this.runs.map((run) => this.#chip(run, run.id === runId))}</nav>
            <tempo-run .runId=${runId}></tempo-run>`
        : html`<p class="empty">${t('jobs.neverRun')}</p>`}`;
  }

  #chip(run, selected) {
    return html`<a href="/runs/${run.id}" class="chip is-${run.status} ${selected ? 'selected' : ''}"
      title=${t(`status.${run.status}`)}>${when(run.queuedAt)}</a>`;
  }

  #selected() {
    const { page, id } = this.route;
    const runJob = this.runs[0]?.jobId;
    return (this.jobs ?? []).find((job) =>
      page === 'jobs' ? job.safeName === id || job.id === id : page === 'runs' && job.id === runJob,
    );
  }

  async #loop() {
    if (document.visibilityState === 'visible') {
      await this.#refresh();
    }
    if (this.isConnected) {
      this.#timer = setTimeout(() => this.#loop(), REFRESH_MS);
    }
  }

  async #refresh() {
    const { page, id } = this.route;
    try {
      const query = new URLSearchParams({ sort: 'name', limit: '200', q: this.text });
      const { jobs } = await get(`/api/jobs?${query}`);
      const runs = await this.#runsOf(page, id);
      if (id === this.route.id) {
        this.jobs = jobs;
        this.runs = runs;
      }
      this.problem = null;
    } catch (error) {
      this.#failed(error);
    }
  }

  async #runsOf(page, id) {
    if (page === 'runs') {
      const run = await get(`/api/runs/${id}`);
      return (await get(`/api/runs?job=${run.jobId}&limit=20`)).runs;
    }
    return page === 'jobs' ? (await get(`/api/jobs/${encodeURIComponent(id)}/runs?limit=20`)).runs : [];
  }

  #failed(error) {
    if (error instanceof ApiError && error.status === 401) {
      this.dispatchEvent(new CustomEvent('left', { bubbles: true }));
      return;
    }
    this.problem = error instanceof ApiError ? error.message : t('app.offline');
  }

  #search(event) {
    this.text = event.target.value;
    this.#refresh();
  }

  #create() {
    this.querySelector('tempo-create').open();
  }

  async #created(event) {
    await this.#refresh();
    go(`/jobs/${encodeURIComponent(event.detail.safeName)}`);
  }

  async #try(action) {
    try {
      await action();
      await this.#refresh();
    } catch (error) {
      this.#failed(error);
    }
  }

  #run(job) {
    return this.#try(async () => {
      const { runId } = await post(`/api/jobs/${job.id}/run`);
      go(`/runs/${runId}`);
    });
  }

  #setEnabled(job) {
    return this.#try(() => post(`/api/jobs/${job.id}/${job.enabled ? 'disable' : 'enable'}`));
  }

  #delete(job) {
    if (!confirm(t('jobs.confirmDelete', { name: job.name }))) {
      return undefined;
    }
    return this.#try(async () => {
      await del(`/api/jobs/${job.id}`);
      go('/');
    });
  }
}

customElements.define('tempo-jobs', Jobs);
