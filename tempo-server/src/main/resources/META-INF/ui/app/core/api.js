// Calls of the server's API. Half of the session is in a cookie, which a browser sends to whatever listens on this
// host; the other half is kept here, for pages of this origin alone, and goes along with each call.

import { href, BASE } from './base-path.js';

/** Servers that share a host keep their sessions apart. */
const STORAGE_KEY = `tempo.session${BASE}`;
export const CSRF_HEADER = 'X-CSRF-Token';

/** The half of the session that is no cookie; null if this browser has none. */
const csrfToken = () => localStorage.getItem(STORAGE_KEY);

const storeCsrfToken = (session) => localStorage.setItem(STORAGE_KEY, session.csrfToken);
const clearCsrfToken = () => localStorage.removeItem(STORAGE_KEY);

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

/** Asks for a new log-in when a session has ended; gives whether the same user is in again. Nobody does at first. */
let reauthenticate = async () => false;

/** Sets what asks for a new log-in: `ask({ background })`, which is true where nobody waits for the answer. */
export function onSignedOut(ask) {
  reauthenticate = ask;
}

/** Another tab of this browser logged out or in, maybe as somebody else. */
export const SESSION_CHANGED = 'tempo:session-changed';

addEventListener('storage', (event) => {
  if (event.key === STORAGE_KEY || event.key === null) {
    dispatchEvent(new CustomEvent(SESSION_CHANGED));
  }
});

/** What is refused so without anybody's session having ended. */
const AUTH_PATHS = new Set(['/api/auth/login', '/api/auth/me', '/api/auth/logout']);

async function send(method, path, options = {}) {
  try {
    return await sendOnce(method, path, options);
  } catch (error) {
    if (error.status !== 401 || AUTH_PATHS.has(path.split('?')[0])) {
      throw error;
    }
    const background = method === 'GET' || path === '/api/tickets';
    if (!(await rejectOnAbort(reauthenticate({ background }), options.signal))) {
      throw error;
    }
    return sendOnce(method, path, options);
  }
}

async function sendOnce(method, path, { body, type, signal }) {
  const headers = csrfToken() === null ? {} : { [CSRF_HEADER]: csrfToken() };
  if (type) {
    headers['Content-Type'] = type;
  }
  const response = await fetch(href(path), { method, headers, body, signal }).catch((cause) => {
    throw cause.name === 'AbortError' ? cause : new OfflineError('offline', { cause });
  });
  if (response.ok) {
    return response;
  }
  if (isProxyError(response)) {
    throw new OfflineError('offline', { cause: response.status });
  }
  throw new ApiError(await response.json().catch(() => ({ status: response.status, title: response.statusText })));
}

/** A proxy says so when the server behind it is away; what the server says itself is JSON. */
const isProxyError = (response) =>
  [502, 503, 504].includes(response.status) && !/json/.test(response.headers.get('Content-Type') ?? '');

function rejectOnAbort(promise, signal) {
  if (!signal) {
    return promise;
  }
  return Promise.race([
    promise,
    new Promise((_, reject) => {
      const abort = () => reject(signal.reason);
      signal.aborted ? abort() : signal.addEventListener('abort', abort, { once: true });
    }),
  ]);
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
export const encodeSegment = (text) => encodeURIComponent(text);

/** For how long a ticket that came ahead is used; the server takes it for 30 s. */
const PREFETCHED_TICKET_MS = 15_000;

/** The ticket that came along with the answer who is logged in, which spares a request at the start. */
let prefetchedTicket = null;

let pendingUser = null;

/** Asks who is logged in before anybody wants to know. */
export function prefetchCurrentUser() {
  pendingUser = requestCurrentUser();
  pendingUser.catch(() => {}); // whoever wants to know is told
}

/** Who is logged in; else why nobody is. */
export function fetchCurrentUser() {
  const asked = pendingUser ?? requestCurrentUser();
  pendingUser = null;
  return asked;
}

async function requestCurrentUser() {
  if ('setup' in document.documentElement.dataset) {
    delete document.documentElement.dataset.setup; // there is nobody yet, and nothing to ask
    return { user: null };
  }
  const shown = csrfToken();
  try {
    const { eventsTicket, ...user } = await get('/api/auth/me?ticket=true');
    prefetchedTicket = { path: '/ws', ticket: eventsTicket, until: performance.now() + PREFETCHED_TICKET_MS };
    return { user };
  } catch (error) {
    if (error.code === 'SETUP_REQUIRED') {
      return { user: null, setup: true };
    }
    if (error.status !== 401) {
      throw error instanceof OfflineError ? error : new OfflineError('offline', { cause: error });
    }
    if (csrfToken() === shown) {
      clearCsrfToken(); // unless another tab logs in meanwhile
    }
    return { user: null, why: error.field(CSRF_HEADER) ? 'halfMissing' : shown === null ? null : 'ended' };
  }
}

/** Logs in, or makes the first account and logs in to it; gives the session. */
export async function logIn(path, given) {
  const session = await post(path, given);
  storeCsrfToken(session);
  return session;
}

/** Logs out. */
export async function logOut() {
  await post('/api/auth/logout');
  clearCsrfToken();
}

/** The address of what is opened without a header, with a ticket that lets in once, and soon. */
export async function urlWithTicket(path, query = {}) {
  const { ticket } = takePrefetchedTicket(path) ?? (await post('/api/tickets', { path }));
  return href(withQuery(path, { ...query, ticket }));
}

function takePrefetchedTicket(path) {
  const known = prefetchedTicket?.path === path && performance.now() < prefetchedTicket.until ? prefetchedTicket : null;
  prefetchedTicket = known ? null : prefetchedTicket;
  return known;
}

/** Saves what is at a path as a file. */
export async function download(path, query) {
  const link = document.createElement('a');
  link.href = await urlWithTicket(path, query);
  link.download = '';
  link.click();
}

/** Opens a WebSocket. */
export async function openSocket(path, query) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${location.host}${await urlWithTicket(path, query)}`);
}
