import { html, nothing } from 'lit';
import { distance, duration, exactly, when } from '../core/format.js';
import { Element } from './element.js';

/** An instant, exact when pointed at. */
export const at = (instant) => (instant ? html`<time datetime=${instant} title=${exactly(instant)}>${when(instant)}</time>` : nothing);

/** How far an instant is; keeps true while the page is open. */
class Ago extends Element {
  static properties = { instant: {} };

  #clock = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#clock = setInterval(() => this.requestUpdate(), 1_000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  render() {
    return this.instant
      ? html`<time datetime=${this.instant} title=${exactly(this.instant)}>${distance(this.instant)}</time>`
      : nothing;
  }
}

/** How long a run has taken so far, or took. */
class Elapsed extends Element {
  static properties = { run: { attribute: false } };

  #clock = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#clock = setInterval(() => this.run?.status === 'running' && this.requestUpdate(), 500);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  render() {
    const { durationMs, startedAt } = this.run ?? {};
    if (durationMs == null && !startedAt) {
      return nothing;
    }
    return duration(durationMs ?? Math.max(0, Date.now() - new Date(startedAt)));
  }
}

customElements.define('tempo-ago', Ago);
customElements.define('tempo-elapsed', Elapsed);
