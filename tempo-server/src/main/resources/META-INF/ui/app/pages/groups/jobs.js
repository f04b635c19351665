import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { fileWarnings, isFileGone, warningText } from '../../components/file-warnings.js';
import { LightElement } from '../../components/light-element.js';
import '../../components/menu.js';
import '../../components/relative-time.js';
import '../../components/run-history.js';
import { statusChip } from '../../components/status-chip.js';
import { withErrorToast } from '../../components/toast.js';
import { encodeSegment, post } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';
import { descriptionOf, nameOf } from '../../core/local-text.js';
import { navigate } from '../../core/location.js';
import { canDescribeJob, canEditJob, hasRole } from '../../core/session.js';
import { confirmNavigation } from '../../core/unsaved-changes.js';
import { runBulkAction } from '../jobs/actions.js';
import { confirmDeleteJobs } from '../jobs/delete.js';
import { canOpenPage, openPage } from '../jobs/open-page.js';
import { runJob, runText } from '../jobs/run-now.js';

/** The jobs of a group, one a row, each with what can be done with it; what describes one opens below it. */
class GroupJobs extends LightElement {
  static properties = { jobs: { attribute: false }, opened: { state: true } };

  constructor() {
    super();
    this.opened = null;
  }

  render() {
    return html`<ul class="group-jobs">${repeat(this.jobs, (job) => job.id, (job) => this.#row(job))}</ul>`;
  }

  #row(job) {
    const gone = isFileGone(job);
    const path = `/jobs/${encodeSegment(job.id)}`;
    const open = this.opened === job.id;
    return html`<li class="card ${job.enabled ? '' : 'off'}" data-job=${job.safeName}>
      <div class="group-job">
        <div class="what">
          <h2><a class="name" href=${href(path)}>${nameOf(job)}</a>
            ${job.favorite ? html`<span class="star" role="img" aria-label=${t('jobs.favorite')}>★</span>` : nothing}
            ${gone ? html`<span class="tag warn">${t('groups.fileGone')}</span>` : job.enabled ? nothing : html`<span class="tag">${t('job.disabled')}</span>`}
            <span class="tag" title=${t('groups.levelHint')}>${t(`role.${job.requiredLevel}`)}</span></h2>
          ${descriptionOf(job) ? html`<p class="soft">${descriptionOf(job)}</p>` : nothing}
          ${job.tags.length > 0 ? html`<p class="tags">${job.tags.map((tag) => html`<span class="tag">${tag}</span>`)}</p>` : nothing}
        </div>
        <a class="last" href=${href(job.lastRun ? `/runs/${job.lastRun.id}` : `/runs?job=${encodeSegment(job.id)}`)}>${job.lastRun
          ? html`${statusChip(job.lastRun.status)} <small class="soft">${job.lastRun.startedAt ? html`<tempo-ago instant=${job.lastRun.startedAt}></tempo-ago>` : nothing}</small>`
          : html`<span class="soft">${t('jobs.neverRan')}</span>`}</a>
        <tempo-strip .runs=${job.recentRuns}></tempo-strip>
        <div class="row actions">
          ${canOpenPage(job) ? html`<button class="primary" data-open ?disabled=${!job.enabled} @click=${() => openPage(job)}>${t('jobs.openPage')}</button>` : nothing}
          ${hasRole('operator')
            ? html`<button class=${canOpenPage(job) ? nothing : 'primary'} data-run ?disabled=${!job.enabled} @click=${() => runJob(job)}>${runText(job)}</button>`
            : nothing}
          <button data-details aria-expanded=${open} @click=${() => this.#toggle(job)}>${t('groups.details')}</button>
          <tempo-menu .label=${t('jobs.actionsOf', { name: job.name })} .items=${this.#items(job, gone)}></tempo-menu>
        </div>
      </div>
      ${job.warnings.length > 0 ? html`<div class="body warnings">${this.#warnings(job)}</div>` : nothing}
      ${open ? html`<div class="body"><tempo-metadata .job=${job} @changed=${() => this.#changed()}></tempo-metadata></div>` : nothing}
    </li>`;
  }

  #warnings({ warnings }) {
    const texts = warnings.filter((warning) => typeof warning === 'string');
    return html`${fileWarnings(warnings.filter((warning) => typeof warning !== 'string'))}${texts.map((text) => html`<p class="warn">⚠ ${warningText(text)}</p>`)}`;
  }

  #items(job, gone) {
    const path = `/jobs/${encodeSegment(job.id)}`;
    const items = [
      { text: t('jobs.open'), run: () => navigate(path) },
      { text: t('groups.history'), run: () => navigate(`/runs?job=${encodeSegment(job.id)}`) },
      { text: t('groups.script'), run: () => navigate(`${path}?tab=script`) },
    ];
    if (canDescribeJob(job)) {
      items.push(null, { text: t('metadata.refresh'), run: () => this.#refresh(job) });
    }
    if (gone && canEditJob(job)) {
      items.push({ text: t('jobs.delete'), danger: true, run: () => this.#delete(job) });
    }
    return items;
  }

  /** What was typed in the form that is open is asked about first. */
  async #toggle(job) {
    if (await confirmNavigation()) {
      this.opened = this.opened === job.id ? null : job.id;
      await withErrorToast(() => import('../job/metadata.js'));
    }
  }

  async #refresh(job) {
    await withErrorToast(() => post(`/api/jobs/${job.id}/refresh-metadata`));
    this.#changed();
  }

  async #delete(job) {
    const answer = await confirmDeleteJobs([job], t('jobs.confirmDelete', { name: job.name }));
    if (answer) {
      await runBulkAction({ ids: [job.id] }, { action: 'delete', ...answer }, 'bulk.deleted', () => this.#changed());
    }
  }

  #changed() {
    this.dispatchEvent(new CustomEvent('changed'));
  }
}

customElements.define('tempo-group-jobs', GroupJobs);
