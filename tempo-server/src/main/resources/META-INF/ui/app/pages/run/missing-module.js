import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { get, post } from '../../core/api.js';
import { loadMessagePart, t } from '../../core/i18n.js';
import { navigate } from '../../core/location.js';

const LOOK_MS = 1_000;

/** Returns true if a run failed because a Python import failed. */
export const lacksModule = (run) => run.reason?.kind === 'python' && /^(?:ModuleNotFound|Import)Error\b/.test(run.reason.text);

/** The package to install for a missing Python module, with a button for users who may edit the job. */
class MissingModule extends LightElement {
  static properties = { runId: {} };

  #missing = new Resource(this, (signal) => this.#ask(signal), { lazy: true });
  #timer = 0;

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  willUpdate(changed) {
    if (changed.has('runId')) {
      clearTimeout(this.#timer);
      this.#missing.reload();
    }
  }

  render() {
    return this.#missing.show((missing) => {
      const { module, requirement, hint, mayAdd, state, error } = missing;
      if (state === 'building') {
        this.#look();
        return html`<p class="row" role="status"><span class="chip is-running">${t('missing.building', { requirement })}</span></p>`;
      }
      return html`${module === null ? nothing : html`<p>${hint ? t(`missing.hint.${hint}`, { module }) : t('missing.package', { module, requirement })}</p>`}
        ${state === 'failed' ? html`<p>${t('missing.failed')} ${error}</p>` : nothing}
        ${mayAdd ? html`<button id="add-requirement" @click=${this.#add}>${t('missing.add', { requirement })}</button>` : requirement ? html`<p class="soft">${t('missing.askOwner')}</p>` : nothing}`;
    });
  }

  async #ask(signal) {
    await loadMessagePart('missing');
    return get(this.#path, { signal });
  }

  get #path() {
    return `/api/runs/${this.runId}/requirement`;
  }

  async #add() {
    const { runId } = this;
    const begun = await withErrorToast(() => post(`/api/runs/${runId}/requirement`));
    if (begun && runId === this.runId) {
      this.#missing.replace(begun);
      this.#follow(begun);
    }
  }

  #look() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.#missing.refresh();
      this.#follow(this.#missing.data);
    }, LOOK_MS);
  }

  /** Whoever waits for it is led to the run that was started. */
  #follow(missing) {
    if (this.isConnected && missing?.state === 'started' && missing.startedRunId) {
      navigate(`/runs/${missing.startedRunId}`);
    }
  }
}

customElements.define('tempo-missing', MissingModule);
