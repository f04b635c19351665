import { html, nothing } from 'lit';
import { CurrentTab } from '../components/current-tab.js';
import { confirm } from '../components/dialogs.js';
import { LightElement } from '../components/light-element.js';
import '../components/log/run-log.js';
import '../components/menu.js';
import '../components/paused-queue-banner.js';
import '../components/relative-time.js';
import { Resource } from '../components/resource.js';
import '../components/slow-run-badge.js';
import { statusChip } from '../components/status-chip.js';
import { toast, withErrorToast } from '../components/toast.js';
import { del, download, encodeSegment, get, post } from '../core/api.js';
import { href } from '../core/base-path.js';
import { Commands } from '../core/commands.js';
import { setTitle } from '../core/document-title.js';
import { t } from '../core/i18n.js';
import { navigate, setQuery } from '../core/location.js';
import { addRecentItem } from '../core/recent-items.js';
import { FAILURE_STATUSES, TERMINAL_STATUSES, waitText } from '../core/run-status.js';
import { hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';
import './run/failure-reason.js';
import { detailFields, exitCodeText, summaryFields } from './run/fields.js';
import { lacksModule } from './run/missing-module.js';
import './run/notes.js';
import './run/notifications.js';
import { attemptLinks, previousAndNextLinks } from './run/related-runs.js';
import { isPanel, runTabs, streamsOf, tabOf, tabOfStreams } from './run/tabs.js';
import { loadSamples } from './run/usage.js';

await Promise.all(['/ui/css/log.css', '/ui/css/pages/run.css'].map(loadStyle));

const WIDE = matchMedia('(min-width: 75rem)');
const WAIT_MS = 5_000;

/** One run: how it stands, its log, and what it uses. */
class RunPage extends LightElement {
  static properties = { route: { attribute: false }, samples: { state: true }, step: { state: true } };

  #run = new Resource(this, (signal) => get(`/api/runs/${encodeSegment(this.#id)}`, { signal }), {
    on: ['run.queued', 'run.started', 'run.finished'],
    isRelevant: ({ data }) => data.id === this.#id || this.#run.data?.status === 'queued',
    lazy: true,
  });

  /** Why it waits may change without an event, as when a node is drained. */
  #wait = new Resource(this, async () => this.#run.data?.status === 'queued' && this.#run.refresh(), { pollMs: WAIT_MS, lazy: true });

  #context = new Resource(this, (signal) => get(`/api/runs/${encodeSegment(this.#id)}/context`, { signal }), {
    on: ['run.queued', 'run.finished'],
    isRelevant: ({ data }) => data.jobId === this.#run.data?.jobId,
    lazy: true,
  });

  #usage = new Resource(this, (signal) => loadSamples(this.#id, signal), { lazy: true });

  #other = new Resource(this, async (signal) => this.#otherId && get(`/api/runs/${encodeSegment(this.#otherId)}`, { signal }), { lazy: true });

  #onWidth = () => this.requestUpdate();

  constructor() {
    super();
    this.samples = [];
    this.step = true;
    new CurrentTab(this, '.run-tabs');
    // Two keys where something is done to the run: one is hit too easily.
    new Commands(this, [
      { id: 'run-again', title: () => t('run.again'), keys: 'a r', when: () => hasRole('operator') && this.#ended() && this.#run.data.cause !== 'interface', run: () => this.#again() },
      { id: 'run-cancel', title: () => t('run.cancel'), keys: 'a c', when: () => hasRole('operator') && !this.#ended(), run: () => this.#cancel() },
      { id: 'run-job', title: () => t('run.toJob'), keys: 'u', when: () => this.#run.data?.jobIsVisible, run: () => navigate(`/jobs/${this.#run.data.jobId}`) },
      { id: 'run-previous', title: () => t('around.previous'), keys: 'p', when: () => this.#around('previousRunId'), run: () => navigate(`/runs/${this.#around('previousRunId')}`) },
      { id: 'run-next', title: () => t('around.next'), keys: 'n', when: () => this.#around('nextRunId'), run: () => navigate(`/runs/${this.#around('nextRunId')}`) },
      { id: 'run-compare', title: () => t('compare.withSuccess'), when: () => this.#ended(), run: () => this.#compare() },
    ]);
  }

  connectedCallback() {
    super.connectedCallback();
    WIDE.addEventListener('change', this.#onWidth);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    WIDE.removeEventListener('change', this.#onWidth);
  }

  willUpdate(changed) {
    if (!changed.has('route')) {
      return;
    }
    const before = changed.get('route');
    if (before?.params.id !== this.#id) {
      this.samples = [];
      this.#run.reload();
      this.#usage.reload();
      this.#context.reload();
    }
    if (isPanel(this.#tab)) {
      import('./run/panel.js');
    }
    if (this.#otherId) {
      import('./run/compare.js');
    }
    if (this.#otherId && (before?.query.get('compare') ?? null) !== this.#otherId) {
      this.#other.reload();
    }
  }

  updated() {
    const run = this.#run.data;
    if (run) {
      addRecentItem({ path: `/runs/${encodeSegment(run.id)}`, name: run.jobName, status: run.status });
      setTitle(run.jobName, { status: run.status });
    }
  }

  render() {
    return this.#run.show((run) => html`<div class="run-page ${this.#comparing() ? 'comparing' : ''}">
      ${this.#head(run)}
      ${run.status === 'queued' ? html`<tempo-paused .queue=${run.queue}></tempo-paused>` : nothing}
      ${this.#comparing() ? html`<tempo-comparison .run=${run} .other=${this.#other.data} ?step=${this.step} @step=${(e) => this.#onStep(e.detail)}></tempo-comparison>` : nothing}
      ${this.#comparing() ? nothing : runTabs(run, this.#tab)}
      <div class="run-body" @place=${this.#inStep} @begun=${this.#align}>
        <tempo-log .run=${run} .streams=${streamsOf(this.#tab)} ?inert=${isPanel(this.#tab)} @streams=${this.#onStreams} @metric=${(e) => (this.samples = [...this.samples, e.detail])} @status=${this.#onStatus}></tempo-log>
        ${isPanel(this.#tab) ? html`<tempo-run-panel .run=${run} .tab=${this.#tab}></tempo-run-panel>` : nothing}
        ${this.#comparing() ? html`<tempo-log .run=${this.#other.data} beside></tempo-log>` : this.#aside(run)}
      </div>
    </div>`);
  }

  get #id() {
    return this.route.params.id;
  }

  get #otherId() {
    return this.route.query.get('compare');
  }

  get #tab() {
    return this.#comparing() ? 'log' : tabOf(this.route.query);
  }

  /** Which lines are shown is a tab. */
  #onStreams(event) {
    const tab = tabOfStreams(event.detail);
    event.preventDefault();
    setQuery({ tab: tab === 'log' ? '' : tab });
  }

  #comparing() {
    return this.#otherId !== null && this.#other.data?.id === this.#otherId;
  }

  #around(which) {
    return this.#context.data?.runId === this.#id ? this.#context.data[which] : null;
  }

  #ended() {
    return TERMINAL_STATUSES.has(this.#run.data?.status);
  }

  #head(run) {
    const context = this.#context.data?.runId === run.id ? this.#context.data : null;
    return html`<header class="run-head">
      <div class="row">
        ${statusChip(run.status)}
        <tempo-slow .run=${{ ...run, usual: context?.usual ?? run.usual }}></tempo-slow>
        <h1 class="grow cut">${run.jobIsVisible ? html`<a href=${href(`/jobs/${run.jobId}`)}>${run.jobName}</a>` : run.jobName}</h1>
        ${previousAndNextLinks(context)}
        ${hasRole('operator') ? this.#actions(run) : nothing}
        <tempo-menu .label=${t('run.actions')} .items=${this.#items(run)}></tempo-menu>
      </div>
      ${summaryFields(run, context)}
      ${attemptLinks(run, context)}
      ${this.#why(run)}
    </header>`;
  }

  #why(run) {
    if (run.status === 'queued') {
      return run.reason && run.reason.kind !== 'queue_paused' ? html`<div class="notice" id="waits" role="status">${waitText(run)}</div>` : nothing;
    }
    const words = [run.error, exitCodeText(run)].filter(Boolean).join(': ');
    return words || run.reason
      ? html`<div class="notice ${FAILURE_STATUSES.has(run.status) ? 'bad' : ''}">
          ${run.reason ? html`<tempo-why .run=${run}></tempo-why>` : nothing}
          ${lacksModule(run) ? html`<tempo-missing .runId=${run.id}></tempo-missing>` : nothing}
          ${words ? html`<p class=${run.reason ? 'soft' : ''}>${words}</p>` : nothing}
        </div>`
      : nothing;
  }

  #actions(run) {
    if (!TERMINAL_STATUSES.has(run.status)) {
      return html`<button class="danger" id="cancel" @click=${this.#cancel}>${t('run.cancel')}</button>`;
    }
    if (run.cause !== 'interface') {
      return html`<button class="primary" id="run-again" @click=${this.#again}>${t('run.again')}</button>`;
    }
    return run.jobIsVisible ? html`<button class="primary" id="open-page" @click=${this.#openPage}>${t('jobs.openPage')}</button>` : nothing;
  }

  #items(run) {
    const items = [
      ...(run.jobIsVisible ? [{ text: t('run.toJob'), run: () => navigate(`/jobs/${run.jobId}`) }] : []),
      { text: t('run.allOfJob'), run: () => navigate(`/runs?job=${run.jobId}`) },
      { text: t('compare.withSuccess'), disabled: !TERMINAL_STATUSES.has(run.status), run: () => this.#compare() },
      { text: t('log.download'), run: () => withErrorToast(() => download(`/api/runs/${run.id}/logs/download`)) },
    ];
    if (hasRole('operator') && TERMINAL_STATUSES.has(run.status)) {
      items.push(null, { text: t('run.delete'), danger: true, run: () => this.#delete(run) });
    }
    return items;
  }

  #aside(run) {
    const known = this.#usage.data ?? [];
    const last = known.at(-1)?.timestamp ?? '';
    const samples = [...known, ...this.samples.filter((sample) => sample.timestamp > last)];
    return html`<aside class="run-aside" aria-label=${t('run.details')}>
      ${folded(t('usage.title'), html`<tempo-usage .run=${run} .samples=${samples}></tempo-usage>`)}
      ${folded(t('run.details'), detailFields(run))}
      ${folded(t('notes.title'), html`<tempo-notes .runId=${run.id}></tempo-notes>`)}
      <tempo-run-notifications .run=${run}></tempo-run-notifications>
    </aside>`;
  }

  #onStatus(event) {
    if (event.detail.status !== this.#run.data?.status) {
      this.#run.refresh();
    }
  }

  async #cancel() {
    await withErrorToast(() => post(`/api/runs/${this.#id}/cancel`));
    this.#run.refresh();
  }

  /** What served a page is opened again, not run. */
  async #openPage() {
    const [{ openPage }, job] = await Promise.all([import('./jobs/open-page.js'), withErrorToast(() => get(`/api/jobs/${this.#run.data.jobId}`))]);
    if (job) {
      await openPage(job);
    }
  }

  async #again() {
    const started = await withErrorToast(() => post(`/api/runs/${this.#id}/rerun`));
    if (started) {
      navigate(`/runs/${started.runId}`);
    }
  }

  async #compare() {
    await this.#context.refresh();
    const last = this.#around('lastSuccessId');
    if (last) {
      setQuery({ compare: last }, { keep: true });
    } else if (this.#context.data) {
      toast(t('compare.none'));
    }
  }

  /** Both logs look at the same line, as far as both have it. */
  #inStep(event) {
    if (this.step && this.#comparing()) {
      const others = [...this.querySelectorAll('tempo-log-view')].filter((view) => view !== event.target);
      others.forEach((view) => view.showAt(event.detail));
    }
  }

  /** The other log begins where this one does: at its end, most often, as that is where it failed. */
  #align() {
    const [own, other] = this.querySelectorAll('tempo-log-view');
    if (this.step && this.#comparing() && other) {
      other.showAt(own.place);
    }
  }

  #onStep(step) {
    this.step = step;
    this.#align();
  }

  async #delete(run) {
    const sure = await confirm({ title: t('run.confirmDelete'), text: t('run.deleteHint'), action: t('run.delete'), danger: true });
    if (sure && (await this.#run.removeWith(() => withErrorToast(() => del(`/api/runs/${run.id}`))))) {
      toast(t('run.deleted'), { kind: 'good' });
      navigate('/runs', { replace: true });
    }
  }
}

/** A part of the side; closed at first where there is little room. */
const folded = (title, content) => html`<details ?open=${WIDE.matches}><summary>${title}</summary><div class="body">${content}</div></details>`;

customElements.define('tempo-run', RunPage);
