import { html, nothing } from 'lit';
import { fileWarnings } from '../../components/file-warnings.js';
import { environmentText } from '../../components/group-environment.js';
import { LightElement } from '../../components/light-element.js';
import { emptyState } from '../../components/placeholders.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { encodeSegment, get, post, put } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { Commands } from '../../core/commands.js';
import { setTitle } from '../../core/document-title.js';
import { compareNames, formatDuration } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { descriptionOf, nameOf } from '../../core/local-text.js';
import { setQuery } from '../../core/location.js';
import { addRecentItem } from '../../core/recent-items.js';
import { hasRole } from '../../core/session.js';
import { GROUP_CHANGES } from './cards.js';
import { groupIcon } from './icon.js';
import './jobs.js';
import { refreshGroups } from './refresh.js';
import { exportGroup } from './transfer.js';

const FEW = 5;
const RUNS = ['run.queued', 'run.started', 'run.finished'];

/** One group of scripts: what it is for, in what its scripts run, what is wrong, and its jobs. */
class GroupPage extends LightElement {
  static properties = { route: { attribute: false } };

  #group = new Resource(this, (signal) => get(this.#path(), { signal }), { ...GROUP_CHANGES, lazy: true });

  #jobs = new Resource(this, (signal) => get(this.#path('/jobs'), { signal }), { on: [...GROUP_CHANGES.on, 'job.late', 'job.recovered', ...RUNS], lazy: true });

  #condas = new Resource(this, (signal) => (hasRole('developer') ? get('/api/conda/environments', { signal }) : Promise.resolve({ environments: [] })));

  #typing = 0;

