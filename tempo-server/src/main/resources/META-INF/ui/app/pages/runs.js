import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { get, withQuery } from '../core/api.js';
import { address } from '../core/base.js';
import { Commands } from '../core/commands.js';
import { integer } from '../core/format.js';
import { Resource } from '../core/resource.js';
import { loadStyle } from '../core/styles.js';
import { many, t } from '../core/texts.js';
import { Element } from '../parts/element.js';
import '../parts/paused.js';
import { choice, filter, fromOf, instant, sinceOptions } from '../parts/filters.js';
import '../parts/menu.js';
import '../parts/saved-filters.js';
import { empty } from '../parts/states.js';
import { CAUSES, STATUSES } from '../parts/status.js';
import { attempt } from '../shell/toasts.js';
import './runs/bulk.js';
import { exportRuns } from './runs/export.js';
import './runs/table.js';

await loadStyle('/ui/css/pages/runs.css');

const PAGE = 50;
const MOST = 1_000;
const PASSED_ON = ['job', 'group', 'project', 'status', 'cause', 'user', 'to', 'minDurationMs', 'maxDurationMs', 'tag', 'bookmarked', 'sort'];
const FILTERS = [...PASSED_ON.slice(0, -1), 'from', 'since'];
const DURATIONS = [1_000, 10_000, 60_000, 600_000, 3_600_000];

/** All runs that one may see: the newest first, by filters that stand in the address. */
class Runs extends Element {
  static properties = { route: { attribute: false }, selected: { state: true }, more: { state: true } };

  #rows = [];

  #runs = new Resource(this, (signal) => this.#load(signal), { on: ['run.queued', 'run.started', 'run.finished'], lazy: true });

