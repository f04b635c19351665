import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { withLineBreaksOf } from './line-breaks.js';

const LANGUAGES = {
  python: () => [python(), indentUnit.of('    ')],
  shell: () => [StreamLanguage.define(shell), indentUnit.of('  ')],
  plain: () => [],
};

// Colours are the pages' custom properties, which reach into the shadow root; so themes need no second style.
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.comment], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.standard(tags.variableName)], color: 'var(--code-name)' },
  { tag: [tags.className, tags.definition(tags.className), tags.typeName], color: 'var(--code-type)' },
  { tag: [tags.meta, tags.definition(tags.variableName)], color: 'var(--code-name)' },
  { tag: tags.invalid, color: 'var(--failure)' },
]);

const THEME = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-soft)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--surface-selected)' },
  '.cm-panels, .cm-tooltip': { backgroundColor: 'var(--surface-raised)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-ground)', color: 'var(--on-accent)' },
  '.cm-textfield': { backgroundColor: 'var(--ground)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--surface)', color: 'var(--text)', border: '1px solid var(--line)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--surface-selected)', outline: '1px solid var(--line-strong)' },
});

/**
 * A code editor. It alone has a shadow root: CodeMirror writes style rules, which the pages' policy allows in
 * adopted style sheets only. Tells `input` when somebody has typed, and `save` on Ctrl-S. Tab indents; Escape
 * and then Tab leaves it, as is usual for such editors.
 */
class CodeEditor extends HTMLElement {
  #view = null;
  #readOnly = new Compartment();
  #language = new Compartment();
  #isReplacing = false;
  #original = ''; // as it was given, with its own line breaks
  #pending = { value: '', language: 'python', readOnly: false, label: '' };
  #description = document.createElement('span');

  connectedCallback() {
    if (this.#view) {
      return;
    }
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open', delegatesFocus: true });
    const frame = new CSSStyleSheet();
    frame.replaceSync(':host { display: block; overflow: hidden } .frame { height: 100% }');
    root.adoptedStyleSheets = [frame];
    const parent = document.createElement('div');
    parent.className = 'frame';
    this.#description.id = 'description';
    this.#description.hidden = true;
    root.append(parent, this.#description);
    this.#view = new EditorView({ state: this.#state(), parent, root });
  }

  disconnectedCallback() {
    this.#pending.value = this.value;
    this.#view?.destroy();
    this.#view = null;
    this.shadowRoot.replaceChildren();
  }

  /** The text; lines end as they did in the text that was given, new ones as most of those. */
  get value() {
    return this.#view ? withLineBreaksOf(this.#original, this.#view.state.doc.toString()) : this.#pending.value;
  }

  /** Replaces all of the text, if it is another; that does not count as typing. */
  set value(text) {
    const isOther = text !== this.value;
    this.#pending.value = text;
    this.#original = text;
    if (this.#view && isOther) {
      this.#isReplacing = true;
      this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
      this.#isReplacing = false;
    }
  }

  set language(name) {
    this.#pending.language = name;
    this.#view?.dispatch({ effects: this.#language.reconfigure(languageOf(name)) });
  }

  set readOnly(yes) {
    this.#pending.readOnly = yes;
    this.#view?.dispatch({ effects: this.#readOnly.reconfigure(EditorState.readOnly.of(yes)) });
  }

  set label(text) {
    this.#pending.label = text;
  }

  /** More than the label says, for those who do not see what stands beside it. */
  set description(text) {
    this.#description.textContent = text;
  }

  /** Marks what is wrong: `{ line, column?, severity, message }`, lines and columns from 1. */
  set problems(list) {
    if (!this.#view) {
      return;
    }
    const { doc } = this.#view.state;
    const diagnostics = (list ?? []).map((problem) => {
      const line = doc.line(Math.max(1, Math.min(problem.line ?? 1, doc.lines)));
      const from = Math.min(line.from + Math.max(0, (problem.column ?? 1) - 1), line.to);
      return { from, to: Math.max(from, line.to), severity: problem.severity, message: problem.message };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** Puts the cursor into a line. */
  showLine(number) {
    const line = this.#view.state.doc.line(Math.max(1, Math.min(number, this.#view.state.doc.lines)));
    this.#view.dispatch({ selection: { anchor: line.from }, scrollIntoView: true });
    this.#view.focus();
  }

  focus() {
    this.#view?.focus();
  }

  #state() {
    const save = { key: 'Mod-s', preventDefault: true, run: () => this.#emit('save') };
    return EditorState.create({
      doc: this.#pending.value,
      extensions: [
        lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), foldGutter(), drawSelection(),
        indentOnInput(), bracketMatching(), closeBrackets(), autocompletion(), highlightActiveLine(), highlightSelectionMatches(),
        lintGutter(), syntaxHighlighting(COLOURS), THEME,
        keymap.of([save, ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ 'aria-label': this.#pending.label, 'aria-describedby': 'description', spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of((update) => update.docChanged && !this.#isReplacing && this.#emit('input')),
        this.#language.of(languageOf(this.#pending.language)),
        this.#readOnly.of(EditorState.readOnly.of(this.#pending.readOnly)),
      ],
    });
  }

  #emit(type) {
    this.dispatchEvent(new CustomEvent(type));
    return true;
  }
}

const languageOf = (name) => (LANGUAGES[name] ?? LANGUAGES.plain)();

customElements.define('tempo-editor', CodeEditor);
