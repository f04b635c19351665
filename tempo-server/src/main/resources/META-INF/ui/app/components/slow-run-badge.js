import { html, nothing } from 'lit';
import { formatDuration } from '../core/format.js';
import { t } from '../core/i18n.js';
import { LightElement } from './light-element.js';

/** Returns the duration from which a run is unusually long, in milliseconds; null if it is not known. */
const slowAfterMs = (run) => run?.usual?.p95Ms ?? null;

/** A badge on a run that takes longer than nearly all before it; appears when that is so. */
class SlowRunBadge extends LightElement {
  static properties = { run: { attribute: false } };

  #timer = 0;

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  render() {
    clearTimeout(this.#timer);
    const { run } = this;
    const left = slowAfterMs(run) === null || !run.startedAt ? Infinity : slowAfterMs(run) - elapsedMs(run);
    if (left < 0) {
      const { medianMs, p95Ms } = run.usual;
      return html`<span class="badge slow" title=${t('usual.slowHint', { median: formatDuration(medianMs), most: formatDuration(p95Ms) })}>${t('usual.slow')}</span>`;
    }
    if (run?.status === 'running' && left < 2 ** 31) {
      this.#timer = setTimeout(() => this.requestUpdate(), left + 50);
    }
    return nothing;
  }
}

const elapsedMs = (run) => run.durationMs ?? Date.now() - new Date(run.startedAt);

customElements.define('tempo-slow', SlowRunBadge);
