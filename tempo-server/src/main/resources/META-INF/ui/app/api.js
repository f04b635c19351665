// Calls of the server's API. The session is in a cookie; writes carry the CSRF value that belongs to it.

let csrfToken = '';

/** A request that was refused: what the problem document says. */
export class ApiError extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.details = problem.details ?? [];
  }
}

/** The server could not be reached at all. */
export class OfflineError extends Error {}

async function call(method, path, body) {
  const headers = {};
  if (method !== 'GET') {
    headers['X-CSRF-Token'] = csrfToken;
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const options = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await fetch(path, options).catch((cause) => {
    throw new OfflineError('offline', { cause });
  });
  const json = await response.json().catch(() => ({ status: response.status, title: response.statusText }));
  if (!response.ok) {
    throw new ApiError(json);
  }
  return json.data;
}

export const get = (path) => call('GET', path);
export const post = (path, body) => call('POST', path, body);
export const del = (path) => call('DELETE', path);

/** Who is logged in; null if nobody is. */
export async function whoAmI() {
  try {
    const me = await get('/api/auth/me');
    csrfToken = me.csrfToken;
    return me;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      return null;
    }
    throw error;
  }
}
