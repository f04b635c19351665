import { html, nothing } from 'lit';
import { fileWarnings } from '../components/file-warnings.js';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';
import { Resource } from '../components/resource.js';
import { encodeSegment, get, post } from '../core/api.js';
import { Commands } from '../core/commands.js';
import { plural, t } from '../core/i18n.js';
import { navigate } from '../core/location.js';
import { hasRole } from '../core/session.js';
import { GROUP_CHANGES, groupCard } from './groups/cards.js';
import './groups/group.js';
import { refreshGroups } from './groups/refresh.js';
import { importGroup } from './groups/transfer.js';

/** All groups of scripts that one may see. */
class Groups extends LightElement {
  static properties = { route: { attribute: false }, words: { state: true } };

  #groups = new Resource(this, (signal) => get('/api/groups', { signal }), GROUP_CHANGES);

  constructor() {
    super();
    this.words = '';
    new Commands(this, [
      { id: 'filter-groups', title: () => t('groups.filter'), keys: 'f', run: () => this.querySelector('#filter-groups')?.focus() },
      { id: 'refresh-groups', title: () => t('groups.refreshAll'), when: () => hasRole('developer'), run: () => this.#refresh() },
    ]);
  }

  render() {
    return html`<div class="page groups">
      <div class="page-head"><h1>${t('section.groups')}</h1>
        <input type="search" id="filter-groups" placeholder=${t('groups.filter')} aria-label=${t('groups.filter')} .value=${this.words} @input=${(event) => (this.words = event.target.value)}>
        ${hasRole('developer') ? html`<button id="import-group" @click=${() => this.#importOne()}>${t('groups.import')}</button><button id="refresh-groups" @click=${() => this.#refresh()}>${t('groups.refreshAll')}</button>` : nothing}</div>
      ${this.#groups.show((data) => this.#list(data))}
    </div>`;
  }

  #list({ groups, warnings }) {
    if (groups.length === 0 && warnings.length === 0) {
      return emptyState(t('groups.none'), hasRole('developer') ? t('groups.noneHint') : t('groups.noneForViewers'));
    }
    const words = this.words.trim().toLocaleLowerCase();
    const shown = groups.filter((group) => [group.id, group.name, group.description, group.category].some((text) => text.toLocaleLowerCase().includes(words)));
    return html`${warnings.length > 0 ? html`<section class="notice"><h2>${t('groups.notTaken')}</h2>${fileWarnings(warnings)}</section>` : nothing}
      ${shown.length === 0 && groups.length > 0 ? emptyState(t('groups.noMatch')) : html`<div class="cards">${shown.map(groupCard)}</div>`}
      <p class="soft foot" role="status">${plural('groups.count', shown.length)}</p>`;
  }

  async #importOne() {
    const id = await importGroup();
    if (id) {
      navigate(`/groups/${encodeSegment(id)}`);
    }
  }

  async #refresh() {
    await refreshGroups(() => post('/api/groups/refresh'));
    this.#groups.refresh();
  }
}

customElements.define('tempo-groups', Groups);
