import { html } from 'lit';
import { t } from '../../../core/texts.js';
import { folderOptions } from '../../jobs/bulk.js';

/** What a job is called and where it is found. */
export const essentials = {
  name: 'general',

  show: (fields, job, { folders }) => html`${fields.text('name', job.name, { required: true, maxlength: 100 })}
    ${fields.area('description', job.description, { maxlength: 500 })}
    <label class="field">${t('create.folder')}<select name="folderId">${folderOptions(folders, job.folderId)}</select></label>
    ${fields.text('tags', job.tags.join(', '))}
    ${fields.text('category', job.category, { maxlength: 100 })}
    ${fields.text('timezone', job.timezone)}`,

  read: (given) => ({
    name: given.text('name'),
    description: given.text('description'),
    folderId: given.text('folderId') || null,
    tags: given.words('tags'),
    category: given.text('category'),
    timezone: given.text('timezone'),
  }),
};
