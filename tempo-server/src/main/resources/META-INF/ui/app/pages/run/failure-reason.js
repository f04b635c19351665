import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { stripAnsi } from '../../components/log/ansi.js';
import { Resource } from '../../components/resource.js';
import { get } from '../../core/api.js';
import { formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';

const FEW = 8;
const WIDE = matchMedia('(min-width: 60rem)');

/** The line of a run's log that says why it failed, and the lines before it. */
class FailureReason extends LightElement {
  static properties = { run: { attribute: false }, all: { state: true } };

  #lines = new Resource(this, (signal) => get(this.#path(), { signal }), { lazy: true });

  willUpdate(changed) {
    const before = changed.get('run');
    const same = before?.id === this.run.id && before?.reason?.lineNumber === this.run.reason?.lineNumber;
    if (changed.has('run') && !same) {
      this.all = false;
      if (this.run.reason) {
        this.#lines.reload();
      }
    }
  }

  render() {
    const { reason } = this.run;
    return reason
      ? html`<p class="why-text"><a class="link" href="#L${reason.lineNumber}" @click=${this.#show} title=${t('why.toLine', { line: formatInteger(reason.lineNumber) })}>${reason.text}</a></p>
        ${reason.firstLine < reason.lineNumber ? this.#before() : nothing}`
      : nothing;
  }

  #before() {
    const lines = this.#lines.data?.lines ?? [];
    const shown = this.all ? lines : lines.slice(-FEW);
    return html`<details ?open=${WIDE.matches}><summary>${t('why.before')}</summary>
      <pre class="why-lines" tabindex="0" aria-label=${t('why.before')}>${shown.map((line) => html`<span class="n">${line.lineNumber}</span>${stripAnsi(line.content)}\n`)}</pre>
      ${shown.length < lines.length ? html`<button class="quiet" @click=${() => (this.all = true)}>${plural('why.all', lines.length)}</button>` : nothing}
    </details>`;
  }

  #path() {
    const { firstLine, lineNumber } = this.run.reason;
    return `/api/runs/${this.run.id}/logs?from=${firstLine}&limit=${lineNumber - firstLine + 1}`;
  }

  #show(event) {
    event.preventDefault();
    location.hash = `L${this.run.reason.lineNumber}`;
    dispatchEvent(new HashChangeEvent('hashchange')); // also when it is there already
  }
}

customElements.define('tempo-why', FailureReason);
