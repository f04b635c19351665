// The statuses of runs and the causes of their starts, as the API names them.

import { t } from './i18n.js';

/** Statuses of runs that have ended. */
export const TERMINAL_STATUSES = new Set(['success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost']);

/** Statuses of runs that did not do what they should. */
export const FAILURE_STATUSES = new Set(['failure', 'timeout', 'lost']);

/** All statuses, in the order in which filters offer them. */
export const STATUSES = ['queued', 'running', 'success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost'];

/** Why runs start. */
export const CAUSES = ['schedule', 'manual', 'startup', 'url', 'retry', 'api', 'interface', 'job'];

/** Returns why a run is as it is, in a line: why it waits or failed; empty if that is not known. */
export const reasonText = (run) => (run.status === 'queued' ? waitText(run) : (run.reason?.text ?? run.error ?? ''));

/** Returns what a run waits for; empty if it does not, or that is not known. */
export const waitText = (run) => (run.status === 'queued' && run.reason ? t('run.waits', { reason: run.reason.text }) : '');
