import { html, nothing } from 'lit';
import { formatDuration, formatElapsed, formatFull, formatRelativeUntil, formatTime } from '../core/format.js';
import { t } from '../core/i18n.js';
import { RefreshTimer } from '../core/refresh-timer.js';
import { LightElement } from './light-element.js';

/** Renders an instant, in full as a tooltip. */
export const timeElement = (instant) => (instant ? html`<time datetime=${instant} title=${formatFull(instant)}>${formatTime(instant)}</time>` : nothing);

/** Renders when a run started; as long as it has not, since when it is queued, and says so. */
export const startElement = (run) => (run.startedAt ? timeElement(run.startedAt) : html`<span class="soft">${t('run.queued')} ${timeElement(run.queuedAt)}</span>`);

/** The distance of an instant from now, kept up to date. */
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

/** The duration of a run, kept up to date while it runs. */
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
