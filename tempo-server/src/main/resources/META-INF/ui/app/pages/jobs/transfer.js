import { html, nothing, render } from 'lit';
import { openDialog } from '../../components/dialogs.js';
import { folderPathText } from '../../components/folder-names.js';
import { withErrorToast } from '../../components/toast.js';
import { download, upload, withQuery } from '../../core/api.js';
import { formatList } from '../../core/format.js';
import { loadMessagePart, t } from '../../core/i18n.js';
import { hasRole } from '../../core/session.js';

const CONFLICTS = ['rename', 'skip', 'replace'];

/** Downloads jobs as one archive. */
export const exportJobs = (query) => withErrorToast(() => download('/api/export', query));

/** Asks for an archive and takes its jobs in; true if something was. */
export const importJobs = () =>
  withErrorToast(async () => {
    await loadMessagePart('import');
    return askForJobs();
  });

const askForJobs = () =>
  openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    let state = { busy: false, error: null, report: null };
    const show = (change) => {
      state = { ...state, ...change };
      render(state.report ? reported(state.report, close) : content(state, close), form);
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const data = new FormData(form);
      show({ busy: true, error: null });
      try {
        show({ report: await send(data) });
      } catch (error) {
        show({ busy: false, error });
      }
    });
    show({});
    return form;
  }, false);

/** Archives begin with PK; anything else is taken for a crontab, and the server says what is wrong with it. */
async function send(data) {
  const file = data.get('file');
  const isArchive = (await file.slice(0, 2).text()) === 'PK';
  return isArchive
    ? upload('POST', withQuery('/api/import', { conflict: data.get('conflict'), keepIds: data.has('keepIds') || null }), new Blob([file], { type: 'application/zip' }))
    : upload('POST', withQuery('/api/import', { format: 'crontab', userColumn: data.get('userColumn') }), new Blob([file], { type: 'text/plain' }));
}

const content = ({ busy, error }, close) => html`<h2 id="question">${t('import.title')}</h2>
  <label class="field">${t('import.file')}<input type="file" name="file" required></label>
  <p class="soft">${t('import.crontab')}</p>
  <label class="field">${t('import.conflict')}<select name="conflict">
    ${CONFLICTS.map((name) => html`<option value=${name}>${t(`import.${name}`)}</option>`)}</select></label>
  <details class="more"><summary>${t('settings.more')}</summary><div class="stack">
    <label class="field">${t('import.userColumn')}<select name="userColumn"><option value="">${t('import.userColumn.guess')}</option><option value="true">${t('import.userColumn.true')}</option><option value="false">${t('import.userColumn.false')}</option></select></label>
    ${hasRole('admin') ? html`<label class="check"><input type="checkbox" name="keepIds"><span>${t('import.keepIds')}</span></label>` : nothing}</div></details>
  ${error
    ? html`<div class="error" role="alert">${error.details?.length ? html`<ul>${error.details.map(({ field, message }) => html`<li>${field}: ${message}</li>`)}</ul>` : error.message}</div>`
    : nothing}
  <div class="row end">
    <button type="button" @click=${() => close(false)}>${t('dialog.cancel')}</button>
    <button class="primary" ?disabled=${busy}>${t(busy ? 'import.busy' : 'import.do')}</button>
  </div>`;

const reported = (report, close) => html`<h2 id="question">${t('import.done')}</h2>
  <dl class="facts">${Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([action, count]) => html`<div><dt>${t(`import.report.${action}`)}</dt><dd>${count}</dd></div>`)}</dl>
  <ul>${report.jobs
    .filter((job) => job.reason || job.missingSecrets.length > 0)
    .map((job) => html`<li><bdi>${folderPathText([...(job.folderNames ?? []), job.name])}</bdi>: ${job.reason ?? t('import.secrets', { names: formatList(job.missingSecrets) })}</li>`)}</ul>
  ${report.notes.length === 0 ? nothing : html`<ul class="soft">${report.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
  <div class="row end"><button type="button" class="primary" @click=${() => close(true)}>${t('dialog.close')}</button></div>`;
