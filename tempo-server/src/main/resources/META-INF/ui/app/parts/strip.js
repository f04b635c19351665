import { html, svg } from 'lit';
import { address } from '../core/base.js';
import { Element } from './element.js';
import { many, t } from '../core/texts.js';
import { duration } from '../core/format.js';
import { shape } from './shapes.js';
import { STATUSES } from './status.js';

const COUNT = 20;
const STEP = 7;
const HEIGHT = 24;

/** The last runs of a job, oldest on the left: shape and colour are the result, height the duration. */
class Strip extends Element {
  static properties = { runs: { attribute: false } };

  render() {
    const runs = [...(this.runs ?? [])].slice(0, COUNT).reverse();
    const longest = Math.max(1, ...runs.map((run) => run.durationMs ?? 0));
    return html`<span class="hidden">${summary(runs)}</span><svg viewBox="0 0 ${COUNT * STEP} ${HEIGHT}" aria-hidden="true">
      ${runs.map((run, i) => this.#bar(run, COUNT - runs.length + i, longest))}
    </svg>`;
  }

  #bar(run, place, longest) {
    const part = run.durationMs == null ? 0 : Math.sqrt(run.durationMs / longest);
    const title = [t(`status.${run.status}`), run.durationMs == null ? '' : duration(run.durationMs)];
    return svg`<a href=${address(`/runs/${run.id}`)} tabindex="-1"><rect class="ghost" x=${place * STEP} y="0" width=${STEP} height=${HEIGHT}/>
      <g class="is-${run.status}">${shape(run.status, place * STEP + 1, HEIGHT, Math.round(part * HEIGHT), HEIGHT)}</g>
      <title>${title.filter(Boolean).join(' · ')}</title></a>`;
  }
}

/** How many of the runs ended how, in words. */
function summary(runs) {
  if (runs.length === 0) {
    return t('strip.none');
  }
  const counts = STATUSES.map((status) => [status, runs.filter((run) => run.status === status).length]);
  const parts = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} × ${t(`status.${status}`)}`);
  return many('strip.runs', runs.length, { parts: parts.join(', ') });
}

customElements.define('tempo-strip', Strip);
