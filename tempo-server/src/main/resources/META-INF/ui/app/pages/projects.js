import { html, nothing, render } from 'lit';
import { confirm, openDialog } from '../components/dialogs.js';
import { LightElement } from '../components/light-element.js';
import '../components/menu.js';
import { timeElement } from '../components/relative-time.js';
import { Resource } from '../components/resource.js';
import { toast, withErrorToast } from '../components/toast.js';
import { activateProject, activeProject, PROJECT_CHANGED, setActiveProject } from '../core/active-project.js';
import { del, get, post, put } from '../core/api.js';
import { href } from '../core/base-path.js';
import { Commands } from '../core/commands.js';
import { formatBytes } from '../core/format.js';
import { loadMessagePart, plural, t } from '../core/i18n.js';
import { navigate } from '../core/location.js';
import { hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';
import './projects/project.js';
import { usageBar } from './projects/usage.js';

await Promise.all([loadStyle('/ui/css/pages/projects.css'), loadMessagePart('projects')]);

/** The projects of who looks on, and how much of the quota they use. */
class Projects extends LightElement {
  static properties = { route: { attribute: false } };

  #projects = new Resource(this, (signal) => get('/api/projects', { signal }));

  #onChange = () => this.#projects.refresh();

  constructor() {
    super();
    new Commands(this, [{ id: 'new-project', title: () => t('projects.new'), keys: 'n', when: () => hasRole('operator'), run: () => this.#create() }]);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener(PROJECT_CHANGED, this.#onChange);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener(PROJECT_CHANGED, this.#onChange);
  }

  render() {
    return html`<div class="page projects">
      <div class="page-head"><h1>${t('section.projects')}</h1>
        ${hasRole('operator') ? html`<button class="primary" id="new-project" @click=${() => this.#create()}>${t('projects.new')}</button>` : nothing}</div>
      <p class="soft">${t('projects.hint')}</p>
      ${this.#projects.show(({ projects, usage }) => html`${usageBar(usage)}
        <ul class="project-list">${projects.map((project) => this.#row(project))}</ul>
        <p class="soft foot" role="status">${plural('projects.count', projects.length)}</p>`)}
    </div>`;
  }

  #row(project) {
    return html`<li class="card" data-project=${project.directory}>
      <div class="what"><h2><a class="name" href=${href(`/projects/${project.id}`)}>${project.name}</a>
        ${project.isActive ? html`<span class="tag">${t('projects.active')}</span>` : nothing}
        ${project.isDefault ? html`<span class="tag">${t('projects.default')}</span>` : nothing}</h2>
        ${project.description ? html`<p class="soft">${project.description}</p>` : nothing}
        <p class="soft"><small>${formatBytes(project.sizeBytes)} · ${t('projects.made')} ${timeElement(project.createdAt)} · ${t('projects.used')} ${timeElement(project.lastAccessedAt)}</small></p></div>
      ${hasRole('operator')
        ? html`<div class="row actions">${project.isActive ? nothing : html`<button data-activate @click=${() => this.#activate(project)}>${t('projects.activate')}</button>`}
          <tempo-menu .label=${t('projects.actionsOf', { name: project.name })} .items=${this.#items(project)}></tempo-menu></div>`
        : nothing}
    </li>`;
  }

  #items(project) {
    return [
      { text: t('projects.open'), run: () => navigate(`/projects/${project.id}`) },
      { text: t('projects.runs'), run: () => navigate(`/runs?project=${project.id}`) },
      { text: t('projects.change'), run: () => this.#change(project) },
      null,
      { text: t('projects.delete'), danger: true, disabled: project.isDefault, run: () => this.#delete(project) },
    ];
  }

  async #activate(project) {
    if (await withErrorToast(() => activateProject(project.id))) {
      toast(t('project.activated', { name: project.name }), { kind: 'good' });
    }
  }

  async #create() {
    if (await askForProject(null)) {
      this.#projects.refresh();
    }
  }

  async #change(project) {
    const changed = await askForProject(project);
    if (changed) {
      if (changed.id === activeProject()?.id) {
        setActiveProject({ id: changed.id, name: changed.name });
      }
      this.#projects.refresh();
    }
  }

  async #delete(project) {
    const sure = await confirm({ title: t('projects.confirmDelete', { name: project.name }), text: t('projects.deleteHint'), action: t('projects.delete'), danger: true });
    if (sure && (await withErrorToast(async () => (await del(`/api/projects/${project.id}`), true)))) {
      if (project.isActive) {
        setActiveProject(await withErrorToast(() => get('/api/projects/active?sizes=false')));
      }
      toast(t('projects.deleted', { name: project.name }), { kind: 'good' });
      this.#projects.refresh();
    }
  }
}

/** Asks what a project is called, makes or changes it, and resolves to it; to null if it was not answered. */
const askForProject = (project) =>
  openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    const show = (error) => {
      const problem = (field) => (error?.field?.(field) ? html`<small class="error">${error.field(field)}</small>` : nothing);
      render(
        html`<h2 id="question">${project ? t('projects.changeNamed', { name: project.name }) : t('projects.new')}</h2>
          <label class="field">${t('projects.name')}<input name="name" required maxlength="100" ?autofocus=${!project?.isDefault} ?disabled=${project?.isDefault} .value=${project?.name ?? ''}>${problem('name')}</label>
          <label class="field">${t('projects.description')}<textarea name="description" maxlength="1000" rows="3" .value=${project?.description ?? ''}></textarea>${problem('description')}</label>
          ${error && error.details?.length === 0 ? html`<p class="error" role="alert">${error.message}</p>` : nothing}
          <div class="row end"><button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button><button class="primary">${t(project ? 'projects.save' : 'projects.create')}</button></div>`,
        form,
      );
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const { name, description } = Object.fromEntries(new FormData(form));
      const asked = project?.isDefault ? { description } : { name, description };
      try {
        close(await (project ? put(`/api/projects/${project.id}`, asked) : post('/api/projects', asked)));
      } catch (error) {
        show(error);
      }
    });
    show(null);
    return form;
  });

customElements.define('tempo-projects', Projects);
