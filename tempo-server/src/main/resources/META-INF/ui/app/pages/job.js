import { html, nothing } from 'lit';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import { CurrentTab } from '../components/current-tab.js';
import { isFileGone, jobWarnings } from '../components/file-warnings.js';
import { folderPath } from '../components/folder-names.js';
import { lateNotice } from '../components/late-job.js';
import { LightElement } from '../components/light-element.js';
import '../components/menu.js';
import { groupName } from '../components/named-by-id.js';
import '../components/paused-queue-banner.js';
import { Resource } from '../components/resource.js';
import { withErrorToast } from '../components/toast.js';
import { del, encodeSegment, get, post, put } from '../core/api.js';
import { href } from '../core/base-path.js';
import { Commands } from '../core/commands.js';
import { setTitle } from '../core/document-title.js';
import { loadState, saveState } from '../core/history-state.js';
import { t } from '../core/i18n.js';
import { descriptionOf } from '../core/local-text.js';
import { navigate } from '../core/location.js';
import { addRecentItem } from '../core/recent-items.js';
import { canEditJob, canEditScript, hasRole, isDiscovered } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';
import { saveAndRun } from './job/script/save-and-run.js';
import { runBulkAction } from './jobs/actions.js';
import { confirmDeleteJobs } from './jobs/delete.js';
import { canOpenPage, openPage } from './jobs/open-page.js';
import { runText } from './jobs/run-now.js';
import { exportJobs } from './jobs/transfer.js';

/** Tab, its element, its module. */
const TABS = {
  overview: ['tempo-job-overview', () => import('./job/overview.js')],
  script: ['tempo-job-script', () => import('./job/script.js')],
  schedule: ['tempo-job-schedule', () => import('./job/schedule.js')],
  environment: ['tempo-job-environment', () => import('./job/environment.js')],
  settings: ['tempo-job-settings', () => import('./job/settings.js')],
  metadata: ['tempo-job-metadata', () => import('./job/metadata.js')],
};

await loadStyle('/ui/css/pages/job.css');

/** One job: what it does, when, how it went, and how it is set. */
class JobPage extends LightElement {
  static properties = { route: { attribute: false }, loaded: { state: true } };

