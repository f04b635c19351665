import { html, nothing } from 'lit';
import { copyText } from '../../../components/clipboard.js';
import { dialogTitle, openDialog } from '../../../components/dialogs.js';
import { toast, withErrorToast } from '../../../components/toast.js';
import { get, put } from '../../../core/api.js';
import { href } from '../../../core/base-path.js';
import { t } from '../../../core/i18n.js';
import { canTransferJob, hasRole } from '../../../core/session.js';

/** Who may see and run it, whose it is, and from where it can be run. */
export const access = {
  name: 'access',

  show: (fields, job, { changed }) => html`<div class="field"><span class="soft">${t('settings.owner')}</span>
      <div class="row"><span class="grow">${job.owner ?? t('settings.nobody')}</span>
        ${canTransferJob(job) ? html`<button type="button" id="give-job" @click=${() => give(job, changed)}>${t('settings.give')}</button>` : nothing}</div></div>
    ${fields.select('requiredLevel', job.requiredLevel, ['viewer', 'operator', 'developer', 'admin'], 'role')}
    ${fields.check('urlTrigger', job.urlTrigger)}
    ${job.urlTrigger ? url(job) : nothing}`,

  read: (given) => ({ requiredLevel: given.text('requiredLevel'), urlTrigger: given.flag('urlTrigger') }),
};

const urlOf = (job) => `${location.origin}${href(`/api/jobs/${job.id}/trigger`)}`;

/** The address that runs it, to be copied. */
const url = (job) => html`<div class="row"><label class="field grow">${t('settings.url')}
    <input class="mono" id="trigger-url" readonly .value=${urlOf(job)} @focus=${(event) => event.target.select()}></label>
  <button type="button" @click=${copyUrl}>${t('settings.copy')}</button></div>`;

async function copyUrl(event) {
  if (await copyText(event.target.closest('.row').querySelector('input').value)) {
    toast(t('settings.copied'), { kind: 'good' });
  }
}

async function give(job, changed) {
  const names = hasRole('admin') ? await get('/api/users?limit=500').then(({ users }) => users.filter((user) => user.active).map((user) => user.username), () => []) : [];
  const owner = await chosen(job, names);
  if (owner !== undefined && (await withErrorToast(() => put(`/api/jobs/${job.id}/owner`, { owner })))) {
    toast(owner === null ? t('settings.givenToNobody') : t('settings.given', { owner }), { kind: 'good' });
    changed();
  }
}

/** Asks to whom; null is nobody, undefined no answer. */
const chosen = (job, names) =>
  openDialog(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        close(new FormData(event.target).get('owner').trim() || null);
      }}>
      <h2 id="question">${t('settings.giveTitle', { name: job.name })}</h2>
      <p class="soft">${t('settings.giveHint')}</p>
      <label class="field">${t('settings.newOwner')}<input name="owner" maxlength="100" list="new-owners" autocomplete="off" spellcheck="false" autofocus ?required=${!hasRole('admin')}></label>
      <datalist id="new-owners">${names.map((name) => html`<option value=${name}></option>`)}</datalist>
      ${hasRole('admin') ? html`<small class="soft">${t('settings.nobodyHint')}</small>` : nothing}
      <div class="row end"><button type="button" @click=${() => close(undefined)}>${t('dialog.cancel')}</button>
        <button class="primary">${dialogTitle('settings.give')}</button></div>
    </form>`,
    undefined,
  );
