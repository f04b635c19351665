import { html, nothing } from 'lit';
import { filterChip, filterChips, filterChipsOf } from '../components/filter-chips.js';
import { folderPathText } from '../components/folder-names.js';
import { LightElement } from '../components/light-element.js';
import { densityClass, visibleColumns } from '../components/list-options.js';
import '../components/menu.js';
import '../components/paused-queue-banner.js';
import { emptyState } from '../components/placeholders.js';
import { Resource } from '../components/resource.js';
import { rowCommands } from '../components/row-selection.js';
import '../components/saved-filters.js';
import { get, withQuery } from '../core/api.js';
import { href } from '../core/base-path.js';
import { Commands } from '../core/commands.js';
import { loadState, saveState } from '../core/history-state.js';
import { plural, t } from '../core/i18n.js';
import { navigate, setQuery } from '../core/location.js';
import { STATUSES } from '../core/run-status.js';
import { hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';
import './jobs/bulk-actions.js';
import { createJob } from './jobs/create.js';
import './jobs/folders.js';
import { COLUMNS } from './jobs/table.js';
import './jobs/tag-filter.js';
import { exportJobs, importJobs } from './jobs/transfer.js';

const PAGE = 50;
const MOST = 1_000;
const SORTS = ['name', '-updatedAt', '-createdAt', 'folder', 'nextRunAt', '-lastRun', 'lastStatus', '-durationMs', 'owner'];
const FILTERS = ['q', 'folder', 'lastStatus', 'favorite', 'tags', 'match', 'enabled', 'late', 'owner', 'category'];

await loadStyle('/ui/css/pages/jobs.css');

/** All jobs that one may see: by folder, filter and order, with what can be done to many at once. */
class Jobs extends LightElement {
  static properties = {
    route: { attribute: false },
    limit: { state: true },
    selected: { state: true },
    all: { state: true },
    foldersOpen: { state: true },
  };

  #jobs = new Resource(this, (signal) => this.#load(signal), {
    on: ['job.saved', 'job.deleted', 'job.late', 'job.recovered', 'run.queued', 'run.started', 'run.finished'],
    lazy: true,
  });

  #folders = new Resource(this, (signal) => get('/api/folders', { signal }), { on: ['job.saved', 'job.deleted'] });

  #typing = 0;

  constructor() {
    super();
    this.limit = PAGE;
    this.selected = new Set();
    this.all = false;
    this.foldersOpen = false;
    new Commands(this, [
      { id: 'new-job', title: () => t('jobs.new'), keys: 'n', when: () => hasRole('developer'), run: () => this.#create() },
      { id: 'filter-jobs', title: () => t('jobs.search'), keys: 'f', run: () => this.querySelector('#filter')?.focus() },
      ...rowCommands('jobs', () => this.querySelector('tempo-job-table')),
    ]);
  }

  willUpdate(changed) {
    if (changed.has('route')) {
      const before = changed.get('route')?.query.toString();
      if (before !== this.route.query.toString()) {
        this.limit = loadState('rows') ?? PAGE;
        this.selected = new Set(loadState('selected') ?? []);
        this.all = false;
        this.#jobs.refresh();
      }
    }
  }

  render() {
    const folders = this.#folders.data?.folders ?? [];
    return html`<div class="jobs-page ${this.foldersOpen ? 'with-folders' : ''}">
      <tempo-folders data-place="folders" .folders=${folders} .current=${this.#q('folder')} @changed=${() => this.#changed()}></tempo-folders>
      <section class="jobs-main" data-place="jobs" aria-label=${t('section.jobs')}>
        ${this.#toolbar()}
        ${filterChips(this.#chips(folders))}
        ${this.selected.size > 0 ? this.#bulk(folders) : nothing}
        ${this.#jobs.show((data) => this.#list(data, folders))}
      </section>
    </div>`;
  }

  #bulk(folders) {
    const jobs = this.#jobs.data?.jobs ?? [];
    const chosen = jobs.filter((job) => this.selected.has(job.id));
    return html`<tempo-bulk .jobs=${chosen} .folders=${folders} .total=${this.#jobs.data?.total ?? 0} .all=${this.all} .query=${this.#query()}
      .whole=${jobs.length > 0 && chosen.length === jobs.length} @page=${() => this.#select(new Set(jobs.map((job) => job.id)))} @all=${(event) => (this.all = event.detail)}
      @changed=${() => this.#changed()} @done=${() => this.#select(new Set())}></tempo-bulk>`;
  }

  #chips(folders) {
    const one = (name, label, text = (value) => value) => (this.#q(name) ? [filterChip(label, text(this.#q(name)), { [name]: '' })] : []);
    const folder = folders.find(({ id, path }) => id === this.#q('folder') || path === this.#q('folder'));
    const status = (s) => (s === 'none' ? t('jobs.neverRan') : STATUSES.includes(s) ? t(`status.${s}`) : s);
    return [
      ...one('q', t('jobs.text')),
      ...one('folder', t('create.folder'), (id) => (id === 'root' ? t('folders.root') : folder ? folderPathText(folder.names) : '…')),
      ...filterChipsOf('lastStatus', this.#q('lastStatus'), t('jobs.lastStatus'), status),
      ...one('favorite', t('jobs.favorites'), (value) => (value === 'true' ? '★' : '☆')),
      ...filterChipsOf('tags', this.#q('tags'), t('jobs.tag'), (tag) => tag),
      ...one('match', t('jobs.match'), (value) => t(value === 'any' ? 'tags.any' : 'tags.all')),
      ...one('enabled', t('jobs.state'), (value) => t(value === 'true' ? 'jobs.enabled' : 'jobs.disabled')),
      ...one('late', t('jobs.late'), (value) => t(value === 'true' ? 'jobs.isLate' : 'jobs.isNotLate')),
      ...one('owner', t('jobs.owner')),
      ...one('category', t('jobs.category')),
    ];
  }

  #toolbar() {
    return html`<div class="toolbar">
      <button class="quiet only-small" aria-expanded=${this.foldersOpen} @click=${() => (this.foldersOpen = !this.foldersOpen)}>${t('jobs.folders')}</button>
      <input class="grow" type="search" id="filter" placeholder=${t('jobs.search')} aria-label=${t('jobs.search')}
        .value=${this.#q('q') ?? ''} @input=${this.#search}>
      <select class="fit" aria-label=${t('jobs.lastStatus')} @change=${(e) => setQuery({ lastStatus: e.target.value })}>
        <option value="">${t('jobs.anyStatus')}</option>
        ${this.#q('lastStatus')?.includes(',') ? html`<option value=${this.#q('lastStatus')} selected>${t('filter.several')}</option>` : nothing}
        ${['none', ...STATUSES].map((s) => html`<option value=${s} ?selected=${this.#q('lastStatus') === s}>${t(s === 'none' ? 'jobs.neverRan' : `status.${s}`)}</option>`)}
      </select>
      <select class="fit" aria-label=${t('jobs.sort')} @change=${(e) => setQuery({ sort: e.target.value === SORTS[0] ? '' : e.target.value })}>
        ${(SORTS.includes(this.#q('sort') ?? 'name') ? SORTS : [...SORTS, this.#q('sort')]).map((s) => html`<option value=${s} ?selected=${this.#q('sort') === s}>${sortText(s)}</option>`)}
      </select>
      <button class="quiet star" aria-pressed=${this.#q('favorite') === 'true'} title=${t('jobs.favorites')} aria-label=${t('jobs.favorites')}
        @click=${() => setQuery({ favorite: this.#q('favorite') ? '' : 'true' })}>${this.#q('favorite') ? '★' : '☆'}</button>
      <tempo-tag-filter .tags=${this.#q('tags')} .match=${this.#q('match')}></tempo-tag-filter>
      <tempo-saved-filters page="jobs" .query=${this.route.query.toString()}></tempo-saved-filters>
        <tempo-list-options page="jobs" .columns=${COLUMNS} @changed=${() => this.requestUpdate()}></tempo-list-options>
      ${hasRole('developer')
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

  #list({ jobs, total, nextCursor }, folders) {
    if (jobs.length === 0) {
      return this.#nothing();
    }
    return html`<tempo-paused></tempo-paused><tempo-job-table .jobs=${jobs} .folders=${folders} .selected=${this.selected} .sort=${this.#q('sort') ?? SORTS[0]}
        .shown=${visibleColumns('jobs', COLUMNS)} .density=${densityClass('jobs')} @select=${(event) => this.#select(event.detail)}
        @changed=${() => this.#changed()}></tempo-job-table>
      <p class="soft foot">${plural('jobs.count', total)}
        ${nextCursor ? html`<button id="more" @click=${this.#more}>${t('list.more')}</button>` : nothing}</p>`;
  }

  #nothing() {
    if (FILTERS.some((name) => this.#q(name))) {
      return emptyState(t('jobs.noMatch'), t('jobs.noMatchHint'), html`<a class="button" href=${href('/jobs')}>${t('jobs.showAll')}</a>`);
    }
    return hasRole('developer')
      ? emptyState(t('jobs.none'), t('jobs.noneHint'), html`<button class="primary" @click=${() => this.#create()}>${t('jobs.first')}</button>`)
      : emptyState(t('jobs.none'), t('jobs.noneForViewers'));
  }

  #query() {
    const folder = this.#q('folder');
    return {
      ...Object.fromEntries(FILTERS.map((name) => [name, this.#q(name)])),
      recursive: folder && folder !== 'root' ? 'true' : '',
      sort: this.#q('sort') ?? SORTS[0],
    };
  }

  /** As many as are shown, or were when one was here before. */
  async #load(signal) {
    const path = (more) => withQuery('/api/jobs', { ...this.#query(), ...more });
    const page = await get(path({ limit: Math.min(MOST, this.limit) }), { signal });
    const jobs = [...page.jobs];
    let { nextCursor } = page;
    while (jobs.length < this.limit && nextCursor) {
      const later = await get(path({ limit: Math.min(MOST, this.limit - jobs.length), cursor: nextCursor }), { signal });
      jobs.push(...later.jobs);
      nextCursor = later.nextCursor;
    }
    return { ...page, jobs, nextCursor };
  }

  #q(name) {
    return this.route?.query.get(name);
  }

  #search(event) {
    clearTimeout(this.#typing);
    const text = event.target.value;
    this.#typing = setTimeout(() => setQuery({ q: text }), 200);
  }

  #select(selected) {
    this.selected = selected;
    this.all = false;
    saveState('selected', [...selected]);
  }

  #more() {
    this.limit += 2 * PAGE;
    saveState('rows', this.limit);
    this.#jobs.refresh();
  }

  #changed() {
    this.#jobs.refresh();
    this.#folders.refresh();
  }

  async #create() {
    const made = await createJob({ folders: this.#folders.data?.folders ?? [], folder: this.#q('folder') });
    if (made) {
      navigate(`/jobs/${encodeURIComponent(made.id)}?tab=script`);
    }
  }
}

/** A sort that a heading chose is no choice of its own among the orders. */
const sortText = (sort) => (SORTS.includes(sort) ? t(`jobs.sort.${sort}`) : t('jobs.sortOther'));

customElements.define('tempo-jobs', Jobs);
