import { t } from '../core/i18n.js';
import { navigate } from '../core/location.js';
import { hasRole } from '../core/session.js';
import { setTheme, THEMES, toggleTheme } from '../core/theme.js';
import { showShortcuts } from './shortcut-help.js';

/** The sections of the navigation: name, path, keys. */
export const NAV_SECTIONS = [
  ['dashboard', '/', 'g d'],
  ['jobs', '/jobs', 'g j'],
  ['groups', '/groups', 'g g'],
  ['runs', '/runs', 'g r'],
  ['search', '/search', 'g s'],
];

/** Returns the commands of all pages. `inside` says whether a user is logged in; the others are the shell's actions. */
export function globalCommands({ inside, palette, find, leave, chooseProject }) {
  const goTo = (id, where, path, more = {}) => ({ id: `go-${id}`, title: () => t('app.goTo', { where: where() }), when: inside, run: () => navigate(path), ...more });
  const commands = [
    { id: 'palette', title: () => t('palette.title'), keys: 'mod+k', when: inside, run: palette },
    { id: 'help', title: () => t('shortcuts.title'), keys: '?', when: inside, run: showShortcuts },
    { id: 'find', title: () => t('app.find'), keys: '/', when: inside, run: find },
    ...NAV_SECTIONS.map(([name, path, keys]) => goTo(name, () => t(`section.${name}`), path, { keys })),
    goTo('forecast', () => t('section.forecast'), '/forecast', { keys: 'g f' }),
    goTo('dead-letters', () => t('section.deadLetters'), '/dead-letters'),
    goTo('interfaces', () => t('section.interfaces'), '/interfaces', { keys: 'g i' }),
    goTo('admin', () => t('section.admin'), '/admin', { keys: 'g a', when: () => inside() && hasRole('admin') }),
    goTo('projects', () => t('section.projects'), '/projects', { keys: 'g p', when: () => inside() && hasRole('operator') }),
    { id: 'choose-project', title: () => t('project.choose'), keys: 'c p', when: () => inside() && hasRole('operator'), run: chooseProject },
    goTo('account', () => t('app.account'), '/account'),
    goTo('docs', () => t('app.api'), '/docs'),
    { id: 'theme', title: () => t('app.toggleTheme'), when: inside, run: toggleTheme },
    ...THEMES.map((name) => ({ id: `theme-${name}`, title: () => t('app.useTheme', { name: t(`theme.${name}`) }), when: inside, run: () => setTheme(name) })),
    { id: 'log-out', title: () => t('app.logOut'), when: inside, run: leave },
  ];
  return commands.map((command) => ({ section: () => t('palette.command'), ...command }));
}
