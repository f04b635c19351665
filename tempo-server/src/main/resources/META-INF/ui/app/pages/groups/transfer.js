import { html, nothing, render } from 'lit';
import { dialogTitle, openDialog } from '../../components/dialogs.js';
import { fileWarnings } from '../../components/file-warnings.js';
import { withErrorToast } from '../../components/toast.js';
import { download, encodeSegment, upload, withQuery } from '../../core/api.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';
import { zipOf } from '../../core/zip-writer.js';

const LITTER = new Set(['__pycache__', '__MACOSX']);

/** Downloads a group's files as one archive. */
export const exportGroup = (id) => withErrorToast(() => download(`/api/groups/${encodeSegment(id)}/export`));

/** Asks for an archive or a folder and makes a group of it; the group's id, or nothing. */
export const importGroup = () =>
  withErrorToast(async () => {
    await loadMessagePart('import');
    return askForGroup();
  });

const askForGroup = () =>
  openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    let state = { busy: false, error: null, report: null, folder: false };
    const show = (change) => {
      state = { ...state, ...change };
      render(state.report ? reported(state.report, close) : content(state, show, close), form);
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      show({ busy: true, error: null });
      try {
        show({ report: await send(form) });
      } catch (error) {
        show({ busy: false, error });
      }
    });
    show({});
    return form;
  }, null);

async function send(form) {
  const files = [...form.elements.file.files];
  const body = form.elements.file.webkitdirectory ? await zipOf(kept(files)) : new Blob([files[0]], { type: 'application/zip' });
  return upload('POST', withQuery('/api/groups/import', { id: form.elements.id.value.trim() || null, replace: form.elements.replace.checked || null }), body);
}

/** Without what is hidden and what Python leaves behind. */
const kept = (files) =>
  files
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => path.split('/').every((part, i) => i === 0 || (!part.startsWith('.') && !LITTER.has(part))));

const content = ({ busy, error, folder }, show, close) => html`<h2 id="question">${dialogTitle('groups.import')}</h2>
  <div class="row" role="radiogroup" aria-label=${t('groups.importWhat')}>
    <label class="check"><input type="radio" name="what" value="archive" .checked=${!folder} @change=${() => show({ folder: false })}><span>${t('groups.importArchive')}</span></label>
    <label class="check"><input type="radio" name="what" value="folder" .checked=${folder} @change=${() => show({ folder: true })}><span>${t('groups.importFolder')}</span></label></div>
  <label class="field">${t(folder ? 'groups.importFolder' : 'groups.importArchive')}
    ${folder ? html`<input type="file" name="file" webkitdirectory required>` : html`<input type="file" name="file" accept=".zip,application/zip" required>`}</label>
  <label class="field">${t('groups.importName')}<input name="id" maxlength="60" pattern="[A-Za-z0-9_\\-]*" autocomplete="off" spellcheck="false"><small class="soft">${t('groups.importNameHint')}</small></label>
  <label class="check"><input type="checkbox" name="replace"><span>${t('groups.importReplace')}</span></label>
  ${error ? html`<p class="error" role="alert">${error.details?.[0]?.message ?? error.message}</p>` : nothing}
  <div class="row end">
    <button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button>
    <button class="primary" ?disabled=${busy}>${t(busy ? 'import.busy' : 'import.do')}</button>
  </div>`;

const reported = (report, close) => html`<h2 id="question">${t('groups.imported', { group: report.id })}</h2>
  <p>${plural('jobs.count', report.added.length)}</p>
  ${report.warnings.length > 0 ? fileWarnings(report.warnings) : nothing}
  <div class="row end"><button type="button" class="primary" @click=${() => close(report.id)}>${t('dialog.close')}</button></div>`;
