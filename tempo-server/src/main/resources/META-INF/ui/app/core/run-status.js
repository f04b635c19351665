// The statuses of runs and the causes of their starts, as the API names them.

/** Statuses of runs that have ended. */
export const TERMINAL_STATUSES = new Set(['success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost']);

/** Statuses of runs that did not do what they should. */
export const FAILURE_STATUSES = new Set(['failure', 'timeout', 'lost']);

/** All statuses, in the order in which filters offer them. */
export const STATUSES = ['queued', 'running', 'success', 'failure', 'timeout', 'cancelled', 'skipped', 'lost'];

/** Why runs start. */
export const CAUSES = ['schedule', 'manual', 'startup', 'url', 'retry', 'api', 'interface', 'job'];
