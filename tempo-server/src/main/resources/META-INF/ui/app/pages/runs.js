import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { filterChip, filterChips, filterChipsOf } from '../components/filter-chips.js';
import { applyFilter, rangeOptions, rangeStart, rangeText, selectFilter, timeSpanFilter } from '../components/filters.js';
import { fetchJobName } from '../components/job-names.js';
import { LightElement } from '../components/light-element.js';
import { densityClass, visibleColumns } from '../components/list-options.js';
import '../components/menu.js';
import { groupName, projectName } from '../components/named-by-id.js';
import '../components/paused-queue-banner.js';
import { emptyState } from '../components/placeholders.js';
import { Resource } from '../components/resource.js';
import { rowCommands } from '../components/row-selection.js';
import '../components/saved-filters.js';
import { withErrorToast } from '../components/toast.js';
import { get, withQuery } from '../core/api.js';
import { href } from '../core/base-path.js';
import { Commands } from '../core/commands.js';
import { formatDateTime, formatDuration, formatInteger } from '../core/format.js';
import { loadState, saveState } from '../core/history-state.js';
import { plural, t } from '../core/i18n.js';
import { CAUSES, STATUSES } from '../core/run-status.js';
import { loadStyle } from '../core/stylesheets.js';
import './runs/bulk-actions.js';
import { exportItems } from './runs/export.js';
import { COLUMNS } from './runs/table.js';

await loadStyle('/ui/css/pages/runs.css');

const PAGE = 50;
const MOST = 1_000;
const PASSED_ON = ['job', 'group', 'project', 'status', 'cause', 'user', 'to', 'minDurationMs', 'maxDurationMs', 'parameter', 'tag', 'bookmarked', 'sort'];
const DURATIONS = [1_000, 10_000, 60_000, 600_000, 3_600_000];

/** All runs that one may see: the newest first, by filters that stand in the address. */
class Runs extends LightElement {
  static properties = { route: { attribute: false }, selected: { state: true }, all: { state: true }, more: { state: true }, jobName: { state: true } };

  #rows = [];
  #wanted = PAGE;

  #runs = new Resource(this, (signal) => this.#load(signal), { on: ['run.queued', 'run.started', 'run.finished'], lazy: true });

  constructor() {
    super();
    this.selected = new Set();
    this.all = false;
    this.more = false;
    new Commands(this, [
      ...rowCommands('runs', () => this.querySelector('tempo-run-table')),
      { id: 'runs-filter', title: () => t('runs.filter'), keys: 'f', run: () => this.querySelector('tempo-job-filter input').focus() },
    ]);
  }

  willUpdate(changed) {
    if (changed.has('route') && changed.get('route')?.query.toString() !== this.route.query.toString()) {
      this.#rows = [];
      this.#wanted = loadState('rows') ?? PAGE;
      this.selected = new Set(loadState('selected') ?? []);
      this.all = false;
      this.#runs.reload();
      this.more ||= ['user', 'from', 'to', 'minDurationMs', 'parameter', 'tag', 'bookmarked'].some((name) => this.#q(name));
      this.#nameJob(this.#q('job'));
    }
  }

  render() {
    return html`<section class="runs-page" aria-label=${t('section.runs')}>
      ${this.#toolbar()}
      ${filterChips(this.#chips())}
      <tempo-paused></tempo-paused>
      ${this.selected.size > 0 ? this.#bulk() : nothing}
      ${this.#runs.show((data) => this.#list(data))}
    </section>`;
  }

  #bulk() {
    const { total, totalIsExact } = this.#runs.data ?? {};
    return html`<tempo-runs-bulk .ids=${[...this.selected]} .total=${total ?? 0} .exact=${totalIsExact !== false} .all=${this.all}
      .whole=${this.#rows.length > 0 && this.#rows.every((run) => this.selected.has(run.id))} .path=${(path) => this.#path(path)}
      @page=${() => this.#select(new Set(this.#rows.map((run) => run.id)))} @all=${(event) => (this.all = event.detail)} @done=${() => this.#deselect()}></tempo-runs-bulk>`;
  }

