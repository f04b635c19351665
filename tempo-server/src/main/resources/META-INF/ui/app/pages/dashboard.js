import { html, nothing } from 'lit';
import { hostCard } from '../components/host-card.js';
import { LightElement } from '../components/light-element.js';
import { groupName } from '../components/named-by-id.js';
import '../components/paused-queue-banner.js';
import { emptyState } from '../components/placeholders.js';
import { Resource } from '../components/resource.js';
import { withErrorToast } from '../components/toast.js';
import { del, get, withQuery } from '../core/api.js';
import { href } from '../core/base-path.js';
import { events } from '../core/events.js';
import { t } from '../core/i18n.js';
import { FAILURE_STATUSES } from '../core/run-status.js';
import { hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';
import { condition, failuresCard, favoritesCard, kpis, lateCard, MOST_FAILED, nowCard, pagesCard, recentCard, stateCard, upcomingCard, usedCard } from './dashboard/cards.js';
import { active, followsEnd, withJob, withLate, withoutJob, withPlans, withReasons, withRun } from './dashboard/dashboard-state.js';
import './dashboard/timeline.js';

const RUNS = ['run.queued', 'run.started', 'run.finished'];
const JOBS = ['job.saved', 'job.deleted'];
const REFRESH_MS = 60_000;
const ALL_MS = 15 * REFRESH_MS;
const HEALTH_MS = 15_000;
const CALM_MS = 5_000;
const SOON_MS = 1_000;
const MOST_ACTIVE = 50;

await loadStyle('/ui/css/pages/dashboard.css');

/** How the server is; a server that is ill says so with its status, too. */
const readHealth = (signal) =>
  get(hasRole('admin') ? '/api/admin/health' : '/api/health', { signal }).catch((error) => {
    if (error.problem?.data) {
      return error.problem.data;
    }
    throw error;
  });

/** What is going on, at a glance: what needs somebody first, then what runs, has run and will run. */
class Dashboard extends LightElement {
  static properties = { usage: { state: true }, cards: { state: true } };

  #stats = new Resource(this, (signal) => get('/api/stats', { signal }), { on: [...RUNS, ...JOBS], pollMs: REFRESH_MS, debounceMs: CALM_MS });

  /** Read whole once and now and then; what happens meanwhile, events tell. */
  #board = new Resource(this, (signal) => this.#read(signal), { pollMs: ALL_MS });

  #running = new Resource(this, (signal) => get(`/api/runs?status=running,queued&limit=${MOST_ACTIVE}`, { signal }));

  #favorites = new Resource(this, (signal) => get('/api/jobs?favorite=true&limit=12&sort=name', { signal }), { on: ['job.saved'] });

  /** Administrators are told of the machine, too. */
  #health = new Resource(this, readHealth, { pollMs: HEALTH_MS });

  #subscribed = new Map();
  #ends = [];
  #missed = null;
  #stale = new Set();
  #timer = 0;
  #reasonTimer = 0;

  constructor() {
    super();
    this.usage = new Map();
    this.cards = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ends = [
      events.on(['metric'], (metric) => {
        this.usage = new Map(this.usage).set(metric.runId, metric);
      }),
      events.on(RUNS, ({ data }) => this.#ran(data)),
      events.on(['job.late', 'job.recovered'], ({ data }) => this.#change((board) => withLate(board, data))),
      events.on(['job.saved'], ({ data }) => {
        this.#change((board) => withJob(board, data.jobId));
        this.#readPlans(data.jobId);
      }),
      events.on(['job.deleted'], ({ data }) => this.#change((board) => withoutJob(board, data.jobId))),
    ];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#ends.forEach((end) => end());
    clearTimeout(this.#timer);
    clearTimeout(this.#reasonTimer);
    this.#timer = this.#reasonTimer = 0;
    this.#follow([]);
  }

  /** What happens while the board is read is not in it yet, or it is: told twice does no harm. */
  async #read(signal) {
    const missed = (this.#missed = []);
    const board = await get('/api/dashboard', { signal });
    const read = missed.reduce((soFar, change) => change(soFar), board);
    if (this.#missed === missed) {
      this.#missed = null;
    }
    if (read.failures.some((run) => run.reason === undefined)) {
      this.#readReasons();
    }
    return read;
  }

  #change(change) {
    this.#missed?.push(change);
    if (this.#board.data) {
      this.#board.data = change(this.#board.data);
      this.requestUpdate();
    }
  }

  #ran(run) {
    this.#change((board) => withRun(board, run));
    if (FAILURE_STATUSES.has(run.status) && !run.unsaved) {
      this.#readReasons();
    }
    if (this.#board.data && followsEnd(this.#board.data, run)) {
      this.#readPlans(run.jobId);
    }
    const running = this.#running.data;
    if (running) {
      this.#running.data = { ...running, runs: active(running.runs, run).slice(0, MOST_ACTIVE) };
      if (running.nextCursor && this.#running.data.runs.length < MOST_ACTIVE / 2) {
        this.#running.refreshSoon();
      }
    }
    const favorite = this.#favorites.data?.jobs.find((job) => job.id === run.jobId);
    if (favorite && run.status !== 'skipped') {
      favorite.lastRun = run;
    }
    this.requestUpdate();
  }

  /** Reads when a job runs, soon, and together with others that have changed. */
  #readPlans(jobId) {
    this.#stale.add(jobId);
    this.#timer ||= setTimeout(async () => {
      this.#timer = 0;
      const jobs = [...this.#stale].slice(0, MOST_ACTIVE);
      const few = this.#stale.size <= MOST_ACTIVE;
      this.#stale.clear();
      const plans = await get(withQuery('/api/dashboard', { parts: 'next', job: few ? jobs.join(',') : null })).catch(() => null);
      if (plans) { // else they are read with the whole board, now and then
        this.#change((board) => withPlans(board, few ? jobs : null, plans));
      }
    }, SOON_MS);
  }

  /** Reads why the newest runs failed, and how many did so for good, which events do not tell; soon, and together for all that fail meanwhile. */
  #readReasons() {
    this.#reasonTimer ||= setTimeout(async () => {
      const dead = get('/api/runs?deadLetters=true&limit=1').catch(() => null);
      const read = await Promise.all(this.#unexplained().map(({ id }) => get(`/api/runs/${id}`).catch(() => ({ id, reason: null }))));
      const deadLetters = (await dead)?.total;
      this.#change((board) => withReasons({ ...board, deadLetters: deadLetters ?? board.deadLetters }, read));
      this.#reasonTimer = 0;
      if (this.isConnected && this.#unexplained().length > 0) {
        this.#readReasons();
      }
    }, SOON_MS);
  }

  #unexplained() {
    return (this.#board.data?.failures ?? []).slice(0, MOST_FAILED).filter((run) => run.reason === undefined);
  }

  updated() {
    if (this.#board.data?.groups > 0 && !this.cards) {
      this.cards = true;
      import('./groups.js').catch(() => (this.cards = false)); // where there are no groups nothing of it is loaded
    }
    this.#follow((this.#running.data?.runs ?? []).filter((run) => run.status === 'running').slice(0, 20));
  }

  render() {
    return html`<div class="page dashboard">
      <h1 class="hidden">${t('section.dashboard')}</h1>
      ${condition(this.#health.data ?? {})}
      <tempo-paused></tempo-paused>
      ${this.#stats.show((stats) => kpis(stats, this.#board.data?.deadLetters ?? 0))}
      ${this.#board.show((board) => this.#boards(board))}
      ${this.#state()}
    </div>`;
  }

  get #openPages() {
    return (this.#running.data?.runs ?? []).filter((run) => run.cause === 'interface');
  }

  /** Of the machine administrators alone are told all. */
  #state() {
    const health = this.#health.data;
    if (!health) {
      return nothing;
    }
    const machine = hasRole('admin') ? hostCard(health.host) : nothing;
    return html`<div class="cards two">${stateCard(health, this.#board.data ?? {}, this.#openPages.length)}${machine}</div>`;
  }

  #boards(board) {
    if (board.recent.length === 0 && board.late.length === 0 && board.upcoming.length === 0 && (this.#running.data?.runs.length ?? 0) === 0) {
      const toJobs = hasRole('developer') ? html`<a class="button" href=${href('/jobs')}>${t('dashboard.toJobs')}</a>` : nothing;
      return html`${this.#groups()}${emptyState(t('dashboard.none'), t('dashboard.noneHint'), toJobs)}`;
    }
    return html`
      ${board.late.length > 0 ? lateCard(board.late) : nothing}
      ${board.failures.length > 0 ? failuresCard(board.failures) : nothing}
      ${this.#groups()}
      <div class="cards two">${nowCard(this.#running, this.usage)}${upcomingCard(board.upcoming)}</div>
      <section class="card"><header><h2>${t('dashboard.timeline')}</h2><small class="soft">${t('dashboard.timelineHint')}</small><span class="grow"></span><a class="link" href=${href('/forecast')}>${t('section.forecast')}</a></header>
        <tempo-timeline .timeline=${board.timeline} ></tempo-timeline></section>
      <div class="cards two">${recentCard(board.recent)}<div class="stack">${pagesCard(this.#openPages)}${favoritesCard(this.#favorites.data?.jobs ?? [])}${usedCard(board.recentJobs, (id) => groupName(this, id), () => this.#forgetUsed())}</div></div>`;
  }

  #groups() {
    return this.cards ? html`<tempo-group-cards></tempo-group-cards>` : nothing;
  }

  async #forgetUsed() {
    const emptied = await withErrorToast(() => del('/api/me/recent-jobs'));
    if (emptied) {
      this.#change((board) => ({ ...board, recentJobs: emptied.jobs }));
    }
  }

  /** Asks for the figures of what runs now, and of nothing else. */
  #follow(runs) {
    const wanted = new Set(runs.map((run) => run.id));
    for (const [id, end] of this.#subscribed) {
      if (!wanted.has(id)) {
        end();
        this.#subscribed.delete(id);
      }
    }
    for (const id of wanted) {
      if (!this.#subscribed.has(id)) {
        this.#subscribed.set(id, events.subscribe(`run:${id}`));
      }
    }
  }
}

customElements.define('tempo-dashboard', Dashboard);
