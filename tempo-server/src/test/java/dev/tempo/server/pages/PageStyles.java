package dev.tempo.server.pages;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the style sheets of other pages would change in a page. They stay in the document for as
 * long as people go from page to page, so a page looks the same, whatever was seen before, only if
 * nothing in it goes by the rules of another.
 */
final class PageStyles {
  private static final Path SHEETS = Path.of("src/main/resources/META-INF/ui/css/pages");

  private static final String ADD_ALL =
      """
      (sheets) => {
        const shown = ['display', 'position', 'fontFamily', 'fontSize', 'fontWeight', 'color', 'backgroundColor',
          'padding', 'margin', 'borderTopWidth', 'borderLeftWidth', 'listStyleType', 'columnGap', 'rowGap',
          'textAlign', 'whiteSpace', 'overflowX', 'maxHeight', 'minHeight'];
        const frame = document.querySelector('link[href$="/css/frame.css"]').href;
        const there = [...document.styleSheets].map((sheet) => sheet.href);
        const others = Object.entries(sheets).filter(([sheet]) => !there.includes(frame.replace('frame.css', sheet))).map(([, text]) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(text);
          return sheet;
        });
        const alike = new Set(LOOK_ALIKES(document.body, { beside: false }));
        const parts = (element) => alike.has(element) ? [] : [element, ...[...element.children].flatMap(parts)];
        const elements = [...document.querySelectorAll('main, dialog[open]')].flatMap(parts);
        const look = (element) => {
          const style = getComputedStyle(element);
          return shown.map((name) => `${name} ${style[name]}`);
        };
        const alone = elements.map(look);
        document.adoptedStyleSheets.push(...others);
        const changed = elements.flatMap((element, at) => {
          const other = look(element).filter((value, i) => value !== alone[at][i]);
          return other.length === 0 ? [] : [`${element.cloneNode().outerHTML.slice(0, 80)}: ${other.join(', ')}`];
        });
        document.adoptedStyleSheets.splice(-others.length, others.length);
        return [...new Set(changed)].slice(0, 5);
      }\
      """
          .replace("LOOK_ALIKES", LookAlikes.FIND);

  private static final Map<String, String> TEXTS = sheets();

  private PageStyles() {}

  /** What would look otherwise if all other pages had been seen before; some of it. */
  static List<String> changedByOthers(Page page) {
    return ((List<?>) page.evaluate(ADD_ALL, TEXTS)).stream().map(String::valueOf).toList();
  }

  /** The texts of all of them, by the addresses below that of the frame's. */
  private static Map<String, String> sheets() {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(SHEETS)) {
      for (Path file : files.toList()) {
        texts.put("pages/" + file.getFileName(), Files.readString(file));
      }
      texts.put("log.css", Files.readString(SHEETS.resolveSibling("log.css")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
