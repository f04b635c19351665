import { html } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { del, encodeSegment, get, post } from '../../core/api.js';
import { t } from '../../core/i18n.js';

/** A job's badge for pages that everybody reads: where it is, and what to paste there. */
class BadgeCard extends LightElement {
  static properties = { job: { attribute: false } };

  #badge = new Resource(this, (signal) => get(this.#path(), { signal }));

  render() {
    return html`<section class="card" id="badge"><header><h2>${t('badge.title')}</h2></header><div class="body stack">
      <p class="soft">${t('badge.hint')}</p>
      ${this.#badge.show(({ path }) => (path ? this.#shown(path) : html`<div class="row"><button @click=${() => this.#do(post)}>${t('badge.make')}</button></div>`))}
    </div></section>`;
  }

  #shown(path) {
    const url = `${location.origin}${path}`;
    const name = this.job.name.replace(/[\\[\]]/g, '\\$&');
    return html`<img src=${path} alt=${t('badge.of', { name: this.job.name })} height="20">
      <pre class="code">[![${name}](${url})](${location.href.split('?')[0]})</pre>
      <div class="row"><button @click=${() => this.#do(post)}>${t('badge.again')}</button><button @click=${() => this.#do(del)}>${t('badge.end')}</button></div>`;
  }

  async #do(method) {
    await withErrorToast(() => method(this.#path()));
    await this.#badge.refresh();
  }

  #path() {
    return `/api/jobs/${encodeSegment(this.job.id)}/badge`;
  }
}

customElements.define('tempo-badge', BadgeCard);
