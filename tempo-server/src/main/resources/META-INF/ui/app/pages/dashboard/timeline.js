import { html, nothing, svg } from 'lit';
import { part } from '../../core/api.js';
import { address } from '../../core/base.js';
import { when } from '../../core/format.js';
import { t } from '../../core/texts.js';
import { writer } from '../../core/zone.js';
import { Element } from '../../parts/element.js';

const LANES = 12;
const LANE = 22;
const HEAD = 20;
const NAME = 170;
const WIDTH = 1_000;
const HOUR_MS = 3_600_000;

const clock = writer({ hour: '2-digit', minute: '2-digit' });

/** A day back and a day ahead: one lane a job, bars for what ran, marks for what will, and minutes in which many start. */
class Timeline extends Element {
  static properties = { timeline: { attribute: false } };

  render() {
    const { from, now, to, past, next, collisions } = this.timeline;
    const start = Date.parse(from);
    const span = Date.parse(to) - start;
    const x = (instant) => NAME + ((Date.parse(instant) - start) / span) * (WIDTH - NAME);
    const lanes = this.#lanes(past, next);
    if (lanes.length === 0) {
      return html`<p class="body soft">${t('timeline.none')}</p>`;
    }
    const height = HEAD + lanes.length * LANE + 4;
    return html`<div class="scroll"><svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="group" aria-label=${t('timeline.label', { jobs: lanes.length })}>
      ${this.#hours(start, span, x, height)}
      ${collisions.map((collision) => svg`<rect class="collision" x=${x(collision.at) - 2} y=${HEAD} width="4" height=${height - HEAD}>
        <title>${t('timeline.collision', { count: collision.runs, at: when(collision.at) })}</title></rect>`)}
      ${lanes.map((lane, i) => this.#lane(lane, HEAD + i * LANE, x))}
      <line class="now" x1=${x(now)} x2=${x(now)} y1=${HEAD - 6} y2=${height}/>
    </svg></div>
    ${collisions.length > 0 ? html`<p class="body soft">${t('timeline.collisions', { count: collisions.length })}</p>` : nothing}`;
  }

  #lanes(past, next) {
    const lanes = new Map();
    const lane = (id, name) => {
      if (!lanes.has(id)) {
        lanes.set(id, { id, name, past: [], next: [] });
      }
      return lanes.get(id);
    };
    past.forEach((run) => lane(run.jobId, run.jobName).past.push(run));
    next.forEach((fire) => lane(fire.jobId, fire.jobName).next.push(fire));
    return [...lanes.values()].slice(0, LANES);
  }

  #hours(start, span, x, height) {
    const ticks = [];
    for (let at = Math.ceil(start / (6 * HOUR_MS)) * 6 * HOUR_MS; at <= start + span; at += 6 * HOUR_MS) {
      const place = x(new Date(at).toISOString());
      ticks.push(svg`<line class="tick" x1=${place} x2=${place} y1=${HEAD} y2=${height}/>
        <text class="hour" x=${place} y="12" text-anchor="middle">${clock(at)}</text>`);
    }
    return ticks;
  }

  #lane(lane, y, x) {
    const bar = (run) => {
      const begin = x(run.startedAt ?? run.queuedAt);
      const end = x(run.finishedAt ?? this.timeline.now);
      return svg`<a href=${address(`/runs/${run.runId}`)} tabindex="-1"><rect class="run is-${run.status}" x=${begin} y=${y + 5} width=${Math.max(2, end - begin)} height=${LANE - 9} rx="1">
        <title>${t(`status.${run.status}`)} · ${when(run.startedAt ?? run.queuedAt)}</title></rect></a>`;
    };
    return svg`<a href=${address(`/jobs/${part(lane.id)}`)}><text class="name" x="8" y=${y + 15}>${shorten(lane.name)}</text></a>
      <g aria-hidden="true">${lane.past.map(bar)}</g>
      ${lane.next.map((fire) => svg`<rect class="planned" x=${x(fire.at) - 1.5} y=${y + 5} width="3" height=${LANE - 9} rx="1"><title>${when(fire.at)}</title></rect>`)}`;
  }
}

const shorten = (name) => (name.length > 24 ? `${name.slice(0, 23)}…` : name);

customElements.define('tempo-timeline', Timeline);
