// Calls of the server's API. The session is in a cookie; writes carry the CSRF value that belongs to it.

let csrfToken = '';

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

async function send(method, path, { body, type, signal } = {}) {
  const headers = {};
  if (method !== 'GET') {
    headers['X-CSRF-Token'] = csrfToken;
  }
  if (type) {
    headers['Content-Type'] = type;
  }
  const response = await fetch(path, { method, headers, body, signal }).catch((cause) => {
    throw cause.name === 'AbortError' ? cause : new OfflineError('offline', { cause });
  });
  if (response.ok) {
    return response;
  }
  const problem = await response.json().catch(() => ({ status: response.status, title: response.statusText }));
  if (response.status === 401 && path !== '/api/auth/login') {
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

/** Who is logged in; null if nobody is. */
export async function whoAmI() {
  try {
    const response = await fetch('/api/auth/me').catch((cause) => {
      throw new OfflineError('offline', { cause });
    });
    if (response.status === 401) {
      return null;
    }
    const { data } = await response.json();
    csrfToken = data.csrfToken;
    return data;
  } catch (error) {
    throw error instanceof OfflineError ? error : new OfflineError('offline', { cause: error });
  }
}
