import { html, nothing } from 'lit';
import { Commands } from '../../core/commands.js';
import { plural, t } from '../../core/i18n.js';
import { FAILURE_STATUSES, TERMINAL_STATUSES } from '../../core/run-status.js';
import { loadStyle } from '../../core/stylesheets.js';
import { LightElement } from '../light-element.js';
import { errorState } from '../placeholders.js';
import { withErrorToast } from '../toast.js';
import { annotationList } from './annotations.js';
import { copyLines } from './copy.js';
import { parseLineAnchor, writeLineAnchor } from './line-anchor.js';
import { LogSource } from './log-source.js';
import './log-view.js';
import { loadLogPreferences, saveLogPreferences } from './preferences.js';
import { ScrollMemory } from './scroll-memory.js';
import { logToolbar } from './toolbar.js';

await loadStyle('/ui/css/log.css');

const TYPING_MS = 250;

/**
 * The log of a run, live or stored, with search, stream filter and line anchors.
 *
 *     <tempo-log .run=${run} .streams=${['stdout']} @metric @status @streams>
 *
 * `streams` are those that are shown; all by default. When somebody chooses others, `streams` is emitted, and if nobody
 * prevents its default, these are shown.
 * `beside` is set on the second of two logs side by side: it does not change the URL and has no keyboard shortcuts.
 * Emits `begun` when it shows its first position.
 */
class RunLog extends LightElement {
  static properties = {
    run: { attribute: false },
    streams: { attribute: false },
    beside: { type: Boolean },
    options: { state: true },
    mark: { state: true },
    text: { state: true },
    unseen: { state: true },
  };

  #source = null;
  #scroll = null;
  #typing = 0;
  #frame = 0;
  #acts = {
    set: (change) => this.#set(change),
    filter: (streams) => this.#choose(streams),
    level: (level) => this.#filterLevel(level),
    find: (event) => this.#onText(event),
    findKey: (event) => this.#onFindKey(event),
    step: (direction) => this.#step(direction),
    copyMark: () => copyLines(this.#source.lines, this.mark),
    unmark: () => this.#setMark(null),
    start: () => this.#view.showStart(),
    end: () => this.#view.showEnd(),
    foldAll: (folded) => this.#source.marks.foldAll(folded),
  };

  #onHash = () => !this.beside && this.#showAnchor();

