// Placeholders for content that is loading, failed to load, or is empty.

import { html, nothing } from 'lit';
import { OfflineError } from '../core/api.js';
import { t } from '../core/i18n.js';

/** Renders a loading indicator; it appears after a moment, so that quick answers do not flicker. */
export const loading = () => html`<div class="state waiting" role="status"><span class="spinner"></span><span class="hidden">${t('state.loading')}</span></div>`;

/** Renders an error and, if `retry` is given, a button that tries again. */
export function errorState(error, retry) {
  const text = error instanceof OfflineError ? t('state.offline') : error.message;
  return html`<div class="state" role="alert">
    <h2>${error.status === 404 ? t('state.missing') : t('state.failed')}</h2>
    <p>${text}</p>
    ${retry ? html`<button @click=${retry}>${t('state.retry')}</button>` : nothing}
  </div>`;
}

/** Renders an empty state: what would be here, and what to do next. */
export const emptyState = (title, hint, action = nothing) => html`<div class="state">
  <h2>${title}</h2>
  ${hint ? html`<p>${hint}</p>` : nothing}
  ${action}
</div>`;
