// Moves the focus after a navigation: without a new document neither the browser nor a screen reader would notice it.

const PATIENCE_MS = 5_000;

let end = () => {};

/**
 * Focuses the new page's heading, which a screen reader then reads, unless the page or the user moves the focus before.
 *
 * @param {HTMLElement} content the page's container; the heading may be rendered later, with the data
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
