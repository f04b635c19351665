package dev.tempo.server.pages;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds what keeps people out who do not see, hear or point as most do, by axe-core. It is given to
 * pages past their policy, which lets in no scripts but ours.
 */
final class Axe {
  private static final String SERIOUS =
      """
      async (colorsOnly) => {
        const { violations } = await axe.run(document, {
          resultTypes: ['violations'],
          ...(colorsOnly ? { runOnly: ['color-contrast', 'link-in-text-block'] } : { rules: { 'target-size': { enabled: true } } }),
        });
        const message = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ');
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}: ${message(node)}`));
      }""";

  private Axe() {}

  /** Lets all pages that are opened from now on be looked at. */
  static void install(BrowserContext context) {
    context.addInitScript(source());
  }

  /** What is serious or critical in a page as it is now; for WCAG 2.2 AA and more. */
  @SuppressWarnings("unchecked")
  static List<String> serious(Page page) {
    return (List<String>) page.evaluate(SERIOUS, false);
  }

  /** The same of what depends on colours alone; for a page that was looked at in other colours. */
  @SuppressWarnings("unchecked")
  static List<String> seriousColors(Page page) {
    return (List<String>) page.evaluate(SERIOUS, true);
  }

  private static String source() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
