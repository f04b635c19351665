import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { LightElement } from '../../components/light-element.js';
import { emptyState } from '../../components/placeholders.js';
import { Resource } from '../../components/resource.js';
import { toast, toastError } from '../../components/toast.js';
import { get, put } from '../../core/api.js';
import { hasMessage, plural, t } from '../../core/i18n.js';
import { setQuery } from '../../core/location.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';
import { groupSettings } from './setting-groups.js';
import { optionText } from './setting-options.js';

/** All settings of the server by group, where each comes from, and those that can be changed here. */
class ServerSettings extends LightElement {
  static properties = { route: { attribute: false }, changes: { state: true }, error: { state: true } };

  #settings = new Resource(this, (signal) => get('/api/settings', { signal }));

  #unsaved = new UnsavedChanges(this, {
    what: () => t('admin.settings'),
    within: '.settings-list',
    when: () => this.#dirty,
    save: () => this.#send(),
    discard: () => this.#discard(),
  });

  constructor() {
    super();
    this.changes = {};
  }

  render() {
    return this.#settings.show(({ settings, restartPending }) => {
      const shown = settings.filter((setting) => matchesSearch(setting, this.#words));
      return html`${restartPending ? html`<p class="notice">${t('server.restart')}</p>` : nothing}
        <form class="server-settings" @submit=${this.#save} novalidate>
          <div class="card settings-bar"><header><h2>${t('admin.settings')}</h2>
            <input type="search" class="filter" aria-label=${t('server.filter')} placeholder=${t('server.filter')} .value=${live(this.#words)}
              @input=${(event) => setQuery({ q: event.target.value })}>
            <span class="soft" role="status">${this.#dirty ? plural('server.changed', Object.keys(this.changes).length) : ''}</span>
            <button type="button" ?disabled=${!this.#dirty} @click=${this.#discard}>${t('settings.discard')}</button>
            <button class="primary" id="save-server" ?disabled=${!this.#dirty}>${t('settings.save')}</button></header>
            ${this.error ? html`<p class="body error" role="alert">${this.error.message}</p>` : nothing}</div>
          ${shown.length === 0 ? emptyState(t('server.none'), '') : groupSettings(shown).map(([group, members]) => this.#group(group, members))}
        </form>`;
    });
  }

  get #dirty() {
    return Object.keys(this.changes).length > 0;
  }

  get #words() {
    return this.route?.query.get('q') ?? '';
  }

  #group(group, members) {
    return html`<section class="card" data-group=${group}><header><h2>${t(`server.group.${group}`)}</h2></header>
      <ul class="settings-list">${members.map((setting) => this.#setting(setting))}</ul></section>`;
  }

  #setting(setting) {
    const { name } = setting;
    const changed = name in this.changes;
    const problem = this.error?.field?.(name) ?? setting.problem;
    return html`<li data-setting=${name} class=${changed ? 'is-changed' : ''}>
      <div><label for="setting-${name}"><strong>${settingName(setting)}</strong></label>
        <p class="soft" id="about-${name}">${setting.description}${setting.allowed && setting.type !== 'boolean' && !setting.options ? html` <span class="allowed">(${setting.allowed})</span>` : nothing}</p></div>
      <div class="stack">${this.#control(setting, problem)}
        ${problem ? html`<small class="error" id="problem-${name}" role="alert">${problem}</small>` : nothing}
        <div class="setting-facts">
          <span class="tag">${t(`server.origin.${setting.origin}`)}</span>
          ${setting.restartPending ? html`<span class="tag warning">${t('server.pending')}</span>` : setting.needsRestart && !setting.readOnly ? html`<span class="tag">${t('server.needsRestart')}</span>` : nothing}
          <code class="soft">${setting.variable}</code>
          ${this.#undo(setting, changed)}
        </div></div></li>`;
  }

  /** What can be taken back: the change that is not saved yet, or else what was saved here. */
  #undo(setting, changed) {
    if (changed) {
      return html`<button type="button" class="quiet" @click=${() => this.#forget(setting.name)}>${t('server.undo')}</button>`;
    }
    return setting.origin === 'saved' && !setting.readOnly
      ? html`<button type="button" class="quiet" @click=${() => this.#set(setting.name, null)}
          aria-label=${t('server.resetOf', { name: settingName(setting) })}>${t('server.reset')}</button>`
      : nothing;
  }

  #control(setting, problem) {
    const { name } = setting;
    const resets = this.changes[name] === null && setting.type !== 'secret';
    const value = resets ? setting.default : name in this.changes ? this.changes[name] : setting.value;
    const about = problem ? `problem-${name} about-${name}` : `about-${name}`;
    const set = (parsed) => this.#set(name, parsed);
    if (setting.readOnly) {
      return html`<output id="setting-${name}" class="fixed">${shownValue(setting)}</output><small class="soft">${t('server.fixed')}</small>`;
    }
    if (setting.type === 'boolean') {
      return html`<select id="setting-${name}" aria-describedby=${about} @change=${(e) => set(e.target.value === 'true')}>
        ${[true, false].map((flag) => html`<option value=${flag} .selected=${flag === value}>${t(flag ? 'server.on' : 'server.off')}</option>`)}</select>`;
    }
    if (setting.options) {
      return html`<select id="setting-${name}" aria-describedby=${about} @change=${(e) => set(e.target.value)}>${setting.options.map((o) => html`<option value=${o} .selected=${o === value}>${optionText(name, o)}</option>`)}</select>`;
    }
    return this.#input(setting, { value, about, problem, set });
  }

  #input(setting, { value, about, problem, set }) {
    const kinds = {
      integer: { type: 'number', parse: (text) => Number(text) },
      secret: { type: 'password', parse: (text) => text },
      list: { type: 'text', parse: (text) => text.split(',').map((one) => one.trim()).filter(Boolean) },
    };
    const { type, parse } = kinds[setting.type] ?? { type: 'text', parse: (typed) => typed };
    const text = setting.type === 'secret' ? (this.changes[setting.name] ?? '') : [value ?? ''].flat().join(', ');
    return html`<input id="setting-${setting.name}" type=${type} autocomplete=${setting.type === 'secret' ? 'new-password' : 'off'} spellcheck="false"
      min=${setting.minimum ?? nothing} max=${setting.maximum ?? nothing} placeholder=${setting.type === 'secret' && setting.set ? t('variables.kept') : nothing}
      aria-describedby=${about} aria-invalid=${problem ? 'true' : nothing} .value=${live(String(text))}
      @change=${(event) => set(event.target.value === '' ? null : parse(event.target.value))}>`;
  }

  #set(name, value) {
    this.changes = { ...this.changes, [name]: value };
  }

  #forget(name) {
    const { [name]: _, ...rest } = this.changes;
    this.changes = rest;
  }

  #discard() {
    this.changes = {};
    this.error = null;
    this.#unsaved.dirty = false;
  }

  #save(event) {
    event.preventDefault();
    return this.#send();
  }

  /** Says whether they could be saved. */
  async #send() {
    try {
      this.#settings.replace(await put('/api/settings', this.changes));
      this.#discard();
      toast(t('settings.saved'), { kind: 'good' });
      return true;
    } catch (error) {
      this.error = error.details ? error : null;
      if (this.error?.details.length > 0) {
        await this.#showProblem();
      } else {
        toastError(error);
      }
      return false;
    }
  }

  /** Goes to the first field that is wrong, also if the search hides it. */
  async #showProblem() {
    if (this.error.details.every(({ field }) => !this.querySelector(`[data-setting="${CSS.escape(field)}"]`))) {
      setQuery({ q: '' });
    }
    await this.updateComplete;
    this.querySelector('[aria-invalid=true]')?.focus();
  }
}

/** The plain name of a setting. */
export const settingName = ({ name }) => (hasMessage(`setting.${name}`) ? t(`setting.${name}`) : name);

/** Whether a setting goes by some words: its plain name, its own, its variable or its description. */
export function matchesSearch(setting, words) {
  const text = `${settingName(setting)} ${setting.name} ${setting.variable} ${setting.description}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function shownValue({ name, type, options, value, set }) {
  if (type === 'secret') {
    return t(set ? 'server.secretSet' : 'server.secretUnset');
  }
  if (type === 'boolean') {
    return t(value ? 'server.on' : 'server.off');
  }
  return options ? optionText(name, value) : [value ?? ''].flat().join(', ') || '–';
}

customElements.define('tempo-server-settings', ServerSettings);
