import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { LightElement } from '../../components/light-element.js';
import { readOnlyNotice, readOnlyReason, scriptReadOnlyNotice, scriptReadOnlyReason } from '../../components/read-only-notice.js';
import { Resource } from '../../components/resource.js';
import { toast, toastError } from '../../components/toast.js';
import { get, put } from '../../core/api.js';
import { loadMessagePart, t } from '../../core/i18n.js';
import { canDescribeJob, canEditJob, canEditScript } from '../../core/session.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';
import './parameters.js';
import { access } from './settings/access.js';
import { behaviour } from './settings/behaviour.js';
import { essentials, isDescription } from './settings/essentials.js';
import { expect } from './settings/expect.js';
import { Fields, FormValues } from './settings/fields.js';
import { limits } from './settings/limits.js';
import { notifications } from './settings/notifications.js';
import './settings/queue-select.js';
import { task } from './settings/task.js';

await loadMessagePart('settings');

/**
 * The cards of the form. Each is `{ name, show(fields, job, context), read(given, job), paths }`: `show` gives its
 * fields, `read` the part of the job that they say, `paths` what the API calls fields that have other names here.
 */
const SECTIONS = [essentials, task, behaviour, limits, notifications, expect, access];

/** What the file of a script of a group says alone. */
const IN_FILE = new Set(['name', 'folderId', 'lineEnds']);

/** What a job is called, and the rules under which it runs. */
class Settings extends LightElement {
  static properties = {
    job: { attribute: false },
    editable: { type: Boolean },
    error: { state: true },
    changed: { state: true },
    busy: { state: true },
    round: { state: true },
  };

  #unsaved = new UnsavedChanges(this, {
    what: () => t('job.tab.settings'),
    when: () => this.changed,
    save: () => this.#send(this.querySelector('form')),
    discard: () => this.#reset(),
  });

  #folders = new Resource(this, (signal) => get('/api/folders', { signal }));

  #queues = new Resource(this, (signal) => get('/api/queues', { signal }));

  #tags = new Resource(this, (signal) => get(`/api/jobs/${this.job.id}/tags`, { signal }));

  #reach = new Resource(this, (signal) => get(`/api/jobs/${this.job.id}/notifications`, { signal }));

  willUpdate(changes) {
    const before = changes.get('job');
    if (before && before.id !== this.job.id) {
      this.changed = false;
      this.#tags.reload();
    }
    if (before && (before.id !== this.job.id || before.version !== this.job.version)) {
      this.#reach.refresh();
      this.#queues.refresh();
    }
  }

  constructor() {
    super();
    this.round = 0;
  }

  /** A form of its own for each job, and after changes were discarded: what was typed is in the fields alone. */
  render() {
    return keyed(`${this.job.id} ${this.round}`, this.#form());
  }

  #form() {
    const { job } = this;
    const edit = () => (this.changed = true);
    return html`<form class="page settings" @submit=${this.#save} @input=${edit} @change=${edit} @edited=${edit} novalidate>
      ${canEditJob(job) ? scriptReadOnlyNotice(job, this) : readOnlyNotice(job)}
      <div class="cards">${SECTIONS.map((section) => card(section, section.show(this.#fields(section), job, this.#context())))}</div>
      <tempo-parameter-list .parameters=${job.parameters} .locked=${readOnlyReason(job)}></tempo-parameter-list>
      ${this.error ? html`<div class="notice bad" role="alert">${this.error.details.length > 0 ? this.error.details.map((d) => html`<p>${d.field}: ${d.message}</p>`) : html`<p>${this.error.message}</p>`}</div>` : nothing}
      <div class="row end sticky"><button type="button" ?disabled=${!this.changed} @click=${this.#reset}>${t('settings.discard')}</button>
        <button class="primary" id="save-settings" ?disabled=${!this.changed || this.busy}>${t('settings.save')}</button></div>
    </form>`;
  }

  #fields({ paths }) {
    const { job } = this;
    const locked = (name) => !(name === 'userTags' || (IN_FILE.has(name) ? canEditScript(job) : canEditJob(job)) || (canDescribeJob(job) && isDescription(name)));
    return new Fields({ error: this.error, paths, locked, why: readOnlyReason(job) || scriptReadOnlyReason(job, this) });
  }

  #context() {
    return {
      folders: this.#folders.data?.folders ?? [],
      queues: this.#queues.data?.queues ?? [],
      userTags: this.#userTags(),
      zones: Intl.supportedValuesOf('timeZone'),
      reach: this.#reach.data,
      changed: () => this.dispatchEvent(new CustomEvent('changed')),
    };
  }

  #userTags() {
    return this.#tags.data?.userTags ?? [];
  }

  #reset() {
    this.changed = false;
    this.error = null;
    this.round += 1;
  }

  /** Where a field is wrong, goes there; a message beside it would only cover the buttons. */
  async #tell(error) {
    this.error = error.details ? error : null;
    await this.updateComplete;
    const wrong = this.querySelector('.error')?.closest('label, fieldset, .stack');
    if (wrong) {
      const fold = wrong.closest('details');
      if (fold) {
        fold.open = true;
      }
      wrong.querySelector('input, select, textarea').focus();
    } else if (!this.error) {
      toastError(error);
    }
  }

  #save(event) {
    event.preventDefault();
    return this.#send(event.target);
  }

  /** Says whether it could be saved. */
  async #send(form) {
    const given = new FormValues(form);
    this.busy = true;
    try {
      await this.#saveUserTags(given.words('userTags'));
      const saved = await this.#saveJob(given);
      this.changed = false;
      this.error = null;
      toast(t('settings.saved'), { kind: 'good' });
      this.dispatchEvent(new CustomEvent('changed', { detail: saved }));
      return true;
    } catch (error) {
      await this.#tell(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  async #saveUserTags(userTags) {
    if (userTags.join() !== this.#userTags().join()) {
      this.#tags.replace(await put(`/api/jobs/${this.job.id}/tags`, { userTags }));
    }
  }

  /** As much of the job as one may change. */
  #saveJob(given) {
    const { job } = this;
    if (!canDescribeJob(job)) {
      return { ...job };
    }
    const asked = canEditJob(job)
      ? Object.assign({}, ...SECTIONS.map((section) => section.read(given, job)), { parameters: this.querySelector('tempo-parameter-list').value })
      : essentials.describe(given, job);
    return put(`/api/jobs/${job.id}`, { version: job.version, ...asked });
  }
}

const card = ({ name }, content) => html`<section class="card" data-section=${name}><header><h2>${t(`settings.${name}`)}</h2></header><div class="body stack">${content}</div></section>`;

customElements.define('tempo-job-settings', Settings);
