// Pages that everybody may see without a log-in, where the installation allows it.

import { html, nothing } from 'lit';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import { get } from '../core/api.js';
import { assetUrl, href } from '../core/base-path.js';
import { language, languageName, LANGUAGES, setLanguage, t } from '../core/i18n.js';

/** Loads the page of a route; returns whether it is one for everybody and switched on. */
export async function loadPublicPage(route) {
  if (route.element !== 'tempo-preview') {
    return false;
  }
  const { publicPreview } = await get('/api/branding');
  if (!publicPreview) {
    return false;
  }
  await route.load();
  return true;
}

/** Renders a page for everybody, with a way to log in. */
export function publicFrame(route, branding) {
  const tag = unsafeStatic(route.element); // a constant of the table of routes
  return html`<header class="bar">
      <span class="brand"><img src=${branding.logoUrl ?? assetUrl('/ui/icon.svg')} alt=""><span>${branding.productName ?? t('app.title')}</span></span>
      <span class="grow"></span>
      ${LANGUAGES.length < 2
        ? nothing
        : html`<select class="fit" name="language" aria-label=${t('account.language')} @change=${(event) => setLanguage(event.target.value).catch(() => {})}>
            ${LANGUAGES.map((code) => html`<option value=${code} lang=${code} .selected=${code === language()}>${languageName(code)}</option>`)}</select>`}
      <button @click=${() => location.assign(href('/'))}>${t('gate.logIn')}</button>
    </header>
    <main id="content" tabindex="-1">${staticHtml`<${tag} .route=${route}></${tag}>`}</main>`;
}
