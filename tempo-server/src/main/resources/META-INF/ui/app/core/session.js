// Who uses these pages, for all parts of them.

const ROLES = ['viewer', 'operator', 'developer', 'admin'];

let user = null;

/** Who is logged in; null before. */
export const currentUser = () => user;

export function setCurrentUser(known) {
  user = known;
}

/** True if whoever is logged in has at least this role. */
export const hasRole = (role) => user !== null && ROLES.indexOf(user.role) >= ROLES.indexOf(role);

/** How whoever is logged in likes a list: `{ columns, density }`; no columns for the usual ones. */
export const listPreferences = (page) => user?.lists?.find((list) => list.page === page) ?? { page, columns: [], density: 'comfortable' };

/** Learns how whoever is logged in likes lists. */
export function setListPreferences(lists) {
  user = { ...user, lists };
}

/** True if whoever is logged in may change a job: its owner, an administrator, or a developer if it is nobody's. */
export function canEditJob(job) {
  return hasRole('admin') || (hasRole('operator') && job.owner === user?.username) || (hasRole('developer') && !job.owner);
}

/** True if whoever is logged in may say how a job is described: whoever may change it, and developers. */
export const canDescribeJob = (job) => canEditJob(job) || hasRole('developer');

/** True if whoever is logged in may give a job to somebody else: its owner, or an administrator. */
export const canTransferJob = (job) => hasRole('admin') || (hasRole('operator') && job.owner === user?.username);
