import { html, nothing, svg } from 'lit';
import { LightElement } from './light-element.js';

const WIDTH = 600;
const HEIGHT = 140;
const LABEL_HEIGHT = 21;
const HALF_A_LABEL = 26;

/**
 * A chart of stacked bars over time, with a tooltip for each.
 *
 *     <tempo-bars .bars=${[{ label, tick, title, parts: [{ value, kind }] }]} label="…" .format=${(n) => …}>
 *
 * Bars that are a `tick` have a label below. A table that only screen readers see has the same figures.
 */
class BarChart extends LightElement {
  static properties = { bars: { attribute: false }, label: {}, format: { attribute: false } };

  render() {
    const bars = this.bars ?? [];
    const total = (bar) => bar.parts.reduce((sum, part) => sum + part.value, 0);
    const highest = Math.max(...bars.map(total), 0);
    const step = WIDTH / Math.max(bars.length, 1);
    return html`<figure class="bars">
      <figcaption>${this.label} <span class="soft">${highest > 0 ? this.#text(highest) : nothing}</span></figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT + LABEL_HEIGHT}" role="img" aria-label=${this.label}>
        <line class="axis" x1="0" y1=${HEIGHT} x2=${WIDTH} y2=${HEIGHT}/>
        ${bars.map((bar, i) => this.#bar(bar, i * step, step, highest))}
        ${bars.map((bar, i) => (bar.tick ? svg`<text x=${i * step + step / 2} y=${HEIGHT + 16} text-anchor=${anchor(i * step + step / 2)}>${bar.label}</text>` : nothing))}
      </svg>
      <div class="hidden"><table><tbody>${bars.filter((bar) => total(bar) > 0).map((bar) => html`<tr><th>${bar.label}</th><td>${bar.title}</td></tr>`)}</tbody></table></div>
    </figure>`;
  }

  #bar(bar, x, step, highest) {
    let y = HEIGHT;
    const gap = Math.min(2, step / 4);
    const rects = bar.parts
      .filter((part) => part.value > 0)
      .map((part) => {
        const height = Math.max(1.5, (part.value / highest) * (HEIGHT - 6));
        y -= height;
        return svg`<rect class="is-${part.kind}" x=${x + gap / 2} y=${y} width=${Math.max(1, step - gap)} height=${height}/>`;
      });
    return svg`<g><rect class="ghost" x=${x} y="0" width=${step} height=${HEIGHT}/>${rects}<title>${bar.title}</title></g>`;
  }

  #text(value) {
    return this.format ? this.format(value) : String(value);
  }
}

/** Labels at the ends must not stand out. */
const anchor = (x) => (x < HALF_A_LABEL ? 'start' : x > WIDTH - HALF_A_LABEL ? 'end' : 'middle');

customElements.define('tempo-bars', BarChart);
