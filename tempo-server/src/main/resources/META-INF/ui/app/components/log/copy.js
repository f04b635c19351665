import { formatInteger } from '../../core/format.js';
import { plural } from '../../core/i18n.js';
import { copyText } from '../clipboard.js';
import { toast, withErrorToast } from '../toast.js';
import { stripAnsi } from './ansi.js';

const MAX_COPIED = 10_000;

/** Copies the marked lines of a log, whatever is shown of it. */
export const copyLines = (source, { from, to }) =>
  withErrorToast(async () => {
    const lines = await source.read(from, Math.min(to, from + MAX_COPIED - 1));
    if (await copyText(linesToText(lines))) {
      toast(plural('log.copied', lines.length, { count: formatInteger(lines.length) }), { kind: 'good' });
    }
  });

/** Returns lines as text: without escape sequences, and with the pieces of an overlong line joined. */
export const linesToText = (lines) =>
  lines.map((line, i) => (i > 0 && !line.continued ? '\n' : '') + stripAnsi(line.content)).join('');

/** Handles `copy`: copies the selected text of lines without their numbers and times. */
export function copySelection(event) {
  const selection = getSelection();
  if (selection.isCollapsed || !event.clipboardData) {
    return;
  }
  const rows = [...event.currentTarget.querySelectorAll('.line')].filter((row) => selection.containsNode(row, true));
  if (rows.length === 0) {
    return;
  }
  const range = selection.getRangeAt(0);
  const texts = rows.map((row) => ({ content: textInRange(row.querySelector('.text'), range), continued: row.classList.contains('continued') }));
  event.clipboardData.setData('text/plain', linesToText(texts));
  event.preventDefault();
}

/** Returns the part of an element's text that is in a range. */
function textInRange(element, range) {
  const own = document.createRange();
  own.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) {
    own.setStart(range.startContainer, range.startOffset);
  }
  if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) {
    own.setEnd(range.endContainer, range.endOffset);
  }
  return own.toString();
}
