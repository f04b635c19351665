// The jobs and runs that somebody looked at last in this browser, the newest first.

import { BASE } from './base.js';
import { me } from './session.js';

const MOST = 12;

const key = () => `tempo.recent${BASE}.${me()?.id}`;

/** What was looked at: `{ path, name, status? }`. */
export function recent() {
  try {
    return JSON.parse(localStorage.getItem(key())) ?? [];
  } catch {
    return [];
  }
}

/** Notes that somebody looks at something. */
export function remember(one) {
  const before = recent();
  const [last] = before;
  if (last?.path !== one.path || last.name !== one.name || last.status !== one.status) {
    localStorage.setItem(key(), JSON.stringify([one, ...before.filter(({ path }) => path !== one.path)].slice(0, MOST)));
  }
}
