import { html, nothing, render } from 'lit';
import { confirm, openDialog } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import '../../components/password-field.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { del, get, post, put } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { currentUser } from '../../core/session.js';

const ROLES = ['viewer', 'operator', 'developer', 'admin'];

/** Accounts, and what each may do. */
class Users extends LightElement {
  #users = new Resource(this, (signal) => get('/api/users?limit=500', { signal }));

  render() {
    return html`<section class="card"><header><h2>${t('admin.users')}</h2><button class="primary" id="new-user" @click=${() => this.#edit(null)}>${t('users.new')}</button></header>
      ${this.#users.show(({ users }) => html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('users.name')}</th><th>${t('users.email')}</th><th>${t('users.role')}</th><th>${t('users.lastLogin')}</th><th></th></tr></thead>
        <tbody>${users.map((user) => this.#row(user))}</tbody></table></div>`)}</section>
      ${this.#matrix()}`;
  }

  #row(user) {
    return html`<tr class=${user.active ? '' : 'off'}><td>${user.username}${user.active ? nothing : html` <span class="tag">${t('users.inactive')}</span>`}</td>
      <td data-label=${t('users.email')}>${user.email ?? nothing}</td><td data-label=${t('users.role')}>${t(`role.${user.role}`)}</td><td data-label=${t('users.lastLogin')}>${user.lastLoginAt ? timeElement(user.lastLoginAt) : html`<span class="soft">${t('keys.never')}</span>`}</td>
      <td class="shrink"><button class="quiet" @click=${() => this.#edit(user)}>${t('users.edit')}</button>
        ${user.id === currentUser().id ? nothing : html`<button class="quiet danger" @click=${() => this.#delete(user)}>${t('users.delete')}</button>`}</td></tr>`;
  }

  /** What each role may, in words. */
  #matrix() {
    const rows = ['see', 'run', 'own', 'create', 'admin'];
    const from = { see: 0, run: 1, own: 1, create: 2, admin: 3 };
    return html`<section class="card"><header><h2>${t('users.matrix')}</h2></header><div class="scroll" role="group" tabindex="0" aria-label=${t('users.matrix')}><table class="table matrix">
      <thead><tr><th></th>${ROLES.map((role) => html`<th>${t(`role.${role}`)}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr><td>${t(`users.may.${row}`)}</td>${ROLES.map((_, i) => html`<td class=${i >= from[row] ? 'yes' : 'no'}>${i >= from[row] ? '✓' : '–'}</td>`)}</tr>`)}</tbody></table></div></section>`;
  }

  async #edit(user) {
    if (await askForUser(user)) {
      this.#users.refresh();
    }
  }

  async #delete(user) {
    if (await confirm({ title: t('users.confirmDelete', { name: user.username }), text: t('users.deleteHint'), action: t('users.delete'), danger: true })) {
      await withErrorToast(() => del(`/api/users/${user.id}`));
      this.#users.refresh();
    }
  }
}

const askForUser = (user) =>
  openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    const show = (error) => {
      const problem = (field) => (error?.field?.(field) ? html`<small class="error">${error.field(field)}</small>` : nothing);
      render(
        html`<h2 id="question">${user ? t('users.change', { name: user.username }) : t('users.new')}</h2>
          <label class="field">${t('users.name')}<input name="username" required maxlength="64" autocomplete="off" .value=${user?.username ?? ''} ?autofocus=${!user}>${problem('username')}</label>
          <label class="field">${t('users.email')}<input name="email" type="email" maxlength="254" .value=${user?.email ?? ''}>${problem('email')}</label>
          <label class="field">${t('users.role')}<select name="role">${ROLES.map((role) => html`<option value=${role} .selected=${role === (user?.role ?? 'viewer')}>${t(`role.${role}`)}</option>`)}</select></label>
          <tempo-password name="password" .label=${t(user ? 'users.newPassword' : 'users.password')} autocomplete="new-password" fresh ?required=${!user} .error=${error?.field?.('password')}></tempo-password>
          <label class="field">${t('users.retention')}<input name="retentionDays" type="number" min="1" .value=${user?.retentionDays ?? ''}>${problem('retentionDays')}</label>
          ${user ? html`<label class="check"><input type="checkbox" name="active" .checked=${user.active}>${t('users.active')}</label>` : nothing}
          ${error ? html`<p class="error" role="alert">${error.message}</p>` : nothing}
          <div class="row end"><button type="button" @click=${() => close(false)}>${t('dialog.cancel')}</button><button class="primary">${t('users.save')}</button></div>`,
        form,
      );
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const asked = askedFrom(new FormData(form), user);
      try {
        await (user ? put(`/api/users/${user.id}`, asked) : post('/api/users', asked));
        close(true);
      } catch (error) {
        show(error);
      }
    });
    show(null);
    return form;
  }, false);

function askedFrom(form, user) {
  const asked = {
    username: form.get('username'),
    email: form.get('email') || null,
    role: form.get('role'),
    retentionDays: form.get('retentionDays') ? Number(form.get('retentionDays')) : null,
  };
  if (form.get('password')) {
    asked.password = form.get('password');
  }
  if (user) {
    asked.active = form.has('active');
  }
  return asked;
}

customElements.define('tempo-users', Users);
