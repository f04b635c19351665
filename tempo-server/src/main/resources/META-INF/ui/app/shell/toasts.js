import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { OfflineError } from '../core/api.js';
import { t } from '../core/texts.js';
import { Element } from '../parts/element.js';

const SHORT_MS = 4_000;
const LONG_MS = 10_000;
let region = null;
let last = 0;

/** Says briefly what was done; `kind` is `good`, `bad` or `plain`, `action` a `{ text, run }` that is offered. */
export function toast(text, { kind = 'plain', action = null } = {}) {
  region?.add({ id: (last += 1), text, kind, action });
}

/** Says why something could not be done. */
export const toastError = (error) => toast(error instanceof OfflineError ? t('state.offline') : error.message, { kind: 'bad' });

/** Does something, and says so if it fails; gives what it gave, or undefined. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toastError(error);
    return undefined;
  }
}

class Toasts extends Element {
  static properties = { toasts: { state: true } };

  constructor() {
    super();
    this.toasts = [];
    region = this;
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${repeat(this.toasts, (one) => one.id, (one) => html`<div class="toast is-${one.kind}">
        <span>${one.text}</span>
        ${one.action ? html`<button @click=${() => this.#act(one)}>${one.action.text}</button>` : ''}
        <button class="quiet" aria-label=${t('toast.close')} @click=${() => this.#remove(one)}>×</button>
      </div>`)}
    </div>`;
  }

  add(one) {
    this.toasts = [...this.toasts, one].slice(-4);
    setTimeout(() => this.#remove(one), one.kind === 'bad' || one.action ? LONG_MS : SHORT_MS);
  }

  #act(one) {
    this.#remove(one);
    one.action.run();
  }

  #remove(one) {
    this.toasts = this.toasts.filter((other) => other !== one);
  }
}

customElements.define('tempo-toasts', Toasts);
