// Tracks unsaved changes. Forms register here; navigation asks here first.

const guards = new Set();
const pendingSaves = new Set();
let pendingQuestion = null;
let ask = async () => null;

/**
 * Lit reactive controller that reports the unsaved changes of its element's form while the element is connected.
 *
 *     #unsaved = new UnsavedChanges(this, { what: () => t('notes.note'), within: 'form', save: () => this.#save() });
 *
 * `what()` names the form; `within` is a selector: input in there sets `dirty`, until it is set to false; `when()`
 * returns whether the form is dirty otherwise. `save()` resolves to whether it was saved; `discard()` resets the form
 * where the element may stay.
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

/** Registers a guard that belongs to no element: `{ isDirty, what, canSave, save?, discard }`; returns what removes it. */
export function registerGuard(one) {
  guards.add(one);
  return () => guards.delete(one);
}

/** Registers what saves by itself: `settle()` resolves once it is saved. Returns a function that removes it. */
export function registerPendingSave(settle) {
  pendingSaves.add(settle);
  return () => pendingSaves.delete(settle);
}

/** Waits until everything that saves by itself is saved. */
export const flushPendingSaves = () => Promise.allSettled([...pendingSaves].map((settle) => settle()));

/**
 * Sets the function that asks the user about unsaved changes; until then the answer is to stay.
 *
 * @param {function(string[], boolean): Promise<'save'|'discard'|null>} question takes what is unsaved, and whether all
 *     of it can be saved; null to stay
 */
export function setLeaveQuestion(question) {
  ask = question;
}

const dirtyGuards = () => [...guards].filter((one) => one.isDirty);

/** Returns true if there are unsaved changes. */
export const hasUnsavedChanges = () => dirtyGuards().length > 0;

/** Resolves to whether navigation may proceed: at once without unsaved changes, else as the user answers. */
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
