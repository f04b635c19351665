import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { activateProject, activeProject, PROJECT_CHANGED } from '../../core/active-project.js';
import { encodeSegment, get, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { setTitle } from '../../core/document-title.js';
import { t } from '../../core/i18n.js';
import { hasRole } from '../../core/session.js';
import './backups.js';
import './files.js';

const TABS = ['files', 'backups'];

/** A project: its files and its backups. */
class ProjectPage extends LightElement {
  static properties = { route: { attribute: false } };

  #project = new Resource(this, (signal) => get(`/api/projects/${encodeSegment(this.#id)}`, { signal }), { lazy: true });

  #onChange = () => this.#project.refresh();

  connectedCallback() {
    super.connectedCallback();
    addEventListener(PROJECT_CHANGED, this.#onChange);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener(PROJECT_CHANGED, this.#onChange);
  }

  willUpdate(changed) {
    if (changed.has('route') && changed.get('route')?.params.project !== this.#id) {
      this.#project.reload();
    }
  }

  updated() {
    if (this.#project.data) {
      setTitle(this.#project.data.name);
    }
  }

  render() {
    return this.#project.show((project) => html`<div class="page project">
      <div class="page-head"><h1>${project.name}</h1>
        ${project.isActive ? html`<span class="tag">${t('projects.active')}</span>` : nothing}
        <a class="button" href=${href(`/runs?project=${project.id}`)}>${t('projects.runs')}</a>
        ${hasRole('operator') && activeProject() && !project.isActive ? html`<button id="activate" @click=${() => this.#activate(project)}>${t('projects.activate')}</button>` : nothing}</div>
      ${project.description ? html`<p class="soft">${project.description}</p>` : nothing}
      <nav class="tabs" aria-label=${t('projects.tabs')}>${TABS.map((tab) => html`<a href=${href(withQuery(`/projects/${project.id}`, { tab: tab === 'files' ? '' : tab }))}
        aria-current=${tab === this.#tab ? 'page' : nothing}>${t(`projects.tab.${tab}`)}</a>`)}</nav>
      ${this.#tab === 'files'
        ? html`<tempo-project-files .project=${project.id} .query=${this.route.query}></tempo-project-files>`
        : html`<tempo-project-backups .project=${project.id}></tempo-project-backups>`}
    </div>`);
  }

  get #id() {
    return this.route.params.project;
  }

  get #tab() {
    return TABS.includes(this.route.query.get('tab')) ? this.route.query.get('tab') : 'files';
  }

  async #activate(project) {
    if (await withErrorToast(() => activateProject(project.id))) {
      toast(t('project.activated', { name: project.name }), { kind: 'good' });
    }
  }
}

customElements.define('tempo-project', ProjectPage);
