// Paths of the pages: / , /jobs/{safe-name} , /runs/{id}.

/** What the address asks for. */
export function currentRoute() {
  const [page, id] = location.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  return { page: page ?? 'home', id: id ?? null };
}

/** Goes to a path without loading the document anew. */
export function go(path) {
  if (path !== location.pathname) {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }
}

/** Lets clicks on links of these pages go through {@link go}. */
export function captureLinks(root) {
  root.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="/"]');
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && plain) {
      event.preventDefault();
      go(link.getAttribute('href'));
    }
  });
}