  #job = new Resource(this, (signal) => get(`/api/jobs/${encodeSegment(this.route.params.job)}`, { signal }), {
    on: ['job.saved', 'job.late', 'job.recovered', 'run.queued', 'run.started', 'run.finished', 'environment.ready'],
    isRelevant: (event) => event.data.jobId === this.#id || event.data.id === this.#id,
    lazy: true,
  });

  constructor() {
    super();
    this.loaded = new Set();
    new CurrentTab(this, '.tabs');
    new Commands(this, [
      { id: 'open-page', title: () => t('jobs.openPage'), keys: 'o', when: () => this.#job.data?.enabled && canOpenPage(this.#job.data), run: () => openPage(this.#job.data) },
      { id: 'run-job', title: () => t('job.runNow'), keys: 'r', when: () => hasRole('operator') && this.#job.data?.enabled, run: () => this.#run() },
      ...Object.keys(TABS).map((tab, i) => ({
        id: `tab-${tab}`,
        title: () => t('job.goToTab', { tab: t(`job.tab.${tab}`) }),
        keys: String(i + 1),
        run: () => navigate(this.#tabPath(tab)),
      })),
    ]);
  }

  willUpdate(changed) {
    if (changed.has('route')) {
      if (changed.get('route')?.params.job !== this.route.params.job) {
        this.#job.reload();
      }
      this.#loadTab();
    }
  }

  updated() {
    this.#title();
    if (this.#job.data && this.#tab(this.#job.data) === 'overview' && !this.loaded.has('overview')) {
      this.#load('overview'); // this job has not the tab that was asked for
    }
  }

  #title() {
    const job = this.#job.data;
    if (job) {
      this.#use(job);
      const tab = this.#tab(job);
      addRecentItem({ path: `/jobs/${encodeSegment(job.id)}`, name: job.name, folders: job.folderNames });
      setTitle(() => (tab === 'overview' ? job.name : `${t(`job.tab.${tab}`)} · ${job.name}`));
    }
  }

  /** Says once in each visit that one looks at it, so that it is among the jobs used last, in any browser. */
  #use({ id }) {
    if (loadState('used') !== id) {
      saveState('used', id);
      put(`/api/jobs/${id}/used`).catch(() => saveState('used', null)); // said when it is shown anew; nothing else depends on it
    }
  }

  render() {
    return this.#job.show((job) => html`<div class="job-page">
      ${this.#head(job)}
      ${this.#tabs(job)}
      ${this.loaded.has(this.#tab(job)) ? this.#body(job) : nothing}
    </div>`);
  }

  #head(job) {
    return html`<header class="job-head">
      <div class="page-head">
        <h1>
          <a class="soft" href=${href('/jobs')}>${t('section.jobs')}</a>
          ${isDiscovered(job) ? html`<span class="soft"> / <a href=${href(`/groups/${encodeSegment(job.groupId)}`)}>${groupName(this, job.groupId)}</a></span>` : nothing}
          ${job.folderNames.length > 0 ? html`<span class="soft"> / <a href=${href(`/jobs?folder=${encodeSegment(job.folderId)}`)}>${folderPath(job.folderNames)}</a></span>` : nothing}
          <span class="soft">/</span> ${job.name}
        </h1>
        ${this.#favorite(job)}
        ${canEditJob(job)
          ? html`<label class="switch"><input type="checkbox" role="switch" .checked=${job.enabled} @change=${() => this.#toggle(job)}>
              <span>${t(job.enabled ? 'job.enabled' : 'job.disabled')}</span></label>`
          : html`<span class="soft">${t(job.enabled ? 'job.enabled' : 'job.disabled')}</span>`}
        ${canOpenPage(job) ? html`<button class="primary" id="open-page" @click=${() => openPage(job)} ?disabled=${!job.enabled}>${t('jobs.openPage')}</button>` : nothing}
        ${hasRole('operator') ? html`<button class=${canOpenPage(job) ? nothing : 'primary'} id="run-now" @click=${() => this.#run()} ?disabled=${!job.enabled}>${runText(job)}</button>` : nothing}
        <tempo-menu .label=${t('jobs.actions')} .items=${this.#items(job)}></tempo-menu>
      </div>
      ${lateNotice(job.late)}
      <tempo-paused .queue=${job.queue}></tempo-paused>
      ${descriptionOf(job) ? html`<p class="soft">${descriptionOf(job)}</p>` : nothing}
      ${jobWarnings(job)}
    </header>`;
  }

  #favorite(job) {
    return html`<button class="quiet star" aria-pressed=${Boolean(job.favorite)} title=${t('jobs.favorite')} aria-label=${t('jobs.favorite')}
      @click=${() => this.#do(() => (job.favorite ? del : put)(`/api/jobs/${job.id}/favorite`))}>${job.favorite ? '★' : '☆'}</button>`;
  }

  #tabs(job) {
    const current = this.#tab(job);
    return html`<nav class="tabs" aria-label=${t('job.tabs')}>${this.#tabNames(job).map(
      (tab) => html`<a href=${href(this.#tabPath(tab))} aria-current=${tab === current ? 'page' : nothing}>${t(`job.tab.${tab}`)}</a>`,
    )}</nav>`;
  }

  #body(job) {
    const tag = unsafeStatic(TABS[this.#tab(job)][0]); // a constant of the table of tabs
    return staticHtml`<${tag} .job=${job} .editable=${this.#tab(job) === 'script' ? canEditScript(job) : canEditJob(job)} @changed=${(event) => this.#changed(event.detail)}></${tag}>`;
  }

  #tabNames(job) {
    const script = job.task.kind === 'python' || job.task.kind === 'shell';
    const tabs = Object.keys(TABS).filter((tab) => tab !== 'metadata' || isDiscovered(job));
    return tabs.filter((tab) => script || (tab !== 'script' && (tab !== 'environment' || job.task.kind === 'command')));
  }

  #tab(job) {
    const wanted = this.route.query.get('tab') ?? 'overview';
    return this.#tabNames(job).includes(wanted) ? wanted : 'overview';
  }

  #tabPath(tab) {
    const path = `/jobs/${encodeSegment(this.route.params.job)}`;
    return tab === 'overview' ? path : `${path}?tab=${tab}`;
  }

  get #id() {
    return this.#job.data?.id;
  }

  #items(job) {
    const items = [{ text: t('jobs.allRuns'), run: () => navigate(`/runs?job=${encodeSegment(job.id)}`) }];
    if (hasRole('developer')) {
      items.push({ text: t('jobs.export'), run: () => exportJobs({ jobs: job.id }) });
    }
    if (canEditJob(job)) {
      items.push({ text: t('job.stopAll'), run: () => this.#do(() => post(`/api/jobs/${job.id}/stop`)) });
      if (!isDiscovered(job) || isFileGone(job)) {
        items.push(null, { text: t('jobs.delete'), danger: true, run: () => this.#delete(job) });
      }
    }
    return items;
  }

  async #loadTab() {
    const wanted = this.route.query.get('tab') ?? 'overview';
    await this.#load(wanted in TABS ? wanted : 'overview');
  }

  async #load(tab) {
    await TABS[tab][1]();
    this.loaded = new Set([...this.loaded, tab]); // one may have gone to another meanwhile
  }

  /** A tab has saved the job; it is shown as it was answered, before anything else is asked. */
  #changed(job) {
    if (job) {
      const { data } = this.#job; // of another job if one has gone there meanwhile; or newer, if somebody else saves, too
      if (job.id === data?.id && job.version >= data.version) {
        this.#job.replace(job);
      }
    } else {
      this.#job.refresh();
    }
  }

  #run() {
    return saveAndRun(this.#job.data);
  }

  #toggle(job) {
    return this.#do(() => post(`/api/jobs/${job.id}/${job.enabled ? 'disable' : 'enable'}`));
  }

  async #do(action) {
    await withErrorToast(action);
    await this.#job.refresh();
  }

  async #delete(job) {
    const answer = await confirmDeleteJobs([job], t('jobs.confirmDelete', { name: job.name }));
    if (answer && (await this.#job.removeWith(() => runBulkAction({ ids: [job.id] }, { action: 'delete', ...answer }, 'bulk.deleted')))) {
      navigate('/jobs');
    }
  }
}

customElements.define('tempo-job', JobPage);
