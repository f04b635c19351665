import DOMPurify from 'dompurify';
import { fetchFile } from '../core/api.js';
import { stripBasePath } from '../core/base-path.js';
import { loadStyle } from '../core/stylesheets.js';

await loadStyle('/ui/css/pages/docs.css');

/** The server sends no more than this; the pages look again, as what they show is their concern. */
const ALLOWED = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ['style', 'form', 'button', 'textarea', 'select', 'video', 'audio', 'picture', 'source', 'dialog', 'label', 'fieldset'],
  FORBID_ATTR: ['style', 'srcset', 'target', 'formaction', 'data-src'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true,
};

const ID_PREFIX = 'user-content-'; // of SANITIZE_NAMED_PROPS
const MAX_HEADING = 6;
const HEADING_SHIFT = 2; // the page has a heading, and the card one below it
const DIAGRAM = 'language-mermaid';

/** An image is loaded with the session's header, which a browser would not send by itself. */
const purify = DOMPurify(window);
purify.addHook('afterSanitizeAttributes', (node) => {
  if (node.nodeName === 'IMG') {
    node.setAttribute('data-src', node.getAttribute('src') ?? '');
    node.removeAttribute('src');
  }
});

/**
 * Shows rendered Markdown in an element. Resolves, when all of it is drawn, to what the browser found wrong with its
 * formulas and diagrams: texts. `loadHighlighter()` gives the module that has the editor's own `highlightElement`; it is large.
 */
export async function showMarkdown(element, html, loadHighlighter) {
  const page = purify.sanitize(html, ALLOWED);
  page.querySelectorAll('h1, h2, h3, h4, h5, h6').forEach(lowered);
  page.querySelectorAll('a[href]').forEach(guarded);
  page.querySelectorAll('table').forEach(scrolling);
  page.querySelectorAll('li > input[type=checkbox], li > p > input[type=checkbox]').forEach(labelled);
  const images = [...page.querySelectorAll('img')];
  const blocks = [...page.querySelectorAll('pre > code[class*="language-"]')];
  const code = blocks.filter((block) => !block.classList.contains(DIAGRAM));
  const diagrams = blocks.filter((block) => block.classList.contains(DIAGRAM));
  const formulas = [...page.querySelectorAll('.math')];
  element.replaceChildren(page);
  const [wrong, undrawn] = await Promise.all([drawn(formulas), pictured(diagrams), coloured(code, loadHighlighter), ...images.map(loaded)]);
  return [...wrong, ...undrawn];
}

/** Scrolls to a heading or a footnote by its anchor. */
export function showAnchor(element, anchor) {
  const target = element.querySelector(`#${CSS.escape(ID_PREFIX + decodeURIComponent(anchor))}`);
  if (target) {
    target.tabIndex = -1;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }
}

function lowered(heading) {
  const level = Math.min(MAX_HEADING, Number(heading.nodeName[1]) + HEADING_SHIFT);
  const lower = document.createElement(`h${level}`);
  lower.id = heading.id;
  lower.className = `is-level-${heading.nodeName[1]}`;
  lower.append(...heading.childNodes);
  heading.replaceWith(lower);
}

function guarded(link) {
  if (/^https?:/i.test(link.getAttribute('href'))) {
    link.rel = 'noopener noreferrer nofollow';
    link.target = '_blank';
  }
}

function scrolling(table) {
  const frame = Object.assign(document.createElement('div'), { className: 'scroll', tabIndex: 0 });
  table.replaceWith(frame);
  table.classList.add('table');
  frame.append(table);
}

const labelled = (box) => box.setAttribute('aria-label', box.closest('li').textContent.trim());

async function drawn(formulas) {
  if (formulas.length === 0) {
    return [];
  }
  const { drawFormula } = await import('./formulas.js');
  return formulas.map(drawFormula).filter(Boolean);
}

/** They stay text where this server does not allow more. */
async function pictured(diagrams) {
  if (diagrams.length === 0 || !('diagrams' in document.documentElement.dataset)) {
    return [];
  }
  const { drawDiagrams } = await import('./diagrams.js');
  return drawDiagrams(diagrams);
}

async function coloured(blocks, loadHighlighter) {
  if (blocks.length > 0) {
    const { highlightElement } = await loadHighlighter();
    const modeOf = async (language) => (await import('./code-modes.js')).modeOf(language);
    await Promise.all(blocks.map((block) => highlightElement(block, /language-(\S+)/.exec(block.className)[1].toLowerCase(), modeOf)));
  }
}

async function loaded(image) {
  const path = stripBasePath(image.dataset.src);
  image.removeAttribute('data-src');
  if (!path?.startsWith('/api/jobs/')) {
    return;
  }
  try {
    image.src = await dataUrl(await fetchFile(path));
  } catch {
    image.classList.add('missing');
  }
}

const dataUrl = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(blob);
  });
