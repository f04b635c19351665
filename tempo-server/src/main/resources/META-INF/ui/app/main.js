import { startWhoAmI } from './core/api.js';
import { loadTexts } from './core/texts.js';
import { applyTheme } from './core/theme.js';

applyTheme();
startWhoAmI();
try {
  await loadTexts('en');
  await import('./core/queues.js'); // before the socket opens, by which it is told
  await import('./shell/app.js'); // after the texts: some are used while its modules are loaded
  dispatchEvent(new CustomEvent('tempo:begun'));
} catch (error) {
  console.warn(error);
  dispatchEvent(new CustomEvent('tempo:lost')); // the document waits until the server is back, and begins anew
}
