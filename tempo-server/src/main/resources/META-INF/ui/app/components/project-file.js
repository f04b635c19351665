// A field for a file of the active project: chosen from those that are there, or sent there.

import { html } from 'lit';
import { encodeSegment, get, upload, withQuery } from '../core/api.js';
import { t } from '../core/i18n.js';
import { withErrorToast } from './toast.js';

const UPLOADS = 'uploads';
const MOST = 500;

/** Jobs of no group have their files here. */
const MANAGED = '_managed';

/** Renders the field; its value is the file's name in the project. */
export function fileInput(p, job) {
  const id = `files-of-${p.name}`;
  return html`<span class="row project-file">
    <input class="grow" name=${p.name} list=${id} ?required=${p.required} spellcheck="false" autocomplete="off" .value=${String(p.default ?? '')}
      @focus=${(event) => suggest(event.target, job)}>
    <datalist id=${id}></datalist>
    <span class="button file-button"><span aria-hidden="true">${t('parameters.upload')}</span><input type="file" data-upload aria-label=${t('parameters.uploadFor', { name: p.name })} @change=${(event) => send(event, job)}></span></span>`;
}

/** Fills the list with the files of the active project, once. */
async function suggest(input, job) {
  const list = input.nextElementSibling;
  if (list.children.length === 0) {
    const paths = await projectFiles(job).catch(() => []); // one can type without
    list.replaceChildren(...paths.map((path) => Object.assign(document.createElement('option'), { value: path })));
  }
}

const groupOf = (job) => job.groupId ?? MANAGED;

async function projectFiles(job) {
  const { id } = await get('/api/projects/active');
  const found = [];
  const directories = [''];
  while (directories.length > 0 && found.length < MOST) {
    const { files } = await get(withQuery(`/api/projects/${id}/files`, { group: groupOf(job), path: directories.shift() || null }));
    for (const file of files) {
      (file.type === 'directory' ? directories : found).push(file.path);
    }
  }
  return found.slice(0, MOST);
}

/** Sends a file from this computer into the project, and puts its name there into the field. */
async function send(event, job) {
  const [file] = event.target.files;
  const field = event.target.closest('.project-file').querySelector('input[name]');
  if (file) {
    const path = `${UPLOADS}/${file.name}`;
    const sent = await withErrorToast(async () => {
      const { id } = await get('/api/projects/active');
      return upload('PUT', withQuery(`/api/projects/${id}/files/${path.split('/').map(encodeSegment).join('/')}`, { group: groupOf(job) }), file);
    });
    if (sent) {
      field.value = sent.path ?? path;
      field.nextElementSibling.replaceChildren(); // it is among them now
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    event.target.value = '';
  }
}
