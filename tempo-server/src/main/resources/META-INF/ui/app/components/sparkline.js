import { html, svg } from 'lit';
import { LightElement } from './light-element.js';

const WIDTH = 100;
const HEIGHT = 24;

/** A small line chart of numbers, oldest first, with a label for screen readers. */
class Sparkline extends LightElement {
  static properties = { values: { attribute: false }, label: {} };

  render() {
    const values = this.values ?? [];
    const highest = Math.max(...values, 1e-9);
    const x = (i) => (values.length < 2 ? WIDTH : (i / (values.length - 1)) * WIDTH);
    const y = (value) => HEIGHT - 2 - (value / highest) * (HEIGHT - 4);
    const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${this.label ?? ''}>
      ${values.length === 0
        ? ''
        : svg`<path class="area" d="M0,${HEIGHT} L${points.join(' L')} L${WIDTH},${HEIGHT} Z"/>
            <polyline class="curve" points=${points.join(' ')} vector-effect="non-scaling-stroke"/>`}
    </svg>`;
  }
}

customElements.define('tempo-sparkline', Sparkline);
