import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { get, put } from '../../core/api.js';
import { formatDateTime } from '../../core/format.js';
import { t } from '../../core/i18n.js';

const FREQUENCIES = ['never', 'daily', 'weekly'];

/** How often one is told by mail what failed and was late. */
class Digest extends LightElement {
  #digest = new Resource(this, (signal) => get('/api/me/digest', { signal }));

  render() {
    return this.#digest.show(({ frequency, next, problem }) => html`<label class="field">${t('account.digest')}
      <select name="digest" @change=${(event) => this.#save(event.target)}>${FREQUENCIES.map(
        (name) => html`<option value=${name} .selected=${name === frequency}>${t(`account.digest.${name}`)}</option>`,
      )}</select>
      <small class="soft">${next ? t('account.digestNext', { at: formatDateTime(next) }) : t('account.digestHint')}</small>
      ${problem && frequency !== 'never' ? html`<small class="warning">${problem}</small>` : nothing}</label>`);
  }

  async #save(select) {
    const saved = await withErrorToast(() => put('/api/me/digest', { frequency: select.value }));
    if (saved) {
      this.#digest.replace(saved);
    } else {
      select.value = this.#digest.data.frequency;
    }
  }
}

customElements.define('tempo-digest', Digest);
