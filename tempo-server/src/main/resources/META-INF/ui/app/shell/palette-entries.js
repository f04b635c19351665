// What the palette offers: each `{ title, section, run, also?, weight?, keys? }`, where `also` are further words by
// which it is found, and `weight` puts it before others that go by the letters as well.

import { get, encodeSegment, withQuery } from '../core/api.js';
import { availableCommands } from '../core/commands.js';
import { recentItems } from '../core/recent-items.js';
import { navigate } from '../core/location.js';
import { hasRole } from '../core/session.js';
import { t } from '../core/i18n.js';

/** The word that asks to run what follows. */
const RUN = /^run\s+/i;

/** What can be done here, and everywhere. */
export const commandEntries = () =>
  availableCommands().map((command) => ({ ...command, section: command.section ?? t('palette.page'), weight: command.section ? 0 : 0.5 }));

/** Jobs and runs that were looked at last. */
export const recentEntries = () =>
  recentItems()
    .filter(({ path }) => path !== location.pathname)
    .map(({ path, name, status }) => ({
      path,
      title: status ? `${name} (${t(`status.${status}`)})` : name,
      section: t(path.startsWith('/runs/') ? 'palette.recentRun' : 'palette.recent'),
      weight: 0.3,
      run: () => navigate(path),
    }));

/** Jobs by a part of their name, each to be opened or run. */
export async function jobEntries(text) {
  const asked = text.trim().replace(RUN, '');
  const { jobs } = await get(withQuery('/api/jobs', { q: asked, limit: 8, sort: 'name' }));
  return jobs.flatMap((job) => [
    { path: `/jobs/${encodeSegment(job.id)}`, title: job.name, also: job.folderPath ?? '', section: t('palette.job'), weight: 0.4, run: () => navigate(`/jobs/${encodeSegment(job.id)}`) },
    ...(asked && hasRole('operator') && job.enabled
      ? [{ title: t('palette.run', { name: job.name }), section: t('palette.command'), weight: RUN.test(text) ? 1 : 0, run: () => runJobById(job) }]
      : []),
  ]);
}

async function runJobById(job) {
  const { runJob } = await import('../pages/jobs/run-now.js');
  await runJob(await get(`/api/jobs/${encodeSegment(job.id)}`), { open: true }); // a list lacks what it asks for
}

/** Filters that were saved by name. */
export async function savedEntries() {
  const { filters } = await get('/api/me/filters');
  return filters.map(({ name, page, query }) => ({ title: name, also: t(`section.${page}`), section: t('palette.saved'), run: () => navigate(`/${page}${query ? `?${query}` : ''}`) }));
}

/** Sections of the administration, and all settings by their plain names. */
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
