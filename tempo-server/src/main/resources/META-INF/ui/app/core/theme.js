// The colour theme: light, dark or the system's; the choice is stored in this browser.

const KEY = 'tempo.theme';
export const THEMES = ['system', 'light', 'dark'];

export const theme = () => localStorage.getItem(KEY) ?? 'system';

export function setTheme(name) {
  localStorage.setItem(KEY, name);
  applyTheme();
}

/** Applies the theme of an account in a browser where none has been chosen. */
export function adoptTheme(name) {
  if (localStorage.getItem(KEY) === null && name !== 'system' && THEMES.includes(name)) {
    setTheme(name);
  }
}

export function applyTheme() {
  const chosen = theme();
  if (chosen === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = chosen;
  }
  dispatchEvent(new CustomEvent('tempo:theme'));
}

/** Returns true if the dark theme applies. */
export function isDark() {
  const chosen = theme();
  return chosen === 'dark' || (chosen === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

export const toggleTheme = () => setTheme(isDark() ? 'light' : 'dark');

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new CustomEvent('tempo:theme')));
