import { html, nothing } from 'lit';
import { RefreshTimer } from '../core/refresh-timer.js';
import { formatRelativeUntil, formatDuration, formatFull, formatElapsed, formatTime } from '../core/format.js';
import { LightElement } from './light-element.js';

/** An instant, exact when pointed at. */
export const timeElement = (instant) => (instant ? html`<time datetime=${instant} title=${formatFull(instant)}>${formatTime(instant)}</time>` : nothing);

/** How far an instant is; keeps true while the page is open. */
class RelativeTime extends LightElement {
  static properties = { instant: {} };

  #clock = new RefreshTimer(this);

  render() {
    if (!this.instant) {
      return nothing;
    }
    const { text, until } = formatRelativeUntil(this.instant);
    this.#clock.refreshAt(until);
    return html`<time datetime=${this.instant} title=${formatFull(this.instant)}>${text}</time>`;
  }
}

/** How long a run has taken so far, or took. */
class ElapsedTime extends LightElement {
  static properties = { run: { attribute: false } };

  #clock = new RefreshTimer(this);

  render() {
    const { durationMs, startedAt, status } = this.run ?? {};
    if (durationMs != null) {
      return formatDuration(durationMs);
    }
    if (!startedAt) {
      return nothing;
    }
    const start = Date.parse(startedAt);
    const { text, until } = formatElapsed(Math.max(0, Date.now() - start));
    if (status === 'running') {
      this.#clock.refreshAt(start + until);
    }
    return text;
  }
}

customElements.define('tempo-ago', RelativeTime);
customElements.define('tempo-elapsed', ElapsedTime);
