// Holds the current user, their roles and their preferences.

const ROLES = ['viewer', 'operator', 'developer', 'admin'];

let user = null;

/** Returns the user that is logged in; null if nobody is. */
export const currentUser = () => user;

/** Sets the user that is logged in. */
export function setCurrentUser(loggedIn) {
  user = loggedIn;
}

/** Returns true if the current user has at least this role. */
export const hasRole = (role) => user !== null && ROLES.indexOf(user.role) >= ROLES.indexOf(role);

/** Returns the current user's preferences for a list: `{ columns, density }`; no columns stand for the default ones. */
export const listPreferences = (page) => user?.lists?.find((list) => list.page === page) ?? { page, columns: [], density: 'comfortable' };

/** Replaces the current user's preferences for lists. */
export function setListPreferences(lists) {
  user = { ...user, lists };
}

/** Returns true if the current user may edit a job: its owner, administrators, and developers if it has no owner. */
export function canEditJob(job) {
  return hasRole('admin') || (hasRole('operator') && job.owner === user?.username) || (hasRole('developer') && !job.owner);
}

/** Returns true if a job is a script of a group: its file says what it runs and what it is called. */
export const isDiscovered = (job) => job.source === 'discovered';

/** Returns true if the current user may edit what a job runs. */
export const canEditScript = (job) => canEditJob(job) && !isDiscovered(job);

/** Returns true if the current user may edit a job's description: who may edit the job, and developers. */
export const canDescribeJob = (job) => canEditJob(job) || hasRole('developer');

/** Returns true if the current user may transfer a job to another owner: its owner, and administrators. */
export const canTransferJob = (job) => hasRole('admin') || (hasRole('operator') && job.owner === user?.username);
