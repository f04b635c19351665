import { html } from 'lit';
import { LightElement } from '../../../components/light-element.js';
import { t } from '../../../core/i18n.js';

/** A program and its arguments, one field each: fields `argument` of a form. Tells `edited`. */
class Arguments extends LightElement {
  static properties = { command: { attribute: false }, fields: { attribute: false }, list: { state: true } };

  willUpdate(changed) {
    if (changed.has('command')) {
      this.list = [...this.command];
    }
  }

  render() {
    const locked = this.fields.locked('command');
    return html`<fieldset class="arguments"><legend class="soft">${t('settings.command')}</legend>
      <ol>${this.list.map(
        (argument, i) => html`<li class="row"><textarea class="mono grow" name="argument" rows="1" spellcheck="false" ?disabled=${locked} ?required=${i === 0}
            aria-label=${i === 0 ? t('settings.program') : t('settings.argument', { number: i })} aria-describedby=${this.fields.described('command')}
            .value=${argument} @input=${(event) => this.#set(i, event.target.value)}></textarea>
          <button type="button" class="quiet danger" ?disabled=${locked || i === 0} aria-label=${t('settings.removeArgument', { number: i })} @click=${() => this.#tell(this.list.filter((_, place) => place !== i))}>×</button></li>`,
      )}</ol>
      <button type="button" ?disabled=${locked} @click=${() => this.#tell([...this.list, ''])}>${t('settings.addArgument')}</button>
      ${this.fields.about('command')}</fieldset>`;
  }

  #set(i, text) {
    this.list[i] = text; // what is typed stands in the field already
  }

  #tell(list) {
    this.list = list;
    this.dispatchEvent(new CustomEvent('edited', { bubbles: true }));
  }
}

customElements.define('tempo-arguments', Arguments);
