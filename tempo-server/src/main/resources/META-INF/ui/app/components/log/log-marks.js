import { get } from '../../core/api.js';
import { stripAnsi } from './ansi.js';
import { partitionPoint } from './binary-search.js';
import { sourceLocationFinder } from './source-locations.js';
import { parseWorkflowCommand } from './workflow-command.js';

const MOST_ANNOTATIONS = 500;
const MOST_GROUPS = 10_000;

/**
 * The groups and annotations of a log: those that the server has found in the stored lines, and those of lines from the
 * socket. A group is folded unless it is still open, began while the log was watched, or contains an error; the user's
 * choice comes first.
 */
export class LogMarks {
  #runId;
  #changed;
  #wanted = new Map();
  #watched = new Set();
  #important = [];
  #errors = [];
  #closed = false;

  /** `{ line, end, title }`, in order; no end while open. */
  groups = [];

  /** `{ line, level, message, title, file, fileLine }`, in order. */
  annotations = [];

  /** Whether all groups are folded. */
  allFolded = false;

  /** What the script's file is called in its own messages; null if that is not known. */
  script = null;

  /** Where a text points into the script. */
  placesIn = sourceLocationFinder(null);

  constructor(runId, changed) {
    this.#runId = runId;
    this.#changed = changed;
  }

  close() {
    this.#closed = true;
  }

  /** Asks for what is stored. */
  async load() {
    const { groups, annotations, script } = await get(`/api/runs/${this.#runId}/logs/marks`);
    if (this.#closed) {
      return;
    }
    const last = Math.max(0, ...groups.map((group) => group.end ?? group.line), ...annotations.map((one) => one.line));
    const later = (one) => one.line > last;
    this.groups = [...groups, ...this.groups.filter(later)];
    this.annotations = [...annotations, ...this.annotations.filter(later)];
    this.script = script;
    this.placesIn = sourceLocationFinder(script);
    this.#tell();
  }

  /** Looks at lines that are new. */
  offer(lines) {
    let found = false;
    for (const line of lines) {
      const command = line.content.includes('::') && line.stream !== 'system' ? parseWorkflowCommand(stripAnsi(line.content)) : null;
      found = (command !== null && this.#take(line.lineNumber, command)) || found;
    }
    if (found) {
      this.#tell();
    }
  }

  #take(number, { name, properties, text }) {
    const open = this.groups.at(-1);
    const known = Math.max(open?.end ?? open?.line ?? 0, this.annotations.at(-1)?.line ?? 0);
    if (name === 'debug' || number <= known) {
      return false;
    }
    if (name === 'group' || name === 'endgroup') {
      if (open && open.end === null) {
        open.end = name === 'group' ? number - 1 : number;
      }
      if (name === 'group') {
        this.groups = [...this.groups, { line: number, end: null, title: text }].slice(-MOST_GROUPS);
        this.#watched.add(number);
      }
    } else {
      const { title = null, file = null, line } = properties;
      const one = { line: number, level: name, message: text, title, file, fileLine: Number(line) || null };
      this.annotations = [...this.annotations, one].slice(-MOST_ANNOTATIONS);
    }
    return true;
  }

  /** Lines that must not be folded away at first. */
  set important(numbers) {
    this.#important = numbers;
  }

  /** The last line of which the marks tell; 0 for none. */
  get last() {
    const group = this.groups.at(-1);
    return Math.max(group?.end ?? group?.line ?? 0, this.annotations.at(-1)?.line ?? 0);
  }

  /** The group that begins at a line. */
  groupAt(number) {
    return this.groups[this.#place(number)]?.line === number ? this.groups[this.#place(number)] : null;
  }

  /** The group that holds a line, its first not counted. */
  groupOf(number) {
    const group = this.groups[this.#place(number)];
    return group && group.line < number && number <= (group.end ?? Infinity) ? group : null;
  }

  isFolded(group) {
    const wanted = this.#wanted.get(group.line);
    if (wanted !== undefined) {
      return wanted;
    }
    const holds = (number) => number > group.line && number <= group.end;
    return group.end !== null && !this.#watched.has(group.line) && !this.#important.some(holds) && !this.#hasError(group);
  }

  /** Asked for each group whenever something changes; errors are in order. */
  #hasError(group) {
    const next = partitionPoint(this.#errors.length, (i) => this.#errors[i] <= group.line);
    return this.#errors[next] <= group.end;
  }

  #tell() {
    this.#errors = this.annotations.filter((one) => one.level === 'error').map((one) => one.line);
    this.allFolded = this.groups.every((group) => this.isFolded(group));
    this.#changed();
  }

  /** Folds a group, or unfolds it. */
  fold(group, folded) {
    this.#wanted.set(group.line, folded);
    this.#tell();
  }

  foldAll(folded) {
    this.groups.forEach((group) => this.#wanted.set(group.line, folded));
    this.#tell();
  }

  /** Unfolds the group that holds a line. */
  reveal(number) {
    const group = this.groupOf(number);
    if (group && this.isFolded(group)) {
      this.fold(group, false);
    }
  }

  /** The ranges of lines that are folded away, `[from, to]`, in order. */
  hidden(total) {
    return this.groups
      .filter((group) => this.isFolded(group))
      .map((group) => [group.line + 1, Math.min(group.end ?? total, total)])
      .filter(([from, to]) => from <= to);
  }

  /** The place of the last group that begins at a line or before it. */
  #place(number) {
    return partitionPoint(this.groups.length, (i) => this.groups[i].line <= number) - 1;
  }
}
