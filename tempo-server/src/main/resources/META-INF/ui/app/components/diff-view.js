import { html } from 'lit';
import { plural, t } from '../core/i18n.js';

export { diffLines } from './line-diff.js';

const SIGNS = { added: '+', removed: '−', same: ' ' };
const CONTEXT = 3;

/** Renders a line diff; long runs of unchanged lines are folded. */
export function diffView(unordered) {
  const lines = oldFirst(unordered);
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((line) => line.kind !== 'same'));
  const rows = [];
  let folded = 0;
  const flush = () => {
    if (folded > 0) {
      rows.push(html`<tr class="fold"><td colspan="4">${plural('diff.folded', folded)}</td></tr>`);
      folded = 0;
    }
  };
  lines.forEach((line, i) => {
    if (near[i]) {
      flush();
      rows.push(html`<tr class=${line.kind}><td class="n">${line.oldLine ?? ''}</td><td class="n">${line.newLine ?? ''}</td>
        <td class="sign">${SIGNS[line.kind] ?? ' '}</td><td class="text">${line.text}</td></tr>`);
    } else {
      folded += 1;
    }
  });
  flush();
  return html`<div class="diff scroll" role="group" tabindex="0" aria-label=${t('diff.title')}><table>${rows}</table></div>`;
}

/** Where lines were replaced, the old ones come first, in whichever order the comparison found them. */
function oldFirst(lines) {
  const ordered = [];
  let added = [];
  for (const line of lines) {
    if (line.kind === 'added') {
      added.push(line);
    } else {
      ordered.push(...(line.kind === 'same' ? added : []), line);
      added = line.kind === 'same' ? [] : added;
    }
  }
  return [...ordered, ...added];
}
