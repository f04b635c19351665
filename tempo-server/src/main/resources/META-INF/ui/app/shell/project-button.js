import { html, nothing } from 'lit';
import { withErrorToast } from '../components/toast.js';
import { activeProject } from '../core/active-project.js';
import { t } from '../core/i18n.js';

/** Asks in which project one works; what asks is loaded then. */
export const chooseProject = () => withErrorToast(async () => (await import('./project-switch.js')).chooseProject());

/** Renders in which project one works; nothing for who only looks on. */
export function projectButton() {
  const project = activeProject();
  return project
    ? html`<button class="quiet project" aria-haspopup="dialog" title=${t('project.choose')} aria-label=${t('project.active', { name: project.name })} @click=${chooseProject}>
        <span aria-hidden="true">▤</span> <span class="name">${project.name}</span></button>`
    : nothing;
}
