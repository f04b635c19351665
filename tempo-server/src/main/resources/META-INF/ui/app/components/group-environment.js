// In what the scripts of a group run.

import { t } from '../core/i18n.js';

/** Returns what scripts run in that name nothing else, in words of the part `groups`, which whoever asks has loaded. */
export function environmentText({ kind, name, pythonVersion }) {
  const what = t(`groups.environment.${kind}`, { name: name ?? '' });
  return pythonVersion ? `${what} · Python ${pythonVersion}` : what;
}
