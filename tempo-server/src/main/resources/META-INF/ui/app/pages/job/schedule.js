import { html, nothing } from 'lit';
import { del, put } from '../../core/api.js';
import { dateAndTime } from '../../core/format.js';
import { loadStyle } from '../../core/styles.js';
import { t } from '../../core/texts.js';
import { confirmed } from '../../parts/dialogs.js';
import { Element } from '../../parts/element.js';
import { lockedNote, WHY, whyLocked } from '../../parts/locked.js';
import { empty } from '../../parts/states.js';
import '../../parts/times.js';
import { attempt } from '../../shell/toasts.js';
import './trigger-form.js';

await loadStyle('/ui/css/pages/schedule.css');

/** When a job runs: its triggers, each of which can be switched, changed and taken away. */
class ScheduleTab extends Element {
  static properties = { job: { attribute: false }, editable: { type: Boolean }, editing: { state: true } };

  constructor() {
    super();
    this.editing = null;
  }

  render() {
    const { triggers } = this.job;
    return html`<div class="page">
      ${lockedNote(this.job)}
      ${triggers.length === 0 && this.editing !== 'new'
        ? empty(t('schedule.none'), t('schedule.noneHint'), this.#addButton())
        : html`<ul class="triggers">${triggers.map((trigger) => this.#trigger(trigger))}</ul>`}
      ${this.editing === 'new' ? this.#form(null) : triggers.length > 0 ? html`<div>${this.#addButton()}</div>` : nothing}
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
      <label class="switch" title=${whyLocked(this.job) || nothing}><input type="checkbox" role="switch" aria-label=${t('schedule.enabled')} .checked=${trigger.enabled}
        ?disabled=${!this.editable} aria-describedby=${this.editable ? nothing : WHY} @change=${() => this.#toggle(trigger)}></label>
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
    await attempt(() => put(`/api/jobs/${this.job.id}/triggers/${trigger.id}`, { enabled: !trigger.enabled }));
    this.#saved();
  }

  async #delete(trigger) {
    if (await confirmed({ title: t('schedule.confirmDelete'), text: trigger.description, action: t('schedule.delete'), danger: true })) {
      await attempt(() => del(`/api/jobs/${this.job.id}/triggers/${trigger.id}`));
      this.#saved();
    }
  }
}

function limits(trigger) {
  return [
    trigger.startAt ? t('schedule.from', { when: dateAndTime(trigger.startAt) }) : '',
    trigger.endAt ? t('schedule.until', { when: dateAndTime(trigger.endAt) }) : '',
    trigger.jitterSeconds ? t('schedule.jitter', { seconds: trigger.jitterSeconds }) : '',
  ];
}

customElements.define('tempo-job-schedule', ScheduleTab);
