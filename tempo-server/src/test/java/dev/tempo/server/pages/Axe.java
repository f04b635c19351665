package dev.tempo.server.pages;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Finds what keeps people out who do not see, hear or point as most do, by axe-core. A page is
 * given it as it is looked at, past its policy, which lets in no scripts but ours. Of parts that
 * are {@linkplain LookAlikes alike} it sees some, of texts in {@linkplain SameColors the same
 * colours} one, and nothing of what is folded away, which it would pass over after a long search;
 * it has its turn when it is unfolded.
 */
final class Axe {
  /** What is never more than a hint is not looked for. */
  private static final String NEVER_SERIOUS =
      """
      Object.fromEntries(axe._audit.rules.filter(({ impact }) => ['minor', 'moderate'].includes(impact))
        .map(({ id }) => [id, { enabled: false }]))""";

  private static final String SERIOUS =
      """
      async ({ part, colorsOnly }) => {
        const closed = [...document.querySelectorAll('details:not([open])')]
          .flatMap((details) => [...details.children].filter((one) => one.localName !== 'summary'))
          .filter((one) => ![one, ...one.querySelectorAll('*')].some((part) => part.localName.includes('-')))
          .map((one) => [one, document.createComment('')]);
        closed.forEach(([one, place]) => one.replaceWith(place));
        const unseen = LOOK_ALIKES(document.body, { beside: true }).map((element) => [element, element.getAttribute('style')]);
        unseen.forEach(([element]) => element.style.setProperty('visibility', 'hidden', 'important'));
        axe.lookAnew();
        const { violations } = await axe.run(part, {
          resultTypes: ['violations'],
          ...(colorsOnly ? { runOnly: ['color-contrast', 'link-in-text-block'] } : { rules: { ...NEVER_SERIOUS, 'target-size': { enabled: true } } }),
        });
        unseen.forEach(([element, style]) => style === null ? element.removeAttribute('style') : element.setAttribute('style', style));
        closed.forEach(([one, place]) => place.replaceWith(one));
        const message = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ');
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}: ${message(node)}`));
      }"""
          .replace("NEVER_SERIOUS", NEVER_SERIOUS)
          .replace("LOOK_ALIKES", LookAlikes.FIND);

  private static final String SOURCE = source();

  private Axe() {}

  /** What is serious or critical in a page as it is now; for WCAG 2.2 AA and more. */
  static List<String> serious(Page page) {
    return serious(page, "html");
  }

  /** The same in a part of a page, given by a selector. */
  static List<String> serious(Page page, String part) {
    return look(page, part, false);
  }

  /** The same of what depends on colours alone; for a page that was looked at in other colours. */
  static List<String> seriousColors(Page page) {
    return seriousColors(page, "html");
  }

  /** The same in a part of a page, given by a selector. */
  static List<String> seriousColors(Page page, String part) {
    return look(page, part, true);
  }

  @SuppressWarnings("unchecked")
  private static List<String> look(Page page, String part, boolean colorsOnly) {
    if (page.evaluate("() => typeof axe").equals("undefined")) {
      page.evaluate(SOURCE);
      page.evaluate("() => { axe.lookAnew = " + SameColors.REMEMBER + "(); }");
    }
    return (List<String>) page.evaluate(SERIOUS, Map.of("part", part, "colorsOnly", colorsOnly));
  }

  private static String source() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
