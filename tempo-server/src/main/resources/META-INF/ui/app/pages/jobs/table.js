import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { del, post, put } from '../../core/api.js';
import { address } from '../../core/base.js';
import { duration } from '../../core/format.js';
import { go } from '../../core/router.js';
import { may, mayEdit } from '../../core/session.js';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';
import '../../parts/menu.js';
import '../../parts/sparkline.js';
import { lateMark } from '../../parts/late.js';
import { statusChip } from '../../parts/status.js';
import '../../parts/strip.js';
import '../../parts/times.js';
import { attempt, toast } from '../../shell/toasts.js';
import { askToDelete, deletion } from './delete.js';
import { runJob } from './run-now.js';
import { exportJobs } from './transfer.js';

/** Jobs, one a row: what it is, how its last runs went, when it runs next. */
class JobTable extends Element {
  static properties = { jobs: { attribute: false }, selected: { attribute: false } };

  render() {
    const all = this.jobs.length > 0 && this.jobs.every((job) => this.selected.has(job.id));
    return html`<table class="table jobs">
      <thead><tr>
        <th class="shrink">${may('operator')
          ? html`<input type="checkbox" aria-label=${t('jobs.selectAll')} .checked=${all} @change=${() => this.#selectAll(!all)}>`
          : nothing}</th>
        <th>${t('jobs.name')}</th>
        <th class="shrink strip">${t('jobs.lastRuns')}</th>
        <th class="shrink spark">${t('jobs.durations')}</th>
        <th class="shrink last">${t('jobs.last')}</th>
        <th class="shrink next">${t('jobs.nextRun')}</th>
        <th class="shrink"><span class="hidden">${t('jobs.actions')}</span></th>
      </tr></thead>
      <tbody>${repeat(this.jobs, (job) => job.id, (job) => this.#row(job))}</tbody>
    </table>`;
  }

  #row(job) {
    const chosen = this.selected.has(job.id);
    const durations = [...job.recentRuns].reverse().map((run) => run.durationMs ?? 0);
    return html`<tr class="${chosen ? 'selected' : ''} ${job.enabled ? '' : 'off'}" data-job=${job.safeName}>
      <td class="shrink pick">${may('operator')
        ? html`<input type="checkbox" aria-label=${t('jobs.selectOne', { name: job.name })} .checked=${chosen} @change=${() => this.#toggle(job)}>`
        : nothing}</td>
      <td class="what">
        <a class="name" href=${address(`/jobs/${encodeURIComponent(job.id)}`)}>${job.name}</a>
        ${job.favorite ? html`<span class="star" title=${t('jobs.favorite')}>★</span>` : nothing}
        ${job.warnings.length > 0 ? html`<span class="warn" title=${job.warnings.join('\n')} role="img" aria-label=${t('jobs.warnings')}>⚠</span>` : nothing}
        ${lateMark(job.late)}
        <small class="soft">${job.folderPath ? html`<bdi>${job.folderPath}</bdi>` : nothing}${job.folderPath && times(job) ? ' · ' : nothing}${times(job)}</small>
        ${job.tags.map((tag) => html`<a class="tag" href=${address(`/jobs?tags=${encodeURIComponent(tag)}`)}>${tag}</a>`)}
      </td>
      <td class="strip"><tempo-strip .runs=${job.recentRuns}></tempo-strip></td>
      <td class="spark">${durations.length > 1 ? html`<tempo-sparkline .values=${durations} label=${t('jobs.durations')}></tempo-sparkline>` : nothing}</td>
      <td class="shrink last">${job.lastRun ? lastRun(job.lastRun) : html`<span class="soft">${t('jobs.neverRan')}</span>`}</td>
      <td class="shrink next">${job.nextRunAt
        ? html`<tempo-ago instant=${job.nextRunAt}></tempo-ago>`
        : html`<span class="soft">${t(job.enabled ? 'jobs.byHand' : 'jobs.disabled')}</span>`}</td>
      <td class="shrink actions">
        ${may('operator')
          ? html`<button data-run @click=${() => runJob(job)} ?disabled=${!job.enabled}>${t('jobs.run')}</button>`
          : nothing}
        <tempo-menu .label=${t('jobs.actionsOf', { name: job.name })} .items=${this.#items(job)}></tempo-menu>
      </td>
    </tr>`;
  }

  #items(job) {
    const items = [
      { text: t('jobs.open'), run: () => go(`/jobs/${encodeURIComponent(job.id)}`) },
      { text: t('jobs.allRuns'), run: () => go(`/runs?job=${encodeURIComponent(job.id)}`) },
      { text: t(job.favorite ? 'jobs.unfavorite' : 'jobs.favorite'), run: () => this.#do(() => this.#favorite(job)) },
    ];
    if (mayEdit(job)) {
      items.push(null, {
        text: t(job.enabled ? 'jobs.disable' : 'jobs.enable'),
        run: () => this.#do(() => post(`/api/jobs/${job.id}/${job.enabled ? 'disable' : 'enable'}`)),
      });
    }
    if (may('developer')) {
      items.push({ text: t('jobs.export'), run: () => exportJobs({ jobs: job.id }) });
    }
    if (mayEdit(job)) {
      items.push({ text: t('jobs.delete'), danger: true, run: () => this.#delete(job) });
    }
    return items;
  }

  #favorite(job) {
    const path = `/api/jobs/${job.id}/favorite`;
    return job.favorite ? del(path) : put(path);
  }

  async #delete(job) {
    const answer = await askToDelete([job], t('jobs.confirmDelete', { name: job.name }));
    if (answer) {
      await this.#do(async () => {
        const { trashId } = await del(deletion(job, answer));
        toast(t(trashId ? 'jobs.deletedToTrash' : 'jobs.deleted', { name: job.name }), { kind: 'good' });
      });
    }
  }

  async #do(action) {
    await attempt(action);
    this.dispatchEvent(new CustomEvent('changed'));
  }

  #toggle(job) {
    const selected = new Set(this.selected);
    if (!selected.delete(job.id)) {
      selected.add(job.id);
    }
    this.#tell(selected);
  }

  #selectAll(all) {
    this.#tell(new Set(all ? this.jobs.map((job) => job.id) : []));
  }

  #tell(selected) {
    this.dispatchEvent(new CustomEvent('select', { detail: selected }));
  }
}

const lastRun = (run) => html`<a href=${address(`/runs/${run.id}`)}>${statusChip(run.status)}
  <small class="soft">${run.startedAt ? html`<tempo-ago instant=${run.startedAt}></tempo-ago>` : nothing}
  ${run.durationMs == null ? nothing : html`· ${duration(run.durationMs)}`}</small></a>`;

/** When a job runs, in words. */
export function times(job) {
  return job.triggers
    .filter((trigger) => trigger.enabled)
    .map((trigger) => trigger.description)
    .join(' · ');
}

customElements.define('tempo-job-table', JobTable);
