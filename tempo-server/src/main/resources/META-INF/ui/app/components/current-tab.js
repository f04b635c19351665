/** Lit reactive controller that keeps the current one of tabs in sight that do not all fit: when it becomes that, and when they get less room. */
export class CurrentTab {
  #host;
  #selector;
  #tabs = null;
  #current = null;
  #resize = new ResizeObserver(() => this.#show());

  /** @param selector finds, in the host, the element that the tabs are in and that scrolls */
  constructor(host, selector) {
    this.#host = host;
    this.#selector = selector;
    host.addController(this);
  }

  hostUpdated() {
    const tabs = this.#host.querySelector(this.#selector);
    if (tabs !== this.#tabs) {
      this.#watch(tabs);
    }
    const current = tabs?.querySelector('[aria-current]');
    if (current !== this.#current) {
      this.#current = current;
      this.#show();
    }
  }

  hostDisconnected() {
    this.#watch(null);
  }

  #watch(tabs) {
    this.#resize.disconnect();
    this.#tabs = tabs;
    if (tabs) {
      this.#resize.observe(tabs);
    }
  }

  /** Not by `scrollIntoView`, which would scroll the page, too. */
  #show() {
    if (this.#current) {
      const tabs = this.#tabs.getBoundingClientRect();
      const { left, right } = this.#current.getBoundingClientRect();
      this.#tabs.scrollLeft += left < tabs.left ? Math.floor(left - tabs.left) : Math.max(0, Math.ceil(right - tabs.right));
    }
  }
}
