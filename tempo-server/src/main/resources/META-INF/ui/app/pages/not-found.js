import { html } from 'lit';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';
import { href } from '../core/base-path.js';
import { t } from '../core/i18n.js';

/** The page for paths that no route matches. */
class NotFound extends LightElement {
  render() {
    return emptyState(t('nowhere.title'), t('nowhere.hint'), html`<a class="button" href=${href('/')}>${t('nowhere.home')}</a>`);
  }
}

customElements.define('tempo-nowhere', NotFound);
