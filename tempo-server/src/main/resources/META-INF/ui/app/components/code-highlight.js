import { python } from '@codemirror/lang-python';
import { StreamLanguage } from '@codemirror/language';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { classHighlighter, highlightCode } from '@lezer/highlight';

const PYTHON = new Set(['python', 'py', 'python3']);
const SHELL = new Set(['sh', 'bash', 'shell', 'zsh', 'console']);

/** Shows an element's code in colours, as the editor does; `modeOf(language)` finds modes that the editor does not have. */
export async function highlightElement(element, language, modeOf) {
  const parser = await parserOf(language, modeOf);
  if (!parser) {
    return;
  }
  const code = element.textContent;
  const parts = document.createDocumentFragment();
  const put = (text, classes) => {
    const part = classes ? Object.assign(document.createElement('span'), { className: classes }) : document.createTextNode('');
    part.textContent = text;
    parts.append(part);
  };
  highlightCode(code, parser.parse(code), classHighlighter, put, () => put('\n', ''));
  element.replaceChildren(parts);
}

async function parserOf(language, modeOf) {
  if (PYTHON.has(language)) {
    return python().language.parser;
  }
  const mode = SHELL.has(language) ? shell : await modeOf(language);
  return mode && StreamLanguage.define(mode).parser;
}
