import { html, nothing } from 'lit';
import { confirm } from '../components/dialogs.js';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';
import { timeElement } from '../components/relative-time.js';
import { Resource } from '../components/resource.js';
import { withErrorToast } from '../components/toast.js';
import { del, get, post } from '../core/api.js';
import { href } from '../core/base-path.js';
import { formatBytes, formatDuration, formatInteger, formatPercent } from '../core/format.js';
import { loadMessagePart, plural, t } from '../core/i18n.js';
import { currentUser, hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';

const LOOK_MS = 3_000;
const IDLE_SECONDS = 60;
const LEVELS = { ready: 'good', starting: 'busy', unresponsive: 'warn', failed: 'bad', stopped: '' };

await Promise.all([loadStyle('/ui/css/pages/interfaces.css'), loadMessagePart('interfaces')]);

/** The pages of scripts that are open: one's own, and for administrators everybody's. */
class Interfaces extends LightElement {
  static properties = { route: { attribute: false }, ending: { state: true } };

  #list = new Resource(this, (signal) => get('/api/interfaces', { signal }), { on: ['run.started', 'run.finished'], pollMs: LOOK_MS });

  constructor() {
    super();
    this.ending = new Set();
  }

  render() {
    return html`<div class="page interfaces">
      <header class="page-head"><h1>${t('section.interfaces')}</h1></header>
      <p class="soft">${t('interfaces.hint')}</p>
      ${this.#list.show((data) => this.#table(data))}
    </div>`;
  }

  #table({ interfaces, limits, ports }) {
    return html`${interfaces.length === 0
        ? emptyState(t('interfaces.none'), t('interfaces.noneHint'))
        : html`<div class="card scroll"><table class="table carded">
            <thead><tr><th>${t('interfaces.job')}</th>${hasRole('admin') ? html`<th>${t('interfaces.user')}</th>` : nothing}<th>${t('interfaces.project')}</th>
              <th>${t('interfaces.state')}</th><th class="number">${t('interfaces.cpu')}</th><th class="number">${t('interfaces.memory')}</th>
              <th class="number">${t('interfaces.port')}</th><th>${t('interfaces.startedAt')}</th><th>${t('interfaces.use')}</th>
              <th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
            <tbody>${interfaces.map((one) => this.#row(one))}</tbody></table></div>`}
      <p class="soft foot" role="status">${plural('interfaces.limits', interfaces.length, { total: formatInteger(limits.total), perUser: formatInteger(limits.perUser) })}
        · ${t('interfaces.ports', { from: ports.from, to: ports.to, free: formatInteger(ports.free) })}</p>`;
  }

  #row(one) {
    const own = one.user === currentUser()?.username;
    const over = one.state === 'failed' || one.state === 'stopped';
    return html`<tr data-interface=${one.sessionId} data-state=${one.state}>
      <td data-label=${t('interfaces.job')}><a class="name" href=${href(`/jobs/${one.jobId}`)}>${one.jobName ?? t('interfaces.jobGone')}</a></td>
      ${hasRole('admin') ? html`<td data-label=${t('interfaces.user')}><bdi>${one.user}</bdi></td>` : nothing}
      <td data-label=${t('interfaces.project')}><bdi>${one.projectName ?? '–'}</bdi></td>
      <td><span class="tag ${LEVELS[one.state] ?? ''}">${t(`interfaces.state.${one.state}`)}</span></td>
      <td class="number" data-label=${t('interfaces.cpu')}>${one.cpuPercent == null ? '–' : formatPercent(one.cpuPercent / 100)}</td>
      <td class="number" data-label=${t('interfaces.memory')}>${one.memoryBytes == null ? '–' : formatBytes(one.memoryBytes)}</td>
      <td class="number" data-label=${t('interfaces.port')}>${one.port}${one.scriptPort == null ? nothing : html` <small class="soft" title=${t('interfaces.scriptPort')}>→ ${one.scriptPort}</small>`}</td>
      <td data-label=${t('interfaces.startedAt')}>${timeElement(one.startedAt)}</td>
      <td>${plural('interfaces.tabs', one.tabs)}${one.idleSeconds < IDLE_SECONDS ? nothing : html`<small class="soft"> · ${t('interfaces.idle', { time: formatDuration(one.idleSeconds * 1000) })}</small>`}</td>
      <td class="shrink"><a class="button quiet" href=${href(`/runs/${one.runId}`)}>${t('interfaces.log')}</a>
        ${own && !over ? html`<button data-open @click=${() => this.#open(one)}>${t('jobs.openPage')}</button>` : nothing}
        <button class="quiet danger" data-stop ?disabled=${this.ending.has(one.sessionId)} @click=${() => this.#stop(one, over)}>${t(over ? 'interfaces.forget' : 'interfaces.stop')}</button></td></tr>`;
  }

  /** A new ticket for the page that is open; a tab that was closed by mistake comes back so. */
  async #open({ jobId, projectId }) {
    const tab = window.open('', '_blank');
    const opened = await withErrorToast(() => post(`/api/jobs/${jobId}/interface`, { projectId }));
    opened ? tab?.location.replace(opened.url) : tab?.close();
  }

  async #stop(one, over) {
    const sure = over || (await confirm({ title: t('interfaces.confirmStop', { job: one.jobName ?? '' }), action: t('interfaces.stop'), danger: true }));
    if (sure) {
      this.ending = new Set([...this.ending, one.sessionId]);
      await withErrorToast(() => del(`/api/interfaces/${one.sessionId}`));
      this.#list.refresh();
    }
  }
}

customElements.define('tempo-interfaces', Interfaces);
