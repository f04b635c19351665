import { html, nothing } from 'lit';
import { environmentText } from '../../components/group-environment.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { encodeSegment, get } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { loadMessagePart, plural, t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';
import { groupIcon } from './icon.js';

/** What changes groups: their jobs, of which events tell; what else their files say is looked for now and then. */
export const GROUP_CHANGES = { on: ['job.saved', 'job.deleted'], pollMs: 2_000 };

await Promise.all([loadStyle('/ui/css/pages/groups.css'), loadMessagePart('groups')]);

/** Renders a group as a card that leads to its page. */
export const groupCard = (group) => html`<a class="card group-card ${group.isActive ? '' : 'off'}" data-group=${group.id} href=${href(`/groups/${encodeSegment(group.id)}`)}>
  ${groupIcon(group.icon)}
  <div class="stack">
    <h3><bdi>${group.name}</bdi></h3>
    ${group.description ? html`<p class="soft">${group.description}</p>` : nothing}
    <p class="group-facts">
      <span>${plural('jobs.count', group.jobCount)}</span>
      <span class="tag" title=${t('groups.levelHint')}>${t(`role.${group.requiredLevel}`)}</span>
      <span class="soft">${environmentText(group.environment)}</span>
      ${group.environment.available ? nothing : html`<span class="warn">⚠ ${t('groups.environmentGone')}</span>`}
      ${group.isActive ? nothing : html`<span class="warn">⚠ ${t('groups.gone')}</span>`}
      ${group.warnings.length > 0 ? html`<span class="warn" data-warnings=${group.warnings.length}>⚠ ${plural('groups.warnings', group.warnings.length)}</span>` : nothing}
    </p>
  </div></a>`;

/** The cards of all groups that one may see, for the dashboard. */
class GroupCards extends LightElement {
  #groups = new Resource(this, (signal) => get('/api/groups', { signal }), GROUP_CHANGES);

  render() {
    const groups = this.#groups.data?.groups ?? [];
    return groups.length === 0
      ? nothing
      : html`<section class="groups" aria-labelledby="groups-title"><header class="row"><h2 class="grow" id="groups-title">${t('section.groups')}</h2><a class="link" href=${href('/groups')}>${t('dashboard.all')}</a></header>
          <div class="cards">${groups.map(groupCard)}</div></section>`;
  }
}

customElements.define('tempo-group-cards', GroupCards);
