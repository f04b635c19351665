import { assetUrl } from './base-path.js';

const loading = new Map();

/**
 * Loads a style sheet once, unless the document links it already; resolves when it applies. Rejects if it cannot be
 * loaded, so that the module that awaits it fails, too.
 */
export function loadStyle(path) {
  if (!loading.has(path)) {
    loading.set(path, linkLoaded(assetUrl(path)));
  }
  return loading.get(path);
}

function linkLoaded(href) {
  const known = document.querySelector(`link[rel=stylesheet][href="${href}"]`);
  if (known?.sheet) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const link = known ?? document.createElement('link');
    link.rel = 'stylesheet';
    link.addEventListener('load', resolve);
    link.addEventListener('error', () => reject(new TypeError(`${href} cannot be had`)));
    if (!known) {
      link.href = href;
      document.head.append(link);
    }
  });
}
