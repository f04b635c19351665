// Maps paths to pages. A page is added here and nowhere else; its module is loaded when somebody first goes there.

import { t } from '../core/i18n.js';
import { currentPath } from '../core/location.js';

/**
 * Path, the page's element, the module that defines it, the section of the navigation it belongs to, and the key of
 * its title, until the page knows a better one. The server reads this table when it starts: from it it learns which
 * paths are pages, and which modules it names in their documents.
 */
const ROUTES = [
  ['/', 'tempo-dashboard', () => import('../pages/dashboard.js'), 'dashboard', 'section.dashboard'],
  ['/jobs', 'tempo-jobs', () => import('../pages/jobs.js'), 'jobs', 'section.jobs'],
  ['/jobs/{job}', 'tempo-job', () => import('../pages/job.js'), 'jobs', 'section.job'],
  ['/groups', 'tempo-groups', () => import('../pages/groups.js'), 'groups', 'section.groups'],
  ['/groups/{group}', 'tempo-group', () => import('../pages/groups.js'), 'groups', 'section.group'],
  ['/runs', 'tempo-runs', () => import('../pages/runs.js'), 'runs', 'section.runs'],
  ['/runs/{id}', 'tempo-run', () => import('../pages/run.js'), 'runs', 'section.run'],
  ['/dead-letters', 'tempo-dead-letters', () => import('../pages/dead-letters.js'), 'runs', 'section.deadLetters'],
  ['/forecast', 'tempo-forecast', () => import('../pages/forecast.js'), 'dashboard', 'section.forecast'],
  ['/preview', 'tempo-preview', () => import('../pages/preview.js'), 'preview', 'section.preview'],
  ['/interfaces', 'tempo-interfaces', () => import('../pages/interfaces.js'), 'runs', 'section.interfaces'],
  ['/logs', 'tempo-logs', () => import('../pages/logs.js'), 'runs', 'logs.title'],
  ['/projects', 'tempo-projects', () => import('../pages/projects.js'), 'projects', 'section.projects'],
  ['/projects/{project}', 'tempo-project', () => import('../pages/projects.js'), 'projects', 'section.project'],
  ['/search', 'tempo-search', () => import('../pages/search.js'), 'search', 'section.search'],
  ['/account', 'tempo-account', () => import('../pages/account.js'), 'account', 'app.account'],
  ['/admin', 'tempo-admin', () => import('../pages/admin.js'), 'admin', 'section.admin'],
  ['/admin/{section}', 'tempo-admin', () => import('../pages/admin.js'), 'admin', 'section.admin'],
  ['/docs', 'tempo-api-docs', () => import('../pages/api-docs.js'), 'docs', 'apiDocs.title'],
].map(([pattern, element, load, section, title]) => ({ pattern, element, load, section, title: () => t(title), matcher: matcher(pattern) }));

const NOT_FOUND = { element: 'tempo-nowhere', load: () => import('../pages/not-found.js'), section: '', title: () => t('nowhere.title') };

function matcher(pattern) {
  return new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);
}

/** Returns the route of the current address, with its `params` and `query`; that of *not found* if none matches. */
export function currentRoute() {
  const path = currentPath();
  for (const route of ROUTES) {
    const match = route.matcher.exec(path);
    if (match) {
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      );
      return { ...route, path, params, query: new URLSearchParams(location.search) };
    }
  }
  return { ...NOT_FOUND, path, params: {}, query: new URLSearchParams(location.search) };
}
