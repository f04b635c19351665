// Folders as people call them. What paths call them is for addresses and programs alone.

import { html, nothing } from 'lit';

/** The way to a folder, as one text. */
export const folderPathText = (names) => (names ?? []).join(' / ');

/** The way to a folder, each name by itself whatever way it is written. */
export const folderPath = (names) => (names ?? []).map((name, i) => html`${i > 0 ? ' / ' : nothing}<bdi>${name}</bdi>`);
