// Calls of the server's API. Half of the session is in a cookie, which a browser sends to whatever listens on this
// host; the other half is kept here, for pages of this origin alone, and goes along with each call.

import { address, BASE } from './base.js';

/** Servers that share a host keep their sessions apart. */
const KEY = `tempo.session${BASE}`;
export const HALF = 'X-CSRF-Token';

/** The half of the session that is no cookie; null if this browser has none. */
const half = () => localStorage.getItem(KEY);

const keep = (session) => localStorage.setItem(KEY, session.csrfToken);
const forget = () => localStorage.removeItem(KEY);

/** A request that was refused: what the problem document says. */
export class ApiError extends Error {
  constructor(problem) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? [];
    this.problem = problem;
  }

  /** What is wrong with one field of the request; undefined if nothing is. */
  field(name) {
    return this.details.find((detail) => detail.field === name || detail.field.startsWith(`${name}.`))?.message;
  }
}

/** The server could not be reached at all. */
export class OfflineError extends Error {}

/** Somebody's session ended. */
export const SIGNED_OUT = 'tempo:signed-out';

/** Another tab of this browser logged out or in, maybe as somebody else. */
export const CHANGED = 'tempo:session-changed';

addEventListener('storage', (event) => {
  if (event.key === KEY || event.key === null) {
    dispatchEvent(new CustomEvent(CHANGED));
  }
});

/** What is refused so without anybody's session having ended. */
const OWN_401 = new Set(['/api/auth/login', '/api/auth/me']);

async function send(method, path, { body, type, signal } = {}) {
  const headers = half() === null ? {} : { [HALF]: half() };
  if (type) {
    headers['Content-Type'] = type;
  }
  const response = await fetch(address(path), { method, headers, body, signal }).catch((cause) => {
    throw cause.name === 'AbortError' ? cause : new OfflineError('offline', { cause });
  });
  if (response.ok) {
    return response;
  }
  const problem = await response.json().catch(() => ({ status: response.status, title: response.statusText }));
  if (response.status === 401 && !OWN_401.has(path)) {
    dispatchEvent(new CustomEvent(SIGNED_OUT));
  }
  throw new ApiError(problem);
}

async function call(method, path, json, options = {}) {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const response = await send(method, path, { ...options, body, type: body && 'application/json' });
  return (await response.json()).data;
}

export const get = (path, options) => call('GET', path, undefined, options);
export const post = (path, json) => call('POST', path, json);
export const put = (path, json) => call('PUT', path, json);
export const patch = (path, json) => call('PATCH', path, json);
export const del = (path) => call('DELETE', path);

/** Sends a file as it is. */
export async function upload(method, path, blob) {
  const response = await send(method, path, { body: blob, type: blob.type || 'application/octet-stream' });
  return (await response.json()).data;
}

/** Asks by POST for a file. */
export async function postForFile(path, json) {
  const response = await send('POST', path, { body: JSON.stringify(json), type: 'application/json' });
  return response.blob();
}

/** A path with a query; what is null, undefined or empty is left out. */
export function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** A part of a path. */
export const part = (text) => encodeURIComponent(text);

/** Who is logged in; else why nobody is. */
export async function whoAmI() {
  const shown = half();
  try {
    return { user: await get('/api/auth/me') };
  } catch (error) {
    if (error.status !== 401) {
      throw error instanceof OfflineError ? error : new OfflineError('offline', { cause: error });
    }
    if (half() === shown) {
      forget(); // unless another tab logs in meanwhile
    }
    return { user: null, why: error.field(HALF) ? 'halfMissing' : shown === null ? null : 'ended' };
  }
}

/** Logs in, or makes the first account and logs in to it. */
export async function enter(path, given) {
  keep(await post(path, given));
}

/** Logs out. */
export async function leave() {
  await post('/api/auth/logout');
  forget();
}

/** The address of what is opened without a header, with a ticket that lets in once, and soon. */
export async function ticketed(path, query = {}) {
  const { ticket } = await post('/api/tickets', { path });
  return address(withQuery(path, { ...query, ticket }));
}

/** Saves what is at a path as a file. */
export async function download(path, query) {
  const link = document.createElement('a');
  link.href = await ticketed(path, query);
  link.download = '';
  link.click();
}

/** Opens a WebSocket. */
export async function openSocket(path, query) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${location.host}${await ticketed(path, query)}`);
}
