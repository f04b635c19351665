// Display preferences of logs, stored in this browser.

const KEY = 'tempo.log';
const DEFAULT = { wrap: false, time: 'off' };
export const TIME_MODES = ['off', 'absolute', 'relative'];

export function loadLogPreferences() {
  try {
    return { ...DEFAULT, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return DEFAULT; // something else wrote there
  }
}

export const saveLogPreferences = (options) => localStorage.setItem(KEY, JSON.stringify(options));
