import { html, nothing } from 'lit';
import { del, download, get, part, post } from '../core/api.js';
import { address } from '../core/base.js';
import { Commands } from '../core/commands.js';
import { remember } from '../core/recent.js';
import { Resource } from '../core/resource.js';
import { go, setQuery } from '../core/router.js';
import { may } from '../core/session.js';
import { loadStyle } from '../core/styles.js';
import { t } from '../core/texts.js';
import { setTitle } from '../core/title.js';
import { confirmed } from '../parts/dialogs.js';
import { Element } from '../parts/element.js';
import '../parts/log/log.js';
import '../parts/menu.js';
import '../parts/paused.js';
import '../parts/slow.js';
import { BAD, FINAL, statusChip } from '../parts/status.js';
import '../parts/times.js';
import { attempt, toast } from '../shell/toasts.js';
import { attempts, neighbours } from './run/around.js';
import './run/compare.js';
import { headFacts, meaning, moreFacts } from './run/facts.js';
import { lacksModule } from './run/missing.js';
import './run/notes.js';
import './run/notifications.js';
import { samplesOf } from './run/usage.js';
import './run/why.js';

await Promise.all(['/ui/css/log.css', '/ui/css/pages/run.css'].map(loadStyle));

const WIDE = matchMedia('(min-width: 75rem)');

/** One run: how it stands, its log, and what it uses. */
class RunPage extends Element {
  static properties = { route: { attribute: false }, samples: { state: true }, step: { state: true } };

