import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { del, get } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { loadMessagePart, t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';

const LOOK_MS = 5_000;
const LEVELS = { ready: 'good', starting: 'busy', unresponsive: 'warn', failed: 'bad', stopped: '' };

await Promise.all([loadStyle('/ui/css/pages/interfaces.css'), loadMessagePart('interfaces')]);

/** The ports of pages of scripts: who has which, since when, and by which process. */
class Ports extends LightElement {
  static properties = { ending: { state: true } };

  #ports = new Resource(this, (signal) => get('/api/admin/ports', { signal }), { on: ['run.started', 'run.finished'], pollMs: LOOK_MS });

  constructor() {
    super();
    this.ending = new Set();
  }

  render() {
    return html`<section class="card"><header><h2>${t('admin.ports')}</h2></header>${this.#ports.show((data) => this.#content(data))}</section>`;
  }

  #content({ range, free, ports }) {
    const all = range.to - range.from + 1;
    return html`<p class="body soft" role="status">${t('interfaces.portsTaken', { taken: formatInteger(all - free), all: formatInteger(all), from: range.from, to: range.to })}</p>
      ${ports.length === 0
        ? nothing
        : html`<div class="scroll" role="group" tabindex="0" aria-label=${t('admin.ports')}><table class="table carded ports">
            <thead><tr><th class="number">${t('interfaces.port')}</th><th>${t('interfaces.portUse')}</th><th>${t('interfaces.job')}</th><th>${t('interfaces.user')}</th><th>${t('interfaces.state')}</th>
              <th class="number">${t('interfaces.process')}</th><th>${t('interfaces.since')}</th><th><span class="hidden">${t('jobs.actions')}</span></th></tr></thead>
            <tbody>${ports.map((port) => this.#row(port))}</tbody></table></div>`}`;
  }

  #row(port) {
    const over = port.pageState === 'failed' || port.pageState === 'stopped';
    return html`<tr data-port=${port.port} data-use=${port.use}><td class="number" data-label=${t('interfaces.port')}>${port.port}</td><td data-label=${t('interfaces.portUse')}>${t(`interfaces.portUse.${port.use}`)}</td>
      <td data-label=${t('interfaces.job')}><a href=${href(`/jobs/${port.jobId}`)}>${port.jobName ?? t('interfaces.jobGone')}</a></td><td data-label=${t('interfaces.user')}><bdi>${port.user}</bdi></td>
      <td><span class="tag ${LEVELS[port.pageState] ?? ''}">${t(`interfaces.state.${port.pageState}`)}</span></td>
      <td class="number mono" data-label=${t('interfaces.process')}>${port.pid ?? '–'}</td><td data-label=${t('interfaces.since')}>${timeElement(port.since)}</td>
      <td class="shrink"><a class="button quiet" href=${href(`/runs/${port.runId}`)}>${t('interfaces.log')}</a>
        <button class="quiet danger" data-stop ?disabled=${this.ending.has(port.sessionId)} @click=${() => this.#stop(port, over)}>${t(over ? 'interfaces.forget' : 'interfaces.stop')}</button></td></tr>`;
  }

  async #stop({ sessionId, jobName }, over) {
    const sure = over || (await confirm({ title: t('interfaces.confirmStop', { job: jobName ?? '' }), action: t('interfaces.stop'), danger: true }));
    if (sure) {
      this.ending = new Set([...this.ending, sessionId]);
      await withErrorToast(() => del(`/api/interfaces/${sessionId}`));
      this.#ports.refresh();
    }
  }
}

customElements.define('tempo-ports', Ports);
