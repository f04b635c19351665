import { html, nothing } from 'lit';
import { LightElement } from '../components/light-element.js';
import '../components/password-field.js';
import { toast, toastError, withErrorToast } from '../components/toast.js';
import { get, put } from '../core/api.js';
import { languageName, LANGUAGES, preferredLanguage, setLanguage, t } from '../core/i18n.js';
import { currentUser, hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';
import { setTheme, THEMES } from '../core/theme.js';
import { setTimeZone } from '../core/time-zone.js';
import { UnsavedChanges } from '../core/unsaved-changes.js';
import './account/digest.js';
import './account/log-usage.js';
import './admin/keys.js';

await loadStyle('/ui/css/pages/admin.css');

/** What is one's own: preferences, password, API keys. */
class Account extends LightElement {
  static properties = { error: { state: true }, zoneError: { state: true }, preferences: { state: true }, kept: { state: true } };

  #unsaved = new UnsavedChanges(this, { what: () => t('account.password'), within: 'form.password' });

  connectedCallback() {
    super.connectedCallback();
    withErrorToast(async () => {
      this.preferences = await get('/api/me/preferences');
    });
  }

  render() {
    return html`<div class="page">
      <div class="page-head"><h1>${currentUser().username}</h1><span class="tag">${t(`role.${currentUser().role}`)}</span></div>
      <div class="cards">
        <section class="card"><header><h2>${t('account.preferences')}</h2></header>
          <form class="body stack" @change=${this.#prefer}>
            <label class="field">${t('app.theme')}<select name="theme">${THEMES.map(
              (name) => html`<option value=${name} .selected=${name === (this.preferences?.theme ?? 'system')}>${t(`theme.${name}`)}</option>`,
            )}</select></label>
            <label class="field">${t('account.language')}<select name="language">
              <option value="" .selected=${!this.preferences?.language}>${t('account.byBrowser', { language: languageName(preferredLanguage()) })}</option>
              ${LANGUAGES.map((code) => html`<option value=${code} lang=${code} .selected=${code === this.preferences?.language}>${languageName(code)}</option>`)}</select></label>
            <label class="field">${t('account.timezone')}<input name="timezone" list="zones" autocomplete="off" spellcheck="false" .value=${this.preferences?.timezone ?? ''}
              placeholder=${t('account.browserZone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}>
              ${this.zoneError ? html`<small class="error" role="alert">${this.zoneError}</small>` : html`<small class="soft">${t('account.timezoneHint')}</small>`}</label>
            <small class="soft kept" role="status" aria-live="polite">${this.kept ? t('account.saved') : nothing}</small>
            <datalist id="zones">${Intl.supportedValuesOf('timeZone').map((name) => html`<option value=${name}></option>`)}</datalist>
          </form>
          <div class="body"><tempo-digest></tempo-digest></div></section>
        <section class="card"><header><h2>${t('account.password')}</h2></header>
          <form class="body stack password" @submit=${this.#password}>
            <input type="text" name="username" autocomplete="username" .value=${currentUser().username} class="hidden" tabindex="-1" aria-hidden="true">
            <tempo-password name="currentPassword" .label=${t('account.current')} autocomplete="current-password" required .error=${this.error?.field?.('currentPassword')}></tempo-password>
            <tempo-password name="password" .label=${t('account.new')} autocomplete="new-password" fresh required .error=${this.error?.field?.('password')}></tempo-password>
            ${this.error ? html`<p class="error" role="alert">${this.error.message}</p>` : nothing}
            <div class="row end"><button class="primary">${t('account.change')}</button></div>
          </form></section>
      </div>
      ${hasRole('operator') ? html`<tempo-keys></tempo-keys><tempo-log-use></tempo-log-use>` : nothing}
    </div>`;
  }

  async #prefer(event) {
    const form = new FormData(event.currentTarget);
    this.kept = false;
    const preferences = { theme: form.get('theme'), language: form.get('language') || null, timezone: form.get('timezone').trim() || null };
    if (event.target.name === 'theme') {
      setTheme(preferences.theme);
    }
    try {
      this.preferences = await put('/api/me/preferences', preferences);
      this.zoneError = null;
      setTimeZone(this.preferences.timezone);
      await setLanguage(this.preferences.language);
      this.querySelector('tempo-keys')?.requestUpdate(); // it shows times
      this.kept = true;
    } catch (error) {
      this.zoneError = error.field?.('timezone') ?? null;
      if (!this.zoneError) {
        toastError(error);
      }
    }
  }

  async #password(event) {
    event.preventDefault();
    const { currentPassword, password } = Object.fromEntries(new FormData(event.target));
    try {
      await put('/api/me/password', { currentPassword, password });
      this.error = null;
      event.target.reset();
      this.#unsaved.dirty = false;
      toast(t('account.passwordSaved'), { kind: 'good' });
    } catch (error) {
      this.error = error.details ? error : null;
      if (!error.details) {
        toastError(error);
      }
    }
  }
}

customElements.define('tempo-account', Account);
