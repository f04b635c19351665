// Light or dark: the system's choice until somebody makes another, which this browser remembers.

const KEY = 'tempo.theme';

export function applyTheme() {
  const chosen = localStorage.getItem(KEY);
  if (chosen) {
    document.documentElement.dataset.theme = chosen;
  }
}

export function toggleTheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const current = document.documentElement.dataset.theme ?? (dark ? 'dark' : 'light');
  localStorage.setItem(KEY, current === 'dark' ? 'light' : 'dark');
  applyTheme();
}
