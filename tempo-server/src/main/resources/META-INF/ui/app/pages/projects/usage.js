// How much of the quota the projects of an account use.

import { html, nothing } from 'lit';
import { formatBytes } from '../../core/format.js';
import { t } from '../../core/i18n.js';

/** Renders a bar, with a warning where little is left; only the figure where there is no quota. */
export function usageBar(usage) {
  if (!usage) {
    return nothing;
  }
  const used = formatBytes(usage.usedBytes);
  if (usage.quotaBytes === null) {
    return html`<p class="usage soft">${t('projects.usedNoQuota', { used })}</p>`;
  }
  const full = usage.usedBytes >= usage.quotaBytes;
  const text = t('projects.usedOf', { used, quota: formatBytes(usage.quotaBytes) });
  return html`<div class="usage ${full ? 'is-full' : usage.isNearlyFull ? 'is-nearly-full' : ''}">
    <meter min="0" max=${usage.quotaBytes} high=${usage.quotaBytes * 0.9} .value=${usage.usedBytes} aria-label=${text}></meter> <span>${text}</span>
    ${usage.isNearlyFull ? html`<p class="warn" role="status">⚠ ${t(full ? 'projects.full' : 'projects.nearlyFull')}</p>` : nothing}
  </div>`;
}
