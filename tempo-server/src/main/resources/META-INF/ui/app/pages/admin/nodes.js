import { html, nothing } from 'lit';
import { confirm } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { formatInteger } from '../../core/format.js';
import { t } from '../../core/i18n.js';

const LOOK_MS = 5_000;
const UP = ['alive', 'draining'];
const LEVELS = { alive: 'good', draining: 'warn', stopped: 'soft', dead: 'soft' };

/** The servers that share the database: which lives, which decides, and which gets runs. */
class Nodes extends LightElement {
  static properties = { busy: { state: true } };

  #nodes = new Resource(this, (signal) => get('/api/nodes', { signal }), { on: ['run.started', 'run.finished'], pollMs: LOOK_MS });

  constructor() {
    super();
    this.busy = '';
  }

  render() {
    return html`<section class="card"><header><h2>${t('admin.nodes')}</h2></header>${this.#nodes.show((data) => this.#content(data))}</section>`;
  }

  #content({ nodes, shared }) {
    const living = nodes.filter((node) => UP.includes(node.state));
    return html`<p class="body soft" data-hint>${t(shared ? (living.length > 1 ? 'nodes.hint' : 'nodes.single') : 'nodes.alone')}</p>
      <div class="scroll" role="group" tabindex="0" aria-label=${t('admin.nodes')}><table class="table carded nodes">
        <thead><tr><th>${t('nodes.name')}</th><th>${t('nodes.state')}</th><th class="number">${t('nodes.running')}</th><th>${t('nodes.labels')}</th><th>${t('nodes.address')}</th>
          <th>${t('nodes.version')}</th><th>${t('nodes.lastSeen')}</th>${shared ? html`<th><span class="hidden">${t('jobs.actions')}</span></th>` : nothing}</tr></thead>
        <tbody>${nodes.map((node) => this.#row(node, shared, living))}</tbody></table></div>`;
  }

  #row(node, shared, living) {
    const state = node.stopped ? 'stopped' : node.state;
    return html`<tr data-node=${node.name}><td><bdi>${node.name}</bdi> ${node.here ? html`<span class="soft">${t('nodes.here')}</span>` : nothing}</td>
      <td data-label=${t('nodes.state')}><span class="tag ${LEVELS[state]}">${t(`nodes.state.${state}`)}</span> ${node.leader ? html`<span class="tag">${t('nodes.leader')}</span>` : nothing}
        ${node.drained && !UP.includes(state) ? html`<span class="tag warn">${t('nodes.drained')}</span>` : nothing}</td>
      <td class="number" data-label=${t('nodes.running')}>${formatInteger(node.running)}</td>
      <td data-label=${t('nodes.labels')}>${node.labels.length === 0 ? html`<span class="soft">–</span>` : node.labels.map((label) => html`<span class="tag"><bdi>${label}</bdi></span> `)}</td>
      <td data-label=${t('nodes.address')}>${node.address ? html`<a class="link" href=${node.address}><bdi>${node.address}</bdi></a>` : html`<span class="soft">–</span>`}</td>
      <td data-label=${t('nodes.version')}>${node.version}</td><td data-label=${t('nodes.lastSeen')}><tempo-ago .instant=${node.lastSeenAt}></tempo-ago></td>
      ${shared ? html`<td class="shrink">${this.#action(node, living)}</td>` : nothing}</tr>`;
  }

  #action(node, living) {
    const drains = node.state === 'alive';
    return !UP.includes(node.state) && !node.drained
      ? nothing
      : html`<button ?disabled=${this.busy === node.id} @click=${() => (drains ? this.#drain(node, living) : this.#resume(node))}>${t(drains ? 'nodes.drain' : 'nodes.resume')}</button>`;
  }

  async #drain(node, living) {
    const others = living.some((other) => other.id !== node.id && other.state === 'alive');
    if (await confirm({ title: t('nodes.confirmDrain', { name: node.name }), text: t(others ? 'nodes.drainText' : 'nodes.drainLast'), action: t('nodes.drain'), danger: !others })) {
      await this.#send(node, 'drain');
    }
  }

  #resume(node) {
    return this.#send(node, 'resume');
  }

  async #send(node, action) {
    this.busy = node.id;
    await withErrorToast(() => post(`/api/nodes/${node.id}/${action}`));
    this.busy = '';
    this.#nodes.refresh();
  }
}

customElements.define('tempo-nodes', Nodes);
