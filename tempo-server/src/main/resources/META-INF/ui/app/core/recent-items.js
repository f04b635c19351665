// Stores the jobs and runs that the user has opened last in this browser, newest first.

import { BASE } from './base-path.js';
import { currentUser } from './session.js';

const MAX_ITEMS = 12;

const storageKey = () => `tempo.recent${BASE}.${currentUser()?.id}`;

/** Returns the items: `{ path, name, status?, folders? }`, the last the names of a job's folders. */
export function recentItems() {
  try {
    return JSON.parse(localStorage.getItem(storageKey())) ?? [];
  } catch {
    return [];
  }
}

/** Adds an item at the front. */
export function addRecentItem(one) {
  const before = recentItems();
  const [last] = before;
  if (JSON.stringify(last) !== JSON.stringify(one)) {
    localStorage.setItem(storageKey(), JSON.stringify([one, ...before.filter(({ path }) => path !== one.path)].slice(0, MAX_ITEMS)));
  }
}
