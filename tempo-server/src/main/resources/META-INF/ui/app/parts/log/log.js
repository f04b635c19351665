import { html, nothing } from 'lit';
import { download } from '../../core/api.js';
import { copyText } from '../../core/clipboard.js';
import { Commands } from '../../core/commands.js';
import { integer } from '../../core/format.js';
import { LiveLog } from '../../core/live-log.js';
import { loadStyle } from '../../core/styles.js';
import { many, t } from '../../core/texts.js';
import { attempt, toast } from '../../shell/toasts.js';
import { Element } from '../element.js';
import '../menu.js';
import { failed } from '../states.js';
import { BAD, FINAL } from '../status.js';
import { asText } from './copy.js';
import { LogFinder } from './finder.js';
import { LogLines, STREAMS } from './lines.js';
import { markOf, writeMark } from './mark.js';
import { keepLogOptions, logOptions, TIMES } from './options.js';
import './view.js';

loadStyle('/ui/css/log.css'); // whoever uses this waits for it

const TYPING_MS = 250;
const MOST_COPIED = 10_000;

/**
 * The log of a run: as it is written, or as it was; with search, filter, marks.
 *
 *     <tempo-log .run=${run} @metric @status>
 *
 * `beside` says that it stands beside another: then it leaves the address and the keys alone.
 */
class Log extends Element {
  static properties = {
    run: { attribute: false },
    beside: { type: Boolean },
    options: { state: true },
    mark: { state: true },
    text: { state: true },
    unseen: { state: true },
  };

  #lines = null;
  #finder = null;
  #live = null;
  #typing = 0;
  #frame = 0;
  #onHash = () => this.#readMark(true);

