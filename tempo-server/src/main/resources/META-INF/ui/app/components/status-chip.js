import { html } from 'lit';
import { t } from '../core/i18n.js';

/** The status of a run: colour, shape and word, so that no one of them is needed to understand it. */
export const statusChip = (status) => html`<span class="chip is-${status}" data-status=${status}>${t(`status.${status}`)}</span>`;
