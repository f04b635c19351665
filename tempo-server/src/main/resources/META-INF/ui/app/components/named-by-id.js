// Names of groups and projects, where a page knows their ids alone.

import { get } from '../core/api.js';
import { language } from '../core/i18n.js';

const FRESH_MS = 60_000;
const KINDS = {
  group: async () => (await get('/api/groups')).groups,
  project: async () => (await get('/api/projects')).projects,
};

const lists = new Map();

/** Returns a group's name in the language of the pages; its id as long as that is not known. The host is rendered again when it is. */
export const groupName = (host, id) => nameOf('group', host, id);

/** Returns the name of one of the account's projects; its id as long as that is not known. The host is rendered again when it is. */
export const projectName = (host, id) => nameOf('project', host, id);

function nameOf(kind, host, id) {
  const key = `${kind} ${language()}`;
  const known = lists.get(key);
  if (!known || Date.now() - known.readAt > FRESH_MS) {
    lists.set(key, { readAt: Date.now(), names: known?.names ?? new Map(), reading: read(kind, key) });
  }
  const { names, reading } = lists.get(key);
  if (!names.has(id)) {
    reading.then((isNew) => isNew && host.requestUpdate());
  }
  return names.get(id) ?? id;
}

/** Resolves to whether names were read; one that is asked for in vain does not have its host rendered for ever. */
async function read(kind, key) {
  try {
    const named = await KINDS[kind]();
    const names = new Map(named.map(({ id, name }) => [id, name]));
    lists.set(key, { readAt: Date.now(), names, reading: Promise.resolve(false) });
    return true;
  } catch {
    return false; // not for this account, or the server is away: the id says enough
  }
}
