// Formulas in TeX become MathML, which the browser draws. Nothing that a text can say loads or styles anything.

import katex from 'katex';

const OPTIONS = { output: 'mathml', throwOnError: true, trust: false, strict: 'ignore', maxSize: 50, maxExpand: 1000 };

/** Replaces a formula's TeX by MathML; returns what is wrong with it, or null. */
export function drawFormula(element) {
  const tex = element.textContent;
  try {
    const tree = katex.__renderToDomTree(tex, { ...OPTIONS, displayMode: element.classList.contains('display') });
    withoutStyles(tree);
    element.replaceChildren(tree.toNode());
    return null;
  } catch (error) {
    element.classList.add('wrong');
    element.title = error.message;
    return error.message;
  }
}

/** The pages' policy refuses style attributes, so none is set in the first place. */
function withoutStyles(node) {
  delete node.attributes?.style;
  node.children?.forEach(withoutStyles);
}
