// Holds the active project: the one in which what one runs works.

import { post } from './api.js';

/** Event: another project is the active one, or it is called otherwise. */
export const PROJECT_CHANGED = 'tempo:project';

let project = null;

/** Returns `{ id, name }` of the active project; null for who has none. */
export const activeProject = () => project;

/** Sets it. */
export function setActiveProject(active) {
  project = active ?? null;
  dispatchEvent(new CustomEvent(PROJECT_CHANGED));
}

/** Makes a project the active one of the session. */
export async function activateProject(id) {
  const active = await post(`/api/projects/${id}/activate`);
  setActiveProject({ id: active.id, name: active.name });
  return active;
}
