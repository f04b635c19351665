import { html, svg } from 'lit';
import { href } from '../core/base-path.js';
import { formatDuration, formatList } from '../core/format.js';
import { plural, t } from '../core/i18n.js';
import { STATUSES } from '../core/run-status.js';
import { LightElement } from './light-element.js';
import { statusShape } from './status-shapes.js';

const COUNT = 20;
const STEP = 7;
const HEIGHT = 24;

/** A strip of a job's last runs, oldest on the left: shape and colour show the status, height the duration. */
class RunHistory extends LightElement {
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
    const title = [t(`status.${run.status}`), run.durationMs == null ? '' : formatDuration(run.durationMs)];
    return svg`<a href=${href(`/runs/${run.id}`)} tabindex="-1"><rect class="ghost" x=${place * STEP} y="0" width=${STEP} height=${HEIGHT}/>
      <g class="is-${run.status}">${statusShape(run.status, place * STEP + 1, HEIGHT, Math.round(part * HEIGHT), HEIGHT)}</g>
      <title>${title.filter(Boolean).join(' · ')}</title></a>`;
  }
}

/** Returns how many runs have which status, in words. */
function summary(runs) {
  if (runs.length === 0) {
    return t('strip.none');
  }
  const counts = STATUSES.map((status) => [status, runs.filter((run) => run.status === status).length]);
  const parts = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} × ${t(`status.${status}`)}`);
  return plural('strip.runs', runs.length, { parts: formatList(parts) });
}

customElements.define('tempo-strip', RunHistory);
