import { html, nothing } from 'lit';
import { duration } from '../core/format.js';
import { t } from '../core/texts.js';
import { Element } from './element.js';

/** How long a run may take until it takes unusually long; null if that is not known. */
const limit = (run) => run?.usual?.p95Ms ?? null;

/** Marks a run that takes longer than nearly all before it, from the moment at which it does. */
class Slow extends Element {
  static properties = { run: { attribute: false } };

  #timer = 0;

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  render() {
    clearTimeout(this.#timer);
    const { run } = this;
    const left = limit(run) === null || !run.startedAt ? Infinity : limit(run) - took(run);
    if (left < 0) {
      const { medianMs, p95Ms } = run.usual;
      return html`<span class="badge slow" title=${t('usual.slowHint', { median: duration(medianMs), most: duration(p95Ms) })}>${t('usual.slow')}</span>`;
    }
    if (run?.status === 'running' && left < 2 ** 31) {
      this.#timer = setTimeout(() => this.requestUpdate(), left + 50);
    }
    return nothing;
  }
}

const took = (run) => run.durationMs ?? Date.now() - new Date(run.startedAt);

customElements.define('tempo-slow', Slow);
