import { html, nothing } from 'lit';
import { get, put } from '../../core/api.js';
import { Resource } from '../../core/resource.js';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';
import { toast, toastError } from '../../shell/toasts.js';
import { folderOptions } from '../jobs/bulk.js';
import './parameters.js';

const MIB = 1_048_576;

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
    return html`<form class="page settings" @submit=${this.#save} @input=${() => (this.changed = true)} @edited=${() => (this.changed = true)} novalidate>
      <fieldset ?disabled=${!this.editable}><div class="cards">
        ${card('settings.general', html`
          ${this.#text('name', job.name, { required: true, maxlength: 100 })}
          ${this.#area('description', job.description, 500)}
          <label class="field">${t('create.folder')}<select name="folderId">${folderOptions(this.#folders.data?.folders ?? [], job.folderId)}</select></label>
          ${this.#text('tags', job.tags.join(', '))}
          ${this.#text('category', job.category, { maxlength: 100 })}
          ${this.#select('requiredLevel', job.requiredLevel, ['viewer', 'operator', 'developer', 'admin'], 'role')}
          ${this.#text('timezone', job.timezone)}`)}
        ${card('settings.limits', html`
          ${this.#number('timeoutSeconds', job.timeoutSeconds, { min: 1 })}
          ${this.#number('graceSeconds', job.graceSeconds, { min: 0 })}
          ${this.#number('memoryMib', job.limits.memoryBytes && job.limits.memoryBytes / MIB, { min: 1 })}
          ${this.#number('cpuPercent', job.limits.cpuPercent, { min: 1 })}
          ${this.#number('processes', job.limits.processes, { min: 1 })}
          ${this.#number('outputMib', job.limits.outputBytes && job.limits.outputBytes / MIB, { min: 1 })}
          ${this.#number('nice', job.limits.nice, { min: -20, max: 19 })}
          ${this.#select('leftovers', job.leftovers, ['END', 'LEAVE'])}`)}
        ${card('settings.running', html`
          ${this.#text('queue', job.queue, { maxlength: 100 })}
          ${this.#select('overlap', job.overlap, ['QUEUE', 'SKIP', 'REPLACE', 'ALLOW'])}
          ${this.#check('rerunIfLost', job.rerunIfLost)}
          ${this.#check('urlTrigger', job.urlTrigger)}
          ${this.#check('autoSave', job.autoSave)}`)}
        ${card('settings.retry', html`
          ${this.#number('retryCount', job.retry.count, { min: 0 })}
          ${this.#select('backoff', job.retry.backoff, ['FIXED', 'EXPONENTIAL'])}
          ${this.#number('delaySeconds', job.retry.delaySeconds, { min: 0 })}
          ${this.#number('maxDelaySeconds', job.retry.maxDelaySeconds, { min: 0 })}
          ${this.#number('jitter', job.retry.jitter, { min: 0, max: 1, step: 0.05 })}`)}
        ${card('settings.notify', html`
          ${this.#select('notifyOn', job.notify.on, ['never', 'failure', 'success', 'always'])}
          ${this.#text('emails', job.notify.emails.join(', '))}
          ${this.#text('webhookUrl', job.notify.webhookUrl ?? '', { type: 'url' })}`)}
      </div>
      <tempo-parameter-list .parameters=${job.parameters}></tempo-parameter-list></fieldset>
      ${this.error ? html`<div class="notice bad" role="alert">${this.error.details.length > 0 ? this.error.details.map((d) => html`<p>${d.field}: ${d.message}</p>`) : html`<p>${this.error.message}</p>`}</div>` : nothing}
      ${this.editable
        ? html`<div class="row end sticky"><button type="button" ?disabled=${!this.changed} @click=${this.#reset}>${t('settings.discard')}</button>
            <button class="primary" id="save-settings" ?disabled=${!this.changed || this.busy}>${t('settings.save')}</button></div>`
        : nothing}
    </form>`;
  }

  #label(name, control) {
    const problem = this.error?.field?.(FIELDS[name] ?? name);
    const hint = t(`settings.${name}.hint`);
    return html`<label class="field">${t(`settings.${name}`)}${control}
      ${problem ? html`<small class="error">${problem}</small>` : hint === `settings.${name}.hint` ? nothing : html`<small class="soft">${hint}</small>`}</label>`;
  }

  #text(name, value, { required = false, maxlength, type = 'text' } = {}) {
    return this.#label(name, html`<input name=${name} type=${type} ?required=${required} maxlength=${maxlength ?? nothing} .value=${value ?? ''}>`);
  }

  #area(name, value, maxlength) {
    return this.#label(name, html`<textarea name=${name} rows="3" maxlength=${maxlength} .value=${value ?? ''}></textarea>`);
  }

  #number(name, value, { min, max, step = 'any' }) {
    return this.#label(name, html`<input type="number" name=${name} min=${min ?? nothing} max=${max ?? nothing} step=${step} .value=${value == null ? '' : String(value)}>`);
  }

  #select(name, value, options, texts = `settings.${name}`) {
    return this.#label(name, html`<select name=${name}>${options.map((o) => html`<option value=${o} .selected=${o === value}>${t(`${texts}.${o}`)}</option>`)}</select>`);
  }

  #check(name, value) {
    return html`<label class="check"><input type="checkbox" name=${name} .checked=${value}><span>${t(`settings.${name}`)}</span></label>`;
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
    this.busy = true;
    try {
      const parameters = this.querySelector('tempo-parameter-list').value;
      const saved = await put(`/api/jobs/${this.job.id}`, { version: this.job.version, ...asked(new FormData(event.target), this.job), parameters });
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

/** Fields of the form whose problems the API tells by other names. */
const FIELDS = {
  memoryMib: 'limits.memoryBytes',
  cpuPercent: 'limits.cpuPercent',
  processes: 'limits.processes',
  outputMib: 'limits.outputBytes',
  nice: 'limits.nice',
  retryCount: 'retry.count',
  backoff: 'retry.backoff',
  delaySeconds: 'retry.delaySeconds',
  maxDelaySeconds: 'retry.maxDelaySeconds',
  jitter: 'retry.jitter',
  notifyOn: 'notify.on',
  emails: 'notify.emails',
  webhookUrl: 'notify.webhookUrl',
};

const card = (title, content) => html`<section class="card"><header><h2>${t(title)}</h2></header><div class="body stack">${content}</div></section>`;

const words = (text) => text.split(/[\s,;]+/).filter(Boolean);

function asked(form, job) {
  const number = (name) => (form.get(name) === '' ? null : Number(form.get(name)));
  const mib = (name) => (number(name) === null ? null : Math.round(number(name) * MIB));
  const flag = (name) => form.has(name);
  return {
    name: form.get('name'),
    description: form.get('description'),
    folderId: form.get('folderId') || null,
    tags: words(form.get('tags')),
    category: form.get('category'),
    requiredLevel: form.get('requiredLevel'),
    timezone: form.get('timezone'),
    timeoutSeconds: number('timeoutSeconds'),
    graceSeconds: number('graceSeconds') ?? job.graceSeconds,
    leftovers: form.get('leftovers'),
    limits: { memoryBytes: mib('memoryMib'), cpuPercent: number('cpuPercent'), processes: number('processes'), outputBytes: mib('outputMib'), nice: number('nice') },
    queue: form.get('queue'),
    overlap: form.get('overlap'),
    rerunIfLost: flag('rerunIfLost'),
    urlTrigger: flag('urlTrigger'),
    autoSave: flag('autoSave'),
    retry: {
      count: number('retryCount') ?? 0,
      backoff: form.get('backoff'),
      delaySeconds: number('delaySeconds') ?? 0,
      maxDelaySeconds: number('maxDelaySeconds'),
      jitter: number('jitter') ?? 0,
    },
    notify: { on: form.get('notifyOn'), emails: words(form.get('emails')), webhookUrl: form.get('webhookUrl') || null },
  };
}

customElements.define('tempo-job-settings', Settings);
