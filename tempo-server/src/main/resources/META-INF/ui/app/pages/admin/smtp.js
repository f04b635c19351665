import { html, nothing } from 'lit';
import { dialogTitle, prompt } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { get, post, put } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { currentUser } from '../../core/session.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';

/** The server through which mail goes out, with a way to try it. */
class Smtp extends LightElement {
  static properties = { error: { state: true } };

  #unsaved = new UnsavedChanges(this, { what: () => t('admin.smtp'), within: 'form', save: () => this.#send(this.querySelector('form')) });

  #smtp = new Resource(this, (signal) => get('/api/settings/smtp', { signal }));

  render() {
    return this.#smtp.show((smtp) => {
      const fixed = (name) => smtp.readOnly.includes(name);
      const field = (name, type = 'text', value = smtp[name]) => html`<label class="field">${t(`smtp.${name}`)}
        <input name=${name} type=${type} autocomplete="off" ?disabled=${fixed(name)} aria-describedby=${fixed(name) ? 'smtp-fixed' : nothing} title=${fixed(name) ? t('smtp.fixed') : nothing} .value=${value ?? ''} placeholder=${name === 'password' && smtp.passwordSet ? t('variables.kept') : ''}>
        ${this.error?.field?.(name) ? html`<small class="error">${this.error.field(name)}</small>` : nothing}</label>`;
      return html`<form class="card" @submit=${this.#save} novalidate><header><h2>${t('admin.smtp')}</h2></header>
        <div class="body stack">${smtp.readOnly.length > 0 ? html`<p class="notice locked" id="smtp-fixed">${t('smtp.fixed')}</p>` : nothing}
          ${smtp.from === '' ? html`<p class="notice">${t('smtp.noFrom')}</p>` : nothing}${field('server')}${field('port', 'number')}
          <label class="field">${t('smtp.security')}<select name="security" ?disabled=${fixed('security')} aria-describedby=${fixed('security') ? 'smtp-fixed' : nothing} title=${fixed('security') ? t('smtp.fixed') : nothing}>${['STARTTLS', 'TLS', 'NONE'].map((s) => html`<option value=${s} .selected=${s === smtp.security}>${t(`smtp.security.${s}`)}</option>`)}</select></label>
          ${field('username')}${field('password', 'password', '')}${field('from', 'email')}
          ${this.error ? html`<p class="error" role="alert">${this.error.message}</p>` : nothing}
          <div class="row end">${smtp.passwordSet && !fixed('password') ? html`<button type="button" class="quiet" @click=${this.#forgetPassword}>${t('smtp.forgetPassword')}</button>` : nothing}
            <button type="button" @click=${this.#test}>${t('smtp.test')}</button><button class="primary">${t('settings.save')}</button></div></div></form>`;
    });
  }

  #save(event) {
    event.preventDefault();
    return this.#send(event.target);
  }

  /** Says whether it could be saved. */
  async #send(target) {
    const form = Object.fromEntries([...new FormData(target)].map(([name, value]) => [name, value === '' ? null : value]));
    const { password, port, ...rest } = form;
    const asked = { ...rest, ...(port === undefined ? {} : { port: port === null ? null : Number(port) }), ...(password ? { password } : {}) };
    try {
      this.#smtp.replace(await put('/api/settings/smtp', asked));
      this.error = null;
      this.#unsaved.dirty = false;
      toast(t('settings.saved'), { kind: 'good' });
      return true;
    } catch (error) {
      this.error = error;
      return false;
    }
  }

  async #forgetPassword() {
    const smtp = await withErrorToast(() => put('/api/settings/smtp', { password: '' }));
    if (smtp) {
      this.#smtp.replace(smtp);
    }
  }

  async #test() {
    const to = await prompt({ title: dialogTitle('smtp.test'), label: t('smtp.to'), value: currentUser().email ?? '', action: t('smtp.send'), maxLength: 254 });
    if (to !== null && (await withErrorToast(() => post('/api/settings/smtp/test', { to })))) {
      toast(t('smtp.sent'), { kind: 'good' });
    }
  }
}

customElements.define('tempo-smtp', Smtp);
