import { html, nothing, render } from 'lit';
import { copyText } from '../../components/clipboard.js';
import { confirm, openDialog } from '../../components/dialogs.js';
import { folderPath } from '../../components/folder-names.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { del, get, post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';
import { currentUser, hasRole } from '../../core/session.js';

const ROLES = ['viewer', 'operator', 'developer', 'admin'];

/** API keys: one's own, or everybody's. */
class Keys extends LightElement {
  static properties = { all: { type: Boolean } };

  #keys = new Resource(this, (signal) => get('/api/keys?limit=200', { signal }));

  render() {
    return html`<section class="card"><header><h2>${t('keys.api')}</h2><button class="primary" id="new-key" @click=${this.#create}>${t('keys.new')}</button></header>
      ${this.#keys.show(({ keys }) => this.#table(this.all ? keys : keys.filter((key) => key.owner === currentUser().username)))}</section>`;
  }

  #table(keys) {
    if (keys.length === 0) {
      return html`<p class="body soft">${t('keys.none')}</p>`;
    }
    return html`<div class="scroll"><table class="table keys carded"><thead><tr><th>${t('keys.name')}</th><th>${t('keys.begins')}</th><th>${t('keys.may')}</th>
      ${this.all ? html`<th>${t('keys.owner')}</th>` : nothing}<th>${t('keys.used')}</th><th>${t('keys.expires')}</th><th></th></tr></thead>
      <tbody>${keys.map((key) => html`<tr><td><strong>${key.name}</strong></td><td class="mono">${key.prefix}…</td>
        <td data-label=${t('keys.may')}>${t(`keys.scope.${key.scope}`)}${key.role ? ` (${t(`role.${key.role}`)})` : ''} ${(key.grantedJobs ?? []).map(granted)}</td>
        ${this.all ? html`<td data-label=${t('keys.owner')}>${key.owner}</td>` : nothing}
        <td data-label=${t('keys.used')}>${key.lastUsedAt ? timeElement(key.lastUsedAt) : html`<span class="soft">${t('keys.never')}</span>`}</td>
        <td data-label=${t('keys.expires')}>${key.expiresAt ? timeElement(key.expiresAt) : html`<span class="soft">${t('keys.noEnd')}</span>`}</td>
        <td class="shrink">${key.fromSettings
          ? html`<span class="soft">${t('keys.fromSettings')}</span>`
          : html`<button class="quiet" @click=${() => this.#rotate(key)}>${t('keys.rotate')}</button>
              <button class="quiet danger" @click=${() => this.#revoke(key)}>${t('keys.revoke')}</button>`}</td></tr>`)}</tbody></table></div>`;
  }

  async #create() {
    const made = await askForKey();
    if (made) {
      await showKey(made);
      this.#keys.refresh();
    }
  }

  async #rotate(key) {
    if (await confirm({ title: t('keys.confirmRotate', { name: key.name }), text: t('keys.rotateHint'), action: t('keys.rotate') })) {
      const made = await withErrorToast(() => post(`/api/keys/${key.id}/rotate`));
      if (made) {
        await showKey(made);
      }
      this.#keys.refresh();
    }
  }

  async #revoke(key) {
    if (await confirm({ title: t('keys.confirmRevoke', { name: key.name }), text: t('keys.revokeHint'), action: t('keys.revoke'), danger: true })) {
      await withErrorToast(() => del(`/api/keys/${key.id}`));
      this.#keys.refresh();
    }
  }
}

/** A job that a key triggers; by its id if it is gone. */
const granted = ({ id, name, folderNames: folders }) =>
  name === null
    ? html`<div class="soft granted">${id}</div>`
    : html`<div class="granted"><a href=${href(`/jobs/${id}`)}>${name}</a> <small class="soft">${folderPath(folders)}</small></div>`;

const askForKey = () =>
  openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    const show = (error) =>
      render(
        html`<h2 id="question">${t('keys.new')}</h2>
          <label class="field">${t('keys.name')}<input name="name" required maxlength="100" autofocus></label>
          <label class="field">${t('keys.may')}<select name="scope" @change=${() => show(null)}><option value="trigger">${t('keys.scope.trigger')}</option><option value="api">${t('keys.scope.api')}</option></select></label>
          ${form.elements.scope?.value === 'api'
            ? html`<label class="field">${t('keys.role')}<select name="role"><option value="">${t('keys.ownRole')}</option>
                ${ROLES.filter(hasRole).map((role) => html`<option value=${role}>${t(`role.${role}`)}</option>`)}</select><small class="soft">${t('keys.roleHint')}</small></label>`
            : html`<label class="field">${t('keys.jobs')}<input name="jobs" placeholder=${t('keys.allJobs')} autocomplete="off"><small class="soft">${t('keys.jobsHint')}</small></label>`}
          <label class="field">${t('keys.expires')}<input type="date" name="expiresAt"></label>
          ${error ? html`<p class="error" role="alert">${error.details?.map((d) => d.message).join(' ') || error.message}</p>` : nothing}
          <div class="row end"><button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button><button class="primary">${t('keys.create')}</button></div>`,
        form,
      );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const jobs = (data.get('jobs') ?? '').split(',').map((job) => job.trim()).filter(Boolean);
      const trigger = data.get('scope') === 'trigger';
      try {
        close(
          await post('/api/keys', {
            name: data.get('name'),
            scope: data.get('scope'),
            jobs: trigger && jobs.length > 0 ? jobs : null,
            ...(data.get('role') ? { role: data.get('role') } : {}),
            expiresAt: data.get('expiresAt') ? new Date(data.get('expiresAt')).toISOString() : null,
          }),
        );
      } catch (error) {
        show(error);
      }
    });
    show(null);
    return form;
  }, null);

/** Shows a key, which can never be shown again. */
const showKey = (made) =>
  openDialog(
    (close) => html`<h2 id="question">${t('keys.made', { name: made.name })}</h2>
      <p>${t('keys.once')}</p>
      <pre class="code" data-key>${made.key}</pre>
      <div class="row end">
        <button type="button" @click=${async () => {
          if (await copyText(made.key)) {
            toast(t('keys.copied'), { kind: 'good' });
          }
        }}>${t('keys.copy')}</button>
        <button type="button" class="primary" @click=${() => close()}>${t('dialog.close')}</button></div>`,
  );

customElements.define('tempo-keys', Keys);
