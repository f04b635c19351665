import { html } from 'lit';
import { t } from '../core/i18n.js';

/** Renders a run's status by colour, shape and word, so that none of them alone is needed to understand it. */
export const statusChip = (status) => html`<span class="chip is-${status}" data-status=${status}>${t(`status.${status}`)}</span>`;
