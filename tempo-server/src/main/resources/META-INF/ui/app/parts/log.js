import { html } from 'lit';
import { Element } from './element.js';

const LINE_HEIGHT = 20;
const MARGIN_LINES = 20;

/**
 * Shows lines of a log. Only those in sight are in the document, so that a long log costs no more than
 * a short one. Follows the end until somebody scrolls up.
 */
class Log extends Element {
  static properties = { lines: { attribute: false }, count: { type: Number } };

  #following = true;

  constructor() {
    super();
    this.lines = [];
    this.count = 0;
    this.addEventListener('scroll', () => {
      this.#following = this.scrollHeight - this.scrollTop - this.clientHeight < LINE_HEIGHT * 2;
      this.requestUpdate();
    });
  }

  connectedCallback() {
    super.connectedCallback();
    this.tabIndex = 0;
    this.setAttribute('role', 'log');
  }

  render() {
    const first = Math.max(0, Math.floor(this.scrollTop / LINE_HEIGHT) - MARGIN_LINES);
    const visible = Math.ceil((this.clientHeight || 600) / LINE_HEIGHT) + 2 * MARGIN_LINES;
    this.first = first;
    return html`<div class="space"><div class="window">
      ${this.lines.slice(first, first + visible).map(
        (line) => html`<div class="line ${line.stream}"><span class="number">${line.lineNumber}</span><span>${line.content}</span></div>`,
      )}
    </div></div>`;
  }

  updated() {
    // Positions are set by script: the page's policy forbids style attributes.
    this.querySelector('.space').style.height = `${this.lines.length * LINE_HEIGHT}px`;
    this.querySelector('.window').style.transform = `translateY(${this.first * LINE_HEIGHT}px)`;
    if (this.#following) {
      this.scrollTop = this.scrollHeight;
    }
  }
}

customElements.define('tempo-log', Log);
