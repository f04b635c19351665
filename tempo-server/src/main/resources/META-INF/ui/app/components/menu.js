import { html, nothing } from 'lit';
import { LightElement } from './light-element.js';

/**
 * A button that opens a menu. Arrow keys move, Escape closes.
 *
 *     <tempo-menu .label=${…} .items=${[{ text, run, danger?, disabled?, checked?, stay? }, null]}>
 *
 * A null among the items is a separator. An item that `stay`s is a check box, and the menu stays open.
 */
class Menu extends LightElement {
  static properties = {
    label: {},
    icon: {},
    items: { attribute: false },
    open: { state: true },
  };

  #outside = (event) => !this.contains(event.target) && this.#close();

  constructor() {
    super();
    this.items = [];
    this.open = false;
    this.addEventListener('keydown', this.#key);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('pointerdown', this.#outside);
  }

  render() {
    return html`<button type="button" class="quiet" aria-haspopup="menu" aria-expanded=${this.open} aria-label=${this.label}
        title=${this.label} @click=${() => (this.open ? this.#close() : this.#show())}>${this.icon ?? '⋯'}</button>
      ${this.open ? html`<ul class="menu" role="menu">${this.items.map((item) => this.#item(item))}</ul>` : nothing}`;
  }

  #item(item) {
    if (item === null) {
      return html`<li role="separator"></li>`;
    }
    return html`<li role="none"><button type="button" role=${item.checked === undefined ? 'menuitem' : item.stay ? 'menuitemcheckbox' : 'menuitemradio'} tabindex="-1"
      class=${item.danger ? 'danger' : ''} aria-checked=${item.checked ?? nothing} ?disabled=${item.disabled}
      @click=${() => this.#choose(item)}>${item.text}</button></li>`;
  }

  async #show() {
    this.open = true;
    addEventListener('pointerdown', this.#outside);
    await this.updateComplete;
    this.#buttons()[0]?.focus();
  }

  #close(focus = false) {
    this.open = false;
    removeEventListener('pointerdown', this.#outside);
    if (focus) {
      this.querySelector('button').focus();
    }
  }

  #choose(item) {
    if (!item.stay) {
      this.#close(true);
    }
    item.run();
  }

  #buttons() {
    return [...this.querySelectorAll('.menu button:not(:disabled)')];
  }

  #key(event) {
    if (!this.open) {
      return;
    }
    const buttons = this.#buttons();
    const place = buttons.indexOf(document.activeElement);
    const moves = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 };
    if (event.key in moves) {
      event.preventDefault();
      buttons.at(moves[event.key] % buttons.length)?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.stopPropagation();
      this.#close(event.key === 'Escape');
    }
  }
}

customElements.define('tempo-menu', Menu);
