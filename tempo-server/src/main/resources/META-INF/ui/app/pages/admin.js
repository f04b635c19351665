import { html, nothing } from 'lit';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import { CurrentTab } from '../components/current-tab.js';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';
import { href } from '../core/base-path.js';
import { setTitle } from '../core/document-title.js';
import { loadMessagePart, t } from '../core/i18n.js';
import { hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';

/** Section, its element, its module. The palette offers them, too. */
export const SECTIONS = {
  users: ['tempo-users', () => import('./admin/users.js')],
  data: ['tempo-user-data', () => import('./admin/data.js')],
  keys: ['tempo-keys', () => import('./admin/keys.js')],
  permissions: ['tempo-permissions', () => import('./admin/permissions.js')],
  discovery: ['tempo-discovery', () => import('./admin/discovery.js')],
  changes: ['tempo-metadata-changes', () => import('./admin/changes.js')],
  documentation: ['tempo-documentation', () => import('./admin/documentation.js')],
  queues: ['tempo-queues', () => import('./admin/queues.js')],
  nodes: ['tempo-nodes', () => import('./admin/nodes.js')],
  ports: ['tempo-ports', () => import('./admin/ports.js')],
  environments: ['tempo-environments', () => import('./admin/environments.js')],
  settings: ['tempo-server-settings', () => import('./admin/settings.js')],
  smtp: ['tempo-smtp', () => import('./admin/smtp.js')],
  backups: ['tempo-backups', () => import('./admin/backups.js')],
  retention: ['tempo-retention', () => import('./admin/retention.js')],
  trash: ['tempo-trash', () => import('./admin/trash.js')],
  machine: ['tempo-machine', () => import('./admin/machine.js')],
  audit: ['tempo-audit', () => import('./admin/audit.js')],
  log: ['tempo-system-log', () => import('./admin/system-log.js')],
};

await Promise.all([loadStyle('/ui/css/pages/admin.css'), loadMessagePart('admin')]);

/** What administrators look after. */
class Admin extends LightElement {
  static properties = { route: { attribute: false }, loaded: { state: true } };

  constructor() {
    super();
    this.loaded = new Set();
    new CurrentTab(this, '.admin > nav');
  }

  willUpdate(changed) {
    if (changed.has('route') && hasRole('admin')) {
      this.#load();
    }
  }

  updated() {
    setTitle(() => (hasRole('admin') ? `${t(`admin.${this.#section()}`)} · ${t('section.admin')}` : t('section.admin')));
  }

  render() {
    if (!hasRole('admin')) {
      return emptyState(t('admin.refused'), t('admin.refusedHint'));
    }
    const current = this.#section();
    const tag = unsafeStatic(SECTIONS[current][0]); // a constant of the table of sections
    return html`<div class="admin">
      <nav aria-label=${t('section.admin')}>${Object.keys(SECTIONS).map(
        (name) => html`<a href=${href(`/admin/${name}`)} aria-current=${name === current ? 'page' : nothing}>${t(`admin.${name}`)}</a>`,
      )}</nav>
      <div class="page">${this.loaded.has(current) ? staticHtml`<${tag} .route=${this.route} all></${tag}>` : nothing}</div>
    </div>`;
  }

  #section() {
    const wanted = this.route.params.section ?? 'users';
    return wanted in SECTIONS ? wanted : 'users';
  }

  async #load() {
    const section = this.#section();
    await SECTIONS[section][1]();
    this.loaded = new Set([...this.loaded, section]); // one may have gone to another meanwhile
  }
}

customElements.define('tempo-admin', Admin);