  constructor() {
    super();
    new Commands(this, [
      { id: 'filter-group', title: () => t('jobs.search'), keys: 'f', run: () => this.querySelector('#filter')?.focus() },
      { id: 'refresh-group', title: () => t('groups.refresh'), when: () => hasRole('developer'), run: () => this.#refresh() },
    ]);
  }

  willUpdate(changed) {
    if (changed.has('route') && changed.get('route')?.params.group !== this.route.params.group) {
      this.#group.reload();
      this.#jobs.reload();
    }
  }

  updated() {
    const group = this.#group.data;
    if (group) {
      addRecentItem({ path: `/groups/${encodeSegment(group.id)}`, name: group.name, folders: [t('section.groups')] });
      setTitle(() => group.name);
    }
  }

  render() {
    return this.#group.show((group) => html`<div class="page group">
      ${this.#head(group)}
      ${group.description ? html`<p>${group.description}</p>` : nothing}
      ${group.isActive ? nothing : html`<p class="notice bad">${t('groups.goneHint', { group: group.id })}</p>`}
      ${this.#facts(group)}
      ${group.warnings.length > 0 ? this.#warnings(group.warnings) : nothing}
      ${this.#jobs.show(({ jobs }) => this.#list(jobs))}
    </div>`);
  }

  #head(group) {
    return html`<header class="page-head">
      <h1><a class="link" href=${href('/groups')}>${t('section.groups')}</a> <span class="soft">/</span> ${groupIcon(group.icon)} <bdi>${group.name}</bdi></h1>
      <a class="button" href=${href(`/runs?group=${encodeSegment(group.id)}`)}>${t('groups.allRuns')}</a>
      ${hasRole('developer') && group.isActive ? html`<button id="export-group" @click=${() => exportGroup(group.id)}>${t('groups.export')}</button>` : nothing}
      ${hasRole('developer') ? html`<button id="refresh-group" @click=${() => this.#refresh()}>${t('groups.refresh')}</button>` : nothing}
    </header>`;
  }

  #facts(group) {
    const fact = (label, value) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
    return html`<dl class="facts">
      ${fact(t('groups.level'), html`<span title=${t('groups.levelHint')}>${t(`role.${group.requiredLevel}`)}</span>`)}
      ${fact(t('groups.environment'), this.#environment(group))}
      ${group.category ? fact(t('jobs.category'), group.category) : nothing}
      ${group.executionTimeoutSeconds == null ? nothing : fact(t('groups.timeout'), formatDuration(group.executionTimeoutSeconds * 1_000))}
      ${fact(t('groups.directory'), html`<code class="mono">script_groups/${group.id}</code>`)}
      ${fact(t('groups.refreshedAt'), timeElement(group.refreshedAt))}
      ${group.autoDiscovery ? nothing : fact(t('groups.discovery'), t('groups.discovery.named'))}
    </dl>`;
  }

  #environment(group) {
    const { environment, condaEnvironment } = group;
    const names = [...new Set([...(this.#condas.data?.environments ?? []).map(({ name }) => name), condaEnvironment].filter(Boolean))];
    return html`<span data-environment=${environment.kind}>${environmentText(environment)}</span>
      ${environment.available ? nothing : html`<span class="warn">⚠ ${t('groups.environmentGone')}</span>`}
      ${hasRole('developer') && names.length > 0
        ? html`<select class="fit" aria-label=${t('groups.conda')} @change=${(event) => this.#choose(event.target)}>
            <option value="" .selected=${!condaEnvironment}>${t('groups.conda.file')}</option>
            ${names.map((name) => html`<option value=${name} .selected=${name === condaEnvironment}>conda: ${name}</option>`)}</select>`
        : nothing}`;
  }

  #warnings(warnings) {
    return html`<details class="notice" ?open=${warnings.length <= FEW}><summary>⚠ ${plural('groups.warnings', warnings.length)}</summary>${fileWarnings(warnings)}</details>`;
  }

  #list(jobs) {
    if (jobs.length === 0) {
      return emptyState(t('groups.noJobs'), t('groups.noJobsHint', { group: this.route.params.group }));
    }
    const shown = jobs.filter((job) => this.#matches(job)).sort((one, other) => compareNames(nameOf(one), nameOf(other)));
    return html`${this.#toolbar(jobs)}
      ${shown.length === 0 ? emptyState(t('jobs.noMatch')) : html`<tempo-group-jobs .jobs=${shown} @changed=${() => this.#jobs.refresh()}></tempo-group-jobs>`}
      <p class="soft foot" role="status">${plural('jobs.count', shown.length)}</p>`;
  }

  #toolbar(jobs) {
    const tags = [...new Set([...jobs.flatMap((job) => job.tags), ...this.#tags])].sort(compareNames);
    const chosen = new Set(this.#tags);
    return html`<div class="group-toolbar">
      <input type="search" id="filter" placeholder=${t('jobs.search')} aria-label=${t('jobs.search')} .value=${this.#q('q')} @input=${this.#search}>
      ${tags.length > 0
        ? html`<div class="row tags" role="group" aria-label=${t('jobs.tag')}>${tags.map(
            (tag) => html`<button class="tag" data-tag=${tag} aria-pressed=${chosen.has(tag)} @click=${() => this.#toggle(tag)}>${tag}</button>`,
          )}</div>`
        : nothing}
      ${chosen.size > 1
        ? html`<select class="fit" aria-label=${t('jobs.match')} @change=${(event) => setQuery({ match: event.target.value })}>
            <option value="" .selected=${this.#q('match') !== 'any'}>${t('groups.allTags')}</option>
            <option value="any" .selected=${this.#q('match') === 'any'}>${t('groups.anyTag')}</option></select>`
        : nothing}
    </div>`;
  }

  #matches(job) {
    const words = this.#q('q').trim().toLocaleLowerCase();
    const texts = [job.name, job.safeName, ...Object.values(job.displayName), descriptionOf(job), job.description, job.category, ...job.tags];
    const found = texts.some((text) => (text ?? '').toLocaleLowerCase().includes(words));
    const has = (tag) => job.tags.includes(tag);
    return found && (this.#tags.length === 0 || (this.#q('match') === 'any' ? this.#tags.some(has) : this.#tags.every(has)));
  }

  #toggle(tag) {
    const tags = this.#tags.includes(tag) ? this.#tags.filter((other) => other !== tag) : [...this.#tags, tag];
    setQuery({ tags: tags.join(',') });
  }

  get #tags() {
    return this.#q('tags').split(',').filter(Boolean);
  }

  #q(name) {
    return this.route.query.get(name) ?? '';
  }

  #search(event) {
    clearTimeout(this.#typing);
    const text = event.target.value;
    this.#typing = setTimeout(() => setQuery({ q: text }), 200);
  }

  async #choose(select) {
    const answer = await withErrorToast(() => put(this.#path('/environment'), { condaEnvironment: select.value || null }));
    if (answer) {
      this.#group.replace(answer);
    } else {
      select.value = this.#group.data.condaEnvironment ?? '';
    }
  }

  async #refresh() {
    await refreshGroups(() => post(this.#path('/refresh')));
    await Promise.all([this.#group.refresh(), this.#jobs.refresh()]);
  }

  #path(more = '') {
    return `/api/groups/${encodeSegment(this.route.params.group)}${more}`;
  }
}

customElements.define('tempo-group', GroupPage);
