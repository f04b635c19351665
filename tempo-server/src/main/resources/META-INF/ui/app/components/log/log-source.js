import { LiveLog } from '../../core/live-log.js';
import { FoldedLines } from './folded-lines.js';
import { LogLines } from './log-lines.js';
import { LogMarks } from './log-marks.js';
import { LogSearch } from './log-search.js';
import { parseProgress, percentOf } from './progress.js';

const MARKS_DELAY_MS = 5_000;

/** The data of one run's log: its lines, their marks and folding, the search, and the live connection. */
export class LogSource {
  #run;
  #on;
  #folded = null;
  #live = null;
  #marksTimer = 0;

  /** How far the script says it is, `{ percent, text }`, while it is followed; null if it does not say. */
  progress = null;

  /**
   * @param {object} run
   * @param {boolean} ended whether the run has ended
   * @param {{changed: function(), searched: function(), folded: function()}} on callbacks: lines have changed; the
   *     search has; other lines are folded
   */
  constructor(run, ended, on) {
    this.#run = run;
    this.#on = on;
    this.lines = new LogLines(run.id, on.changed);
    if (ended && run.lineCount > 0) { // of a run that was lost it is not known
      this.lines.skip(run.lineCount);
    }
    this.marks = new LogMarks(run.id, () => this.refold());
    this.search = new LogSearch(this.lines, on.searched);
  }

  close() {
    this.lines.close();
    this.#live?.close();
    this.marks.close();
    this.#folded?.close();
    clearTimeout(this.#marksTimer);
  }

  /** The lines to show: all, or those that are not folded. */
  get visible() {
    return this.#folded ?? this.lines;
  }

  /**
   * Follows the log of a run that has not ended.
   *
   * @param {{appended: function(number), metric: function(object), status: function(object)}} on callbacks: so many lines
   *     were added; there is a new resource sample; the run has another status
   */
  follow({ appended, metric, status }) {
    this.#live = new LiveLog(this.#run.id, {
      after: this.lines.total,
      lines: (fresh) => (this.#append(fresh), appended(fresh.length)),
      open: (line) => this.#showOpen(line),
      gap: ({ to }) => (this.lines.skip(to), this.loadMarks(MARKS_DELAY_MS)),
      metric,
      status: (detail) => (this.loadMarks(), status(detail)),
    });
  }

  /** Loads the marks of stored lines after a delay; the log is shown before they are known, and without them. */
  loadMarks(delayMs = 0) {
    this.#marksTimer ||= setTimeout(() => {
      this.#marksTimer = 0;
      this.marks.load().catch(() => {});
    }, delayMs);
  }

  /** Folds the lines as the marks say; nothing is folded while streams are filtered. */
  refold() {
    this.lines.total = Math.max(this.lines.total, this.marks.last); // they may be known first
    const ranges = this.lines.filtered ? [] : this.marks.hidden(this.lines.total);
    if (ranges.length > 0) {
      this.#folded = new FoldedLines(this.lines, ranges, this.#on.changed, this.#folded);
    } else {
      this.#folded?.close();
      this.#folded = null;
    }
    this.#on.folded();
  }

  #showOpen(line) {
    const percent = line.stream === 'system' ? null : percentOf(line.content);
    this.progress = percent === null ? this.progress : { percent, text: '' };
    this.lines.showOpen(line);
  }

  #append(fresh) {
    const told = fresh.findLast((line) => line.content.includes('::progress'));
    this.progress = (told && parseProgress(told.content)) ?? this.progress;
    this.lines.append(fresh);
    this.search.offer(fresh);
    this.marks.offer(fresh);
    const last = this.marks.groups.at(-1);
    if (last?.end === null && this.marks.isFolded(last)) {
      this.refold(); // the folded range has grown
    }
  }
}
