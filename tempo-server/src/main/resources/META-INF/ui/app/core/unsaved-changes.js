// What was typed and is not saved. Forms say so here; whoever leads elsewhere asks here first.

const guards = new Set();
const pendingSaves = new Set();
let pendingQuestion = null;
let ask = async () => null;

/**
 * Says that a form of an element has text in it that is not saved, as long as the element is in the document. A Lit
 * reactive controller.
 *
 *     #unsaved = new UnsavedChanges(this, { what: () => t('notes.note'), within: 'form', save: () => this.#save() });
 *
 * `what()` names it; `within` is a selector: typing in there makes it dirty, until `dirty` is set to false; `when()`
 * says whether it is dirty otherwise. `save()` gives a promise of whether it could be saved; `discard()` takes back
 * what was typed where the element may stay.
 */
export class UnsavedChanges {
  #host;
  #options;
  #typed = (event) => {
    if (event.target.closest?.(this.#options.within)) {
      this.dirty = true;
    }
  };

  dirty = false;

  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected() {
    guards.add(this);
    if (this.#options.within) {
      this.#host.addEventListener('input', this.#typed);
    }
  }

  hostDisconnected() {
    guards.delete(this);
    this.#host.removeEventListener('input', this.#typed);
    this.dirty = false;
  }

  get isDirty() {
    return this.dirty || Boolean(this.#options.when?.());
  }

  get what() {
    return this.#options.what();
  }

  get canSave() {
    return Boolean(this.#options.save);
  }

  async save() {
    const saved = await this.#options.save();
    if (saved) {
      this.dirty = false;
    }
    return saved;
  }

  discard() {
    this.dirty = false;
    this.#options.discard?.();
  }
}

/** Adds what is no element's: `{ isDirty, what, canSave, save?, discard }`; gives what takes it away again. */
export function registerGuard(one) {
  guards.add(one);
  return () => guards.delete(one);
}

/** Adds what saves by itself: `settle()` gives a promise that is kept once it has. Gives what takes it away again. */
export function registerPendingSave(settle) {
  pendingSaves.add(settle);
  return () => pendingSaves.delete(settle);
}

/** Waits until all has saved itself that does so. */
export const flushPendingSaves = () => Promise.allSettled([...pendingSaves].map((settle) => settle()));

/**
 * Sets what asks the user about unsaved changes. Without it nobody leaves them.
 *
 * @param {function(string[], boolean): Promise<'save'|'discard'|null>} question takes what is unsaved, and whether all
 *     of it can be saved; null to stay
 */
export function setLeaveQuestion(question) {
  ask = question;
}

const dirtyGuards = () => [...guards].filter((one) => one.isDirty);

/** Whether anything was typed that would be lost. */
export const hasUnsavedChanges = () => dirtyGuards().length > 0;

/** Whether one may go elsewhere: at once if nothing would be lost, else as whoever typed it answers. */
export function confirmNavigation() {
  pendingQuestion ??= askBeforeLeaving().finally(() => (pendingQuestion = null));
  return pendingQuestion;
}

async function askBeforeLeaving() {
  const dirty = dirtyGuards();
  if (dirty.length === 0) {
    return true;
  }
  const answer = await ask(dirty.map((one) => one.what), dirty.every((one) => one.canSave));
  if (answer === 'save') {
    for (const one of dirty) {
      if (!(await one.save())) {
        return false;
      }
    }
    return true;
  }
  if (answer === 'discard') {
    dirty.forEach((one) => one.discard());
    return true;
  }
  return false;
}

addEventListener('beforeunload', (event) => hasUnsavedChanges() && event.preventDefault());
