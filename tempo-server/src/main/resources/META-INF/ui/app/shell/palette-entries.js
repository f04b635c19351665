// Entries of the command palette: `{ title, section, run, also?, weight?, keys?, folders? }`; `also` holds further words to
// match, `weight` raises the score, `folders` are the names of a job's folders.

import { folderPathText } from '../components/folder-names.js';
import { encodeSegment, get, withQuery } from '../core/api.js';
import { availableCommands } from '../core/commands.js';
import { t } from '../core/i18n.js';
import { navigate } from '../core/location.js';
import { recentItems } from '../core/recent-items.js';
import { hasRole } from '../core/session.js';

/** The word that asks to run what follows. */
const RUN = /^run\s+/i;

/** Returns the available commands as entries. */
export const commandEntries = () =>
  availableCommands().map((command) => ({ ...command, section: command.section ?? t('palette.page'), weight: command.section ? 0 : 0.5 }));

/** Returns the jobs and runs that were opened last. */
export const recentEntries = () =>
  recentItems()
    .filter(({ path }) => path !== location.pathname)
    .map(({ path, name, status, folders = [] }) => ({
      path,
      folders,
      also: folderPathText(folders),
      title: status ? `${name} (${t(`status.${status}`)})` : name,
      section: t(path.startsWith('/runs/') ? 'palette.recentRun' : 'palette.recent'),
      weight: 0.3,
      run: () => navigate(path),
    }));

/** Loads jobs by a part of their name, each to be opened or run. */
export async function jobEntries(text) {
  const asked = text.trim().replace(RUN, '');
  const { jobs } = await get(withQuery('/api/jobs', { q: asked, limit: 8, sort: 'name' }));
  return jobs.flatMap((job) => [
    { ...placeOf(job), path: `/jobs/${encodeSegment(job.id)}`, title: job.name, section: t('palette.job'), weight: 0.4, run: () => navigate(`/jobs/${encodeSegment(job.id)}`) },
    ...(asked && hasRole('operator') && job.enabled
      ? [{ ...placeOf(job), title: t('palette.run', { name: job.name }), section: t('palette.command'), weight: RUN.test(text) ? 1 : 0, run: () => runJobById(job) }]
      : []),
  ]);
}

/** What tells jobs of one name apart: their folders, which are matched by names and by paths. */
const placeOf = (job) => ({ folders: job.folderNames, also: `${folderPathText(job.folderNames)} ${job.folderPath ?? ''}` });

async function runJobById(job) {
  const { runJob } = await import('../pages/jobs/run-now.js');
  await runJob(await get(`/api/jobs/${encodeSegment(job.id)}`), { open: true }); // a list lacks what it asks for
}

/** Loads the saved filters. */
export async function savedEntries() {
  const { filters } = await get('/api/me/filters');
  return filters.map(({ name, page, query }) => ({ title: name, also: t(`section.${page}`), section: t('palette.saved'), run: () => navigate(`/${page}${query ? `?${query}` : ''}`) }));
}

/** Loads the sections of the administration and all settings. */
export async function adminEntries() {
  if (!hasRole('admin')) {
    return [];
  }
  const [{ SECTIONS }, { settingName }, { settings }] = await Promise.all([import('../pages/admin.js'), import('../pages/admin/settings.js'), get('/api/settings')]);
  return [
    ...Object.keys(SECTIONS).map((name) => ({ title: t(`admin.${name}`), also: t('section.admin'), section: t('section.admin'), weight: 0.2, run: () => navigate(`/admin/${name}`) })),
    ...settings.map((setting) => ({
      title: settingName(setting),
      also: `${setting.name} ${setting.variable}`,
      section: t('palette.setting'),
      hidden: true,
      run: () => navigate(withQuery('/admin/settings', { q: setting.name })),
    })),
  ];
}
