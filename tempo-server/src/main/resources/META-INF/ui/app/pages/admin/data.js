import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { del, get, post, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatBytes, formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';

const PAGE = 100;

/** What each account has left on the server: projects, runs and logs; and how to be rid of it. */
class UserData extends LightElement {
  static properties = { later: { state: true } };

  #data = new Resource(this, (signal) => get(`/api/admin/data?limit=${PAGE}`, { signal }));

  constructor() {
    super();
    this.later = [];
  }

  render() {
    return this.#data.show((data) => {
      const pages = [data, ...this.later];
      const { nextCursor } = pages.at(-1);
      return html`<section class="card"><header><h2>${t('admin.data')}</h2><span class="soft">${t('userData.disk', { used: formatBytes(data.totalBytes), free: formatBytes(data.freeBytes) })}</span></header>
        <div class="scroll" role="group" tabindex="0" aria-label=${t('admin.data')}><table class="table"><thead><tr><th>${t('users.name')}</th><th class="number">${t('userData.projects')}</th><th class="number">${t('userData.size')}</th>
          <th class="number">${t('userData.runs')}</th><th class="number">${t('userData.logs')}</th><th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
        <tbody>${pages.flatMap(({ users }) => users).map((user) => this.#row(user))}</tbody></table></div>
        ${nextCursor ? html`<div class="body"><button @click=${() => this.#more(nextCursor)}>${t('list.more')}</button></div>` : nothing}</section>`;
    });
  }

  #row(user) {
    return html`<tr data-user=${user.username}><td>${user.username}</td><td class="number">${formatInteger(user.projects)}</td><td class="number">${formatBytes(user.sizeBytes)}</td>
      <td class="number">${formatInteger(user.runs)}${user.runsAreExact ? '' : '+'}</td><td class="number">${formatBytes(user.logBytes)}</td>
      <td class="shrink"><a class="button quiet" href=${href(withQuery('/runs', { user: user.username }))}>${t('userData.show')}</a>
        <button class="quiet danger" @click=${() => this.#deleteLogs(user)}>${t('userData.deleteLogs')}</button>
        <button class="quiet danger" @click=${() => this.#reset(user)}>${t('userData.reset')}</button></td></tr>`;
  }

  async #more(cursor) {
    const page = await withErrorToast(() => get(withQuery('/api/admin/data', { limit: PAGE, cursor })));
    this.later = page ? [...this.later, page] : this.later;
  }

  async #deleteLogs({ userId, username: name }) {
    if (await confirm({ title: t('userData.confirmDeleteLogs', { name }), text: t('userData.deleteLogsHint'), action: t('userData.deleteLogs'), danger: true })) {
      await this.#do(() => del(`/api/admin/logs/user/${userId}`), ({ deleted }) => deleted);
    }
  }

  async #reset({ userId, username: name }) {
    if (await confirm({ title: t('userData.confirmReset', { name }), text: t('userData.resetHint'), action: t('userData.reset'), danger: true })) {
      await this.#do(() => post(`/api/users/${userId}/reset-data`), ({ runs }) => runs);
    }
  }

  async #do(action, runsOf) {
    const done = await withErrorToast(action);
    if (done) {
      toast(plural(done.complete ? 'userData.deleted' : 'userData.deletedPart', runsOf(done)), { kind: 'good' });
      this.later = [];
      this.#data.refresh();
    }
  }
}

customElements.define('tempo-user-data', UserData);
