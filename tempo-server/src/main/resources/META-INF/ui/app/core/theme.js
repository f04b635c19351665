// Light, dark or as the system has it; this browser remembers.

const KEY = 'tempo.theme';
export const THEMES = ['system', 'light', 'dark'];

export const theme = () => localStorage.getItem(KEY) ?? 'system';

export function setTheme(name) {
  localStorage.setItem(KEY, name);
  applyTheme();
}

/** The theme of an account: taken over by a browser in which none was chosen yet. */
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

/** True if pages are dark now. */
export function isDark() {
  const chosen = theme();
  return chosen === 'dark' || (chosen === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

export const toggleTheme = () => setTheme(isDark() ? 'light' : 'dark');

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new CustomEvent('tempo:theme')));
