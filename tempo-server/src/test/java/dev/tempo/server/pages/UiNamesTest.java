package dev.tempo.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each name in the pages' modules is one that the module declares or imports, or a global of the
 * browser. Modules are not compiled, so a name that is misspelled, or was forgotten among the
 * imports, would be told to whoever comes first to its line.
 */
final class UiNamesTest extends BrowserTest {
  private static final Path APP = Path.of("src/main/resources/META-INF/ui/app");
  private static final String BABEL =
      "/META-INF/resources/webjars/babel__standalone/7.21.2/babel.min.js";

  @BeforeEach
  void open() throws IOException {
    openWindow();
    page.addScriptTag(new Page.AddScriptTagOptions().setContent(resource(BABEL)));
  }

  @Override
  void stop() {}

  @Test
  void everyName_isDefined_andEveryImportIsThereAndUsed() throws IOException {
    Map<String, String> modules = new TreeMap<>();
    try (Stream<Path> files = Files.walk(APP)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".js")).toList()) {
        modules.put(APP.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    assertThat(modules).hasSizeGreaterThan(150);
    assertThat(wrong(modules)).isEmpty();
  }

  @Test
  void whatIsPlanted_isFound() throws IOException {
    Map<String, String> modules =
        Map.of(
            "core/a.js",
            """
            import { html } from 'lit';
            import { gone, used, idle } from './b.js';
            import all, { further } from '../core/c.js';
            export const text = (list) => html`<p @click=${() => used(list, lsit)}>${name}</p>`;
            export const later = async () => { await gone(all, further); misspelled += 1; };
            """,
            "core/b.js",
            "export function used() {}\nexport const { idle, ...rest } = { idle: rest2 };",
            "core/c.js",
            "export * from './d.js';\nexport { used as other, lost } from './b.js';",
            "core/d.js",
            "class Own {}\nexport { Own as further };\nfor (const x of [1]) { x.y(z => z + Own); }",
            "core/e.js",
            "export const = 1;");
    assertThat(wrong(modules))
        .containsExactlyInAnyOrder(
            "core/a.js:2 idle is imported and not used",
            "core/a.js:4 lsit is not defined",
            "core/a.js:4 name is not defined",
            "core/a.js:5 misspelled is not defined",
            "core/a.js imports gone, which core/b.js does not export",
            "core/a.js imports default, which core/c.js does not export",
            "core/b.js:2 rest2 is not defined",
            "core/c.js imports lost, which core/b.js does not export",
            "core/e.js cannot be read: unknown: Unexpected token (1:13)\n\n"
                + "> 1 | export const = 1;\n    |              ^");
  }

  @SuppressWarnings("unchecked")
  private List<String> wrong(Map<String, String> modules) throws IOException {
    return (List<String>) page.evaluate(resource("/ui-names.js"), modules);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = UiNamesTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
