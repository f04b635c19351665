package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.http.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read and write about jobs: drawn, in four languages, beside a preview, and safe. */
final class DocsPageTest extends BrowserTest {
  private static final String HTML_AND_MORE =
      """
      # Counts rows

      It costs $5 and $10, see [the rest](#formulas) and [Other](job:other).

      ## Formulas

      $$E=mc^2$$

      With $\\frac{a}{b}$ and a note[^n].

      [^n]: As noted.

      ## Code

      ```python
      def count(rows):
          return len(rows)  # all
      ```

      ```yaml
      name: value
      ```

      | a | b |
      |---|--:|
      | 1 | 2 |

      - [x] done

      ![Picture](picture.png)
      """;

  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @TempDir static Path data;
  private static TestServer server;
  private static ApiClient admin;
  private static String job;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(data);
    admin = server.admin();
    job = shellJob(admin, "Counted", "true");
    shellJob(admin, "Other", "true");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void open() {
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {
    for (String language : List.of("en", "es", "fr", "it")) {
      write(language, "");
    }
  }

  private static void write(String language, String markdown) {
    var body = Json.object().put("lang", language).put("markdown", markdown);
    admin.put("/api/jobs/" + job + "/docs", body.node().toString()).status(200);
  }

  private Locator documentation() {
    return page.locator(DOCUMENTATION);
  }

  private void visit() {
    page.navigate(server.url() + "/jobs/" + job);
    assertThat(page.locator("#documentation")).isVisible();
  }

  @Test
  void page_isDrawn_withFormulasCodeTablesAndImages() throws IOException {
    Path folder = Files.createDirectories(data.resolve("scripts/counted/docs"));
    Files.write(folder.resolve("picture.png"), Base64.getDecoder().decode(PNG));
    write("en", HTML_AND_MORE);
    visit();
    assertThat(documentation().locator("math")).hasCount(2);
    assertThat(documentation().locator("math mfrac")).hasCount(1);
    assertThat(documentation()).containsText("It costs $5 and $10, see");
    assertThat(documentation().locator(".tok-keyword").first()).hasText("def");
    assertThat(documentation().locator(".language-yaml span").first()).isVisible();
    assertThat(documentation().locator("img"))
        .hasAttribute("src", Pattern.compile("data:image/png;base64,.+"));
    assertThat(documentation().locator("table td").last()).hasText("2");
    assertThat(documentation().locator("input[type=checkbox]")).isChecked();
    documentation().locator("a:text-is('the rest')").click();
    assertThat(documentation().locator("#user-content-formulas")).isFocused();
    page.locator(".doc-contents summary").click();
    assertThat(page.locator(".doc-contents li")).hasCount(3);
    page.locator("#documentation").scrollIntoViewIfNeeded();
    pictures("docs");
    documentation().locator("a:text-is('Other')").click();
    assertThat(page.locator(".job-head h1")).containsText("Other");
  }

  @Test
  void fourLanguages_areChosen_andEnglishStandsIn() {
    write("en", "# Hello");
    write("es", "# Hola");
    write("it", "# Ciao");
    visit();
    Locator language = page.locator("#documentation select");
    for (var entry :
        List.of(List.of("es", "Hola"), List.of("it", "Ciao"), List.of("en", "Hello"))) {
      language.selectOption(entry.get(0));
      assertThat(documentation()).hasText(entry.get(1));
      assertThat(documentation()).hasAttribute("lang", entry.get(0));
    }
    language.selectOption("fr");
    assertThat(documentation()).hasText("Hello");
    assertThat(documentation()).hasAttribute("lang", "en");
    assertThat(page.locator("#documentation")).containsText("Not written in this language yet");
  }

  @Test
  void text_isShownWhileItIsWritten_andNobodysIsLost() {
    write("en", "# First");
    visit();
    page.locator("#edit-docs").click();
    Locator text = page.locator("#documentation textarea");
    text.fill("# Mine\n\n[gone](gone.md) $\\frac{1}{$ $\\nosuch$");
    Locator preview = page.locator(".preview");
    assertThat(preview.locator("h3")).hasText("Mine");
    assertThat(page.locator(".doc-problems")).containsText("gone.md leads nowhere");
    assertThat(page.locator(".doc-problems")).containsText("nosuch");
    page.locator(".doc-problems li.error button").click();
    assertThat(text).isFocused();
    pictures("docs-editor");
    page.locator("#documentation button.primary").click();
    assertThat(page.locator(".toast").first()).containsText("line 3");
    text.fill("# Mine");
    write("en", "# Theirs");
    page.locator("#documentation button.primary").click();
    assertThat(page.locator("#documentation .notice .diff")).containsText("# Theirs");
    assertThat(page.locator("#documentation .notice .diff")).containsText("# Mine");
    page.locator("#keep-docs").click();
    assertThat(documentation()).hasText("Mine");
    assertThat(admin.get("/api/jobs/" + job + "/docs").data("markdown").textValue())
        .isEqualTo("# Mine");
    page.locator("#edit-docs").click();
    page.locator("#begin-docs").click();
    assertThat(text).hasValue(Pattern.compile("# Mine.*# Counted", Pattern.DOTALL));
    assertThat(preview.locator("h4").first()).isVisible();
    provoked("422", "409");
  }

  @Test
  void hostileTexts_renderNothingThatActs_andThePolicyIsSilent() throws IOException {
    List<String> payloads;
    try (InputStream in = DocsPageTest.class.getResourceAsStream("hostile-markdown.txt")) {
      payloads = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertThat(payloads).hasSizeGreaterThanOrEqualTo(50);
    page.addInitScript(
        "addEventListener('securitypolicyviolation', (event) => (window.violations ??= []).push(event.violatedDirective + event.blockedURI), true);");
    visit();
    page.locator("#edit-docs").click();
    for (String payload : payloads) {
      String mark = "seen-" + payloads.indexOf(payload);
      page.locator("#documentation textarea").fill(payload + "\n\n" + mark);
      assertThat(page.locator(".preview")).containsText(mark);
      assertThat(active()).as(payload).isEqualTo("");
    }
    assertThat(page.evaluate("window.pwned ?? null")).isNull();
    assertThat(page.evaluate("window.violations ?? null")).isNull();
    page.onDialog(dialog -> dialog.accept());
  }

  /** Whatever could act, load from elsewhere, or lay itself over the page. */
  private String active() {
    return (String)
        page.evaluate(
            """
            () => [...document.querySelectorAll('.preview *')].flatMap((element) => [
              ...(/^(script|style|iframe|object|embed|form|link|meta|base|template|video|audio|svg|button|textarea)$/i.test(element.localName) ? [element.localName] : []),
              ...[...element.attributes].filter(({ name, value }) => /^on|^style$|^srcdoc$/i.test(name)
                || (/^(href|src|action|data|xlink:href)$/i.test(name) && !/^(https?:|mailto:|#|\\/jobs\\/|data:image)/i.test(value))
                || (name === 'src' && /evil/.test(value))).map(({ name, value }) => `${element.localName} ${name}=${value}`),
            ]).join('; ')""");
  }
}