  #chips() {
    const one = (name, label, text = (value) => value) => (this.#q(name) ? [filterChip(label, text(this.#q(name)), { [name]: '' })] : []);
    return [
      ...one('job', t('filter.job'), (id) => this.jobName ?? id),
      ...one('group', t('filter.group'), (id) => groupName(this, id)),
      ...one('project', t('filter.project'), (id) => projectName(this, id)),
      ...filterChipsOf('status', this.#q('status'), t('runs.status'), (s) => (STATUSES.includes(s) ? t(`status.${s}`) : s)),
      ...filterChipsOf('cause', this.#q('cause'), t('runs.cause'), (c) => (CAUSES.includes(c) ? t(`cause.${c}`) : c)),
      ...one('user', t('runs.user')),
      ...one('since', t('filter.time'), (key) => rangeText(key)),
      ...(this.#q('since') ? [] : one('from', t('filter.from'), formatDateTime)),
      ...one('to', t('filter.to'), formatDateTime),
      ...one('minDurationMs', t('runs.longer'), (ms) => formatDuration(Number(ms))),
      ...one('maxDurationMs', t('runs.shorter'), (ms) => formatDuration(Number(ms))),
      ...one('parameter', t('runs.parameter')),
      ...one('tag', t('runs.tag')),
      ...one('bookmarked', t('runs.bookmarked'), () => '★'),
    ];
  }

  async #nameJob(id) {
    this.jobName = null;
    if (id) {
      const name = await fetchJobName(id);
      this.jobName = this.#q('job') === id ? name : this.jobName;
    }
  }

  #toolbar() {
    return html`<div class="toolbar" role="search" aria-label=${t('runs.filter')}>
        <tempo-job-filter .job=${this.#q('job')}></tempo-job-filter>
        ${selectFilter('status', this.#q('status'), t('runs.status'), [['', t('runs.anyStatus')], ...STATUSES.map((s) => [s, t(`status.${s}`)])])}
        ${selectFilter('cause', this.#q('cause'), t('runs.cause'), [['', t('runs.anyCause')], ...CAUSES.map((c) => [c, t(`cause.${c}`)])])}
        ${selectFilter('since', this.#q('since'), t('filter.time'), rangeOptions())}
        <button class="quiet" aria-expanded=${this.more} @click=${() => (this.more = !this.more)}>${t(this.more ? 'filter.fewer' : 'filter.more')}</button>
        <span class="grow"></span>
        <tempo-saved-filters page="runs" .query=${this.route.query.toString()}></tempo-saved-filters>
        <tempo-list-options page="runs" .columns=${COLUMNS} @changed=${() => this.#onOptions()}></tempo-list-options>
        <tempo-menu .label=${t('runs.export')} icon="⤓" .items=${exportItems(() => ({ path: this.#path('/api/runs/export') }))}></tempo-menu>
      </div>
      ${this.more ? this.#moreFilters() : nothing}`;
  }

  #moreFilters() {
    const longer = DURATIONS.map((ms) => [String(ms), t(`runs.longer.${ms}`)]);
    return html`<div class="toolbar more">
      ${this.#typed('user', t('runs.user'))}
      ${selectFilter('minDurationMs', this.#q('minDurationMs'), t('runs.duration'), [['', t('runs.anyDuration')], ...longer])}
      ${this.#typed('parameter', t('runs.parameter'))}
      ${this.#typed('tag', t('runs.tag'))}
      ${timeSpanFilter(this.#q('from'), this.#q('to'))}
      <label class="check"><input type="checkbox" .checked=${live(this.#q('bookmarked') === 'true')}
        @change=${(event) => applyFilter({ bookmarked: event.target.checked ? 'true' : '' })}>${t('runs.bookmarked')}</label>
    </div>`;
  }

