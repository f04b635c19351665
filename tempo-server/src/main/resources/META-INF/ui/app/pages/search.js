import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { filterChip, filterChips, filterChipsOf } from '../components/filter-chips.js';
import { applyFilter, rangeOptions, rangeStart, rangeText, selectFilter, timeSpanFilter } from '../components/filters.js';
import { fetchJobName } from '../components/job-names.js';
import { LightElement } from '../components/light-element.js';
import { LEVELS } from '../components/log/log-level.js';
import { STREAMS } from '../components/log/line-filter.js';
import { groupName, projectName } from '../components/named-by-id.js';
import { emptyState, errorState, loading } from '../components/placeholders.js';
import { withErrorToast } from '../components/toast.js';
import { get, withQuery } from '../core/api.js';
import { href } from '../core/base-path.js';
import { Commands } from '../core/commands.js';
import { formatDateTime, formatDuration, formatInteger } from '../core/format.js';
import { loadState, saveState } from '../core/history-state.js';
import { plural, t } from '../core/i18n.js';
import { setQuery } from '../core/location.js';
import { STATUSES } from '../core/run-status.js';
import { loadStyle } from '../core/stylesheets.js';
import './search/histogram.js';
import './search/live-tail.js';
import { groupByRun, runResults } from './search/results.js';

await Promise.all(['/ui/css/pages/runs.css', '/ui/css/pages/search.css'].map(loadStyle)); // runs.css has the bar of filters

const PAGE = 100;
const MOST = 200;
const TYPING_MS = 350;
const LEAST = 2;
const CONTEXTS = ['1', '2', '5', '10'];
const MORE = 5;

/** Finds text in all logs. */
class Search extends LightElement {
  static properties = { route: { attribute: false }, more: { state: true }, jobNames: { state: true } };

  #hits = [];
  #runs = new Map();
  #state = { busy: false, error: null, cursor: null, complete: true, tookMs: 0 };
  #request = null;
  #typing = 0;
  #from = null;
  #returning = false;

