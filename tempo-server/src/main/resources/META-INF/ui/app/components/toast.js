import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { OfflineError } from '../core/api.js';
import { Commands } from '../core/commands.js';
import { t } from '../core/i18n.js';
import { LightElement } from './light-element.js';

const TOAST_MS = 4_000;
const IMPORTANT_TOAST_MS = 10_000;
let region = null;
let lastId = 0;

/** Shows a toast; `kind` is `good`, `bad` or `plain`, `action` an optional button `{ text, run }`. */
export function toast(text, { kind = 'plain', action = null } = {}) {
  region?.add({ id: (lastId += 1), text, kind, action });
}

/**
 * Shows a toast with an *Undo* button; `undo` returns a promise, which resolves to a text if something could not be
 * undone.
 */
export const toastWithUndo = (text, undo) => toast(text, { kind: 'good', action: { text: t('toast.undo'), run: () => undoAndToast(undo), undo: true } });

async function undoAndToast(undo) {
  const problem = await withErrorToast(async () => (await undo()) || '');
  if (problem !== undefined) {
    toast(problem || t('toast.undone'), { kind: problem ? 'bad' : 'good' });
  }
}

/** Shows an error as a toast. */
export const toastError = (error) => toast(error instanceof OfflineError ? t('state.offline') : error.message, { kind: 'bad' });

/** Runs an action and shows a toast if it fails; returns its result, or undefined. */
export async function withErrorToast(action) {
  try {
    return await action();
  } catch (error) {
    toastError(error);
    return undefined;
  }
}

class Toasts extends LightElement {
  static properties = { toasts: { state: true } };

  #timers = new Map();

  constructor() {
    super();
    this.toasts = [];
    region = this;
    new Commands(this, [{ id: 'undo', title: () => t('toast.undoLast'), keys: 'z', when: () => this.#undo() !== undefined, run: () => this.#act(this.#undo()) }]);
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite" @pointerenter=${() => this.#hold()} @pointerleave=${() => this.#release()}
      @focusin=${() => this.#hold()} @focusout=${() => this.#release()}>
      ${repeat(this.toasts, (one) => one.id, (one) => html`<div class="toast is-${one.kind}">
        <span>${one.text}</span>
        ${one.action ? html`<button @click=${() => this.#act(one)}>${one.action.text}</button>` : ''}
        <button class="quiet" aria-label=${t('toast.close')} @click=${() => this.#remove(one)}>×</button>
      </div>`)}
    </div>`;
  }

  add(one) {
    this.toasts = [...this.toasts, one].slice(-4);
    this.#time(one);
  }

  #time(one) {
    clearTimeout(this.#timers.get(one.id));
    this.#timers.set(one.id, setTimeout(() => this.#remove(one), one.kind === 'bad' || one.action ? IMPORTANT_TOAST_MS : TOAST_MS));
  }

  /** What offers something stays while one is about to press its button; the rest must not be in the way. */
  #hold() {
    this.toasts.filter((one) => one.action).forEach((one) => clearTimeout(this.#timers.get(one.id)));
  }

  #release() {
    this.toasts.filter((one) => one.action).forEach((one) => this.#time(one));
  }

  #undo() {
    return this.toasts.findLast((one) => one.action?.undo);
  }

  #act(one) {
    this.#remove(one);
    one.action.run();
  }

  #remove(one) {
    clearTimeout(this.#timers.get(one.id));
    this.#timers.delete(one.id);
    this.toasts = this.toasts.filter((other) => other !== one);
  }
}

customElements.define('tempo-toasts', Toasts);
