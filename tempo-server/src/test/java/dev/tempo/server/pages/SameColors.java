package dev.tempo.server.pages;

/**
 * Texts in the same colours: whether one can be told from what is behind it depends on its colours,
 * its size and weight, and on what is painted behind it, by its ancestors or by what lies over
 * them. The look of axe-core at that takes longer than all others together, so what was found good
 * is not looked at again. What is not good, or cannot be told, is looked at each time.
 */
final class SameColors {
  /**
   * A function of JavaScript that has axe-core remember in a document what it has found good, until
   * the document is left; it gives the one that is to be called before each look.
   */
  static final String REMEMBER =
      """
      (() => {
        const check = axe._audit.checks['color-contrast'];
        const rule = axe._audit.rules.find(({ id }) => id === 'color-contrast');
        const { evaluate } = check;
        const { matches } = rule;
        const good = new Set();
        let grounds;
        let painted;
        const clear = (color) => /^(transparent|rgba\\(.*, 0\\))$/.test(color);
        /** What the text of an element stands on; null where that is more than plain colours. */
        const ground = (element) => {
          if (!grounds.has(element)) {
            const style = getComputedStyle(element);
            const below = element === document.documentElement ? '' : element.parentElement && ground(element.parentElement);
            const plain = typeof below === 'string' && style.backgroundImage === 'none' && style.filter === 'none'
              && style.backdropFilter === 'none' && style.mixBlendMode === 'normal' && style.clipPath === 'none' && style.maskImage === 'none';
            const own = clear(style.backgroundColor) && style.opacity === '1' ? '' : `/${style.backgroundColor} ${style.opacity}`;
            grounds.set(element, plain ? below + own : null);
          }
          return grounds.get(element);
        };
        const findPainted = () => [...document.querySelectorAll('body *')].filter((element) => {
          const { backgroundColor, backgroundImage } = getComputedStyle(element);
          return backgroundImage !== 'none' || !clear(backgroundColor);
        }).map((element) => [element, element.getBoundingClientRect()]);
        /** Whether something is painted there that is no ancestor, and so is before or behind it. */
        const overlaps = (element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          painted ??= findPainted();
          return painted.some(([other, box]) => box.left < right && box.right > left && box.top < bottom && box.bottom > top
            && !other.contains(element) && !element.contains(other));
        };
        const looks = (element) => {
          const on = ground(element);
          const { color, webkitTextFillColor, webkitTextStroke, textShadow, fontSize, fontWeight } = getComputedStyle(element);
          return on === null || overlaps(element) ? null : [color, webkitTextFillColor, webkitTextStroke, textShadow, fontSize, fontWeight, on].join('|');
        };
        check.evaluate = function (element, ...more) {
          const key = looks(element);
          const result = good.has(key) || evaluate.call(this, element, ...more);
          if (key !== null && result === true) {
            good.add(key);
          }
          return result;
        };
        const isField = ({ localName }) => ['input', 'select', 'textarea'].includes(localName);
        const hasText = ({ childNodes }) => [...childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
        rule.matches = function (element, ...more) {
          return (isField(element) || hasText(element)) && !good.has(looks(element)) && matches.call(this, element, ...more);
        };
        return () => {
          grounds = new Map();
          painted = null;
        };
      })""";

  private SameColors() {}
}
