import { html, nothing } from 'lit';
import { get, withQuery } from '../core/api.js';
import { address } from '../core/base.js';
import { Commands } from '../core/commands.js';
import { Resource } from '../core/resource.js';
import { go, setQuery } from '../core/router.js';
import { may } from '../core/session.js';
import { loadStyle } from '../core/styles.js';
import { many, t } from '../core/texts.js';
import { Element } from '../parts/element.js';
import '../parts/menu.js';
import '../parts/paused.js';
import '../parts/saved-filters.js';
import { empty } from '../parts/states.js';
import { STATUSES } from '../parts/status.js';
import './jobs/bulk.js';
import './jobs/folders.js';
import './jobs/table.js';
import { createJob } from './jobs/create.js';
import { exportJobs, importJobs } from './jobs/transfer.js';

const PAGE = 50;
const MOST = 500;
const SORTS = ['name', '-updatedAt', '-createdAt', 'folder'];

await loadStyle('/ui/css/pages/jobs.css');

/** All jobs that one may see: by folder, filter and order, with what can be done to many at once. */
class Jobs extends Element {
  static properties = {
    route: { attribute: false },
    limit: { state: true },
    selected: { state: true },
    foldersOpen: { state: true },
  };

  #jobs = new Resource(this, (signal) => get(this.#path(), { signal }), {
    on: ['job.saved', 'job.deleted', 'job.late', 'job.recovered', 'run.queued', 'run.started', 'run.finished'],
    lazy: true,
  });

  #folders = new Resource(this, (signal) => get('/api/folders', { signal }), { on: ['job.saved', 'job.deleted'] });

  #typing = 0;

  constructor() {
    super();
    this.limit = PAGE;
    this.selected = new Set();
    this.foldersOpen = false;
    new Commands(this, [
      { id: 'new-job', title: t('jobs.new'), keys: 'n', when: () => may('developer'), run: () => this.#create() },
      { id: 'filter-jobs', title: t('jobs.search'), keys: 'f', run: () => this.querySelector('#filter')?.focus() },
    ]);
  }

  willUpdate(changed) {
    if (changed.has('route')) {
      const before = changed.get('route')?.query.toString();
      if (before !== this.route.query.toString()) {
        this.limit = PAGE;
        this.selected = new Set();
        this.#jobs.refresh();
      }
    }
  }

  render() {
    const folders = this.#folders.data?.folders ?? [];
    return html`<div class="jobs-page ${this.foldersOpen ? 'with-folders' : ''}">
      <tempo-folders .folders=${folders} .current=${this.#q('folder')} @changed=${() => this.#changed()}></tempo-folders>
      <section class="jobs-main" aria-label=${t('section.jobs')}>
        ${this.#toolbar()}
        ${this.selected.size > 0
          ? html`<tempo-bulk .jobs=${this.#chosen()} .folders=${folders} @done=${() => this.#deselect()}></tempo-bulk>`
          : nothing}
        ${this.#jobs.show((data) => this.#list(data))}
      </section>
    </div>`;
  }

  #toolbar() {
    return html`<div class="toolbar">
      <button class="quiet only-small" aria-expanded=${this.foldersOpen} @click=${() => (this.foldersOpen = !this.foldersOpen)}>${t('jobs.folders')}</button>
      <input class="grow" type="search" id="filter" placeholder=${t('jobs.search')} aria-label=${t('jobs.search')}
        .value=${this.#q('q') ?? ''} @input=${this.#search}>
      <select class="fit" aria-label=${t('jobs.lastStatus')} @change=${(e) => setQuery({ lastStatus: e.target.value })}>
        <option value="">${t('jobs.anyStatus')}</option>
        ${['none', ...STATUSES].map((s) => html`<option value=${s} ?selected=${this.#q('lastStatus') === s}>${t(s === 'none' ? 'jobs.neverRan' : `status.${s}`)}</option>`)}
      </select>
      <select class="fit" aria-label=${t('jobs.sort')} @change=${(e) => setQuery({ sort: e.target.value === SORTS[0] ? '' : e.target.value })}>
        ${SORTS.map((s) => html`<option value=${s} ?selected=${this.#q('sort') === s}>${t(`jobs.sort.${s}`)}</option>`)}
      </select>
      <button class="quiet star" aria-pressed=${this.#q('favorite') === 'true'} title=${t('jobs.favorites')} aria-label=${t('jobs.favorites')}
        @click=${() => setQuery({ favorite: this.#q('favorite') ? '' : 'true' })}>${this.#q('favorite') ? '★' : '☆'}</button>
      <tempo-saved-filters page="jobs" .query=${this.route.query.toString()}></tempo-saved-filters>
      ${may('developer')
        ? html`<tempo-menu .label=${t('jobs.more')} .items=${this.#moreItems()}></tempo-menu>
            <button class="primary" id="new-job" @click=${() => this.#create()}>${t('jobs.new')}</button>`
        : nothing}
    </div>`;
  }

  #moreItems() {
    return [
      { text: t('jobs.import'), run: async () => (await importJobs()) && this.#changed() },
      { text: t('jobs.exportAll'), run: () => exportJobs({}) },
    ];
  }

  #list({ jobs, total, nextCursor }) {
    if (jobs.length === 0) {
      return this.#nothing();
    }
    return html`<tempo-paused></tempo-paused><tempo-job-table .jobs=${jobs} .selected=${this.selected} @select=${this.#select} @changed=${() => this.#changed()}></tempo-job-table>
      <p class="soft foot">${many('jobs.count', total)}
        ${nextCursor && this.limit < MOST
          ? html`<button @click=${this.#more}>${t('list.more')}</button>`
          : nextCursor ? t('jobs.narrow') : nothing}</p>`;
  }

  #nothing() {
    const filtered = ['q', 'lastStatus', 'favorite', 'late', 'tags'].some((name) => this.#q(name));
    if (filtered) {
      return empty(t('jobs.noMatch'), t('jobs.noMatchHint'), html`<a class="button" href=${address('/jobs')}>${t('jobs.showAll')}</a>`);
    }
    return may('developer')
      ? empty(t('jobs.none'), t('jobs.noneHint'), html`<button class="primary" @click=${() => this.#create()}>${t('jobs.first')}</button>`)
      : empty(t('jobs.none'), t('jobs.noneForViewers'));
  }

  #path() {
    const folder = this.#q('folder');
    return withQuery('/api/jobs', {
      q: this.#q('q'),
      folder,
      recursive: folder && folder !== 'root' ? 'true' : '',
      lastStatus: this.#q('lastStatus'),
      favorite: this.#q('favorite'),
      late: this.#q('late'),
      tags: this.#q('tags'),
      sort: this.#q('sort') ?? SORTS[0],
      limit: this.limit,
    });
  }

  #q(name) {
    return this.route?.query.get(name);
  }

  #search(event) {
    clearTimeout(this.#typing);
    const text = event.target.value;
    this.#typing = setTimeout(() => setQuery({ q: text }), 200);
  }

  #select(event) {
    this.selected = event.detail;
  }

  #chosen() {
    return (this.#jobs.data?.jobs ?? []).filter((job) => this.selected.has(job.id));
  }

  #deselect() {
    this.selected = new Set();
    this.#changed();
  }

  #more() {
    this.limit = Math.min(this.limit + 2 * PAGE, MOST);
    this.#jobs.refresh();
  }

  #changed() {
    this.#jobs.refresh();
    this.#folders.refresh();
  }

  async #create() {
    const made = await createJob({ folders: this.#folders.data?.folders ?? [], folder: this.#q('folder') });
    if (made) {
      go(`/jobs/${encodeURIComponent(made.id)}?tab=script`);
    }
  }
}

customElements.define('tempo-jobs', Jobs);
