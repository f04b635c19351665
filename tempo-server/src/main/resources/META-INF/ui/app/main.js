import { loadTexts } from './core/texts.js';
import { applyTheme } from './core/theme.js';

applyTheme();
await loadTexts('en');
await import('./core/queues.js'); // before the socket opens, by which it is told
await import('./shell/app.js'); // after the texts: some are used while its modules are loaded
