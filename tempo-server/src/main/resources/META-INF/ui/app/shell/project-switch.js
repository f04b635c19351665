import { html, nothing } from 'lit';
import { openDialog } from '../components/dialogs.js';
import { toast, withErrorToast } from '../components/toast.js';
import { get } from '../core/api.js';
import { href } from '../core/base-path.js';
import { activateProject } from '../core/active-project.js';
import { t } from '../core/i18n.js';
import { navigate } from '../core/location.js';

/** Asks in which project one works from now on. */
export async function chooseProject() {
  const all = await withErrorToast(() => get('/api/projects?sizes=false'));
  if (!all) {
    return;
  }
  const chosen = await openDialog((close) => html`<h2 id="question">${t('project.choose')}</h2>
    <p class="soft">${t('project.chooseHint')}</p>
    <ul class="choices">${all.projects.map((project) => html`<li><button type="button" aria-current=${project.isActive ? 'true' : nothing} ?autofocus=${project.isActive}
      data-project=${project.directory} @click=${() => close(project)}><span class="grow">${project.name}</span>${project.isActive ? html`<span aria-hidden="true">✓</span>` : nothing}</button></li>`)}</ul>
    <div class="row end"><a class="button" href=${href('/projects')} @click=${(event) => {
      event.preventDefault();
      close(null);
      navigate('/projects');
    }}>${t('project.all')}</a>
      <button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button></div>`);
  if (chosen && !chosen.isActive && (await withErrorToast(() => activateProject(chosen.id)))) {
    toast(t('project.activated', { name: chosen.name }), { kind: 'good' });
  }
}
