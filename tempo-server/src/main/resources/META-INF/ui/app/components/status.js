import { html } from 'lit';
import { t } from '../core/i18n.js';

/** The status of a run: colour, shape and word, so that no one of them is needed to understand it. */
export const statusChip = (status) => html`<span class="chip is-${status}" data-status=${status}>${t(`status.${status}`)}</span>`;

/** Statuses after which nothing changes any more. */
export const TERMINAL_STATUSES = new Set(['success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost']);

/** Statuses that somebody should look at. */
export const FAILURE_STATUSES = new Set(['failure', 'timeout', 'lost']);

export const STATUSES = ['queued', 'running', 'success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost'];
export const CAUSES = ['schedule', 'manual', 'startup', 'url', 'retry', 'api'];
