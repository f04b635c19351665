import { html, nothing } from 'lit';
import { diffView } from '../../components/diff-view.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { encodeSegment, get } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';
import { changeName, changeValue } from './setting-texts.js';

await loadStyle('/ui/css/pages/script.css'); // how differences look

/** The differences between the inputs of two runs: script, packages, parameters, settings. */
class RunDifferences extends LightElement {
  static properties = { run: { attribute: false }, other: { attribute: false } };

  #changes = new Resource(this, (signal) => get(`/api/runs/${encodeSegment(this.run.id)}/compare?with=${this.other.id}`, { signal }), { lazy: true });

  willUpdate(changed) {
    const before = [changed.get('run')?.id ?? this.run.id, changed.get('other')?.id ?? this.other.id];
    if (!this.hasUpdated || before[0] !== this.run.id || before[1] !== this.other.id) {
      this.#changes.reload();
    }
  }

  render() {
    return this.#changes.show((all) => html`${this.#summary(all)}
      ${all.script ? this.#script(all.script) : nothing}
      ${this.#parts(all.changes)}
      ${all.truncated ? html`<p class="soft">${t('compare.truncated')}</p>` : nothing}`);
  }

  #summary({ script, changes, known }) {
    const nothingElse = !script && changes.length === 0;
    return html`<p class="soft">${nothingElse ? t(known ? 'compare.same' : 'compare.sameKnown') : t('compare.changed')}
      ${known ? nothing : html`<br>${t('compare.unknown')}`}</p>`;
  }

  #script(script) {
    return html`<details open><summary>${t('compare.script', { from: versionOf(script.from), to: versionOf(script.to) })}
      ${script.kept ? html`<span class="soft">+${formatInteger(script.added)} −${formatInteger(script.removed)}</span>` : nothing}</summary>
      ${script.kept ? diffView(script.lines) : html`<p class="soft">${t('compare.notKept')}</p>`}</details>`;
  }

  #parts(changes) {
    const parts = [...new Set(changes.map((change) => change.part))];
    return parts.map((name) => {
      const own = changes.filter((change) => change.part === name);
      return html`<details ?open=${own.length <= 20}><summary>${t(`compare.part.${name}`)} <span class="soft">${plural('compare.changes', own.length)}</span></summary>
        <div class="scroll" role="group" tabindex="0" aria-label=${t(`compare.part.${name}`)}><table class="table changes"><tbody>${own.map(
          (change) => html`<tr class="is-${change.kind}"><th scope="row">${changeName(change)}</th><td class="soft">${t(`compare.kind.${change.kind}`)}</td>
            <td>${changeValue(change, change.before)}</td><td class="soft">${change.before !== null && change.after !== null ? '→' : ''}</td><td>${changeValue(change, change.after)}</td></tr>`,
        )}</tbody></table></div></details>`;
    });
  }
}

customElements.define('tempo-changes', RunDifferences);

/** What was tried out is of no version. */
const versionOf = (number) => (number === null ? t('compare.tried') : t('compare.version', { number: formatInteger(number) }));

/** Returns the run id in a text that is an id or the URL of a run's page; null if there is none. */
export const parseRunId = (text) => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text ?? '')?.[0].toLowerCase() ?? null;

export const runUrl = (run) => href(`/runs/${run.id}`);
