// The pictures of groups: a fixed list of our own, which the server knows by the same names.

import { svg } from 'lit';

/** What is drawn, as strokes on a square of 24. */
const PATHS = {
  folder: 'M3 6h6l2 2.5h10V19H3z',
  archive: 'M3 5h18v4H3zM5 9v10h14V9M10 13h4',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  book: 'M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6',
  box: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8 3v5M16 3v5',
  chart: 'M4 4v16h16M8 16v-4M12 16V8M16 16v-6',
  cloud: 'M7 18a4 4 0 0 1-.5-8 6 6 0 0 1 11.3 1.3A3.4 3.4 0 0 1 17.5 18z',
  cpu: 'M7 7h10v10H7zM10 10h4v4h-4zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4',
  database: 'M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3',
  disk: 'M4 4h13l3 3v13H4zM8 4v5h7V4M7 20v-6h10v6',
  flask: 'M9 3h6M10 3v6l-5 9.5A1.7 1.7 0 0 0 6.5 21h11a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9',
  gear: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 2.7 3 15.3 0 18M12 3c-3 2.7-3 15.3 0 18',
  key: 'M8 10a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 11.5L20 4M16 7l2.5 3M13 9.5l2 2.5',
  mail: 'M3 6h18v12H3zM3 7l9 6.5L21 7',
  network: 'M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4',
  robot: 'M5 9h14v10H5zM12 9V5M12 4.9v.2M9 13v1.5M15 13v1.5M9.5 17h5M2.5 12.5v3M21.5 12.5v3',
  server: 'M4 4h16v6.5H4zM4 13.5h16V20H4zM7.5 7.2h1M7.5 16.8h1M12 7.2h5M12 16.8h5',
  shield: 'M12 3l8 3v5.5c0 4.6-3.2 8-8 9.5-4.8-1.5-8-4.9-8-9.5V6zM8.5 12l2.5 2.5 4.5-5',
  table: 'M3 5h18v14H3zM3 10h18M3 14.5h18M9 5v14',
  terminal: 'M3 5h18v14H3zM7 9l3 3-3 3M12.5 15.5H17',
  tool: 'M14.5 6.5a4 4 0 0 1 5-3l-2.8 2.8 1 2.5 2.5 1L21 8a4 4 0 0 1-5.5 4.6L8 20a2 2 0 0 1-3.5-3.5l8-7.5',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5a7.5 7.5 0 0 1 15 0z',
};

/** Renders the picture of a group; a folder for a name that is not known. */
export const groupIcon = (name) => svg`<svg class="group-icon" viewBox="0 0 24 24" aria-hidden="true" data-icon=${name in PATHS ? name : 'folder'}>
  <path d=${PATHS[name in PATHS ? name : 'folder']}></path></svg>`;
