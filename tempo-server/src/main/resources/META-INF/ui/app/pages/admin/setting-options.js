// What the choices of settings are called.

import { languageName, t } from '../../core/i18n.js';

/** Setting to its choices, with the keys of what these are called; the others are signs that every language has. */
const TEXTS = {
  defaultNotifyOn: { never: 'settings.notifyOn.never', failure: 'settings.notifyOn.failure', success: 'settings.notifyOn.success', always: 'settings.notifyOn.always' },
  defaultTheme: { system: 'theme.system', light: 'theme.light', dark: 'theme.dark' },
  scriptsOnStop: { leave: 'server.scriptsOnStop.leave', end: 'server.scriptsOnStop.end' },
};

/** Returns what a choice of a setting is called. */
export function optionText(setting, option) {
  const key = TEXTS[setting]?.[option];
  return key ? t(key) : setting === 'defaultLanguage' ? languageName(option) : option;
}
