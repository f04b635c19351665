import { html, nothing } from 'lit';
import { TextClock } from '../core/clock.js';
import { distanceUntil, duration, exactly, growing, when } from '../core/format.js';
import { Element } from './element.js';

/** An instant, exact when pointed at. */
export const at = (instant) => (instant ? html`<time datetime=${instant} title=${exactly(instant)}>${when(instant)}</time>` : nothing);

/** How far an instant is; keeps true while the page is open. */
class Ago extends Element {
  static properties = { instant: {} };

  #clock = new TextClock(this);

  render() {
    if (!this.instant) {
      return nothing;
    }
    const { text, until } = distanceUntil(this.instant);
    this.#clock.until(until);
    return html`<time datetime=${this.instant} title=${exactly(this.instant)}>${text}</time>`;
  }
}

/** How long a run has taken so far, or took. */
class Elapsed extends Element {
  static properties = { run: { attribute: false } };

  #clock = new TextClock(this);

  render() {
    const { durationMs, startedAt, status } = this.run ?? {};
    if (durationMs != null) {
      return duration(durationMs);
    }
    if (!startedAt) {
      return nothing;
    }
    const start = Date.parse(startedAt);
    const { text, until } = growing(Math.max(0, Date.now() - start));
    if (status === 'running') {
      this.#clock.until(start + until);
    }
    return text;
  }
}

customElements.define('tempo-ago', Ago);
customElements.define('tempo-elapsed', Elapsed);
