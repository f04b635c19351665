// How this server looks: settings of its operator, which come with the document.

/** Returns the server's branding from the document's attributes. */
export function brandingOfDocument() {
  const { product, logo, accent } = document.documentElement.dataset;
  return { productName: product, logoUrl: logo, accentColor: accent };
}

/** A setting of the server; without one the pages have a colour of their own. */
export function applyAccentColour(accent) {
  const { style } = document.documentElement;
  for (const name of ['--accent', '--accent-ground', '--running']) {
    if (accent) {
      style.setProperty(name, accent);
    } else {
      style.removeProperty(name);
    }
  }
}
