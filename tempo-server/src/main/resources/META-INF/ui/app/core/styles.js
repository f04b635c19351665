import { address } from './base.js';

const loading = new Map();

/** Loads a style sheet once; settles when it applies, or cannot be had. */
export function loadStyle(path) {
  if (!loading.has(path)) {
    loading.set(
      path,
      new Promise((resolve) => {
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = address(path);
        link.onload = link.onerror = resolve;
        document.head.append(link);
      }),
    );
  }
  return loading.get(path);
}
