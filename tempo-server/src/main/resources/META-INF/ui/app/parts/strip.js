import { html, svg } from 'lit';
import { address } from '../core/base.js';
import { Element } from './element.js';
import { many, t } from '../core/texts.js';
import { duration } from '../core/format.js';

const COUNT = 20;
const STEP = 7;
const HEIGHT = 24;

/** The last runs of a job, oldest on the left: colour is the result, height the duration. */
class Strip extends Element {
  static properties = { runs: { attribute: false } };

  render() {
    const runs = [...(this.runs ?? [])].slice(0, COUNT).reverse();
    const longest = Math.max(1, ...runs.map((run) => run.durationMs ?? 0));
    const good = runs.filter((run) => run.status === 'success').length;
    const label = runs.length === 0 ? t('strip.none') : many('strip.runs', runs.length, { good });
    return html`<span class="hidden">${label}</span><svg viewBox="0 0 ${COUNT * STEP} ${HEIGHT}" aria-hidden="true">
      ${runs.map((run, i) => this.#bar(run, COUNT - runs.length + i, longest))}
    </svg>`;
  }

  #bar(run, place, longest) {
    const part = run.durationMs == null ? 1 : Math.sqrt(run.durationMs / longest);
    const height = Math.max(4, Math.round(part * HEIGHT));
    const title = [t(`status.${run.status}`), run.durationMs == null ? '' : duration(run.durationMs)];
    return svg`<a href=${address(`/runs/${run.id}`)} tabindex="-1"><rect class="ghost" x=${place * STEP} y="0" width=${STEP} height=${HEIGHT}/>
      <rect class="is-${run.status}" x=${place * STEP + 1} y=${HEIGHT - height} width=${STEP - 2}
      height=${height} rx="1"/><title>${title.filter(Boolean).join(' · ')}</title></a>`;
  }
}

customElements.define('tempo-strip', Strip);