  #typed(name, label) {
    return html`<input class="fit" name=${name} placeholder=${label} aria-label=${label} spellcheck="false" .value=${live(this.#q(name) ?? '')}
      @change=${(event) => applyFilter({ [name]: event.target.value.trim() })}>`;
  }

  #list({ runs, total, totalIsExact, sortIsComplete, nextCursor }) {
    if (runs.length === 0) {
      return this.#filtered()
        ? emptyState(t('runs.noMatch'), t('runs.noMatchHint'), html`<a class="button" href=${href('/runs')}>${t('runs.showAll')}</a>`)
        : emptyState(t('runs.none'), t('runs.noneHint'), html`<a class="button" href=${href('/jobs')}>${t('runs.toJobs')}</a>`);
    }
    return html`<tempo-run-table .runs=${runs} .selected=${this.selected} .sort=${this.#q('sort') ?? '-queuedAt'} .words=${this.#q('parameter') ?? ''} .shown=${visibleColumns('runs', COLUMNS)}
        .density=${densityClass('runs')} @select=${(event) => this.#select(event.detail)}></tempo-run-table>
      <p class="foot soft">${plural('runs.count', total, { count: formatInteger(total) + (totalIsExact === false ? '+' : '') })}
        ${sortIsComplete === false ? html`<span>${t('runs.sortedPart')}</span>` : nothing}
        ${nextCursor ? html`<button id="more" @click=${() => withErrorToast(() => this.#loadMore(nextCursor))}>${t('list.more')}</button>` : nothing}</p>`;
  }

  /** As many as are shown, or were when one was here before, so that what one looks at stays. */
  async #load(signal) {
    const wanted = Math.max(PAGE, this.#rows.length, this.#wanted);
    const page = await get(this.#listPath({ limit: Math.min(MOST, Math.ceil(wanted / PAGE) * PAGE) }), { signal });
    let { nextCursor } = page;
    const rows = [...page.runs];
    while (rows.length < wanted && nextCursor) {
      const later = await get(this.#listPath({ limit: Math.min(MOST, wanted - rows.length), cursor: nextCursor }), { signal });
      rows.push(...later.runs);
      nextCursor = later.nextCursor;
    }
    this.#rows = rows;
    return { ...page, runs: rows, nextCursor };
  }

  async #loadMore(cursor) {
    const page = await get(this.#listPath({ limit: 2 * PAGE, cursor }));
    const known = new Set(this.#rows.map((run) => run.id));
    this.#rows = [...this.#rows, ...page.runs.filter((run) => !known.has(run.id))];
    this.#wanted = this.#rows.length;
    saveState('rows', this.#wanted);
    this.#runs.data = { ...this.#runs.data, runs: this.#rows, nextCursor: page.nextCursor };
    this.requestUpdate();
  }

  #select(selected) {
    this.selected = selected;
    this.all = false;
    saveState('selected', [...selected]);
  }

  #path(path, more = {}) {
    const given = Object.fromEntries(PASSED_ON.map((name) => [name, this.#q(name)]));
    return withQuery(path, { ...given, from: rangeStart(this.route.query), ...more });
  }

  /** With what the runs printed, if that is shown. */
  #listPath(more) {
    return this.#path('/api/runs', { ...more, preview: visibleColumns('runs', COLUMNS).has('output') ? 'true' : undefined });
  }

  /** A column that was not asked for is. */
  #onOptions() {
    const lacks = visibleColumns('runs', COLUMNS).has('output') && this.#rows.some((run) => !run.preview);
    return lacks ? this.#runs.refresh() : this.requestUpdate();
  }

  #filtered() {
    return this.#chips().length > 0;
  }

  #q(name) {
    return this.route?.query.get(name);
  }

  #deselect() {
    this.#select(new Set());
    this.#runs.refresh();
  }
}

customElements.define('tempo-runs', Runs);
