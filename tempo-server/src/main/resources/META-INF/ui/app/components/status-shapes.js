// Shapes of run statuses, for charts in which runs are bars; they tell statuses apart without colour.

import { svg } from 'lit';

const WIDTH = 5;
const LEAST = 4;
const NOTCHED = 10;

/**
 * Renders a run's bar: whole if it succeeded, notched at its top if it failed, with a lid if it ran out of time, in pieces
 * if it was lost, hollow if it was cancelled, half full while it runs; skipped runs are rhombs, queued ones dots.
 *
 * @param x its left side; it is 5 wide, and a lid reaches one further on both sides
 * @param bottom where it stands
 * @param height of the run's time; some shapes need more
 * @param full the greatest height
 */
export function statusShape(status, x, bottom, height, full) {
  const draw = SHAPES[status] ?? whole;
  return draw(x, bottom, Math.max(LEAST, height), full);
}

const box = (x, bottom, height, width = WIDTH) => `M${x},${bottom}v${-height}h${width}v${height}z`;

const whole = (x, bottom, height) => svg`<path d=${box(x, bottom, height)}/>`;

function notched(x, bottom, height) {
  const tall = Math.max(NOTCHED, height);
  return svg`<path d="M${x},${bottom}v${-tall}l${WIDTH / 2},5l${WIDTH / 2},-5v${tall}z"/>`;
}

const lidded = (x, bottom, height, full) =>
  svg`<path d="${box(x + 1, bottom, full - 2, WIDTH - 2)}${box(x - 1, bottom - full + 2.5, 2.5, WIDTH + 2)}"/>`;

function inPieces(x, bottom, height) {
  const tall = Math.max(NOTCHED, height);
  const piece = (tall - 4) / 3;
  return svg`<path d=${[0, 1, 2].map((i) => box(x, bottom - i * (piece + 2), piece)).join('')}/>`;
}

const hollow = (x, bottom, height) =>
  svg`<path class="hollow" d=${box(x + 0.75, bottom - 0.75, Math.max(NOTCHED, height) - 1.5, WIDTH - 1.5)}/>`;

function halfFull(x, bottom, height, full) {
  return svg`<path d=${box(x, bottom, full / 2)}/><path class="hollow" d=${box(x + 0.75, bottom - 0.75, full - 1.5, WIDTH - 1.5)}/>`;
}

const rhomb = (x, bottom) => svg`<path class="hollow" d="M${x},${bottom - 3.5}l2.5,-2.75l2.5,2.75l-2.5,2.75z"/>`;

const dot = (x, bottom) => svg`<circle cx=${x + WIDTH / 2} cy=${bottom - 2.5} r="2"/>`;

const SHAPES = {
  success: whole,
  failure: notched,
  timeout: lidded,
  lost: inPieces,
  cancelled: hollow,
  running: halfFull,
  skipped: rhomb,
  queued: dot,
};
