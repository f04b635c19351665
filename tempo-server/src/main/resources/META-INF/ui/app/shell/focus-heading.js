// What happens when one has gone to another page: without a new document neither the browser nor a screen reader
// would notice.

const PATIENCE_MS = 5_000;

let end = () => {};

/**
 * Moves the focus to the heading of the page that was gone to, which a screen reader then reads; unless the page put
 * it elsewhere, or somebody does meanwhile.
 *
 * @param {HTMLElement} content what holds the page; its heading may come later, with the data
 */
export function focusHeading(content) {
  end();
  const from = document.activeElement;
  const looking = () => {
    const now = document.activeElement;
    if (now !== from && now !== document.body && !now.matches('.page-title')) {
      end();
      return;
    }
    const heading = [...content.querySelectorAll('h1')].find((one) => one.checkVisibility());
    if (heading && heading !== now) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    if (heading && !heading.matches('.page-title')) {
      end(); // that of the frame only stands in until the page has its own
    }
  };
  const observer = new MutationObserver(looking);
  const timer = setTimeout(() => end(), PATIENCE_MS);
  end = () => {
    observer.disconnect();
    clearTimeout(timer);
    end = () => {};
  };
  observer.observe(content, { childList: true, subtree: true });
  looking();
}
