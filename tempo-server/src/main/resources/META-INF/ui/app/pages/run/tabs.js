// The tabs of a run's page: its log, all of it or by stream, and what else is known of the run.

import { html, nothing } from 'lit';
import { STREAMS } from '../../components/log/line-filter.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';

const STREAMS_OF = { log: STREAMS, output: ['stdout'], errors: ['stderr'], system: ['system'] };
const PANELS = ['parameters', 'environment', 'timeline', 'files'];
const TABS = [...Object.keys(STREAMS_OF), ...PANELS];

/** Returns the tab that a query names. */
export const tabOf = (query) => (TABS.includes(query.get('tab')) ? query.get('tab') : 'log');

/** Returns whether a tab shows something else than the log. */
export const isPanel = (tab) => PANELS.includes(tab);

/** Returns the streams that a tab shows of the log; all, for a tab that does not show it. */
export const streamsOf = (tab) => STREAMS_OF[tab] ?? STREAMS;

/** Returns the tab that shows these streams. */
export const tabOfStreams = (streams) => Object.keys(STREAMS_OF).find((tab) => STREAMS_OF[tab].join() === [...streams].join()) ?? 'log';

/** Renders the tabs. */
export const runTabs = (run, current) => html`<nav class="tabs run-tabs" aria-label=${t('run.tabs')}>${TABS.map(
  (tab) => html`<a href=${href(`/runs/${run.id}${tab === 'log' ? '' : `?tab=${tab}`}`)} aria-current=${tab === current ? 'page' : nothing}>${t(`run.tab.${tab}`)}</a>`,
)}</nav>`;
