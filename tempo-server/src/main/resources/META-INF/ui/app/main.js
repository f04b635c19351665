import { prefetchCurrentUser } from './core/api.js';
import { loadMessages } from './core/i18n.js';
import { applyTheme } from './core/theme.js';

applyTheme();
prefetchCurrentUser();
try {
  await loadMessages();
  await import('./shell/app.js'); // after the texts: some are used while its modules are loaded
  dispatchEvent(new CustomEvent('tempo:begun'));
} catch (error) {
  console.warn(error);
  dispatchEvent(new CustomEvent('tempo:lost')); // the document waits until the server is back, and begins anew
}
