// Who uses these pages, for all parts of them.

const ORDER = ['viewer', 'operator', 'developer', 'admin'];

let user = null;

/** Who is logged in; null before. */
export const me = () => user;

export function setMe(known) {
  user = known;
}

/** True if whoever is logged in has at least this role. */
export const may = (role) => user !== null && ORDER.indexOf(user.role) >= ORDER.indexOf(role);

/** How whoever is logged in likes a list: `{ columns, density }`; no columns for the usual ones. */
export const listLike = (page) => user?.lists?.find((list) => list.page === page) ?? { page, columns: [], density: 'comfortable' };

/** Learns how whoever is logged in likes lists. */
export function setLists(lists) {
  user = { ...user, lists };
}

/** True if whoever is logged in may change a job: its owner, an administrator, or a developer if it is nobody's. */
export function mayEdit(job) {
  return may('admin') || (may('operator') && job.owner === user?.username) || (may('developer') && !job.owner);
}

/** True if whoever is logged in may say how a job is described: whoever may change it, and developers. */
export const mayDescribe = (job) => mayEdit(job) || may('developer');

/** True if whoever is logged in may give a job to somebody else: its owner, or an administrator. */
export const mayGive = (job) => may('admin') || (may('operator') && job.owner === user?.username);
