import { html, nothing } from 'lit';
import { confirm, openDialog } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import '../../components/menu.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { del, get, post, put, withQuery } from '../../core/api.js';
import { formatBytes, formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { navigate } from '../../core/location.js';

const PAGE = 50;
const MIB = 1_048_576;

/** What each account has left on the server: projects, runs and logs; and how to be rid of it. */
class UserData extends LightElement {
  static properties = { later: { state: true } };

  #data = new Resource(this, (signal) => get(`/api/admin/data?limit=${PAGE}`, { signal }));

  #quotas = new Resource(this, (signal) => get('/api/settings/log-quota', { signal }));

  constructor() {
    super();
    this.later = [];
  }

  render() {
    return this.#data.show((data) => {
      const pages = [data, ...this.later];
      const { nextCursor } = pages.at(-1);
      return html`<section class="card"><header><h2>${t('admin.data')}</h2><span class="soft">${t('userData.disk', { used: formatBytes(data.totalBytes), free: formatBytes(data.freeBytes) })}</span></header>
        <div class="scroll" role="group" tabindex="0" aria-label=${t('admin.data')}><table class="table carded"><thead><tr><th>${t('users.name')}</th><th class="number">${t('userData.projects')}</th><th class="number">${t('userData.size')}</th>
          <th class="number">${t('userData.runs')}</th><th class="number">${t('userData.logs')}</th><th class="number">${t('userData.quota')}</th><th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
        <tbody>${pages.flatMap(({ users }) => users).map((user) => this.#row(user))}</tbody></table></div>
        ${nextCursor ? html`<div class="body"><button @click=${() => this.#more(nextCursor)}>${t('list.more')}</button></div>` : nothing}</section>`;
    });
  }

  #row(user) {
    return html`<tr data-user=${user.username}><td>${user.username}</td><td class="number" data-label=${t('userData.projects')}>${formatInteger(user.projects)}</td><td class="number" data-label=${t('userData.size')}>${formatBytes(user.sizeBytes)}</td>
      <td class="number" data-label=${t('userData.runs')}>${formatInteger(user.runs)}${user.runsAreExact ? '' : '+'}</td><td class="number" data-label=${t('userData.logs')}>${formatBytes(user.logBytes)}</td>
      <td class="number" data-label=${t('userData.quota')}>${this.#quota(user)}</td>
      <td class="shrink"><tempo-menu .label=${t('userData.actions', { name: user.username })} .items=${this.#items(user)}></tempo-menu></td></tr>`;
  }

  #items(user) {
    return [
      { text: t('userData.show'), run: () => navigate(withQuery('/runs', { user: user.username })) },
      { text: t('userData.setQuota'), run: () => this.#setQuota(user) },
      null,
      { text: t('userData.deleteLogs'), danger: true, run: () => this.#deleteLogs(user) },
      { text: t('userData.reset'), danger: true, run: () => this.#reset(user) },
    ];
  }

  /** What somebody has of their own; else it is the role's. */
  #quota({ userId }) {
    const own = this.#quotas.data?.users.find((one) => one.userId === userId);
    return own === undefined ? html`<span class="soft">${t('userData.ofRole')}</span>` : own.quotaBytes === 0 ? t('userData.noLimit') : formatBytes(own.quotaBytes);
  }

  async #setQuota({ userId, username: name }) {
    const users = this.#quotas.data?.users ?? [];
    const asked = await askForQuota(name, users.find((one) => one.userId === userId)?.quotaBytes);
    if (asked !== null) {
      const others = users.filter((one) => one.userId !== userId);
      const own = asked === '' ? [] : [{ userId, quotaBytes: Math.round(Number(asked) * MIB) }];
      await withErrorToast(() => put('/api/settings/log-quota', { users: [...others, ...own] }));
      this.#quotas.refresh();
    }
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

/** Asks for a quota in MiB; empty for that of the role, null if not answered. */
const askForQuota = (name, bytes) =>
  openDialog(
    (close) => html`<form class="stack" @submit=${(event) => (event.preventDefault(), close(new FormData(event.target).get('quota')))}>
      <h2 id="question">${t('userData.quotaOf', { name })}</h2>
      <label class="field">${t('userData.quotaMb')}<input type="number" name="quota" min="0" max="1073741824" step="any" autofocus .value=${bytes === undefined ? '' : String(bytes / MIB)}><small class="soft">${t('userData.quotaHint')}</small></label>
      <div class="row end"><button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button><button class="primary">${t('settings.save')}</button></div>
    </form>`,
    null,
  );

customElements.define('tempo-user-data', UserData);
