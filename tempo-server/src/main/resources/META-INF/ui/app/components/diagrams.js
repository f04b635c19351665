// Diagrams (Mermaid) are drawn in a frame without an origin, which can load nothing, and are shown as images, in which
// nothing is executed. The document says whether this server allows that; its policy then lets it have the frame.

import { href } from '../core/base-path.js';
import { loadMessagePart, t } from '../core/i18n.js';
import { isDark } from '../core/theme.js';

await loadMessagePart('docs');

const MAX_DIAGRAMS = 50; // on a page
const MAX_CHARS = 50_000; // as in the frame
const MAX_IMAGE_CHARS = 2_000_000;
const TIMEOUT_MS = 15_000;
const IDLE_MS = 60_000;

/** Keeps the frame for a while, as a preview draws again with each change. */
let frame = null;
let idleTimer = 0;
let nextId = 1;
let last = Promise.resolve();

/** The images that were drawn, by theme and text. */
const drawn = new Map();

/**
 * Shows blocks of code as diagrams, one after the other. Resolves to what is wrong with them: texts. A block that
 * cannot be drawn stays as it is.
 */
export async function drawDiagrams(blocks) {
  const problems = [];
  for (const [index, block] of blocks.entries()) {
    const answer = index < MAX_DIAGRAMS ? await imageOf(block.textContent) : { error: t('diagram.tooMany', { limit: MAX_DIAGRAMS }) };
    if (answer.svg) {
      show(block, answer.svg);
    } else {
      block.closest('pre').classList.add('wrong');
      problems.push(t('diagram.failed', { reason: answer.error }));
    }
  }
  return problems;
}

function show(block, svg) {
  const figure = Object.assign(document.createElement('figure'), { className: 'diagram' });
  const image = Object.assign(document.createElement('img'), { src: imageUrl(svg), alt: t('diagram.alt') });
  const source = document.createElement('details');
  source.append(Object.assign(document.createElement('summary'), { textContent: t('diagram.source') }));
  block.closest('pre').replaceWith(figure);
  const pre = document.createElement('pre');
  pre.append(block);
  source.append(pre);
  figure.append(image, source);
}

const imageUrl = (svg) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** Resolves to `{ svg }` or `{ error }`. */
async function imageOf(text) {
  const key = `${isDark()} ${text}`;
  if (!drawn.has(key)) {
    last = last.then(() => request(text));
    const answer = await last;
    if (!answer.svg) {
      return answer;
    }
    if (drawn.size >= MAX_DIAGRAMS) {
      drawn.delete(drawn.keys().next().value);
    }
    drawn.set(key, answer);
  }
  return drawn.get(key);
}

async function request(text) {
  if (text.length > MAX_CHARS) {
    return { error: t('diagram.tooLarge') };
  }
  clearTimeout(idleTimer);
  idleTimer = setTimeout(removeFrame, IDLE_MS);
  try {
    await (frame ??= newFrame()).ready;
  } catch {
    removeFrame();
    return { error: t('diagram.unavailable') };
  }
  const id = nextId++;
  const answer = received((data) => data.id === id);
  frame.element.contentWindow.postMessage({ id, text, dark: isDark() }, '*'); // it has no origin to name
  try {
    return checked(await answer);
  } catch {
    removeFrame(); // whatever keeps it busy ends with it
    return { error: t('diagram.timeout') };
  }
}

function checked({ svg, error }) {
  if (typeof svg !== 'string') {
    return { error: String(error) };
  }
  return svg.length <= MAX_IMAGE_CHARS && svg.startsWith('<svg') ? { svg } : { error: t('diagram.tooLarge') };
}

function newFrame() {
  const element = Object.assign(document.createElement('iframe'), { className: 'diagram-frame', title: t('diagram.source'), tabIndex: -1 });
  element.sandbox = 'allow-scripts';
  element.setAttribute('aria-hidden', 'true');
  element.src = href('/diagrams');
  document.body.append(element);
  frame = { element };
  frame.ready = received((data) => data.ready === true);
  return frame;
}

function removeFrame() {
  clearTimeout(idleTimer);
  frame?.element.remove();
  frame = null;
}

/** Resolves to the first message of the frame that matches; rejects when none comes in time. */
function received(matches) {
  const { element } = frame;
  return new Promise((resolve, reject) => {
    const listen = ({ source, data }) => {
      if (source === element.contentWindow && data && matches(data)) {
        end();
        resolve(data);
      }
    };
    const end = () => {
      clearTimeout(timer);
      removeEventListener('message', listen);
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error('timeout'));
    }, TIMEOUT_MS);
    addEventListener('message', listen);
  });
}

/** Images know no theme of the page around them. */
addEventListener('tempo:theme', async () => {
  for (const figure of document.querySelectorAll('figure.diagram')) {
    const { svg } = await imageOf(figure.querySelector('code').textContent);
    if (svg) {
      figure.querySelector('img').src = imageUrl(svg);
    }
  }
});
