import { html, nothing, render } from 'lit';
import { openDialog } from '../../components/dialogs.js';
import { toastError } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { folderOptions } from './bulk-actions.js';

const KINDS = ['python', 'shell', 'command'];

/** Asks for a name and makes a job at once; gives it, or null. What it runs is written afterwards, in its editor. */
export async function createJob({ folders, folder }) {
  const templates = await get('/api/templates').then((data) => data.templates, () => []);
  return openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    const show = (error) => render(content(error), form);
    const content = (error) => html`<h2 id="question">${t('create.title')}</h2>
      <label class="field">${t('create.name')}<input name="name" maxlength="100" required autofocus autocomplete="off"></label>
      <div class="row">
        <label class="field grow">${t('create.start')}<select name="start" @change=${() => show(null)}>
          ${KINDS.map((kind) => html`<option value=${`kind:${kind}`}>${t(`create.${kind}`)}</option>`)}
          ${templates.length > 0
            ? html`<optgroup label=${t('create.templates')}>${templates.map((one) => html`<option value="template:${one.id}" title=${one.description ?? ''}>${one.name}</option>`)}</optgroup>`
            : nothing}
        </select></label>
        ${folders.length > 0
          ? html`<label class="field grow">${t('create.folder')}<select name="folder">${folderOptions(folders, folder)}</select></label>`
          : nothing}
      </div>
      ${form.elements.start?.value === 'kind:command'
        ? html`<label class="field">${t('create.command')}<textarea name="command" rows="3" required spellcheck="false" placeholder=${'rsync\n-a\n/srv/data/\n/mnt/backup/'}></textarea>
            <small class="soft">${t('create.commandHint')}</small></label>`
        : nothing}
      ${error ? html`<p class="error" role="alert">${error.field?.('name') ?? error.message}</p>` : nothing}
      <div class="row end">
        <button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button>
        <button class="primary">${t('create.save')}</button>
      </div>`;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        close(await post('/api/jobs', asked(new FormData(form))));
      } catch (error) {
        error.field ? show(error) : toastError(error);
      }
    });
    show(null);
    return form;
  }, null);
}

function asked(form) {
  const [what, value] = form.get('start').split(':');
  const job = { name: form.get('name') };
  if (form.get('folder')) {
    job.folderId = form.get('folder');
  }
  if (what === 'template') {
    job.template = value;
  } else {
    job.task = { kind: value, ...(value === 'command' ? { command: form.get('command').split(/\r?\n/).filter((line) => line !== '') } : {}) };
  }
  return job;
}