  constructor() {
    super();
    this.more = false;
    this.jobNames = new Map();
    new Commands(this, [
      { id: 'search-next', title: () => t('search.next'), keys: 'j', run: () => this.#move(1) },
      { id: 'search-previous', title: () => t('search.previous'), keys: 'k', run: () => this.#move(-1) },
      { id: 'search-text', title: () => t('search.text'), keys: 'f', run: () => this.querySelector('#text')?.select() },
    ]);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#request?.abort();
    clearTimeout(this.#typing);
  }

  willUpdate(changed) {
    if (changed.has('route') && changed.get('route')?.query.toString() !== this.route.query.toString()) {
      this.more ||= ['from', 'to', 'user', 'context'].some((name) => this.#q(name));
      this.#nameJobs();
      this.#start();
    }
  }

  render() {
    const tailing = this.#q('live') === 'true';
    return html`<section class="search-page" aria-label=${t('section.search')}>
      <nav class="tabs" aria-label=${t('search.ways')}>
        <a href=${href('/search')} aria-current=${tailing ? nothing : 'page'}>${t('search.inLogs')}</a>
        <a href=${href('/search?live=true')} aria-current=${tailing ? 'page' : nothing}>${t('search.live')}</a></nav>
      ${tailing ? html`<tempo-tail .route=${this.route} .jobNames=${this.jobNames}></tempo-tail>` : this.#searching()}
    </section>`;
  }

  #searching() {
    return html`
      <form class="toolbar" role="search" @submit=${this.#submit}>
        <input class="grow" type="search" id="text" name="q" placeholder=${t('search.text')} aria-label=${t('search.text')} maxlength="1000"
          autocomplete="off" spellcheck="false" .value=${live(this.#q('q') ?? '')} @input=${this.#typed}>
        <tempo-job-filter .job=${this.#q('job')}></tempo-job-filter>
        ${selectFilter('status', this.#q('status'), t('runs.status'), [['', t('runs.anyStatus')], ...STATUSES.map((s) => [s, t(`status.${s}`)])])}
        ${selectFilter('stream', this.#q('stream'), t('log.streams'), [['', t('log.allStreams')], ...STREAMS.map((s) => [s, t(`log.only.${s}`)])])}
        ${selectFilter('level', this.#q('level'), t('log.levels'), [['', t('log.anyLevel')], ...LEVELS.map((level) => [level, t(`log.atLeast.${level}`)])])}
        ${selectFilter('since', this.#q('since'), t('filter.time'), rangeOptions())}
        <button type="button" class="quiet" aria-expanded=${this.more} @click=${() => (this.more = !this.more)}>${t(this.more ? 'filter.fewer' : 'filter.more')}</button>
      </form>
      ${this.more
        ? html`<div class="toolbar more"><input class="fit" name="user" placeholder=${t('runs.user')} aria-label=${t('runs.user')} spellcheck="false"
              .value=${live(this.#q('user') ?? '')} @change=${(e) => applyFilter({ user: e.target.value.trim() })}>
            ${selectFilter('context', this.#q('context'), t('search.context'), [['', t('search.noContext')], ...CONTEXTS.map((n) => [n, plural('search.contextLines', Number(n))])])}
            ${timeSpanFilter(this.#q('from'), this.#q('to'))}</div>`
        : nothing}
      ${filterChips(this.#chips())}
      ${this.#result()}`;
  }

  /** What narrows the search. */
  #chips() {
    const one = (name, label, text = (value) => value) => (this.#q(name) ? [filterChip(label, text(this.#q(name)), { [name]: '' })] : []);
    return [
      ...filterChipsOf('job', this.#q('job'), t('filter.job'), (id) => this.jobNames.get(id) ?? id),
      ...one('group', t('filter.group'), (id) => groupName(this, id)),
      ...one('project', t('filter.project'), (id) => projectName(this, id)),
      ...filterChipsOf('status', this.#q('status'), t('runs.status'), (s) => (STATUSES.includes(s) ? t(`status.${s}`) : s)),
      ...filterChipsOf('stream', this.#q('stream'), t('log.streams'), (s) => (STREAMS.includes(s) ? t(`log.only.${s}`) : s)),
      ...one('level', t('log.levels'), (level) => (LEVELS.includes(level) ? t(`log.atLeast.${level}`) : level)),
      ...one('user', t('runs.user')),
      ...one('since', t('filter.time'), rangeText),
      ...(this.#q('since') ? [] : one('from', t('filter.from'), formatDateTime)),
      ...one('to', t('filter.to'), formatDateTime),
    ];
  }

  async #nameJobs() {
    const ids = (this.#q('job') ?? '').split(',').filter((id) => id && !this.jobNames.has(id));
    if (ids.length > 0) {
      const named = await Promise.all(ids.map(async (id) => [id, await fetchJobName(id)]));
      this.jobNames = new Map([...this.jobNames, ...named.filter(([, name]) => name)]);
    }
  }

  firstUpdated() {
    if (!this.#q('q')) {
      this.querySelector('#text')?.focus();
    }
  }

  #result() {
    const { busy, error, cursor, complete } = this.#state;
    if (error) {
      return errorState(error, () => this.#start());
    }
    if (!this.#q('q')) {
      return emptyState(t('search.title'), t('search.hint'));
    }
    if (this.#returning || (busy && this.#hits.length === 0)) {
      return loading();
    }
    if (this.#hits.length === 0 && !cursor) {
      return emptyState(t('search.nothing', { text: this.#q('q') }), t('search.nothingHint'));
    }
    return html`<p class="soft summary" role="status">${this.#summary()}</p>
      ${busy && this.#hits.length === 0 ? nothing : html`<tempo-histogram .query=${this.#asked()} .job=${this.#q('job')} .narrowed=${Boolean(this.#q('from') || this.#q('to'))}></tempo-histogram>`}
      ${groupByRun(this.#hits).map((group) => runResults(group, this.#runs.get(group.runId), (hit) => this.#widen(hit)))}
      ${cursor ? html`<p class="foot">${complete ? nothing : html`<span class="soft">${t('search.notAll')}</span>`}
        <button id="further" ?disabled=${busy} @click=${() => this.#further(cursor)}>${t(busy ? 'search.busy' : complete ? 'list.more' : 'search.further')}</button></p>` : nothing}`;
  }

  #summary() {
    const { cursor, tookMs } = this.#state;
    const lines = plural('search.lines', this.#hits.length, { count: formatInteger(this.#hits.length) + (cursor ? '+' : '') });
    const runs = plural('search.runs', this.#runs.size);
    return t('search.found', { lines, runs, time: formatDuration(tookMs) });
  }

  #start() {
    this.#request?.abort();
    this.#from = rangeStart(this.route.query); // once, so that its pages and its count are of the same time
    this.#hits = [];
    this.#runs = new Map();
    this.#state = { busy: false, error: null, cursor: null, complete: true, tookMs: 0 };
    if ((this.#q('q') ?? '') !== '' && this.#q('live') !== 'true') {
      this.#loadTo(loadState('hits') ?? PAGE);
    }
  }

  /** As many as were shown when one was here before, unless another search begins meanwhile. */
  async #loadTo(wanted) {
    const runs = this.#runs;
    this.#returning = wanted > PAGE; // shown at once, since later hits may come above others
    await this.#load(null, Math.min(MOST, wanted));
    while (this.#runs === runs && this.#hits.length < wanted && this.#state.cursor && !this.#state.error) {
      await this.#load(this.#state.cursor, Math.min(MOST, wanted - this.#hits.length));
    }
    if (this.#runs === runs) {
      this.#returning = false;
      this.requestUpdate();
    }
  }

  async #further(cursor) {
    await this.#load(cursor);
    saveState('hits', this.#hits.length);
  }

  async #load(cursor, limit = PAGE) {
    const request = new AbortController();
    this.#request = request;
    this.#show({ busy: true, error: null });
    const began = performance.now();
    try {
      const page = await get(this.#path(cursor, limit), { signal: request.signal });
      this.#hits = [...this.#hits, ...page.hits];
      this.#show({ busy: false, cursor: page.nextCursor, complete: page.complete, tookMs: this.#state.tookMs + performance.now() - began });
      this.#learnRuns(request);
    } catch (error) {
      if (!request.signal.aborted) {
        this.#show({ busy: false, error });
      }
    }
  }

  /** What runs the hits are of; each is asked for once. */
  async #learnRuns({ signal }) {
    const runs = this.#runs;
    const unknown = [...new Set(this.#hits.map((hit) => hit.runId))].filter((id) => !runs.has(id));
    unknown.forEach((id) => runs.set(id, null));
    await Promise.all(
      unknown.map(async (id) => {
        runs.set(id, await get(`/api/runs/${id}`, { signal }).catch(() => null)); // deleted meanwhile
        this.requestUpdate();
      }),
    );
  }

  #show(change) {
    this.#state = { ...this.#state, ...change };
    this.requestUpdate();
  }

  /** What is searched for, without what tells of pages. */
  #asked() {
    const query = Object.fromEntries(['q', 'job', 'group', 'project', 'status', 'stream', 'level', 'user', 'to'].map((name) => [name, this.#q(name)]));
    return { ...query, from: this.#from };
  }

  #path(cursor, limit) {
    return withQuery('/api/search/logs', { ...this.#asked(), context: this.#q('context'), limit, cursor });
  }

  /** Reads further lines around a hit. */
  async #widen(hit) {
    const before = hit.before?.length ?? 0;
    const after = hit.after?.length ?? 0;
    const from = Math.max(1, hit.lineNumber - before - MORE);
    const page = await withErrorToast(() => get(`/api/runs/${hit.runId}/logs?from=${from}&limit=${hit.lineNumber - from + 1 + after + MORE}`));
    if (page) {
      hit.before = page.lines.filter(({ lineNumber }) => lineNumber < hit.lineNumber);
      hit.after = page.lines.filter(({ lineNumber }) => lineNumber > hit.lineNumber);
      this.requestUpdate();
    }
  }

  #q(name) {
    return this.route?.query.get(name);
  }

  #typed(event) {
    clearTimeout(this.#typing);
    const text = event.target.value;
    if (text.length >= LEAST || text === '') {
      this.#typing = setTimeout(() => setQuery({ q: text }), TYPING_MS);
    }
  }

  #submit(event) {
    event.preventDefault();
    clearTimeout(this.#typing);
    applyFilter({ q: new FormData(event.target).get('q') });
  }

  #move(by) {
    const links = [...this.querySelectorAll('a.hit')];
    const current = links.indexOf(document.activeElement);
    links.at(Math.max(0, Math.min(links.length - 1, current + by)))?.focus();
  }
}

customElements.define('tempo-search', Search);