  constructor() {
    super();
    this.selected = new Set();
    this.more = false;
    new Commands(this, [
      { id: 'runs-next', title: t('runs.next'), keys: 'j', run: () => this.#table?.move(1) },
      { id: 'runs-previous', title: t('runs.previous'), keys: 'k', run: () => this.#table?.move(-1) },
      { id: 'runs-select', title: t('runs.select'), keys: 'x', run: () => this.#table?.toggleCurrent() },
      { id: 'runs-filter', title: t('runs.filter'), keys: 'f', run: () => this.querySelector('tempo-job-filter input').focus() },
    ]);
  }

  willUpdate(changed) {
    if (changed.has('route') && changed.get('route')?.query.toString() !== this.route.query.toString()) {
      this.#rows = [];
      this.selected = new Set();
      this.#runs.reload();
      this.more ||= ['user', 'from', 'to', 'minDurationMs', 'tag', 'bookmarked'].some((name) => this.#q(name));
    }
  }

  render() {
    return html`<section class="runs-page" aria-label=${t('section.runs')}>
      ${this.#toolbar()}
      <tempo-paused></tempo-paused>
      ${this.selected.size > 0
        ? html`<tempo-runs-bulk .ids=${[...this.selected]} @done=${() => this.#deselect()}></tempo-runs-bulk>`
        : nothing}
      ${this.#runs.show((data) => this.#list(data))}
    </section>`;
  }

  #toolbar() {
    return html`<div class="toolbar" role="search" aria-label=${t('runs.filter')}>
        <tempo-job-filter .job=${this.#q('job')}></tempo-job-filter>
        ${choice('status', this.#q('status'), t('runs.status'), [['', t('runs.anyStatus')], ...STATUSES.map((s) => [s, t(`status.${s}`)])])}
        ${choice('cause', this.#q('cause'), t('runs.cause'), [['', t('runs.anyCause')], ...CAUSES.map((c) => [c, t(`cause.${c}`)])])}
        ${choice('since', this.#q('since'), t('filter.time'), sinceOptions())}
        <button class="quiet" aria-expanded=${this.more} @click=${() => (this.more = !this.more)}>${t(this.more ? 'filter.fewer' : 'filter.more')}</button>
        ${this.#filtered() ? html`<a class="link" href=${address('/runs')}>${t('filter.clear')}</a>` : nothing}
        <span class="grow"></span>
        <tempo-saved-filters page="runs" .query=${this.route.query.toString()}></tempo-saved-filters>
        <tempo-menu .label=${t('runs.export')} icon="⤓" .items=${this.#exportItems()}></tempo-menu>
      </div>
      ${this.more ? this.#moreFilters() : nothing}`;
  }

  #moreFilters() {
    const longer = DURATIONS.map((ms) => [String(ms), t(`runs.longer.${ms}`)]);
    return html`<div class="toolbar more">
      ${this.#typed('user', t('runs.user'))}
      ${choice('minDurationMs', this.#q('minDurationMs'), t('runs.duration'), [['', t('runs.anyDuration')], ...longer])}
      ${this.#typed('tag', t('runs.tag'))}
      ${instant('from', this.#q('from'), t('filter.from'))}
      ${instant('to', this.#q('to'), t('filter.to'))}
      <label class="check"><input type="checkbox" .checked=${live(this.#q('bookmarked') === 'true')}
        @change=${(event) => filter({ bookmarked: event.target.checked ? 'true' : '' })}>${t('runs.bookmarked')}</label>
    </div>`;
  }

  #typed(name, label) {
    return html`<input class="fit" name=${name} placeholder=${label} aria-label=${label} spellcheck="false" .value=${live(this.#q(name) ?? '')}
      @change=${(event) => filter({ [name]: event.target.value.trim() })}>`;
  }

  #exportItems() {
    return ['csv', 'json'].map((format) => ({ text: t(`runs.export.${format}`), run: () => attempt(() => exportRuns(this.#path('/api/runs/export'), { format })) }));
  }

  #list({ runs, total, totalIsExact, nextCursor }) {
    if (runs.length === 0) {
      return this.#filtered()
        ? empty(t('runs.noMatch'), t('runs.noMatchHint'), html`<a class="button" href=${address('/runs')}>${t('runs.showAll')}</a>`)
        : empty(t('runs.none'), t('runs.noneHint'), html`<a class="button" href=${address('/jobs')}>${t('runs.toJobs')}</a>`);
    }
    return html`<tempo-run-table .runs=${runs} .selected=${this.selected} .sort=${this.#q('sort') ?? '-queuedAt'}
        @select=${(event) => (this.selected = event.detail)}></tempo-run-table>
      <p class="foot soft">${many('runs.count', total, { count: integer(total) + (totalIsExact === false ? '+' : '') })}
        ${nextCursor ? html`<button id="more" @click=${() => attempt(() => this.#loadMore(nextCursor))}>${t('list.more')}</button>` : nothing}</p>`;
  }

  /** As many as are shown, so that what one looks at stays. */
  async #load(signal) {
    const limit = Math.min(MOST, Math.max(1, Math.ceil(this.#rows.length / PAGE)) * PAGE);
    const page = await get(this.#path('/api/runs', { limit }), { signal });
    if (this.#rows.length > MOST) {
      const known = new Set(page.runs.map((run) => run.id));
      const later = this.#rows.slice(MOST).filter((run) => !known.has(run.id));
      this.#rows = [...page.runs, ...later];
      return { ...page, runs: this.#rows, nextCursor: this.#runs.data?.nextCursor };
    }
    this.#rows = page.runs;
    return page;
  }

  async #loadMore(cursor) {
    const page = await get(this.#path('/api/runs', { limit: 2 * PAGE, cursor }));
    const known = new Set(this.#rows.map((run) => run.id));
    this.#rows = [...this.#rows, ...page.runs.filter((run) => !known.has(run.id))];
    this.#runs.data = { ...this.#runs.data, runs: this.#rows, nextCursor: page.nextCursor };
    this.requestUpdate();
  }

  #path(path, more = {}) {
    const given = Object.fromEntries(PASSED_ON.map((name) => [name, this.#q(name)]));
    return withQuery(path, { ...given, from: fromOf(this.route.query), ...more });
  }

  #filtered() {
    return FILTERS.some((name) => this.#q(name));
  }

  #q(name) {
    return this.route?.query.get(name);
  }

  get #table() {
    return this.querySelector('tempo-run-table');
  }

  #deselect() {
    this.selected = new Set();
    this.#runs.refresh();
  }
}

customElements.define('tempo-runs', Runs);
