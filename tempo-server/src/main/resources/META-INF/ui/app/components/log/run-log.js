import { html, nothing } from 'lit';
import { copyText } from '../clipboard.js';
import { Commands } from '../../core/commands.js';
import { formatInteger } from '../../core/format.js';
import { LiveLog } from '../../core/live-log.js';
import { loadStyle } from '../../core/stylesheets.js';
import { plural, t } from '../../core/i18n.js';
import { withErrorToast, toast } from '../toast.js';
import { LightElement } from '../light-element.js';
import { errorState } from '../placeholders.js';
import { FAILURE_STATUSES, TERMINAL_STATUSES } from '../../core/run-status.js';
import { annotationList } from './annotations.js';
import { logToolbar } from './toolbar.js';
import { linesToText } from './copy.js';
import { LogSearch } from './log-search.js';
import { FoldedLines } from './folded-lines.js';
import { LogLines } from './log-lines.js';
import { parseLineAnchor, writeLineAnchor } from './line-anchor.js';
import { LogMarks } from './log-marks.js';
import { saveLogPreferences, loadLogPreferences } from './preferences.js';
import { ScrollMemory } from './scroll-memory.js';
import './log-view.js';

loadStyle('/ui/css/log.css'); // whoever uses this waits for it

const TYPING_MS = 250;
const ASK_MS = 5_000;
const MOST_COPIED = 10_000;

/**
 * The log of a run: as it is written, or as it was; with search, filter, marks.
 *
 *     <tempo-log .run=${run} @metric @status>
 *
 * `beside` says that it stands beside another: then it leaves the address and the keys alone. Tells `begun` when it
 * shows the place where it begins.
 */
