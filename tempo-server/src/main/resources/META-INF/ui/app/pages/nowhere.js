import { html } from 'lit';
import { address } from '../core/base.js';
import { t } from '../core/texts.js';
import { Element } from '../parts/element.js';
import { empty } from '../parts/states.js';

/** There is no such page. */
class Nowhere extends Element {
  render() {
    return empty(t('nowhere.title'), t('nowhere.hint'), html`<a class="button" href=${address('/')}>${t('nowhere.home')}</a>`);
  }
}

customElements.define('tempo-nowhere', Nowhere);
