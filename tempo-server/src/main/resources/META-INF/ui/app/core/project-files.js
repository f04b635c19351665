// Reads and writes files of projects.

import { ApiError, encodeSegment, get, OfflineError, request, requestHeaders, withQuery } from './api.js';
import { href } from './base-path.js';

/** What is larger is not shown, in bytes. */
const MOST_SHOWN = 1_000_000;

/** Returns the API path of a file of a project. */
export const filePath = ({ project, group, path }) =>
  withQuery(`/api/projects/${project}/files/${path.split('/').map(encodeSegment).join('/')}`, { group });

/** Lists what is directly in a directory. */
export const listFiles = ({ project, group, path }, signal) => get(withQuery(`/api/projects/${project}/files`, { group, path }), { signal });

/** Reads a file as `{ text, etag }`; the text is null if it is too large, or no text. */
export async function readTextFile(place, signal) {
  const response = await request('GET', filePath(place), { signal });
  const etag = response.headers.get('ETag');
  if (Number(response.headers.get('Content-Length')) > MOST_SHOWN) {
    response.body.cancel();
    return { text: null, etag };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await response.arrayBuffer());
    return { text: text.includes('\0') ? null : text, etag };
  } catch (error) {
    if (error instanceof TypeError) {
      return { text: null, etag };
    }
    throw error;
  }
}

/** Writes a file in the place of the one with this tag; of none, if the tag is null. */
export async function writeTextFile(place, text, etag) {
  const response = await request('PUT', filePath(place), { body: text, type: 'application/octet-stream', more: condition(etag) });
  return (await response.json()).data;
}

const condition = (etag) => (etag === null ? { 'If-None-Match': '*' } : { 'If-Match': etag });

/** Deletes a file, or an empty directory. */
export const deleteFile = (place) => request('DELETE', filePath(place));

/** Uploads a file; `progress(share)` is told how much of it is sent. It takes the place of another only if it `replaces`. */
export function uploadFile(place, file, { progress, signal, replaces }) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest(); // fetch does not tell how much is sent
    call.open('PUT', href(filePath(place)));
    const headers = { ...requestHeaders(), 'Content-Type': 'application/octet-stream', ...(replaces ? {} : condition(null)) };
    Object.entries(headers).forEach(([name, value]) => call.setRequestHeader(name, value));
    call.responseType = 'json';
    call.upload.addEventListener('progress', ({ loaded, total }) => progress(total === 0 ? 1 : loaded / total));
    call.addEventListener('load', () =>
      call.status < 300 ? resolve(call.response.data) : reject(new ApiError(call.response ?? { status: call.status, title: call.statusText })));
    call.addEventListener('error', () => reject(new OfflineError('offline')));
    call.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    signal.addEventListener('abort', () => call.abort());
    call.send(file);
  });
}
