import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isFileGone, warningText } from '../../components/file-warnings.js';
import { folderPath } from '../../components/folder-names.js';
import { lateMark } from '../../components/late-job.js';
import { LightElement } from '../../components/light-element.js';
import { columnHeader } from '../../components/list-options.js';
import '../../components/menu.js';
import { timeElement } from '../../components/relative-time.js';
import { RowSelection } from '../../components/row-selection.js';
import '../../components/run-history.js';
import '../../components/sparkline.js';
import { statusChip } from '../../components/status-chip.js';
import { href } from '../../core/base-path.js';
import { formatDuration, formatPercent } from '../../core/format.js';
import { t } from '../../core/i18n.js';
import { navigate, setQuery } from '../../core/location.js';
import { canEditJob, hasRole } from '../../core/session.js';
import { runBulkAction } from './actions.js';
import { chooseFolder } from './bulk-actions.js';
import { confirmDeleteJobs } from './delete.js';
import { dragJobs } from './folders.js';
import { runJob, runText } from './run-now.js';
import { exportJobs } from './transfer.js';

const NAME = { id: 'name', label: 'jobs.name', sort: 'name', style: 'what' };

/** Those that can be left out or added; the name is always there. */
export const COLUMNS = [
  { id: 'folder', label: 'create.folder', sort: 'folder', style: 'extra' },
  { id: 'owner', label: 'jobs.owner', sort: 'owner', style: 'extra' },
  { id: 'strip', label: 'jobs.lastRuns', sort: 'lastStatus', style: 'shrink strip', usual: true },
  { id: 'spark', label: 'jobs.durations', sort: 'durationMs', style: 'shrink spark', usual: true, down: true },
  { id: 'rate', label: 'jobs.rate', style: 'number extra' },
  { id: 'last', label: 'jobs.last', sort: 'lastRun', style: 'shrink last', usual: true, down: true },
  { id: 'next', label: 'jobs.nextRun', sort: 'nextRunAt', style: 'shrink next', usual: true },
  { id: 'created', label: 'jobs.created', sort: 'createdAt', style: 'shrink extra', down: true },
  { id: 'updated', label: 'jobs.updated', sort: 'updatedAt', style: 'shrink extra', down: true },
];

const CELLS = {
  folder: (job) => html`<td class="extra soft">${folderPath(job.folderNames)}</td>`,
  owner: (job) => html`<td class="extra"><bdi>${job.owner ?? ''}</bdi></td>`,
  strip: (job) => html`<td class="strip"><tempo-strip .runs=${job.recentRuns}></tempo-strip></td>`,
  spark: (job) => html`<td class="spark">${spark(job)}</td>`,
  rate: (job) => html`<td class="number extra">${job.runCount > 0 ? formatPercent(job.successCount / job.runCount) : ''}</td>`,
  last: (job) => html`<td class="shrink last">${job.lastRun ? lastRun(job.lastRun) : html`<span class="soft">${t('jobs.neverRan')}</span>`}</td>`,
  next: (job) => html`<td class="shrink next">${job.nextRunAt
    ? html`<tempo-ago instant=${job.nextRunAt}></tempo-ago>`
    : html`<span class="soft">${t(job.enabled ? 'jobs.byHand' : 'job.disabled')}</span>`}</td>`,
  created: (job) => html`<td class="shrink extra">${timeElement(job.createdAt)}</td>`,
  updated: (job) => html`<td class="shrink extra">${timeElement(job.updatedAt)}</td>`,
};

/** Jobs, one a row: what it is, how its last runs went, when it runs next. */
class JobTable extends LightElement {
  static properties = {
    jobs: { attribute: false },
    folders: { attribute: false },
    selected: { attribute: false },
    sort: {},
    shown: { attribute: false },
    density: {},
  };

  selection = new RowSelection(this, () => this.jobs.map((job) => job.id));
  selectable = true;

  render() {
    const columns = COLUMNS.filter(({ id }) => this.shown.has(id));
    const head = (column) => columnHeader(column, this.sort, (sort) => setQuery({ sort: sort === 'name' ? '' : sort }));
    return html`<table class="table jobs ${this.density}">
      <thead><tr>
        <th class="shrink pick">${this.selection.all(t('jobs.selectAll'))}</th>
        ${head(NAME)}${columns.map(head)}
        <th class="shrink"><span class="hidden">${t('jobs.actions')}</span></th>
      </tr></thead>
      <tbody>${repeat(this.jobs, (job) => job.id, (job) => this.#row(job, columns))}</tbody>
    </table>`;
  }

