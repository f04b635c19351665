import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { get } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t, tParts } from '../../core/i18n.js';
import { TERMINAL_STATUSES } from '../../core/run-status.js';
import { hasRole } from '../../core/session.js';

const MARKS = { sent: 'success', waiting: 'running', failed: 'failure', skipped: 'cancelled' };
const LOOK_MS = 5_000;
const LOOKS = 3;

/** Who was told about the end of a run, and who was not, and why. Shows nothing where there is nothing to say. */
class RunNotifications extends LightElement {
  static properties = { run: { attribute: false } };

  #told = new Resource(this, (signal) => get(`/api/runs/${this.run.id}/notifications`, { signal }), { lazy: true });

  #timer = 0;

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  updated(changed) {
    const before = changed.get('run');
    if (changed.has('run') && TERMINAL_STATUSES.has(this.run.status) && (!before || before.id !== this.run.id || !TERMINAL_STATUSES.has(before.status))) {
      this.#look(LOOKS);
    }
  }

  /** Messages go out a moment after the run has ended. */
  async #look(times) {
    clearTimeout(this.#timer);
    await this.#told.refresh();
    const waits = this.#list().some(({ state }) => state === 'waiting') || this.#list().length === 0;
    if (waits && times > 1 && this.isConnected) {
      this.#timer = setTimeout(() => this.#look(times - 1), LOOK_MS);
    }
  }

  #list() {
    return this.#told.data?.notifications ?? [];
  }

  render() {
    const list = this.#list();
    return list.length === 0
      ? nothing
      : html`<section class="notifications" aria-label=${t('told.title')}><h2>${t('told.title')}</h2>
          <ul>${list.map((one) => this.#one(one))}</ul></section>`;
  }

  #one({ channel, target, state, attempts, nextAttemptAt, reason }) {
    const told = target === 'owner' ? t(`told.toOwner.${channel}`) : t(`told.by.${channel}`, { who: target });
    return html`<li data-state=${state}><span class="chip is-${MARKS[state]}">${t(`told.${state}`)}</span> <span>· ${told}</span>
      ${attempts > 1 ? html`<span class="soft">${t('told.attempts', { count: attempts })}</span>` : nothing}
      ${nextAttemptAt && reason ? html`<span class="soft">${tParts('told.next', { time: timeElement(nextAttemptAt) })}</span>` : nothing}
      ${reason ? html`<p class="soft">${reason}${state === 'skipped' && hasRole('admin') ? html` <a class="link" href=${href('/admin/smtp')}>${t('settings.notify.mend')}</a>` : nothing}</p>` : nothing}</li>`;
  }
}

customElements.define('tempo-run-notifications', RunNotifications);
