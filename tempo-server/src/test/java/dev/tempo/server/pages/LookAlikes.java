package dev.tempo.server.pages;

/**
 * Parts of a page that are made as others are, as the rows of a long list: what is true of one is
 * true of all of them, and to look at each again is what takes the time. Two are alike if their
 * elements, at any depth, have the same names, classes, roles, states and styles, the same
 * attributes that a style sheet asks for, and the same attributes missing or empty, and if both are
 * the last of their parent, or in an even place, or in an odd one. Texts, links and names may
 * differ. What names something outside of itself is like nothing.
 */
final class LookAlikes {
  /**
   * A function of JavaScript: the outermost parts below an element that are like one before them,
   * either beside them, or wherever all that they stand in is alike but for its contents.
   */
  static final String FIND =
      """
      ((root, { beside }) => {
        const names = new Set(['id', 'for', 'href', 'src', 'alt', 'title', 'name', 'value', 'placeholder', 'datetime', 'action',
          'min', 'max', 'd', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'points', 'transform', 'viewBox',
          'aria-label', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns']);
        const styled = new Set();
        const learn = (rules) => [...rules].forEach((rule) => {
          (rule.selectorText?.match(/\\[[\\w-]+/g) ?? []).forEach((one) => styled.add(one.slice(1)));
          learn(rule.cssRules ?? []);
        });
        [...document.styleSheets].forEach((sheet) => learn(sheet.cssRules));
        const ids = new Map();
        const idOf = (key) => ids.get(key) ?? (ids.set(key, ids.size), ids.size - 1);
        const attribute = ({ name, value }) => {
          const free = (names.has(name) || name.startsWith('data-')) && !styled.has(name);
          return `${name}=${free ? value.trim() !== '' : value}`;
        };
        const own = new Map();
        const whole = new Map();
        const learnKind = (element) => {
          const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
          own.set(element, idOf([element.localName, text, element.checked, element.disabled, ...[...element.attributes].map(attribute)].join(' ')));
          whole.set(element, idOf([own.get(element), ...[...element.children].map(learnKind)].join('>')));
          return whole.get(element);
        };
        const references = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-activedescendant'];
        const users = new Map();
        references.forEach((name) => root.querySelectorAll(`[${name}]`).forEach((user) =>
          user.getAttribute(name).split(/\\s+/).forEach((id) => users.set(id, [...(users.get(id) ?? []), user]))));
        const standsAlone = (element) => [element, ...element.querySelectorAll('label, [id]')].every((part) =>
          (!part.control || element.contains(part.control)) && (users.get(part.id) ?? []).every((user) => element.contains(user)));
        const seen = new Set();
        const alike = [];
        const walk = (element, path) => {
          if (element.isContentEditable) {
            return; // an editor watches its own
          }
          const within = idOf(`${path}/${beside ? ids.size : own.get(element)}`);
          [...element.children].forEach((child, at) => {
            const key = `${within} ${whole.get(child)} ${child.nextElementSibling ? at % 2 : 'last'}`;
            if (seen.has(key) && standsAlone(child)) {
              alike.push(child);
            } else {
              seen.add(key);
              walk(child, within);
            }
          });
        };
        learnKind(root);
        walk(root, 'root');
        return alike;
      })""";

  private LookAlikes() {}
}