  constructor() {
    super();
    this.options = logOptions();
    this.mark = null;
    this.text = '';
    this.unseen = 0;
    new Commands(this, [
      { id: 'log-find', title: t('log.find'), keys: 'mod+f', when: () => !this.beside, run: () => this.querySelector('input[type=search]').select() },
      { id: 'log-wrap', title: t('log.wrap'), keys: 'w', when: () => !this.beside, run: () => this.#set({ wrap: !this.options.wrap }) },
      { id: 'log-end', title: t('log.toEnd'), keys: 'End', when: () => !this.beside, run: () => this.#view?.showEnd() },
      { id: 'log-start', title: t('log.toStart'), keys: 'Home', when: () => !this.beside, run: () => this.#view?.showStart() },
    ]);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', this.#onHash);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onHash);
    this.#close();
  }

  willUpdate(changed) {
    if (changed.has('run') && changed.get('run')?.id !== this.run.id) {
      this.#open();
    }
  }

  render() {
    const lines = this.#lines;
    return html`${this.#toolbar()}
      <div class="log-frame">
        ${lines.error ? failed(lines.error, null) : nothing}
        <tempo-log-view .lines=${lines} .options=${this.options} .needle=${this.#finder.text} .current=${this.#finder.current}
          .mark=${this.mark} .since=${new Date(this.run.startedAt ?? this.run.queuedAt)} .label=${t('log.of', { name: this.run.jobName })}
          @follow=${this.#onFollow} @mark=${this.#onMark}></tempo-log-view>
        ${lines.known && lines.total === 0 && !lines.open ? html`<p class="log-nothing soft">${t(this.#ends() ? 'log.nothing' : 'log.waiting')}</p>` : nothing}
        ${lines.known && lines.whole && lines.total > 0 && lines.count === 0 ? html`<p class="log-nothing soft">${t('log.noneOfThese')}</p>` : nothing}
        ${this.unseen > 0 ? html`<button class="to-end primary" @click=${() => this.#view.showEnd()}>↓ ${many('log.unseen', this.unseen)}</button>` : nothing}
      </div>`;
  }

  firstUpdated() {
    this.#begin();
  }

  #toolbar() {
    return html`<div class="log-bar" role="toolbar" aria-label=${t('log.title')}>
      ${this.beside ? html`<span class="grow"></span>` : this.#search()}
      <span class="log-count soft">${many('log.lines', this.#lines.total, { count: integer(this.#lines.total) })}</span>
      ${this.mark ? html`<span class="row"><button class="quiet" @click=${this.#copyMark}>${t('log.copyLines')}</button>
          <button class="quiet" aria-label=${t('log.unmark')} title=${t('log.unmark')} @click=${() => this.#setMark(null)}>×</button></span>` : nothing}
      <tempo-menu class="log-streams" .label=${t('log.streams')} .icon=${this.#streamsIcon()} .items=${this.#streamItems()}></tempo-menu>
      <tempo-menu .label=${t('log.times')} icon="◷" .items=${this.#timeItems()}></tempo-menu>
      <button class="quiet" aria-pressed=${this.options.wrap} title=${t('log.wrap')} aria-label=${t('log.wrap')}
        @click=${() => this.#set({ wrap: !this.options.wrap })}>↩</button>
      ${this.beside ? nothing : html`<button class="quiet download" title=${t('log.download')} aria-label=${t('log.download')}
        @click=${() => attempt(() => download(`/api/runs/${this.run.id}/logs/download`))}>⤓</button>`}
      <button class="quiet" title=${t('log.toStart')} aria-label=${t('log.toStart')} @click=${() => this.#view.showStart()}>⇱</button>
      <button class="quiet follow" aria-pressed=${this.#view?.following ?? false} title=${t(this.#ends() ? 'log.toEnd' : 'log.follow')}
        aria-label=${t(this.#ends() ? 'log.toEnd' : 'log.follow')} @click=${() => this.#view.showEnd()}>⇲</button>
    </div>`;
  }

  #search() {
    const finder = this.#finder;
    return html`<form class="log-find grow" role="search" @submit=${(e) => (e.preventDefault(), this.#step('next'))}>
      <input type="search" placeholder=${t('log.find')} aria-label=${t('log.find')} spellcheck="false" .value=${this.text}
        @input=${this.#onText} @keydown=${this.#onFindKey}>
      ${this.text
        ? html`<span class="found soft" role="status">${this.#found()}</span>
          <button type="button" class="quiet" ?disabled=${finder.count === 0} aria-label=${t('log.previous')} title=${t('log.previous')} @click=${() => this.#step('previous')}>↑</button>
          <button type="button" class="quiet" ?disabled=${finder.count === 0} aria-label=${t('log.next')} title=${t('log.next')} @click=${() => this.#step('next')}>↓</button>`
        : nothing}
    </form>`;
  }

  #found() {
    const { busy, error, place, count, more } = this.#finder;
    if (error) {
      return error.message;
    }
    if (busy) {
      return t('log.searching');
    }
    return count === 0 ? t('log.notFound') : t('log.found', { place: integer(place), count: integer(count) + (more ? '+' : '') });
  }

  #streamsIcon() {
    return this.#lines.filtered ? [...this.#lines.streams].join(' + ') : t('log.allStreams');
  }

  #streamItems() {
    const all = { text: t('log.allStreams'), checked: !this.#lines.filtered, run: () => this.#filter(STREAMS) };
    return [all, null, ...STREAMS.map((stream) => ({
      text: t(`log.only.${stream}`),
      checked: this.#lines.filtered && this.#lines.streams.has(stream),
      run: () => this.#filter([stream]),
    }))];
  }

  #timeItems() {
    return TIMES.map((time) => ({ text: t(`log.time.${time}`), checked: this.options.time === time, run: () => this.#set({ time }) }));
  }

  // ---- where the lines come from ----

  #open() {
    this.#close();
    this.text = '';
    this.unseen = 0;
    this.#lines = new LogLines(this.run.id, () => this.#soon());
    if (this.#ends() && this.run.lineCount > 0) { // of a run that was lost it is not known
      this.#lines.skip(this.run.lineCount);
    }
    this.#finder = new LogFinder(this.#lines, () => this.requestUpdate());
    if (this.hasUpdated) {
      this.updateComplete.then(() => this.#begin());
    }
  }

  #close() {
    this.#lines?.close();
    this.#live?.close();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** First how long the log is, then where to look, then what follows. */
  async #begin() {
    const lines = this.#lines;
    this.mark = this.beside ? null : markOf(location.hash);
    if (this.mark) {
      this.#view.showLine(this.mark.from);
    } else if (!this.#ends() || BAD.has(this.run.status)) {
      this.#view.showEnd();
    } else {
      this.#view.showStart();
    }
    if (!lines.known) {
      await attempt(() => lines.measure());
    }
    if (lines === this.#lines && this.isConnected && !this.#ends()) {
      this.#live = new LiveLog(this.run.id, {
        after: lines.total,
        lines: (fresh) => this.#take(fresh),
        open: (line) => lines.showOpen(line),
        gap: ({ to }) => lines.skip(to),
        metric: (detail) => this.dispatchEvent(new CustomEvent('metric', { detail })),
        status: (detail) => this.dispatchEvent(new CustomEvent('status', { detail })),
      });
    }
  }

  #take(fresh) {
    this.#lines.append(fresh);
    this.#finder.offer(fresh);
    if (!this.#view.following) {
      this.unseen += fresh.length;
    }
  }

  /** Once a frame is often enough. */
  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
      this.#view?.requestUpdate();
    });
  }

  get #view() {
    return this.querySelector('tempo-log-view');
  }

  #ends() {
    return FINAL.has(this.run.status);
  }

  // ---- what people do ----

  #onFollow(event) {
    if (event.detail) {
      this.unseen = 0;
    }
    this.requestUpdate();
  }

  #set(change) {
    this.options = { ...this.options, ...change };
    keepLogOptions(this.options);
  }

  #filter(streams) {
    this.#lines.streams = streams;
    this.requestUpdate();
  }

  #onText(event) {
    this.text = event.target.value;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(async () => {
      await this.#finder.find(this.text);
      if (this.#finder.count > 0) {
        await this.#step('next');
      }
    }, TYPING_MS);
  }

  #onFindKey(event) {
    if (event.key === 'Enter' && event.shiftKey) {
      event.preventDefault();
      this.#step('previous');
    } else if (event.key === 'Escape') {
      this.text = '';
      this.#finder.find('');
      this.#view.focus();
    }
  }

  async #step(direction) {
    const number = await this.#finder[direction](this.#view.topLine);
    if (number) {
      this.#view.showLine(number);
    }
  }

  #onMark(event) {
    const { number, extend } = event.detail;
    const other = extend && this.mark ? this.mark.first : number;
    this.#setMark({ first: other, from: Math.min(other, number), to: Math.max(other, number) });
  }

  #setMark(mark) {
    this.mark = mark;
    if (!this.beside) {
      writeMark(mark);
    }
  }

  #readMark(show) {
    if (!this.beside) {
      this.mark = markOf(location.hash);
      if (this.mark && show) {
        this.#view.showLine(this.mark.from);
      }
    }
  }

  async #copyMark() {
    const { from, to } = this.mark;
    await attempt(async () => {
      const lines = await this.#lines.read(from, Math.min(to, from + MOST_COPIED - 1));
      if (await copyText(asText(lines))) {
        toast(many('log.copied', lines.length, { count: integer(lines.length) }), { kind: 'good' });
      }
    });
  }
}

customElements.define('tempo-log', Log);
