import { html } from 'lit';
import { t } from '../core/texts.js';

/** The status of a run: colour, shape and word, so that no one of them is needed to understand it. */
export const statusChip = (status) => html`<span class="chip is-${status}" data-status=${status}>${t(`status.${status}`)}</span>`;

/** Statuses after which nothing changes any more. */
export const FINAL = new Set(['success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost']);

/** Statuses that somebody should look at. */
export const BAD = new Set(['failure', 'timeout', 'lost']);

export const STATUSES = ['queued', 'running', 'success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost'];
export const CAUSES = ['schedule', 'manual', 'startup', 'url', 'retry', 'api'];
