import { html } from 'lit';
import { formatList } from '../../../core/format.js';
import { LANGUAGES, t, translatedLanguageName } from '../../../core/i18n.js';
import { isDiscovered } from '../../../core/session.js';
import { folderOptions } from '../../jobs/bulk-actions.js';
import { collapsible } from './fields.js';

/** What a job is called and where it is found. */
export const essentials = {
  name: 'general',

  paths: Object.fromEntries(LANGUAGES.map((code) => [`displayName-${code}`, `displayName.${code}`])),

  show: (fields, job, { folders, userTags, zones }) => html`${fields.text('name', job.name, { required: true, maxlength: 100 })}
    ${fields.area('description', job.description, { maxlength: 500 })}
    ${fields.labelled('folderId', html`<select name="folderId" ?disabled=${fields.locked('folderId')} aria-describedby=${fields.described('folderId')}>${folderOptions(folders, job.folderId)}</select>`, t('create.folder'))}
    ${fields.text('tags', job.tags.join(', '))}
    ${fields.text('timezone', job.timezone, { list: 'time-zones' })}<datalist id="time-zones">${zones.map((zone) => html`<option value=${zone}></option>`)}</datalist>
    ${collapsible(
      html`${fields.text('userTags', userTags.join(', '))}
        ${fields.text('category', job.category, { maxlength: 100 })}
        ${languages(job).map((code) => fields.text(`displayName-${code}`, job.displayName[code] ?? '', { maxlength: 100, label: t('settings.displayName', { language: translatedLanguageName(code) }) }))}`,
      [userTags.length > 0 ? t('settings.told.userTags', { tags: formatList(userTags) }) : '', job.category, Object.keys(job.displayName).length > 0 ? t('settings.told.displayName', { languages: formatList(Object.keys(job.displayName).map(translatedLanguageName)) }) : ''],
    )}`,

  /** What developers may say of others' jobs, too. */
  describe: (given, job) => ({
    description: given.text('description'),
    tags: given.words('tags'),
    category: given.text('category'),
    displayName: Object.fromEntries(languages(job).map((code) => [code, given.text(`displayName-${code}`).trim()]).filter(([, name]) => name !== '')),
  }),

  read: (given, job) => ({
    ...essentials.describe(given, job),
    ...(isDiscovered(job) ? {} : { name: given.text('name'), folderId: given.text('folderId') || null }), // those the file says
    timezone: given.text('timezone'),
  }),
};

/** The languages of the pages, and those of which there is a name already. */
const languages = (job) => [...new Set([...LANGUAGES, ...Object.keys(job.displayName)])];

/** True if a developer may change a field of somebody else's job. */
export const isDescription = (name) => ['description', 'tags', 'category'].includes(name) || name.startsWith('displayName-');
