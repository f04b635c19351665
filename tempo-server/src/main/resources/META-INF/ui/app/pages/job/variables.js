import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { READ_ONLY_NOTE_ID, readOnlyReason } from '../../components/read-only-notice.js';
import { toast, toastError } from '../../components/toast.js';
import { put } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';

/** The variables that a script is given. A secret's value is never shown again; left empty, it stays. */
class Variables extends LightElement {
  static properties = {
    job: { attribute: false },
    editable: { type: Boolean },
    rows: { state: true },
    dirty: { state: true },
    error: { state: true },
  };

  #unsaved = new UnsavedChanges(this, {
    what: () => t('variables.title'),
    when: () => this.dirty,
    save: () => this.#send(),
    discard: () => this.#reset(),
  });

  willUpdate(changed) {
    if (changed.has('job') && !this.dirty) {
      const secret = new Set(this.job.secretVariables);
      this.rows = Object.entries(this.job.environmentVariables).map(([name, value]) => ({
        name,
        value: value ?? '',
        secret: secret.has(name),
        kept: secret.has(name),
      }));
    }
  }

  render() {
    return html`<section class="card"><header><h2>${t('variables.title')}</h2>
        ${this.editable ? html`<button @click=${() => this.#change([...this.rows, { name: '', value: '', secret: false, kept: false }])}>${t('variables.add')}</button>` : nothing}</header>
      ${this.rows.length === 0 ? html`<p class="body soft">${t('variables.none')}</p>` : nothing}
      <form @submit=${this.#save}><fieldset ?disabled=${!this.editable} title=${readOnlyReason(this.job) || nothing} aria-describedby=${this.editable ? nothing : READ_ONLY_NOTE_ID}>
        <ul class="variables">${this.rows.map((row, i) => this.#row(row, i))}</ul>
        ${this.error ? html`<p class="error body" role="alert">${this.error}</p>` : nothing}
        ${this.dirty ? html`<div class="row end body"><button class="primary">${t('variables.save')}</button></div>` : nothing}
      </fieldset></form></section>`;
  }

  #row(row, i) {
    const set = (changes) => this.#change(this.rows.map((other, place) => (place === i ? { ...other, ...changes } : other)));
    return html`<li>
      <input class="mono" aria-label=${t('variables.name')} placeholder="API_URL" required pattern="[A-Za-z_][A-Za-z0-9_]*" .value=${row.name} @input=${(e) => set({ name: e.target.value })}>
      <input class="mono" aria-label=${t('variables.value')} type=${row.secret ? 'password' : 'text'} autocomplete="off"
        placeholder=${row.kept ? t('variables.kept') : ''} .value=${row.value} @input=${(e) => set({ value: e.target.value })}>
      <label class="check"><input type="checkbox" .checked=${row.secret} @change=${(e) => set({ secret: e.target.checked, kept: false })}>${t('variables.secret')}</label>
      <button type="button" class="quiet danger" aria-label=${t('variables.remove', { name: row.name })} @click=${() => this.#change(this.rows.filter((_, place) => place !== i))}>×</button>
    </li>`;
  }

  #change(rows) {
    this.rows = rows;
    this.dirty = true;
  }

  #reset() {
    this.dirty = false;
    this.requestUpdate('job');
  }

  #save(event) {
    event.preventDefault();
    return this.#send();
  }

  /** Says whether they could be saved. */
  async #send() {
    const values = Object.fromEntries(this.rows.map((row) => [row.name, row.kept && row.value === '' ? null : row.value]));
    const secretVariables = this.rows.filter((row) => row.secret).map((row) => row.name);
    try {
      const saved = await put(`/api/jobs/${this.job.id}`, { version: this.job.version, environmentVariables: values, secretVariables });
      this.dirty = false;
      this.error = null;
      toast(t('variables.saved'), { kind: 'good' });
      this.dispatchEvent(new CustomEvent('changed', { detail: saved }));
    } catch (error) {
      this.error = error.details?.length > 0 ? error.details.map((d) => d.message).join(' ') : null;
      if (!this.error) {
        toastError(error);
      }
    }
    return !this.dirty;
  }
}

customElements.define('tempo-variables', Variables);
