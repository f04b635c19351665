import { html, nothing } from 'lit';
import { LightElement } from '../components/light-element.js';
import { emptyState } from '../components/placeholders.js';
import { get, withQuery } from '../core/api.js';
import { href } from '../core/base-path.js';
import { formatDateTime } from '../core/format.js';
import { intlLocale, languageName, loadMessagePart, t } from '../core/i18n.js';
import { setQuery } from '../core/location.js';
import { hasRole } from '../core/session.js';
import { loadStyle } from '../core/stylesheets.js';
import { isTimeZone } from '../core/time-zone.js';

const DIALECTS = ['OCPS', 'QUARTZ', 'SPRING'];
const TYPING_MS = 350;
const DAY_MS = 86_400_000;
const AROUND = 5;
const HOUR = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

await Promise.all([loadStyle('/ui/css/pages/forecast.css'), loadMessagePart('forecast')]);

/** What a cron expression means, for everybody: in words of each language, and when it fires by each DST policy. */
class PreviewPage extends LightElement {
  static properties = { route: { attribute: false }, preview: { state: true }, around: { state: true }, error: { state: true } };

  #asked = '';
  #timer = 0;

  willUpdate() {
    const query = withQuery('/api/public/preview', this.#given());
    if (this.#asked !== query) {
      this.#asked = query;
      this.#load(query);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  render() {
    if (this.error?.status === 404) {
      return html`<div class="page preview"><div class="page-head"><h1>${t('section.preview')}</h1></div>
        ${emptyState(t('forecast.previewOff'), t('forecast.previewOffHint'), hasRole('admin') ? html`<a class="button" href=${href('/admin/settings')}>${t('admin.settings')}</a>` : nothing)}</div>`;
    }
    const { expression, timezone, dialect } = this.#given();
    return html`<div class="page preview">
      <div class="page-head"><h1>${t('section.preview')}</h1></div>
      <form class="card body preview-form" @submit=${(event) => event.preventDefault()} @input=${this.#typed}>
        <label class="field">${t('forecast.expression')}
          <input name="expression" class="mono" maxlength="200" spellcheck="false" autocomplete="off" autocapitalize="off" .value=${expression} aria-invalid=${this.error ? 'true' : nothing} aria-describedby="preview-error"></label>
        <label class="field">${t('forecast.zone')}
          <input name="timezone" list="preview-zones" spellcheck="false" autocomplete="off" .value=${timezone}></label>
        <label class="field">${t('forecast.dialect')}
          <select name="dialect">${DIALECTS.map((name) => html`<option value=${name} .selected=${name === dialect}>${t(`forecast.dialect.${name}`)}</option>`)}</select></label>
        <datalist id="preview-zones">${Intl.supportedValuesOf('timeZone').map((name) => html`<option value=${name}></option>`)}</datalist>
      </form>
      <p id="preview-error" class=${this.error ? 'error' : 'hidden'} role="alert">${this.error ? this.#mistake(expression) : nothing}</p>
      ${this.preview ? this.#show(this.preview) : nothing}
    </div>`;
  }

  #show({ descriptions, policies, clockChanges, never, timezone }) {
    return html`<section class="card"><header><h2>${t('forecast.inWords')}</h2></header>
        <dl class="preview-words">${Object.entries(descriptions).map(([code, words]) => html`<div><dt>${languageName(code)}</dt><dd lang=${code}>${words}</dd></div>`)}</dl></section>
      ${never
        ? html`<p class="notice">${t('forecast.never')}</p>`
        : html`<section class="card"><header><h2>${t('forecast.nextTimes')}</h2><small class="soft">${timezone}</small></header>
            ${this.#times(t('forecast.nextTimes'), policies, timezone)}
            ${this.around ? html`<h3>${t('forecast.aroundChange')}</h3>${this.#times(t('forecast.aroundChange'), this.around.policies, timezone)}` : nothing}
            ${this.#policies(policies)}
            ${clockChanges.length > 0
              ? html`<ul class="preview-changes soft">${clockChanges.map((change) => html`<li>${t('forecast.nextClockChange', { at: instantIn(change.at, timezone), before: change.offsetBefore, after: change.offsetAfter })}</li>`)}</ul>`
              : html`<p class="preview-changes soft">${t('forecast.noClockChange')}</p>`}</section>`}`;
  }

  #policies(policies) {
    return html`<ul class="preview-changes soft">${policies.map(({ dst }) => html`<li><strong>${dst}</strong> ${t(`forecast.dst.${dst}`)}</li>`)}</ul>`;
  }

  /** A row an instant that some policy names, a column a policy. */
  #times(label, policies, timezone) {
    const end = policies.map(({ occurrences }) => occurrences.at(-1)).sort()[0];
    const instants = [...new Set(policies.flatMap(({ occurrences }) => occurrences))].filter((at) => at <= end).sort();
    const has = policies.map(({ occurrences }) => new Set(occurrences));
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table class="forecast-table preview-table"><thead><tr><th scope="col">${t('forecast.localTime')}</th><th scope="col">UTC</th>
        ${policies.map(({ dst }) => html`<th scope="col" title=${t(`forecast.dst.${dst}`)}>${dst}</th>`)}</tr></thead>
      <tbody>${instants.map(
        (at) => html`<tr class=${has.every((set) => set.has(at)) ? '' : 'differs'}><th scope="row"><time datetime=${at}>${instantIn(at, timezone)}</time></th><td>${at.replace('T', ' ')}</td>
          ${has.map((set) => html`<td>${set.has(at) ? html`<span aria-hidden="true">●</span><span class="hidden">${t('forecast.fires')}</span>` : html`<span class="soft" aria-hidden="true">–</span><span class="hidden">${t('forecast.firesNot')}</span>`}</td>`)}</tr>`,
      )}</tbody></table></div>`;
  }

  /** What happens as the clock changes next is shown at once, though it may be months away. */
  async #loadAround(query, { clockChanges, never }) {
    const before = never || clockChanges.length === 0 ? null : Date.parse(clockChanges[0].at) - DAY_MS;
    const around = before === null ? null : await get(withQuery('/api/public/preview', { ...this.#given(), from: new Date(before).toISOString(), count: AROUND }));
    if (query === this.#asked) {
      this.around = around;
    }
  }

  #mistake(expression) {
    const [detail] = this.error.details ?? [];
    const at = detail?.position;
    return html`${detail?.message ?? this.error.message}${at == null ? nothing : html`<code class="mono preview-place">${expression.slice(0, at)}<mark>${expression.slice(at, at + 1) || ' '}</mark>${expression.slice(at + 1)}</code>`}`;
  }

  #given() {
    const { query } = this.route;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const dialect = query.get('dialect');
    return { expression: query.get('expression') ?? '30 2 * * *', timezone: query.get('timezone') ?? zone, dialect: DIALECTS.includes(dialect) ? dialect : 'OCPS' };
  }

  #typed(event) {
    clearTimeout(this.#timer);
    const form = event.currentTarget;
    this.#timer = setTimeout(() => setQuery(Object.fromEntries(new FormData(form))), TYPING_MS);
  }

  async #load(query) {
    try {
      const preview = await get(query);
      if (query === this.#asked) {
        this.preview = preview;
        this.error = null;
        await this.#loadAround(query, preview);
      }
    } catch (error) {
      if (query === this.#asked) {
        this.preview = null;
        this.error = error;
      }
    }
  }
}

/** An instant in a zone, with how far its clock is from UTC. */
function instantIn(at, zone) {
  if (!isTimeZone(zone)) {
    return formatDateTime(at);
  }
  return new Intl.DateTimeFormat(intlLocale(), { ...HOUR, ...(Date.parse(at) % 60_000 === 0 ? {} : { second: '2-digit' }), timeZone: zone, timeZoneName: 'shortOffset' }).format(new Date(at));
}

customElements.define('tempo-preview', PreviewPage);
