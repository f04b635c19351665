// Named presets of a job's parameter values.

import { html, nothing } from 'lit';
import { del, encodeSegment, get, put } from '../core/api.js';
import { t } from '../core/i18n.js';
import { confirm, dialogTitle, prompt } from './dialogs.js';
import { toast, withErrorToast } from './toast.js';

/** The bar above the parameter form: selects, saves, renames and deletes presets. */
export class Presets {
  #job;
  #form;
  #list = [];
  #chosen = '';
  #last = {};

  /** @param {{values: function(): object, fill: function(object), show: function()}} form what they are of */
  constructor(job, form) {
    this.#job = job;
    this.#form = form;
  }

  async load() {
    const { presets } = await get(`/api/jobs/${this.#job.id}/presets`).catch(() => ({ presets: [] })); // the form works without
    this.#list = presets;
    const { parameters } = await get(`/api/jobs/${this.#job.id}/parameters/last`).catch(() => ({ parameters: {} }));
    this.#last = parameters;
    this.#form.show();
  }

  bar() {
    const chosen = this.#chosen;
    if (this.#list.length === 0) {
      return html`<div class="row end presets">${this.#again()}<button type="button" class="quiet" @click=${() => this.#save()}>${t('presets.save')}</button></div>`;
    }
    return html`<div class="row presets">
      <label class="field grow">${t('presets.title')}<select aria-label=${t('presets.title')} @change=${(event) => this.#choose(event.target.value)}>
        <option value="" .selected=${chosen === ''}>${t('presets.none')}</option>
        ${this.#list.map(({ name, readOnly }) => html`<option value=${name} .selected=${name === chosen}>${readOnly ? t('presets.ofScript', { name }) : name}</option>`)}</select></label>
      ${this.#again()}
      <button type="button" @click=${() => this.#save()}>${t('presets.save')}</button>
      ${chosen === '' || this.#list.find(({ name }) => name === chosen)?.readOnly
        ? nothing
        : html`<button type="button" class="quiet" @click=${() => this.#rename()}>${t('presets.rename')}</button>
            <button type="button" class="quiet" @click=${() => this.#delete()}>${t('presets.delete')}</button>`}
    </div>`;
  }

  /** Fills in what the account last started the job with. */
  #again() {
    return Object.keys(this.#last).length === 0 ? nothing : html`<button type="button" class="quiet" @click=${() => this.#form.fill(this.#last)}>${t('presets.last')}</button>`;
  }

  #choose(name) {
    this.#chosen = name;
    this.#form.fill(this.#list.find((preset) => preset.name === name)?.parameters ?? {});
    this.#form.show();
  }

  async #save() {
    const name = await prompt({ title: t('presets.saveTitle'), label: t('presets.name'), value: this.#chosen, action: dialogTitle('presets.save'), maxLength: 64 });
    const replaces = name !== null && name !== this.#chosen && this.#has(name);
    if (name !== null && (!replaces || (await confirm({ title: t('presets.replace', { name }), action: dialogTitle('presets.save') })))) {
      await this.#keep(name, this.#values());
    }
  }

  async #rename() {
    const before = this.#chosen;
    const { parameters } = this.#list.find((preset) => preset.name === before);
    const name = await prompt({ title: dialogTitle('presets.rename'), label: t('presets.name'), value: before, action: dialogTitle('presets.rename'), maxLength: 64 });
    const taken = name !== null && name !== before && this.#has(name);
    if (taken) {
      toast(t('presets.taken', { name }), { kind: 'bad' });
    } else if (name !== null && name !== before && (await this.#keep(name, parameters))) {
      await withErrorToast(() => del(this.#path(before)));
      await this.load();
    }
  }

  async #delete() {
    const name = this.#chosen;
    if ((await confirm({ title: t('presets.confirmDelete', { name }), action: t('presets.delete'), danger: true })) && (await withErrorToast(() => del(this.#path(name))))) {
      this.#chosen = '';
      await this.load();
    }
  }

  /** Secrets are not kept. */
  #values() {
    const secret = new Set(this.#job.parameters.filter(({ type }) => type === 'secret').map(({ name }) => name));
    return Object.fromEntries(Object.entries(this.#form.values()).filter(([name]) => !secret.has(name)));
  }

  async #keep(name, parameters) {
    const kept = await withErrorToast(() => put(this.#path(name), { parameters }));
    if (kept) {
      this.#chosen = name;
      await this.load();
    }
    return Boolean(kept);
  }

  #has(name) {
    return this.#list.some((preset) => preset.name === name && !preset.readOnly);
  }

  #path(name) {
    return `/api/jobs/${this.#job.id}/presets/${encodeSegment(name)}`;
  }
}