  constructor() {
    super();
    this.options = loadLogPreferences();
    this.mark = null;
    this.text = '';
    this.unseen = 0;
    new Commands(this, [
      { id: 'log-find', title: () => t('log.find'), keys: 'mod+f', when: () => !this.beside, run: () => this.querySelector('input[type=search]').select() },
      { id: 'log-wrap', title: () => t('log.wrap'), keys: 'w', when: () => !this.beside, run: () => this.#set({ wrap: !this.options.wrap }) },
      { id: 'log-end', title: () => t('log.toEnd'), keys: 'End', when: () => !this.beside, run: () => this.#view?.showEnd() },
      { id: 'log-start', title: () => t('log.toStart'), keys: 'Home', when: () => !this.beside, run: () => this.#view?.showStart() },
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
    if (this.streams && this.streams.join() !== [...this.#source.lines.streams].join()) {
      this.#filter(this.streams);
    }
  }

  render() {
    const { lines, marks, search, visible } = this.#source;
    return html`${this.#bar()}
      ${this.beside ? nothing : annotationList(marks, this.run)}
      <div class="log-frame">
        ${lines.error ? errorState(lines.error, null) : nothing}
        <tempo-log-view .lines=${visible} .marks=${marks} .run=${this.run} .options=${this.options} .needle=${search.text} .current=${search.current}
          .mark=${this.mark} .since=${new Date(this.run.startedAt ?? this.run.queuedAt)} .label=${t('log.of', { name: this.run.jobName })}
          @follow=${this.#onFollow} @look=${({ detail }) => this.#scroll?.note(detail)} @mark=${this.#onMark} @fold=${({ detail }) => marks.fold(detail.group, detail.folded)}></tempo-log-view>
        ${lines.known && lines.total === 0 && !lines.open ? html`<p class="log-nothing soft">${t(!lines.kept ? 'log.notKept' : this.#hasEnded() ? 'log.nothing' : 'log.waiting')}</p>` : nothing}
        ${lines.known && lines.whole && lines.total > 0 && lines.count === 0 ? html`<p class="log-nothing soft">${t('log.noneOfThese')}</p>` : nothing}
        ${this.unseen > 0 ? html`<button class="to-end primary" @click=${() => this.#view.showEnd()}>↓ ${plural('log.unseen', this.unseen)}</button>` : nothing}
      </div>`;
  }

  firstUpdated() {
    this.#begin();
  }

  #bar() {
    const { run, beside, options, text } = this;
    const { lines, marks, search: finder } = this.#source;
    const log = { run, beside, options, text, lines, marks, finder, progress: this.#hasEnded() ? null : this.#source.progress, following: this.#view?.following ?? false, marked: this.mark !== null, ends: this.#hasEnded() };
    return logToolbar(log, this.#acts);
  }

  // ---- where the lines come from ----

  #open() {
    this.#close();
    this.text = '';
    this.unseen = 0;
    this.#source = new LogSource(this.run, this.#hasEnded(), {
      changed: () => this.#updateSoon(),
      searched: () => this.requestUpdate(),
      folded: () => this.#onFolded(),
    });
    this.#scroll = this.beside ? null : new ScrollMemory(this.run.id);
    if (this.hasUpdated) {
      this.updateComplete.then(() => this.#begin());
    }
  }

  #close() {
    this.#source?.close();
    this.#scroll?.close();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Shows the first position, learns the log's length, then loads the marks and follows the log. */
  async #begin() {
    const source = this.#source;
    this.mark = this.beside ? null : parseLineAnchor(location.hash);
    source.marks.important = [this.run.reason?.lineNumber, this.mark?.from].filter(Boolean);
    this.#showFirst(source);
    if (!source.lines.known) {
      await withErrorToast(() => source.lines.measure());
    }
    this.#source.loadMarks();
    if (source !== this.#source || !this.isConnected) {
      return;
    }
    this.dispatchEvent(new CustomEvent('begun', { bubbles: true }));
    if (!this.#hasEnded()) {
      source.follow({
        appended: (count) => this.#onAppended(count),
        metric: (detail) => this.dispatchEvent(new CustomEvent('metric', { detail })),
        status: (detail) => this.dispatchEvent(new CustomEvent('status', { detail })),
      });
    }
  }

  /** Shows where the user was before, or else the line in the URL, or the end unless the run has succeeded. */
  #showFirst(source) {
    const before = this.#scroll?.before;
    if (before && !before.end) {
      source.marks.reveal(before.number);
      this.#view.showAgain(before);
    } else if (this.mark && !before) {
      this.#view.showLine(this.mark.from);
    } else if (before || !this.#hasEnded() || FAILURE_STATUSES.has(this.run.status)) {
      this.#view.showEnd();
    } else {
      this.#view.showStart();
    }
  }

  #onAppended(count) {
    if (!this.#view.following) {
      this.unseen += count;
    }
  }

  /** Gives the view its lines at once, since a line may be about to be shown. */
  #onFolded() {
    if (this.#view) {
      this.#view.lines = this.#source.visible;
    }
    this.#updateSoon();
  }

  #showLine(number) {
    this.#source.marks.reveal(number);
    this.#view.showLine(number);
  }

  /** Updates at most once per frame. */
  #updateSoon() {
    this.#frame ||= requestAnimationFrame(() => ((this.#frame = 0), this.requestUpdate(), this.#view?.requestUpdate()));
  }

  get #view() {
    return this.querySelector('tempo-log-view');
  }

  #hasEnded() {
    return TERMINAL_STATUSES.has(this.run.status);
  }

  // ---- what people do ----

  #onFollow(event) {
    if (event.detail) {
      this.unseen = 0;
      this.#scroll?.note({ end: true });
    }
    this.requestUpdate();
  }

  #set(change) {
    this.options = { ...this.options, ...change };
    saveLogPreferences(this.options);
  }

  #choose(streams) {
    if (this.dispatchEvent(new CustomEvent('streams', { detail: streams, cancelable: true }))) {
      this.#filter(streams);
    }
  }

  #filterLevel(level) {
    this.#source.lines.level = level;
    this.#source.refold();
  }

  #filter(streams) {
    this.#source.lines.streams = streams;
    this.#source.refold();
  }

  #onText(event) {
    this.text = event.target.value;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(async () => {
      await this.#source.search.find(this.text);
      if (this.#source.search.count > 0) {
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
      this.#source.search.find('');
      this.#view.focus();
    }
  }

  async #step(direction) {
    const number = await this.#source.search[direction](this.#view.topLine);
    if (number) {
      this.#showLine(number);
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
      writeLineAnchor(mark);
    }
  }

  #showAnchor() {
    this.mark = parseLineAnchor(location.hash);
    if (this.mark) {
      this.#showLine(this.mark.from);
    }
  }
}

customElements.define('tempo-log', RunLog);