  #run = new Resource(this, (signal) => get(`/api/runs/${part(this.#id)}`, { signal }), {
    on: ['run.queued', 'run.started', 'run.finished'],
    matters: ({ data }) => data.id === this.#id || this.#run.data?.status === 'queued',
    lazy: true,
  });

  #context = new Resource(this, (signal) => get(`/api/runs/${part(this.#id)}/context`, { signal }), {
    on: ['run.queued', 'run.finished'],
    matters: ({ data }) => data.jobId === this.#run.data?.jobId,
    lazy: true,
  });

  #usage = new Resource(this, (signal) => samplesOf(this.#id, signal), { lazy: true });

  #other = new Resource(this, async (signal) => this.#otherId && get(`/api/runs/${part(this.#otherId)}`, { signal }), { lazy: true });

  #onWidth = () => this.requestUpdate();

  constructor() {
    super();
    this.samples = [];
    this.step = true;
    // Two keys where something is done to the run: one is hit too easily.
    new Commands(this, [
      { id: 'run-again', title: t('run.again'), keys: 'a r', when: () => may('operator') && this.#ended(), run: () => this.#again() },
      { id: 'run-cancel', title: t('run.cancel'), keys: 'a c', when: () => may('operator') && !this.#ended(), run: () => this.#cancel() },
      { id: 'run-job', title: t('run.toJob'), keys: 'u', when: () => this.#run.data?.jobIsVisible, run: () => go(`/jobs/${this.#run.data.jobId}`) },
      { id: 'run-previous', title: t('around.previous'), keys: 'p', when: () => this.#around('previousRunId'), run: () => go(`/runs/${this.#around('previousRunId')}`) },
      { id: 'run-next', title: t('around.next'), keys: 'n', when: () => this.#around('nextRunId'), run: () => go(`/runs/${this.#around('nextRunId')}`) },
      { id: 'run-compare', title: t('compare.withSuccess'), when: () => this.#ended(), run: () => this.#compare() },
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
    if (this.#otherId && (before?.query.get('compare') ?? null) !== this.#otherId) {
      this.#other.reload();
    }
  }

  updated() {
    const run = this.#run.data;
    if (run) {
      remember({ path: `/runs/${part(run.id)}`, name: run.jobName, status: run.status });
      setTitle(run.jobName, { status: run.status });
    }
  }

  render() {
    return this.#run.show((run) => html`<div class="run-page ${this.#comparing() ? 'comparing' : ''}">
      ${this.#head(run)}
      ${run.status === 'queued' ? html`<tempo-paused .queue=${run.queue}></tempo-paused>` : nothing}
      ${this.#comparing() ? html`<tempo-comparison .run=${run} .other=${this.#other.data} ?step=${this.step} @step=${(e) => this.#onStep(e.detail)}></tempo-comparison>` : nothing}
      <div class="run-body" @place=${this.#inStep} @begun=${this.#align}>
        <tempo-log .run=${run} @metric=${(e) => (this.samples = [...this.samples, e.detail])} @status=${this.#onStatus}></tempo-log>
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

  #comparing() {
    return this.#otherId !== null && this.#other.data?.id === this.#otherId;
  }

  #around(which) {
    return this.#context.data?.runId === this.#id ? this.#context.data[which] : null;
  }

  #ended() {
    return FINAL.has(this.#run.data?.status);
  }

  #head(run) {
    const context = this.#context.data?.runId === run.id ? this.#context.data : null;
    return html`<header class="run-head">
      <div class="row">
        ${statusChip(run.status)}
        <tempo-slow .run=${{ ...run, usual: context?.usual ?? run.usual }}></tempo-slow>
        <h1 class="grow cut">${run.jobIsVisible ? html`<a href=${address(`/jobs/${run.jobId}`)}>${run.jobName}</a>` : run.jobName}</h1>
        ${neighbours(context)}
        ${may('operator') ? this.#actions(run) : nothing}
        <tempo-menu .label=${t('run.actions')} .items=${this.#items(run)}></tempo-menu>
      </div>
      ${headFacts(run, context)}
      ${attempts(run, context)}
      ${this.#why(run)}
    </header>`;
  }

  #why(run) {
    const words = [run.error, meaning(run)].filter(Boolean).join(': ');
    return words || run.reason
      ? html`<div class="notice ${BAD.has(run.status) ? 'bad' : ''}">
          ${run.reason ? html`<tempo-why .run=${run}></tempo-why>` : nothing}
          ${lacksModule(run) ? html`<tempo-missing .runId=${run.id}></tempo-missing>` : nothing}
          ${words ? html`<p class=${run.reason ? 'soft' : ''}>${words}</p>` : nothing}
        </div>`
      : nothing;
  }

  #actions(run) {
    return FINAL.has(run.status)
      ? html`<button class="primary" id="run-again" @click=${this.#again}>${t('run.again')}</button>`
      : html`<button class="danger" id="cancel" @click=${this.#cancel}>${t('run.cancel')}</button>`;
  }

  #items(run) {
    const items = [
      ...(run.jobIsVisible ? [{ text: t('run.toJob'), run: () => go(`/jobs/${run.jobId}`) }] : []),
      { text: t('run.allOfJob'), run: () => go(`/runs?job=${run.jobId}`) },
      { text: t('compare.withSuccess'), disabled: !FINAL.has(run.status), run: () => this.#compare() },
      { text: t('log.download'), run: () => attempt(() => download(`/api/runs/${run.id}/logs/download`)) },
    ];
    if (may('operator') && FINAL.has(run.status)) {
      items.push(null, { text: t('run.delete'), danger: true, run: () => this.#delete(run) });
    }
    return items;
  }

  #aside(run) {
    const known = this.#usage.data ?? [];
    const last = known.at(-1)?.timestamp ?? '';
    const samples = [...known, ...this.samples.filter((sample) => sample.timestamp > last)];
    const parameters = Object.entries(run.parameters ?? {});
    return html`<aside class="run-aside" aria-label=${t('run.details')}>
      ${folded(t('usage.title'), html`<tempo-usage .run=${run} .samples=${samples}></tempo-usage>`)}
      ${folded(t('run.details'), moreFacts(run))}
      ${parameters.length > 0
        ? folded(t('run.parameters'), html`<dl class="facts list">${parameters.map(([name, value]) => html`<div><dt>${name}</dt><dd>${shown(value)}</dd></div>`)}</dl>`)
        : nothing}
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
    await attempt(() => post(`/api/runs/${this.#id}/cancel`));
    this.#run.refresh();
  }

  async #again() {
    const started = await attempt(() => post(`/api/runs/${this.#id}/rerun`));
    if (started) {
      go(`/runs/${started.runId}`);
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
    const sure = await confirmed({ title: t('run.confirmDelete'), text: t('run.deleteHint'), action: t('run.delete'), danger: true });
    if (sure && (await this.#run.vanish(() => attempt(() => del(`/api/runs/${run.id}`))))) {
      toast(t('run.deleted'), { kind: 'good' });
      go('/runs', { replace: true });
    }
  }
}

/** A part of the side; closed at first where there is little room. */
const folded = (title, content) => html`<details ?open=${WIDE.matches}><summary>${title}</summary><div class="body">${content}</div></details>`;

const shown = (value) => (value === null ? '–' : Array.isArray(value) ? value.join(', ') : String(value));

customElements.define('tempo-run', RunPage);
