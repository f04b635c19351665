import { html, nothing } from 'lit';
import { get, post, put } from '../../core/api.js';
import { Resource } from '../../core/resource.js';
import { t } from '../../core/texts.js';
import { Element } from '../../parts/element.js';
import { attempt, toast } from '../../shell/toasts.js';

/** The server through which mail goes out, with a way to try it. */
class Smtp extends Element {
  static properties = { error: { state: true } };

  #smtp = new Resource(this, (signal) => get('/api/settings/smtp', { signal }));

  render() {
    return this.#smtp.show((smtp) => {
      const field = (name, type = 'text', value = smtp[name]) => html`<label class="field">${t(`smtp.${name}`)}
        <input name=${name} type=${type} autocomplete="off" .value=${value ?? ''} placeholder=${name === 'password' && smtp.passwordSet ? t('variables.kept') : ''}>
        ${this.error?.field?.(name) ? html`<small class="error">${this.error.field(name)}</small>` : nothing}</label>`;
      return html`<form class="card" @submit=${this.#save} novalidate><header><h2>${t('admin.smtp')}</h2></header>
        <div class="body stack">${field('server')}${field('port', 'number')}
          <label class="field">${t('smtp.security')}<select name="security">${['STARTTLS', 'TLS', 'NONE'].map((s) => html`<option value=${s} .selected=${s === smtp.security}>${t(`smtp.security.${s}`)}</option>`)}</select></label>
          ${field('username')}${field('password', 'password', '')}${field('from', 'email')}
          ${this.error ? html`<p class="error" role="alert">${this.error.message}</p>` : nothing}
          <div class="row end"><button type="button" @click=${this.#test}>${t('smtp.test')}</button><button class="primary">${t('settings.save')}</button></div></div></form>`;
    });
  }

  async #save(event) {
    event.preventDefault();
    const form = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value === '' ? null : value]));
    const { password, port, ...rest } = form;
    const asked = { ...rest, port: port === null ? null : Number(port), ...(password === null ? {} : { password }) };
    try {
      this.#smtp.data = await put('/api/settings/smtp', asked);
      this.error = null;
      toast(t('settings.saved'), { kind: 'good' });
    } catch (error) {
      this.error = error;
    }
  }

  async #test() {
    if (await attempt(() => post('/api/settings/smtp/test', {}))) {
      toast(t('smtp.sent'), { kind: 'good' });
    }
  }
}

customElements.define('tempo-smtp', Smtp);
