import { html } from 'lit';
import { href } from '../core/base-path.js';
import { t } from '../core/i18n.js';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';

/** There is no such page. */
class NotFound extends LightElement {
  render() {
    return emptyState(t('nowhere.title'), t('nowhere.hint'), html`<a class="button" href=${href('/')}>${t('nowhere.home')}</a>`);
  }
}

customElements.define('tempo-nowhere', NotFound);
