import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../../components/light-element.js';
import { statusShape } from '../../components/status-shapes.js';
import { encodeSegment } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { compareNames, formatDecimal, formatTime } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { RefreshTimer } from '../../core/refresh-timer.js';
import { FAILURE_STATUSES } from '../../core/run-status.js';
import { zonedFormatter } from '../../core/time-zone.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const BAR = 13;
const FOOT = 18;

const clock = zonedFormatter({ hour: 'usual', minute: '2-digit' });

/**
 * A day back and a day ahead: one lane a job, in the order of their names, bars for what ran, marks and bands for what
 * will. Where not all is known, and where more starts than can run, is shaded.
 */
class Timeline extends LightElement {
  static properties = { timeline: { attribute: false } };

  #clock = new RefreshTimer(this);

  render() {
    const now = Date.now();
    this.#clock.refreshAt(now + MINUTE_MS);
    const lanes = this.#lanes(now);
    if (lanes.length === 0) {
      return html`<p class="body soft">${t('timeline.none')}</p>`;
    }
    const x = (instant) => `${(((Date.parse(instant) - now + DAY_MS) / (2 * DAY_MS)) * 100).toFixed(3)}%`;
    const behind = this.#behind(now, x);
    return html`<div class="timeline" tabindex="0" role="region" aria-label=${t('timeline.label', { jobs: lanes.length })}>
        <div class="lane head"><span class="soft">${plural('timeline.jobs', lanes.length)}</span><svg class="track" aria-hidden="true">${hours(now, x)}</svg></div>
        ${repeat(lanes, (lane) => lane.id, (lane) => this.#lane(lane, behind, x))}
      </div>${this.#notes()}`;
  }

