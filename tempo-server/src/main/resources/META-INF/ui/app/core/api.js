// Client of the server's API. A session has two halves: a cookie, which a browser sends to every port of this host,
// and a CSRF token, which is stored for pages of this origin alone and sent as a header with each call.

import { BASE, href } from './base-path.js';
import { language } from './i18n.js';

/** The key in localStorage; servers that share a host have different ones by their base paths. */
const STORAGE_KEY = `tempo.session${BASE}`;
export const CSRF_HEADER = 'X-CSRF-Token';

/** Returns the CSRF token of the session; null if this browser has none. */
const csrfToken = () => localStorage.getItem(STORAGE_KEY);

const storeCsrfToken = (session) => localStorage.setItem(STORAGE_KEY, session.csrfToken);
const clearCsrfToken = () => localStorage.removeItem(STORAGE_KEY);

/** Thrown when the server refuses a request; holds the fields of its problem document. */
export class ApiError extends Error {
  constructor(problem) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? [];
    this.problem = problem;
  }

  /** Returns the message about one field of the request; undefined if there is none. */
  field(name) {
    return this.details.find((detail) => detail.field === name || detail.field.startsWith(`${name}.`))?.message;
  }
}

/** Thrown when the server cannot be reached. */
export class OfflineError extends Error {}

/** Asks for a new log-in when a session has ended; resolves to whether the same user is logged in again. */
let reauthenticate = async () => false;

/** Sets the function that asks for a new log-in: `ask({ background })`; `background` where no user waits for the answer. */
export function onSignedOut(ask) {
  reauthenticate = ask;
}

/** Event: another tab of this browser has logged out or in, maybe as another user. */
export const SESSION_CHANGED = 'tempo:session-changed';

addEventListener('storage', (event) => {
  if (event.key === STORAGE_KEY || event.key === null) {
    dispatchEvent(new CustomEvent(SESSION_CHANGED));
  }
});

/** Paths that answer 401 although no session has ended. */
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

/** Returns the headers of each request: the language and the half of the session that is no cookie. */
export const requestHeaders = () => ({ 'Accept-Language': language(), ...(csrfToken() === null ? {} : { [CSRF_HEADER]: csrfToken() }) });

async function sendOnce(method, path, { body, type, signal, keepalive, more }) {
  const headers = { ...requestHeaders(), ...more };
  if (type) {
    headers['Content-Type'] = type;
  }
  const response = await fetch(href(path), { method, headers, body, signal, keepalive }).catch((cause) => {
    throw cause.name === 'AbortError' ? cause : new OfflineError('offline', { cause });
  });
  if (response.ok) {
    return response;
  }
  if (isProxyError(response)) {
    throw new OfflineError('offline', { cause: response.status });
  }
  const { status } = response;
  const said = await response.json().catch(() => ({ status, title: response.statusText }));
  throw new ApiError(said.data ? { ...said, status } : said); // how the server is, is data though it be ill
}

/** Returns true for an error of a proxy whose server is away; errors of the server itself are JSON. */
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
  return response.status === 204 ? undefined : (await response.json()).data;
}

export const get = (path, options) => call('GET', path, undefined, options);
export const post = (path, json) => call('POST', path, json);
export const put = (path, json, options) => call('PUT', path, json, options);
export const patch = (path, json) => call('PATCH', path, json);
export const del = (path) => call('DELETE', path);

/** Sends a request; `more` are further headers. Returns the Response. */
export const request = (method, path, options) => send(method, path, options);

/** Uploads a file as the request's body. */
export async function upload(method, path, blob) {
  const response = await send(method, path, { body: blob, type: blob.type || 'application/octet-stream' });
  return (await response.json()).data;
}

/** Returns what lies at a path as a Blob. */
export const fetchFile = async (path, options) => (await send('GET', path, options)).blob();

/** Sends JSON by POST and returns the answer as a Blob. */
export async function postForFile(path, json) {
  const response = await send('POST', path, { body: JSON.stringify(json), type: 'application/json' });
  return response.blob();
}

/** Returns a path with a query; parameters that are null, undefined or empty are left out. */
export function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** Encodes a text as one segment of a path. */
export const encodeSegment = (text) => encodeURIComponent(text);

/** How long a prefetched ticket is used, in milliseconds; the server accepts it for 30 s. */
const PREFETCHED_TICKET_MS = 15_000;

/** A ticket that was returned with the current user, which saves a request at start; null once it is used. */
let prefetchedTicket = null;

let pendingUser = null;

/** Requests the current user before the pages ask for it. */
export function prefetchCurrentUser() {
  pendingUser = requestCurrentUser();
  pendingUser.catch(() => {}); // whoever wants to know is told
}

/** Returns `{ user }`; `{ user: null, why?, setup? }` if nobody is logged in. Throws OfflineError. */
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

/** Logs in, or creates the first account and logs in to it; returns the session. */
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

/** Returns a URL with a ticket, for requests that cannot have headers; the ticket is valid once, for seconds. */
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