class Log extends LightElement {
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
  #marks = null;
  #folded = null;
  #live = null;
  #seen = null;
  #typing = 0;
  #frame = 0;
  #asking = 0;
  #acts = {
    set: (change) => this.#set(change),
    filter: (streams) => this.#filter(streams),
    find: (event) => this.#onText(event),
    findKey: (event) => this.#onFindKey(event),
    step: (direction) => this.#step(direction),
    copyMark: () => this.#copyMark(),
    unmark: () => this.#setMark(null),
    start: () => this.#view.showStart(),
    end: () => this.#view.showEnd(),
    foldAll: (folded) => this.#marks.foldAll(folded),
  };

  #onHash = () => this.#readMark(true);

  constructor() {
    super();
    this.options = loadLogPreferences();
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
    return html`${this.#bar()}
      ${this.beside ? nothing : annotationList(this.#marks, this.run)}
      <div class="log-frame">
        ${lines.error ? errorState(lines.error, null) : nothing}
        <tempo-log-view .lines=${this.#folded ?? lines} .marks=${this.#marks} .run=${this.run} .options=${this.options} .needle=${this.#finder.text} .current=${this.#finder.current}
          .mark=${this.mark} .since=${new Date(this.run.startedAt ?? this.run.queuedAt)} .label=${t('log.of', { name: this.run.jobName })}
          @follow=${this.#onFollow} @look=${({ detail }) => this.#seen?.note(detail)} @mark=${this.#onMark} @fold=${({ detail }) => this.#marks.fold(detail.group, detail.folded)}></tempo-log-view>
        ${lines.known && lines.total === 0 && !lines.open ? html`<p class="log-nothing soft">${t(this.#ends() ? 'log.nothing' : 'log.waiting')}</p>` : nothing}
        ${lines.known && lines.whole && lines.total > 0 && lines.count === 0 ? html`<p class="log-nothing soft">${t('log.noneOfThese')}</p>` : nothing}
        ${this.unseen > 0 ? html`<button class="to-end primary" @click=${() => this.#view.showEnd()}>↓ ${plural('log.unseen', this.unseen)}</button>` : nothing}
      </div>`;
  }

  firstUpdated() {
    this.#begin();
  }

  #bar() {
    const { run, beside, options, text } = this;
    const following = this.#view?.following ?? false;
    return logToolbar(
      { run, beside, options, text, following, lines: this.#lines, finder: this.#finder, marks: this.#marks, marked: this.mark !== null, ends: this.#ends() },
      this.#acts,
    );
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
    this.#seen = this.beside ? null : new ScrollMemory(this.run.id);
    this.#marks = new LogMarks(this.run.id, () => this.#refold());
    this.#folded = null;
    this.#finder = new LogSearch(this.#lines, () => this.requestUpdate());
    if (this.hasUpdated) {
      this.updateComplete.then(() => this.#begin());
    }
  }

  #close() {
    this.#lines?.close();
    this.#live?.close();
    this.#seen?.close();
    this.#marks?.close();
    this.#folded?.close();
    clearTimeout(this.#asking);
    this.#asking = 0;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** First how long the log is, then where to look, then what follows. */
  async #begin() {
    const lines = this.#lines;
    this.mark = this.beside ? null : parseLineAnchor(location.hash);
    this.#marks.important = [this.run.reason?.lineNumber, this.mark?.from].filter(Boolean);
    const before = this.#seen?.before;
    if (before && !before.end) {
      this.#marks.reveal(before.number);
      this.#view.showAgain(before);
    } else if (this.mark && !before) {
      this.#view.showLine(this.mark.from);
    } else if (before || !this.#ends() || FAILURE_STATUSES.has(this.run.status)) {
      this.#view.showEnd();
    } else {
      this.#view.showStart();
    }
    if (!lines.known) {
      await withErrorToast(() => lines.measure());
    }
    this.#askForMarks(0);
    if (lines === this.#lines && this.isConnected) {
      this.dispatchEvent(new CustomEvent('begun', { bubbles: true }));
    }
    if (lines === this.#lines && this.isConnected && !this.#ends()) {
      this.#live = new LiveLog(this.run.id, {
        after: lines.total,
        lines: (fresh) => this.#take(fresh),
        open: (line) => lines.showOpen(line),
        gap: ({ to }) => (lines.skip(to), this.#askForMarks(ASK_MS)),
        metric: (detail) => this.dispatchEvent(new CustomEvent('metric', { detail })),
        status: (detail) => (this.#askForMarks(0), this.dispatchEvent(new CustomEvent('status', { detail }))),
      });
    }
  }

  #take(fresh) {
    this.#lines.append(fresh);
    this.#finder.offer(fresh);
    this.#marks.offer(fresh);
    const last = this.#marks.groups.at(-1);
    if (last?.end === null && this.#marks.isFolded(last)) {
      this.#refold(); // what is folded has become more
    }
    if (!this.#view.following) {
      this.unseen += fresh.length;
    }
  }

  /** What is stored of them, soon; a log is shown before they are known. */
  #askForMarks(ms) {
    this.#asking ||= setTimeout(() => {
      this.#asking = 0;
      this.#marks.load().catch(() => {}); // a log can be read without
    }, ms);
  }

  /** Folds the lines as the marks want it; all are shown where only some streams are. */
  #refold() {
    this.#lines.total = Math.max(this.#lines.total, this.#marks.last); // they may be known first
    const ranges = this.#lines.filtered ? [] : this.#marks.hidden(this.#lines.total);
    if (ranges.length > 0) {
      this.#folded = new FoldedLines(this.#lines, ranges, () => this.#soon(), this.#folded);
    } else {
      this.#folded?.close();
      this.#folded = null;
    }
    if (this.#view) {
      this.#view.lines = this.#folded ?? this.#lines; // at once: a line may be about to be shown
    }
    this.#soon();
  }

  #showLine(number) {
    this.#marks.reveal(number);
    this.#view.showLine(number);
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
    return TERMINAL_STATUSES.has(this.run.status);
  }

  // ---- what people do ----

  #onFollow(event) {
    if (event.detail) {
      this.unseen = 0;
      this.#seen?.note({ end: true });
    }
    this.requestUpdate();
  }

  #set(change) {
    this.options = { ...this.options, ...change };
    saveLogPreferences(this.options);
  }

  #filter(streams) {
    this.#lines.streams = streams;
    this.#refold();
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

  #readMark(show) {
    if (!this.beside) {
      this.mark = parseLineAnchor(location.hash);
      if (this.mark && show) {
        this.#showLine(this.mark.from);
      }
    }
  }

  async #copyMark() {
    const { from, to } = this.mark;
    await withErrorToast(async () => {
      const lines = await this.#lines.read(from, Math.min(to, from + MOST_COPIED - 1));
      if (await copyText(linesToText(lines))) {
        toast(plural('log.copied', lines.length, { count: formatInteger(lines.length) }), { kind: 'good' });
      }
    });
  }
}

customElements.define('tempo-log', Log);
