package dev.tempo.server.pages;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
      async (sheets) => {
        const shown = ['display', 'position', 'fontFamily', 'fontSize', 'fontWeight', 'color', 'backgroundColor',
          'padding', 'margin', 'borderTopWidth', 'borderLeftWidth', 'listStyleType', 'columnGap', 'rowGap',
          'textAlign', 'whiteSpace', 'overflowX', 'maxHeight', 'minHeight'];
        const frame = document.querySelector('link[href$="/css/frame.css"]').href;
        const there = [...document.styleSheets].map((sheet) => sheet.href);
        const links = sheets.map((sheet) => frame.replace('frame.css', sheet))
          .filter((address) => !there.includes(address))
          .map((address) => Object.assign(document.createElement('link'),
            { rel: 'stylesheet', href: address, media: 'not all' }));
        await Promise.all(links.map((link) => new Promise((loaded, failed) => {
          link.onload = loaded;
          link.onerror = () => failed(new Error(link.href));
          document.head.append(link);
        })));
        const alike = new Set(LOOK_ALIKES(document.body, { beside: false }));
        const parts = (element) => alike.has(element) ? [] : [element, ...[...element.children].flatMap(parts)];
        const elements = [...document.querySelectorAll('main, dialog[open]')].flatMap(parts);
        const look = (element) => {
          const style = getComputedStyle(element);
          return shown.map((name) => `${name} ${style[name]}`);
        };
        const alone = elements.map(look);
        links.forEach((link) => { link.media = 'all'; });
        const changed = elements.flatMap((element, at) => {
          const other = look(element).filter((value, i) => value !== alone[at][i]);
          return other.length === 0 ? [] : [`${element.cloneNode().outerHTML.slice(0, 80)}: ${other.join(', ')}`];
        });
        links.forEach((link) => link.remove());
        return [...new Set(changed)].slice(0, 5);
      }\
      """
          .replace("LOOK_ALIKES", LookAlikes.FIND);

  private PageStyles() {}

  /** What would look otherwise if all other pages had been seen before; some of it. */
  static List<String> changedByOthers(Page page) {
    return ((List<?>) page.evaluate(ADD_ALL, sheets())).stream().map(String::valueOf).toList();
  }

  private static List<String> sheets() {
    try (Stream<Path> files = Files.list(SHEETS)) {
      Stream<String> ofPages = files.map(file -> "pages/" + file.getFileName());
      return Stream.concat(Stream.of("log.css"), ofPages).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
