import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../components/light-element.js';
import '../components/log/run-log.js';
import { emptyState } from '../components/placeholders.js';
import '../components/relative-time.js';
import { Resource } from '../components/resource.js';
import { statusChip } from '../components/status-chip.js';
import { encodeSegment, get } from '../core/api.js';
import { href } from '../core/base-path.js';
import { t } from '../core/i18n.js';
import { setQuery } from '../core/location.js';
import { loadStyle } from '../core/stylesheets.js';

await Promise.all(['/ui/css/log.css', '/ui/css/pages/logs.css'].map(loadStyle));

/** So many at once: each has a connection of its own while its run goes on. */
const MOST = 6;

/** The logs of some runs side by side, each live while its run goes on: `/logs?runs=id,id`. */
class Logs extends LightElement {
  static properties = { route: { attribute: false } };

  render() {
    const ids = this.#ids;
    return ids.length === 0
      ? emptyState(t('logs.none'), t('logs.noneHint'), html`<a class="button" href=${href('/runs')}>${t('section.runs')}</a>`)
      : html`<section class="logs-beside" aria-label=${t('logs.title')}>${repeat(ids, (id) => id, (id) => html`<tempo-one-log .runId=${id} @leave=${() => this.#leave(id)}></tempo-one-log>`)}</section>`;
  }

  get #ids() {
    return [...new Set((this.route.query.get('runs') ?? '').split(',').filter(Boolean))].slice(0, MOST);
  }

  #leave(id) {
    setQuery({ runs: this.#ids.filter((other) => other !== id).join(',') });
  }
}

/** One of them. */
class OneLog extends LightElement {
  static properties = { runId: { attribute: false } };

  #run = new Resource(this, (signal) => get(`/api/runs/${encodeSegment(this.runId)}`, { signal }), {
    on: ['run.started', 'run.finished'],
    isRelevant: ({ data }) => data.id === this.runId,
    lazy: true,
  });

  willUpdate(changed) {
    if (changed.has('runId')) {
      this.#run.reload();
    }
  }

  render() {
    return html`<article aria-label=${this.#run.data?.jobName ?? nothing}>${this.#run.show(
      (run) => html`<header>${statusChip(run.status)} <h2 class="grow cut"><a href=${href(`/runs/${run.id}`)}>${run.jobName}</a></h2>
          <tempo-elapsed .run=${run}></tempo-elapsed>
          <button class="quiet" aria-label=${t('logs.leave', { name: run.jobName })} title=${t('logs.leave', { name: run.jobName })} @click=${() => this.dispatchEvent(new CustomEvent('leave'))}>×</button></header>
        <tempo-log .run=${run} beside @status=${({ detail }) => detail.status !== run.status && this.#run.refresh()}></tempo-log>`,
    )}</article>`;
  }
}

customElements.define('tempo-logs', Logs);
customElements.define('tempo-one-log', OneLog);