  #row(job, columns) {
    const chosen = this.selected.has(job.id);
    const folder = !this.shown.has('folder') && job.folderNames.length > 0;
    return html`<tr class="${chosen ? 'selected' : ''} ${job.enabled ? '' : 'off'}" data-job=${job.safeName} data-row=${job.id}
      draggable=${hasRole('developer') ? 'true' : 'false'} @dragstart=${(event) => this.#drag(event, job)}>
      <td class="shrink pick">${this.selection.one(job.id, t('jobs.selectOne', { name: job.name }))}</td>
      <td class="what">
        <a class="name open" draggable="false" href=${href(`/jobs/${encodeURIComponent(job.id)}`)}>${job.name}</a>
        ${job.favorite ? html`<span class="star" title=${t('jobs.favorite')}>★</span>` : nothing}
        ${job.warnings.length > 0 ? html`<span class="warn" title=${job.warnings.map(warningText).join('\n')} role="img" aria-label=${t('jobs.warnings')}>⚠</span>` : nothing}
        ${lateMark(job.late)}
        <small class="soft">${folder ? folderPath(job.folderNames) : nothing}${folder && scheduleText(job) ? ' · ' : nothing}${scheduleText(job)}</small>
        ${job.tags.map((tag) => html`<a class="tag" href=${href(`/jobs?tags=${encodeURIComponent(tag)}`)}>${tag}</a>`)}
      </td>
      ${columns.map(({ id }) => CELLS[id](job))}
      <td class="shrink actions">
        ${hasRole('operator')
          ? html`<button data-run @click=${() => runJob(job)} ?disabled=${!job.enabled}>${runText(job)}</button>`
          : nothing}
        <tempo-menu .label=${t('jobs.actionsOf', { name: job.name })} .items=${this.#items(job)}></tempo-menu>
      </td>
    </tr>`;
  }

  /** What is selected goes along with one of it. */
  #drag(event, job) {
    if (!event.target.closest('tempo-folders')) {
      dragJobs(event, this.selected.has(job.id) ? [...this.selected] : [job.id]);
    }
  }

  #items(job) {
    const act = (action, key) => () => runBulkAction({ ids: [job.id] }, action, key, () => this.#changed());
    const items = [
      { text: t('jobs.open'), run: () => navigate(`/jobs/${encodeURIComponent(job.id)}`) },
      { text: t('jobs.allRuns'), run: () => navigate(`/runs?job=${encodeURIComponent(job.id)}`) },
      job.favorite ? { text: t('jobs.unfavorite'), run: act({ action: 'disfavor' }, 'bulk.disfavored') } : { text: t('jobs.favorite'), run: act({ action: 'favor' }, 'bulk.favored') },
    ];
    if (canEditJob(job)) {
      const enabled = job.enabled ? { action: 'disable' } : { action: 'enable' };
      items.push(null, { text: t(`jobs.${enabled.action}`), run: act(enabled, job.enabled ? 'bulk.disabled' : 'bulk.enabled') });
    }
    if (job.source !== 'discovered' && (canEditJob(job) || hasRole('developer'))) {
      items.push({ text: t('bulk.move'), run: () => this.#move(job) });
    }
    if (hasRole('developer')) {
      items.push({ text: t('jobs.export'), run: () => exportJobs({ jobs: job.id }) });
    }
    if (canEditJob(job) && (job.source !== 'discovered' || isFileGone(job))) {
      items.push({ text: t('jobs.delete'), danger: true, run: () => this.#delete(job) });
    }
    return items;
  }

  async #move(job) {
    const folderId = await chooseFolder(this.folders ?? [], job.folderId ?? '');
    if (folderId !== undefined) {
      await runBulkAction({ ids: [job.id] }, { action: 'move', folderId }, 'bulk.moved', () => this.#changed());
    }
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

function spark(job) {
  const durations = [...job.recentRuns].reverse().map((run) => run.durationMs ?? 0);
  return durations.length > 1 ? html`<tempo-sparkline .values=${durations} label=${t('jobs.durations')}></tempo-sparkline>` : nothing;
}

const lastRun = (run) => html`<a href=${href(`/runs/${run.id}`)}>${statusChip(run.status)}
  <small class="soft">${run.startedAt ? html`<tempo-ago instant=${run.startedAt}></tempo-ago>` : nothing}
  ${run.durationMs == null ? nothing : html`· ${formatDuration(run.durationMs)}`}</small></a>`;

/** Returns the descriptions of a job's enabled triggers. */
export function scheduleText(job) {
  return job.triggers
    .filter((trigger) => trigger.enabled)
    .map((trigger) => trigger.description)
    .join(' · ');
}

customElements.define('tempo-job-table', JobTable);
