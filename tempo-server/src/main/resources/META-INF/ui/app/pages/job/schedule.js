import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { emptyState } from '../../components/placeholders.js';
import { READ_ONLY_NOTE_ID, readOnlyNotice, readOnlyReason } from '../../components/read-only-notice.js';
import '../../components/relative-time.js';
import { withErrorToast } from '../../components/toast.js';
import { del, put } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatDateTime } from '../../core/format.js';
import { t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';
import './trigger-form.js';

await loadStyle('/ui/css/pages/schedule.css');

/** When a job runs: its triggers, each of which can be switched, changed and taken away. */
class ScheduleTab extends LightElement {
  static properties = { job: { attribute: false }, editable: { type: Boolean }, editing: { state: true } };

  constructor() {
    super();
    this.editing = null;
  }

  render() {
    const { triggers } = this.job;
    return html`<div class="page">
      ${readOnlyNotice(this.job)}
      ${triggers.length === 0 && this.editing !== 'new'
        ? emptyState(t('schedule.none'), t('schedule.noneHint'), this.#addButton())
        : html`<ul class="triggers">${triggers.map((trigger) => this.#trigger(trigger))}</ul>`}
      ${this.editing === 'new' ? this.#form(null) : triggers.length > 0 ? html`<div class="row">${this.#addButton()}<a class="button" id="forecast" href=${href(`/forecast?job=${this.job.id}`)}>${t('section.forecast')}</a></div>` : nothing}
    </div>`;
  }

  #addButton() {
    return this.editable ? html`<button class="primary" id="add-trigger" @click=${() => (this.editing = 'new')}>${t('schedule.add')}</button>` : nothing;
  }

  #trigger(trigger) {
    if (this.editing === trigger.id) {
      return html`<li>${this.#form(trigger)}</li>`;
    }
    return html`<li class="card trigger ${trigger.enabled ? '' : 'off'}">
      <div class="grow">
        <strong>${trigger.description}</strong>
        <div class="soft">${[trigger.expression, trigger.timezone, ...limits(trigger)].filter(Boolean).join(' · ')}</div>
      </div>
      <div class="soft">${trigger.nextRunAt ? html`<tempo-ago instant=${trigger.nextRunAt}></tempo-ago>` : nothing}</div>
      <label class="switch" title=${readOnlyReason(this.job) || nothing}><input type="checkbox" role="switch" aria-label=${t('schedule.enabled')} .checked=${trigger.enabled}
        ?disabled=${!this.editable} aria-describedby=${this.editable ? nothing : READ_ONLY_NOTE_ID} @change=${() => this.#toggle(trigger)}></label>
      ${this.editable
        ? html`<button @click=${() => (this.editing = trigger.id)}>${t('schedule.edit')}</button>
            <button class="quiet danger" @click=${() => this.#delete(trigger)}>${t('schedule.delete')}</button>`
        : nothing}
    </li>`;
  }

  #form(trigger) {
    return html`<tempo-trigger-form .job=${this.job} .trigger=${trigger}
      @saved=${() => this.#saved()} @cancelled=${() => (this.editing = null)}></tempo-trigger-form>`;
  }

  #saved() {
    this.editing = null;
    this.dispatchEvent(new CustomEvent('changed'));
  }

  async #toggle(trigger) {
    await withErrorToast(() => put(`/api/jobs/${this.job.id}/triggers/${trigger.id}`, { enabled: !trigger.enabled }));
    this.#saved();
  }

  async #delete(trigger) {
    if (await confirm({ title: t('schedule.confirmDelete'), text: trigger.description, action: t('schedule.delete'), danger: true })) {
      await withErrorToast(() => del(`/api/jobs/${this.job.id}/triggers/${trigger.id}`));
      this.#saved();
    }
  }
}

function limits(trigger) {
  return [
    trigger.startAt ? t('schedule.from', { when: formatDateTime(trigger.startAt) }) : '',
    trigger.endAt ? t('schedule.until', { when: formatDateTime(trigger.endAt) }) : '',
    trigger.jitterSeconds ? t('schedule.jitter', { seconds: trigger.jitterSeconds }) : '',
  ];
}

customElements.define('tempo-job-schedule', ScheduleTab);
