import { html, nothing } from 'lit';
import { get, put } from '../../core/api.js';
import { Resource } from '../../core/resource.js';
import { t } from '../../core/texts.js';
import { Unsaved } from '../../core/unsaved.js';
import { Element } from '../../parts/element.js';
import { toast, toastError } from '../../shell/toasts.js';

/** All settings of the server, where each comes from, and those that can be changed here. */
class ServerSettings extends Element {
  static properties = { changes: { state: true }, error: { state: true }, text: { state: true } };

  #settings = new Resource(this, (signal) => get('/api/settings', { signal }));

  #unsaved = new Unsaved(this, {
    what: () => t('admin.settings'),
    within: '.settings-list',
    when: () => Object.keys(this.changes).length > 0,
    save: () => this.#send(),
    discard: () => (this.changes = {}),
  });

  constructor() {
    super();
    this.changes = {};
    this.text = '';
  }

  render() {
    return this.#settings.show(({ settings, restartPending }) => {
      const words = this.text.toLowerCase();
      const shown = settings.filter((s) => `${s.name} ${s.variable} ${s.description}`.toLowerCase().includes(words));
      const dirty = Object.keys(this.changes).length > 0;
      return html`${restartPending ? html`<p class="notice">${t('server.restart')}</p>` : nothing}
        <form class="card" @submit=${this.#save} novalidate><header><h2>${t('admin.settings')}</h2>
          <input type="search" class="filter" aria-label=${t('server.filter')} placeholder=${t('server.filter')} @input=${(e) => (this.text = e.target.value)}>
          <button class="primary" ?disabled=${!dirty}>${t('settings.save')}</button></header>
          ${this.error ? html`<div class="body error" role="alert"><p>${this.error.message}</p>${this.error.details.map((d) => html`<p>${d.field}: ${d.message}</p>`)}</div>` : nothing}
          <ul class="settings-list">${shown.map((setting) => this.#setting(setting))}</ul></form>`;
    });
  }

  #setting(setting) {
    return html`<li><label class="field"><span><strong>${setting.name}</strong> <small class="mono soft">${setting.variable}</small></span>${this.#control(setting)}</label>
      <p class="soft">${[setting.description, t(`server.origin.${setting.origin}`), setting.readOnly ? t('server.fixed') : ''].filter(Boolean).join(' · ')}
        ${setting.needsRestart ? html`<span class="tag">${t('server.needsRestart')}</span>` : nothing}</p></li>`;
  }

  #control(setting) {
    const value = setting.name in this.changes ? this.changes[setting.name] : setting.value;
    const set = (parsed) => {
      this.changes = { ...this.changes, [setting.name]: parsed };
    };
    if (setting.type === 'boolean') {
      return html`<select ?disabled=${setting.readOnly} @change=${(e) => set(e.target.value === 'true')}>
        ${[true, false].map((flag) => html`<option value=${flag} .selected=${flag === value}>${t(flag ? 'server.on' : 'server.off')}</option>`)}</select>`;
    }
    if (setting.options) {
      return html`<select ?disabled=${setting.readOnly} @change=${(e) => set(e.target.value)}>${setting.options.map((o) => html`<option value=${o} .selected=${o === value}>${o}</option>`)}</select>`;
    }
    if (setting.type === 'integer') {
      return html`<input type="number" ?disabled=${setting.readOnly} min=${setting.minimum ?? nothing} max=${setting.maximum ?? nothing} .value=${value ?? ''}
        @change=${(e) => set(e.target.value === '' ? null : Number(e.target.value))}>`;
    }
    if (setting.type === 'secret') {
      return html`<input type="password" autocomplete="new-password" ?disabled=${setting.readOnly} placeholder=${setting.set ? t('variables.kept') : ''} @change=${(e) => set(e.target.value || null)}>`;
    }
    const list = setting.type === 'list';
    return html`<input ?disabled=${setting.readOnly} .value=${list ? (value ?? []).join(', ') : (value ?? '')}
      @change=${(e) => set(list ? e.target.value.split(',').map((v) => v.trim()).filter(Boolean) : e.target.value === '' ? null : e.target.value)}>`;
  }

  #save(event) {
    event.preventDefault();
    return this.#send();
  }

  /** Says whether they could be saved. */
  async #send() {
    try {
      this.#settings.data = await put('/api/settings', this.changes);
      this.changes = {};
      this.#unsaved.dirty = false;
      this.error = null;
      toast(t('settings.saved'), { kind: 'good' });
      return true;
    } catch (error) {
      this.error = error.details ? error : null;
      toastError(error);
      return false;
    }
  }
}

customElements.define('tempo-server-settings', ServerSettings);
