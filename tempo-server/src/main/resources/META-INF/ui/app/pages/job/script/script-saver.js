// Saves the text of a job's script while it is typed: first as a copy in this browser, then as the job's script, or else
// as a draft on the server. Each job has one saver, which sends one request at a time and lives on when its tab is left,
// until everything is saved.

import { ApiError } from '../../../core/api.js';
import { currentUser } from '../../../core/session.js';
import { findActiveSaver, registerSaver, unregisterSaver } from './active-savers.js';
import { deleteLocalCopy, writeLocalCopy } from './local-copies.js';
import { deleteDraft, saveDraft, saveScript } from './script-requests.js';

const SAVE_AFTER_MS = 800;
const COPY_AFTER_MS = 250;
const RETRY_MS = 3_000;
const MAX_RETRY_MS = 30_000;

/**
 * Emits `state` when that has changed, `saved` with the job when the script is live, `conflict` when another user has
 * changed it meanwhile, and `draft-conflict` when another window of this account has kept another draft meanwhile: it
 * stays, and nothing is kept in its place before {@link overwriteDraft}.
 */
export class ScriptSaver extends EventTarget {
  #job;
  #read;
  #user = currentUser().id;
  #version;
  #typed = 0; // how often was something typed, and how often before what was sent last and is live, or kept
  #live = 0;
  #kept = 0;
  #timer = 0;
  #copying = 0;
  #wait = RETRY_MS;
  #tail = Promise.resolve();

  state = 'saved';
  reason = null;
  /** When the draft was kept that this saver knows of; null if it knows of none. */
  #basedOn = null;
  /** What was found in which text, as far as it is known. */
  findings = { text: null, problems: [] };

  constructor(job) {
    super();
    this.#job = job;
    this.#version = job.version;
  }

  /** The saver of a job; the one that is still at work, if there is one. */
  static of(job) {
    return findActiveSaver(job.id) ?? new ScriptSaver(job);
  }

  /** Says where the text on the screen is read. */
  read(reader) {
    this.#read = reader;
  }

  get text() {
    return this.#read();
  }

  /** Whether all that was typed is live. */
  get isLive() {
    return this.#live === this.#typed;
  }

  /** Whether all that was typed is on the server, live or as a draft. */
  get isSafe() {
    return this.isLive || this.#kept === this.#typed;
  }

  /** The first mistake for which the text cannot be saved. */
  get mistake() {
    return this.findings.problems.find((problem) => problem.severity === 'error');
  }

  /** The job as it is shown now. */
  set job(job) {
    this.#job = job;
    if (this.isLive) {
      this.#version = job.version;
    }
  }