  #lanes(now) {
    const { past, next, bands } = this.timeline;
    const lanes = new Map();
    const lane = ({ jobId, jobName, jobIsVisible = true }) => {
      if (!lanes.has(jobId)) {
        lanes.set(jobId, { id: jobId, name: jobName, isVisible: jobIsVisible, past: [], next: [], bands: [] });
      }
      return lanes.get(jobId);
    };
    past.filter((run) => Date.parse(run.finishedAt ?? run.queuedAt) > now - DAY_MS || !run.finishedAt).forEach((run) => lane(run).past.push(run));
    next.filter((fire) => Date.parse(fire.at) > now - MINUTE_MS).forEach((fire) => lane(fire).next.push(fire));
    bands.filter((band) => Date.parse(band.to) > now).forEach((band) => lane(band).bands.push(band));
    return [...lanes.values()].sort((a, b) => compareNames(a.name, b.name) || (a.id < b.id ? -1 : 1));
  }

  /** What lies behind the bars of every lane: what is not known, collisions, and now. */
  #behind(now, x) {
    const { pastKnownFrom, nextKnownUntil, collisions } = this.timeline;
    const area = (kind, from, to, title) => svg`<rect class=${kind} x=${x(from)} y="0" width="${Math.max(0.15, parseFloat(x(to)) - parseFloat(x(from)))}%" height="100%"><title>${title}</title></rect>`;
    const begin = new Date(now - DAY_MS).toISOString();
    const end = new Date(now + DAY_MS).toISOString();
    return svg`${pastKnownFrom ? area('unknown', begin, pastKnownFrom, t('timeline.pastUnknown', { at: formatTime(pastKnownFrom) })) : nothing}
      ${nextKnownUntil ? area('unknown', nextKnownUntil, end, t('timeline.nextUnknown', { at: formatTime(nextKnownUntil) })) : nothing}
      ${collisions.map((one) => area('collision', one.at, one.until, collisionText(one)))}
      <line class="now" x1="50%" x2="50%" y1="0" y2="100%"/>`;
  }

  #lane(lane, behind, x) {
    return html`<div class="lane" data-job=${lane.id}>
      ${lane.isVisible ? html`<a class="cut" href=${href(`/jobs/${encodeSegment(lane.id)}`)} title=${lane.name}>${lane.name}</a>` : html`<span class="cut" title=${lane.name}>${lane.name}</span>`}
      <span class="hidden">${summary(lane)}</span>
      <svg class="track" aria-hidden="true">${behind}
        ${lane.bands.map((band) => bandOf(band, x))}
        ${lane.past.map((run) => bar(run, x))}
        ${lane.next.map((fire) => svg`<rect class="planned" x=${x(fire.at)} y="5" width="3" height=${BAR} rx="1"><title>${formatTime(fire.at)}</title></rect>`)}
      </svg></div>`;
  }

  #notes() {
    const { pastKnownFrom, nextKnownUntil, collisions } = this.timeline;
    const notes = [
      pastKnownFrom ? t('timeline.pastUnknown', { at: formatTime(pastKnownFrom) }) : null,
      nextKnownUntil ? t('timeline.nextUnknown', { at: formatTime(nextKnownUntil) }) : null,
      ...collisions.slice(0, 3).map(collisionText),
      collisions.length > 3 ? plural('timeline.moreCollisions', collisions.length - 3) : null,
    ].filter(Boolean);
    return notes.length > 0 ? html`<ul class="timeline-notes soft">${notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing;
  }
}

/** Hours at the ends would stand out, or meet the next one: they are marks alone. */
const isAtAnEnd = (place) => parseFloat(place) < 3 || parseFloat(place) > 97;

function hours(now, x) {
  const step = 6 * HOUR_MS;
  const ticks = [];
  for (let at = Math.ceil((now - DAY_MS) / step) * step; at <= now + DAY_MS; at += step) {
    const place = x(new Date(at).toISOString());
    ticks.push(svg`<line class="tick" x1=${place} x2=${place} y1="16" y2="22"/>${isAtAnEnd(place) ? nothing : svg`<text class="hour" x=${place} y="12" text-anchor="middle">${clock(at)}</text>`}`);
  }
  return ticks;
}

/** A run: as long as it took; how it ended also by a shape where it did not succeed. */
function bar(run, x) {
  const begin = x(run.startedAt ?? run.queuedAt);
  const took = run.startedAt ? parseFloat(x(run.finishedAt ?? new Date().toISOString())) - parseFloat(begin) : 0;
  return svg`<a href=${href(`/runs/${run.runId}`)} tabindex="-1" class="run is-${run.status}"><title>${t(`status.${run.status}`)} · ${formatTime(run.startedAt ?? run.queuedAt)}</title>
    <rect x=${begin} y="5" width="${Math.max(0, took)}%" height=${BAR}/>
    ${run.status === 'success' ? svg`<rect x=${begin} y="5" width="2" height=${BAR}/>` : svg`<svg x=${begin} class="mark">${statusShape(run.status, 1, FOOT, BAR, BAR)}</svg>`}</a>`;
}

/** Starts that follow each other closely, with their rate. */
function bandOf(band, x) {
  const from = band.from < new Date().toISOString() ? new Date().toISOString() : band.from;
  const width = Math.max(0.2, parseFloat(x(band.to)) - parseFloat(x(from)));
  const rate = t('timeline.rate', { rate: formatDecimal(band.perHour) });
  return svg`<g class="band"><title>${band.description} · ${rate} · ${formatTime(band.from)} – ${formatTime(band.to)}</title>
    <rect x=${x(from)} y="5" width="${width}%" height=${BAR} rx="2"/>
    ${width > 6 ? svg`<text x=${x(from)} dx="5" y="15">${band.description}, ${rate}</text>` : nothing}</g>`;
}

const collisionText = ({ at, until, runs, queue, limit }) =>
  t(queue === null ? 'timeline.manyStart' : 'timeline.collision', { at: formatTime(at), until: formatTime(until), count: runs, queue, limit });

function summary(lane) {
  const bad = lane.past.filter((run) => FAILURE_STATUSES.has(run.status)).length;
  const bands = lane.bands.map((band) => `${band.description}, ${t('timeline.rate', { rate: formatDecimal(band.perHour) })}`);
  return [plural('timeline.ran', lane.past.length, { bad }), plural('timeline.planned', lane.next.length), ...bands].join(' · ');
}

customElements.define('tempo-timeline', Timeline);
