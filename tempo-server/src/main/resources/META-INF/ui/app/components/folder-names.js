// Display names of folders; URLs and programs use paths instead.

import { html, nothing } from 'lit';

/** Returns a folder's path of display names as text. */
export const folderPathText = (names) => (names ?? []).join(' / ');

/** Renders a folder's path of display names, each isolated in its writing direction. */
export const folderPath = (names) => (names ?? []).map((name, i) => html`${i > 0 ? ' / ' : nothing}<bdi>${name}</bdi>`);