  /** Something was typed. */
  typed() {
    this.#typed += 1;
    this.#begin('changed');
    this.#later(SAVE_AFTER_MS);
    clearTimeout(this.#copying);
    this.#copying = setTimeout(() => this.copy(), COPY_AFTER_MS);
  }

  /** What is on the screen is a draft, written from a version that may not be live any more. */
  opened({ baseVersion, isOnServer, basedOn = null }) {
    this.#typed += 1;
    this.#basedOn = basedOn;
    this.#version = baseVersion;
    this.#kept = isOnServer ? this.#typed : this.#kept;
    this.#begin('draft');
    if (!isOnServer) {
      this.#serial(() => this.#keep());
    }
  }

  /** Saves what is on the screen; says whether that is live now, and why not. */
  async flush() {
    const wanted = this.#typed;
    clearTimeout(this.#timer);
    while (this.#live < wanted) {
      await this.#serial(() => (this.#live < wanted ? this.#save() : null));
      if (this.#live < wanted) {
        return { saved: false, reason: this.reason, mistake: this.mistake };
      }
    }
    return { saved: true };
  }

  /** Saves what is on the screen because somebody wants it saved. */
  async save() {
    await this.flush();
    this.#reportConflict(true);
  }

  #reportConflict(isWanted) {
    if (this.reason?.status === 409) {
      const { draft } = this.reason.problem;
      this.dispatchEvent(draft ? new CustomEvent('draft-conflict', { detail: { draft, isWanted } }) : new CustomEvent('conflict', { detail: this.reason }));
    }
  }

  /** Another draft is on the screen now, in the place of what was typed. */
  take(draft) {
    clearTimeout(this.#timer);
    this.opened({ ...draft, basedOn: draft.savedAt, isOnServer: true });
    this.#forgetCopy();
  }

  /** Keeps what is on the screen in the place of another draft, since whoever typed has seen that. */
  overwriteDraft(savedAt) {
    this.#basedOn = savedAt;
    return this.#serial(() => this.#keep());
  }

  /** Goes elsewhere: what was typed is saved, or kept; says when that is done. */
  async leave() {
    clearTimeout(this.#timer);
    if (!this.isSafe) {
      this.copy();
      await this.#write();
    }
  }

  /** Over what is live now, since whoever typed has seen that. */
  overwrite(version) {
    this.#version = version;
    return this.flush();
  }

  /** What was typed is not wanted any more. */
  async discard() {
    clearTimeout(this.#timer);
    await this.#serial(async () => {
      if (this.#basedOn) {
        await deleteDraft(this.#job.id, this.#basedOn);
      }
      this.#end();
    });
  }

  /** All is as the job has it. */
  settled(job) {
    this.#job = job;
    this.#version = job.version;
    this.#end();
  }

  #end() {
    this.#basedOn = null;
    this.#live = this.#typed;
    this.#forgetCopy();
    this.#set('saved');
  }

  #begin(state) {
    registerSaver(this, this.#job.id, this.#user);
    this.#set(state);
  }

  #set(state, reason = null) {
    this.state = state;
    this.reason = reason;
    if (this.isLive) {
      unregisterSaver(this, this.#job.id, this.#user);
    }
    this.dispatchEvent(new CustomEvent('state'));
  }

  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), ms);
  }

  /** One thing after the other. */
  #serial(action) {
    const done = this.#tail.then(action);
    this.#tail = done.catch(() => {});
    return done;
  }

  /** By itself: saves where the job wants that and nothing speaks against it, else keeps a draft. */
  #write() {
    return this.#serial(async () => {
      if (this.isSafe) {
        return;
      }
      await (this.#job.autoSave ? this.#save() : this.#keep());
      this.#reportConflict(false);
    });
  }

  async #save() {
    const { text } = this;
    const count = this.#typed;
    if (this.#job.enabled && this.findings.text === text && this.mistake) {
      await this.#keep(); // the server would only refuse it
      return;
    }
    this.#set('saving');
    try {
      const job = await saveScript(this.#job, { content: text, version: this.#version, draftBasedOn: this.#basedOn });
      this.#basedOn = null;
      this.#live = count;
      this.#saved(job);
    } catch (error) {
      await this.#keep(error);
    }
  }

  #saved(job) {
    this.#job = job;
    this.#version = job.version;
    this.#wait = RETRY_MS;
    if (this.isLive) {
      this.#forgetCopy();
    } else {
      this.#later(SAVE_AFTER_MS);
    }
    this.#set(this.isLive ? 'saved' : 'changed');
    this.dispatchEvent(new CustomEvent('saved', { detail: job }));
  }

  /** Keeps a draft, since the script cannot be saved, or is not to be. */
  async #keep(reason = null) {
    const { text } = this;
    const count = this.#typed;
    try {
      const { problems, savedAt } = await saveDraft(this.#job.id, { content: text, baseVersion: this.#version, basedOn: this.#basedOn });
      if (this.findings.text !== text) {
        this.findings = { text, problems };
      }
      this.#basedOn = savedAt;
      this.#kept = count;
      this.#wait = RETRY_MS;
      if (this.isSafe) {
        this.#forgetCopy();
        this.#set('draft', reason);
      } else {
        this.#set('changed', reason);
        this.#later(SAVE_AFTER_MS);
      }
    } catch (error) {
      const other = error.problem?.draft;
      if (other && [text, this.#job.task.content].includes(other.content)) {
        this.#basedOn = other.savedAt; // nothing of it would be lost
        await this.#keep(reason);
        return;
      }
      this.copy();
      this.#set('failed', error);
      if (!(error instanceof ApiError) || error.status === 401 || error.status >= 500) {
        this.#later(this.#wait);
        this.#wait = Math.min(2 * this.#wait, MAX_RETRY_MS);
      }
    }
  }

  /** Writes what is not on the server into this browser, at once. */
  copy() {
    clearTimeout(this.#copying);
    if (!this.isSafe) {
      writeLocalCopy(this.#user, this.#job.id, { content: this.text, baseVersion: this.#version, basedOn: this.#basedOn });
    }
  }

  #forgetCopy() {
    clearTimeout(this.#copying);
    deleteLocalCopy(this.#user, this.#job.id);
  }
}
