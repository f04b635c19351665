import { html, nothing } from 'lit';
import { confirm, openDialog } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { get, post, put, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';

await loadMessagePart('retention');

const JOBS_OFFERED = 50;
const fetchJobs = (text, options) => get(withQuery('/api/jobs', { q: text, limit: JOBS_OFFERED, sort: 'name' }), options);

const ROLES = ['viewer', 'operator', 'developer', 'admin', 'nobody'];

/** How long runs are kept: by who started them, and otherwise for some jobs. */
class Retention extends LightElement {
  #rules = new Resource(this, (signal) => get('/api/settings/retention', { signal }));

  #jobs = new Resource(this, (signal) => fetchJobs('', { signal }), { on: ['job.saved', 'job.deleted'] });

  render() {
    return this.#rules.show(
      (rules) => html`<section class="card"><header><h2>${t('admin.retention')}</h2><button id="clean-up" @click=${this.#cleanUp}>${t('retention.cleanUp')}</button></header>
          <div class="body stack"><p class="soft">${t('retention.hint', { time: rules.time, runs: formatInteger(rules.runsPerJob) })} <a class="link" href=${href('/admin/settings')}>${t('admin.settings')}</a></p>
            <dl class="facts">${ROLES.map((role) => html`<div><dt>${role === 'nobody' ? t('retention.nobody') : t(`role.${role}`)}</dt><dd>${plural('retention.days', rules.roleDays[role])}</dd></div>`)}</dl></div></section>
        <section class="card"><header><h2>${t('retention.ofJobs')}</h2><button class="primary" id="new-rule" ?disabled=${!this.#jobs.data} @click=${() => this.#edit(null)}>${t('retention.new')}</button></header>
          ${rules.jobs.length === 0 ? html`<p class="body soft">${t('retention.none')}</p>` : this.#table(rules.jobs)}</section>`,
    );
  }

  #table(jobs) {
    return html`<div class="scroll"><table class="table carded"><thead><tr><th>${t('retention.job')}</th><th class="number">${t('retention.daysKept')}</th><th class="number">${t('retention.newest')}</th><th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
      <tbody>${jobs.map(
        (rule) => html`<tr><td>${rule.jobName ?? rule.jobId}</td><td class="number" data-label=${t('retention.daysKept')}>${rule.days ?? '–'}</td><td class="number" data-label=${t('retention.newest')}>${rule.newest ?? '–'}</td>
          <td class="shrink"><button class="quiet" @click=${() => this.#edit(rule)}>${t('queues.edit')}</button>
            <button class="quiet danger" @click=${() => this.#save(jobs.filter((other) => other !== rule))}>${t('retention.remove')}</button></td></tr>`,
      )}</tbody></table></div>`;
  }

  async #edit(rule) {
    const made = await askForRule(rule, this.#jobs.data?.jobs ?? []);
    if (made) {
      await this.#save([...this.#rules.data.jobs.filter(({ jobId }) => jobId !== made.jobId), made]);
    }
  }

  async #save(jobs) {
    const saved = await withErrorToast(() => put('/api/settings/retention', { jobs }));
    if (saved) {
      this.#rules.replace(saved);
    }
  }

  async #cleanUp() {
    if (await confirm({ title: t('retention.confirmCleanUp'), text: t('retention.cleanUpHint'), action: t('retention.cleanUp'), danger: true })) {
      const report = await withErrorToast(() => post('/api/logs/cleanup', { everybody: true }));
      if (report) {
        toast(plural(report.complete ? 'retention.cleaned' : 'retention.cleanedPart', report.deleted), { kind: 'good' });
      }
    }
  }
}

/** A field for one of very many jobs, of which it offers those that a text finds. */
class JobChoice extends LightElement {
  static properties = { jobs: {} };

  #text = '';

  render() {
    return html`<div class="field"><label for="job-text">${t('retention.job')}</label>
      <input type="search" id="job-text" placeholder=${t('palette.search')} autocomplete="off" spellcheck="false" @input=${(event) => this.#find(event.target.value.trim())}>
      <select name="jobId" aria-label=${t('retention.job')} required>${this.jobs.map((job) => html`<option value=${job.id}>${job.name}</option>`)}</select></div>`;
  }

  async #find(text) {
    this.#text = text;
    const { jobs } = await fetchJobs(text).catch(() => ({ jobs: [] }));
    if (this.#text === text) {
      this.jobs = jobs;
    }
  }
}

customElements.define('tempo-job-choice', JobChoice);

/** Asks for the rule of a job; null if not answered. */
const askForRule = (rule, jobs) =>
  openDialog(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        const form = new FormData(event.target);
        const number = (name) => (form.get(name) === '' ? null : Number(form.get(name)));
        close({ jobId: rule?.jobId ?? form.get('jobId'), days: number('days'), newest: number('newest') });
      }}>
      <h2 id="question">${t('retention.ofJobs')}</h2>
      ${rule ? nothing : html`<tempo-job-choice .jobs=${jobs}></tempo-job-choice>`}
      <label class="field">${t('retention.daysKept')}<input type="number" name="days" min="0" max="36500" .value=${rule?.days ?? ''}><small class="soft">${t('retention.emptyHint')}</small></label>
      <label class="field">${t('retention.newest')}<input type="number" name="newest" min="0" max="100000" .value=${rule?.newest ?? ''}><small class="soft">${t('retention.newestHint')}</small></label>
      <div class="row end"><button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button><button class="primary">${t('settings.save')}</button></div>
    </form>`,
    null,
  );

customElements.define('tempo-retention', Retention);
