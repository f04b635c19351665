import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { filterChip, filterChips, filterChipsOf } from '../../components/filter-chips.js';
import { applyFilter, selectFilter } from '../../components/filters.js';
import { folderPathText } from '../../components/folder-names.js';
import { LightElement } from '../../components/light-element.js';
import { stripAnsi } from '../../components/log/ansi.js';
import { STREAMS } from '../../components/log/line-filter.js';
import { emptyState } from '../../components/placeholders.js';
import { Resource } from '../../components/resource.js';
import { statusChip } from '../../components/status-chip.js';
import { get } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';
import { LiveTail } from '../../core/live-tail.js';
import { zonedFormatter } from '../../core/time-zone.js';

await loadMessagePart('search');

const MOST_LINES = 2_000;
const COLOURS = 8;
const clock = zonedFormatter({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** A live tail of all running runs that match; each line has its run's colour and name. */
class LiveTailView extends LightElement {
  static properties = { route: { attribute: false }, jobNames: { attribute: false }, connected: { state: true }, paused: { state: true }, shown: { state: true } };

  #queues = new Resource(this, (signal) => get('/api/queues', { signal }));
  #folders = new Resource(this, (signal) => get('/api/folders', { signal }));
  #tail = null;
  #runs = new Map();
  #lines = [];
  #others = 0;
  #frame = 0;
  #hidden = new Set();

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#tail?.close();
    this.#tail = null;
    cancelAnimationFrame(this.#frame);
  }

  willUpdate(changed) {
    if (changed.has('route') && JSON.stringify(this.#query()) !== this.asked) {
      this.asked = JSON.stringify(this.#query());
      this.#start();
    }
  }

  #query() {
    return Object.fromEntries(['job', 'folder', 'queue', 'stream', 'q'].map((name) => [name, this.route.query.get(name)]).filter(([, value]) => value));
  }

  #start() {
    this.#tail?.close();
    this.#runs = new Map();
    this.#lines = [];
    this.#others = 0;
    this.#tail = new LiveTail(this.#query(), { messages: (list) => this.#take(list), state: (connected) => (this.connected = connected) });
  }

  #take(messages) {
    for (const message of messages) {
      this.#tell(message);
    }
    this.#lines = this.#lines.slice(-MOST_LINES);
    if (!this.paused && !this.#frame) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.requestUpdate();
      });
    }
  }

  #tell(message) {
    switch (message.type) {
      case 'run':
        this.#runs.set(message.runId, { colour: this.#runs.size % COLOURS, ...this.#runs.get(message.runId), ...message });
        break;
      case 'status':
        this.#runs.set(message.runId, { ...this.#runs.get(message.runId), status: message.status });
        break;
      case 'more':
        this.#others = message.count;
        break;
      default: // a line, or a gap
        this.#lines.push(message);
    }
  }

  updated() {
    const list = this.querySelector('.tail-lines');
    if (list && !this.paused) {
      list.scrollTop = list.scrollHeight;
    }
  }

  render() {
    const query = this.route.query;
    return html`<form class="toolbar" role="search" @submit=${(event) => event.preventDefault()}>
        <input class="grow" type="search" name="q" placeholder=${t('tail.text')} aria-label=${t('tail.text')} maxlength="1000" autocomplete="off" spellcheck="false"
          .value=${live(query.get('q') ?? '')} @change=${(event) => applyFilter({ q: event.target.value })}>
        <tempo-job-filter .job=${query.get('job')}></tempo-job-filter>
        ${selectFilter('folder', query.get('folder'), t('create.folder'), [['', t('tail.anyFolder')], ...(this.#folders.data?.folders ?? []).map((f) => [f.id, folderPathText(f.names)])])}
        ${selectFilter('queue', query.get('queue'), t('queues.name'), [['', t('tail.anyQueue')], ...(this.#queues.data?.queues ?? []).map(({ name }) => [name, name])])}
        ${selectFilter('stream', query.get('stream'), t('log.streams'), [['', t('log.allStreams')], ...STREAMS.map((s) => [s, t(`log.only.${s}`)])])}
        <button type="button" id="pause-tail" aria-pressed=${Boolean(this.paused)} @click=${() => (this.paused = !this.paused)}>${t(this.paused ? 'tail.resume' : 'tail.pause')}</button>
        <button type="button" class="quiet" @click=${this.#clear}>${t('tail.clear')}</button>
      </form>
      ${filterChips(this.#chips())}
      <p class="soft summary" role="status">${this.#summary()}</p>
      ${this.#legend()}
      ${this.#lines.length === 0 ? emptyState(t('tail.nothing'), t('tail.nothingHint')) : this.#list()}`;
  }

  /** What narrows the lines. */
  #chips() {
    const query = this.route.query;
    const folder = query.get('folder');
    const found = this.#folders.data?.folders.find(({ id, path }) => id === folder || path === folder);
    return [
      ...filterChipsOf('job', query.get('job'), t('filter.job'), (id) => this.jobNames?.get(id) ?? id),
      ...(folder ? [filterChip(t('create.folder'), found ? folderPathText(found.names) : folder, { folder: '' })] : []),
      ...(query.get('queue') ? [filterChip(t('queues.name'), query.get('queue'), { queue: '' })] : []),
      ...filterChipsOf('stream', query.get('stream'), t('log.streams'), (s) => (STREAMS.includes(s) ? t(`log.only.${s}`) : s)),
    ];
  }

  #summary() {
    const running = [...this.#runs.values()].filter(({ status }) => status === 'running').length;
    return [t(this.connected ? 'tail.connected' : 'tail.connecting'), plural('tail.runs', running), this.#others > 0 ? t('tail.others', { count: formatInteger(this.#others) }) : ''].filter(Boolean).join(' · ');
  }

  /** The runs that are followed; each can be hidden. */
  #legend() {
    const used = new Set(this.#lines.map(({ runId }) => runId));
    const shown = [...this.#runs.values()].filter((run) => run.status === 'running' || used.has(run.runId)).slice(-30);
    return html`<div class="chips legend">${shown.map(
      (run) => html`<span class="run-label is-colour-${run.colour}"><button type="button" class="tag" aria-pressed=${!this.#hidden.has(run.runId)} @click=${() => this.#toggle(run.runId)}>${run.jobName}</button>
        <a href=${href(`/runs/${run.runId}`)} aria-label=${t('tail.open', { name: run.jobName })}>${statusChip(run.status)}</a></span>`,
    )}</div>`;
  }

  #list() {
    return html`<ol class="tail-lines" tabindex="0" aria-label=${t('tail.title')}>${this.#lines.filter(({ runId }) => !this.#hidden.has(runId)).map((line) => this.#line(line))}</ol>`;
  }

  #line(line) {
    const run = this.#runs.get(line.runId) ?? { jobName: '', colour: 0 };
    return html`<li class="is-colour-${run.colour} is-${line.stream ?? 'gap'}"><a class="who cut" href=${href(`/runs/${line.runId}${line.lineNumber ? `#L${line.lineNumber}` : ''}`)}>${run.jobName}</a>
      ${line.type === 'gap'
        ? html`<span class="soft" data-gap>${t('tail.gap', { from: formatInteger(line.from), to: formatInteger(line.to) })}</span>`
        : html`<time class="soft" datetime=${line.timestamp}>${clock(line.timestamp)}</time><span class="text">${stripAnsi(line.content)}</span>`}</li>`;
  }

  #toggle(runId) {
    this.#hidden.has(runId) ? this.#hidden.delete(runId) : this.#hidden.add(runId);
    this.requestUpdate();
  }

  #clear() {
    this.#lines = [];
    this.requestUpdate();
  }
}

customElements.define('tempo-tail', LiveTailView);
