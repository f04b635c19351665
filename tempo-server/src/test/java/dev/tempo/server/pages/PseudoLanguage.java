package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * English as no one writes it: with accents, a third longer, each text between brackets. What
 * stands on a page outside of them was not translated, unless the server said it.
 */
final class PseudoLanguage {
  static final String CODE = "qps";

  private static final Path ENGLISH = Path.of("src/main/resources/META-INF/ui/i18n/en.json");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+\\}");
  private static final String PLAIN = "AEIOUaeioucnsyz";
  private static final String ACCENTED = "ÅÉÎÖÛåéîöûçñšýž";

  /** Notes what the server says, of which the pages show parts as they are. */
  private static final String LISTEN =
      """
      window.said = 'Sensor import'; // a job whose name comes by WebSocket
      const ask = window.fetch;
      window.fetch = async (...all) => {
        const answer = await ask(...all);
        if (!answer.url.includes('i18n')) {
          answer.clone().text().then((text) => { window.said += text; }, () => {});
        }
        return answer;
      };
      """;

  /**
   * What is neither between brackets nor said by the server, nor a name that is the same in all
   * languages, nor a word of the browser's own, which does not know this language.
   */
  private static final String UNTRANSLATED =
      """
      () => {
        const skipped = 'script, style, datalist, time, code, kbd, pre, svg.marks, [lang]:not(html), .mono, .cm-editor, .log-view, tempo-log-view, .tail-lines, .diff, .lines, .who, #lost, noscript, .brand, .gate-brand, .user > button, .number, tempo-elapsed';
        const same = /^(?:English|Spanish|French|Italian|Qps|Tempo|Python|OpenAPI|PUT|DELETE|PATCH|WS|https|nowhere|Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|at|AM|PM|UTC|GMT|of|tempo|id|or|yesterday|tomorrow|today|in|days?|ago|wk|mo|yr|admin|hours?|hr)$/;
        const rest = (text) => {
          let now = text;
          for (let before = ''; before !== now; ) {
            before = now;
            now = now.replace(/⟦[^⟦⟧]*⟧/g, ' ');
          }
          return now.trim();
        };
        const said = window.said + location.search;
        const isSaid = (text) => said.includes(JSON.stringify(text).slice(1, -1));
        const isOurs = (text) => {
          if (/[ÅÉÎÖÛåéîöûçñšýž]/.test(text)) {
            return false; // of ours, around a part of the page that stands within the sentence
          }
          const left = rest(text);
          const words = left.match(/\\p{L}{2,}/gu) ?? [];
          return words.some((word) => !same.test(word)) && !isSaid(left) && !words.every((word) => same.test(word) || isSaid(word));
        };
        const found = new Set();
        const all = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
        for (let node = all.nextNode(); node; node = all.nextNode()) {
          const element = node.parentElement;
          if (node.nodeType === Node.TEXT_NODE) {
            if (!element.closest(skipped) && element.checkVisibility() && isOurs(node.data)) {
              found.add(node.data.trim());
            }
          } else if (!node.closest('[lang]:not(html)') && node.checkVisibility()) {
            for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
              if (!node.matches('time, .mono') && isOurs(node.getAttribute(name) ?? '')) {
                found.add(`${name}: ${node.getAttribute(name)}`);
              }
            }
          }
        }
        return [...found];
      }""";

  private PseudoLanguage() {}

  /** Adds it to the installation in a directory, as anybody would add a language. */
  static void addTo(Path directory) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode english = json.readTree(ENGLISH.toFile());
    ObjectNode texts = json.createObjectNode();
    english.properties().forEach(one -> texts.put(one.getKey(), of(one.getValue().textValue())));
    Path translations = Files.createDirectories(directory.resolve("config/translations"));
    Files.writeString(translations.resolve(CODE + ".json"), texts.toString());
  }

  /** Has a window in it, whoever is logged in. */
  static void speak(Page page) {
    page.addInitScript(
        "if (location.host) { localStorage.setItem('tempo.language', '" + CODE + "'); }" + LISTEN);
  }

  /** Fails unless a page is in it, and what would stand there in English would be found. */
  static void requireNoticed(Page page, String url) {
    page.navigate(url + "/account");
    page.locator(".cards h2:has-text('⟦')").first().waitFor();
    assertThat(untranslated(page)).isEmpty();
    page.evaluate(
        "() => document.querySelector('.page-head h1').append('What nobody has translated')");
    assertThat(untranslated(page).toString()).contains("What nobody has translated");
  }

  /** What a page shows in another language. */
  static List<?> untranslated(Page page) {
    return (List<?>) page.evaluate(UNTRANSLATED);
  }

  /** A text of the pages in it. */
  static String of(String text) {
    StringBuilder accented = new StringBuilder("⟦");
    Matcher placeholder = PLACEHOLDER.matcher(text);
    int from = 0;
    while (placeholder.find()) {
      accented
          .append(accented(text.substring(from, placeholder.start())))
          .append(placeholder.group());
      from = placeholder.end();
    }
    accented.append(accented(text.substring(from)));
    return accented.append("~".repeat(text.length() / 3)).append("⟧").toString();
  }

  private static String accented(String text) {
    StringBuilder letters = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              int at = PLAIN.indexOf(c);
              letters.append(at < 0 ? (char) c : ACCENTED.charAt(at));
            });
    return letters.toString();
  }
}
