import { html, nothing } from 'lit';
import { get, put } from '../../core/api.js';
import { Resource } from '../../core/resource.js';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';
import { toast, toastError } from '../../shell/toasts.js';
import './parameters.js';
import { access } from './settings/access.js';
import { behaviour } from './settings/behaviour.js';
import { essentials } from './settings/essentials.js';
import { expect } from './settings/expect.js';
import { Fields, Given } from './settings/fields.js';
import { limits } from './settings/limits.js';
import { notifications } from './settings/notifications.js';

/**
 * The cards of the form. Each is `{ name, show(fields, job, context), read(given, job), paths }`: `show` gives its
 * fields, `read` the part of the job that they say, `paths` what the API calls fields that have other names here.
 */
const SECTIONS = [essentials, behaviour, limits, notifications, expect, access];

/** What a job is called, and the rules under which it runs. */
class Settings extends Element {
  static properties = {
    job: { attribute: false },
    editable: { type: Boolean },
    error: { state: true },
    changed: { state: true },
    busy: { state: true },
  };

  #folders = new Resource(this, (signal) => get('/api/folders', { signal }));

  willUpdate(changes) {
    const before = changes.get('job');
    if (before && before.id !== this.job.id) {
      this.changed = false;
    }
  }

  render() {
    const { job } = this;
    const context = { folders: this.#folders.data?.folders ?? [] };
    return html`<form class="page settings" @submit=${this.#save} @input=${() => (this.changed = true)} @edited=${() => (this.changed = true)} novalidate>
      <fieldset ?disabled=${!this.editable}><div class="cards">
        ${SECTIONS.map((section) => card(section, section.show(new Fields(this.error, section.paths), job, context)))}
      </div>
      <tempo-parameter-list .parameters=${job.parameters}></tempo-parameter-list></fieldset>
      ${this.error ? html`<div class="notice bad" role="alert">${this.error.details.length > 0 ? this.error.details.map((d) => html`<p>${d.field}: ${d.message}</p>`) : html`<p>${this.error.message}</p>`}</div>` : nothing}
      ${this.editable
        ? html`<div class="row end sticky"><button type="button" ?disabled=${!this.changed} @click=${this.#reset}>${t('settings.discard')}</button>
            <button class="primary" id="save-settings" ?disabled=${!this.changed || this.busy}>${t('settings.save')}</button></div>`
        : nothing}
    </form>`;
  }

  #reset() {
    this.changed = false;
    this.error = null;
    this.dispatchEvent(new CustomEvent('changed', { detail: { ...this.job } }));
  }

  /** Where a field is wrong, goes there; a message beside it would only cover the buttons. */
  async #tell(error) {
    this.error = error.details ? error : null;
    await this.updateComplete;
    const wrong = this.querySelector('label:has(.error)');
    if (wrong) {
      wrong.querySelector('input, select, textarea').focus();
    } else if (!this.error) {
      toastError(error);
    }
  }

  async #save(event) {
    event.preventDefault();
    const given = new Given(event.target);
    const asked = Object.assign({}, ...SECTIONS.map((section) => section.read(given, this.job)));
    const parameters = this.querySelector('tempo-parameter-list').value;
    this.busy = true;
    try {
      const saved = await put(`/api/jobs/${this.job.id}`, { version: this.job.version, ...asked, parameters });
      this.changed = false;
      this.error = null;
      toast(t('settings.saved'), { kind: 'good' });
      this.dispatchEvent(new CustomEvent('changed', { detail: saved }));
    } catch (error) {
      await this.#tell(error);
    } finally {
      this.busy = false;
    }
  }
}

const card = ({ name }, content) => html`<section class="card" data-section=${name}><header><h2>${t(`settings.${name}`)}</h2></header><div class="body stack">${content}</div></section>`;

customElements.define('tempo-job-settings', Settings);
