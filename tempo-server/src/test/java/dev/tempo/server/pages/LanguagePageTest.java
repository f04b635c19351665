package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.LoadState;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.i18n.PluralRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The language of the pages: the browser's, then the account's, without a reload. */
final class LanguagePageTest extends BrowserTest {
  @TempDir static Path home;
  private static TestServer server;
  private static ApiClient admin;

  @BeforeAll
  static void begin() {
    server = TestServer.startSetUp(home);
    admin = server.admin();
    ran(admin, shellJob(admin, "Spoken", "true"));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @AfterEach
  void forget() throws IOException {
    admin.put("/api/me/preferences", "{'language':null}").status(200);
    for (String language : List.of("de", "pt-BR", "zh-Hant")) {
      Files.deleteIfExists(home.resolve("config/translations/" + language + ".json"));
    }
  }

  @Override
  void stop() {
    // The server is that of all tests.
  }

  @Test
  void beforeLogIn_itIsTheBrowsers_andWhoChoosesOneThereHasIt() {
    openWindow(desk().setLocale("it-CH"));
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator(".gate h1")).hasText("Accedi");
    assertThat(page.locator("html")).hasAttribute("lang", "it");
    page.locator("input[name=username]").fill("admin");
    page.locator("select[name=language]").selectOption("fr");
    assertThat(page.locator(".gate h1")).hasText("Se connecter");
    assertThat(page).hasTitle(Pattern.compile("Se connecter.*"));
    assertThat(page.locator("input[name=username]")).hasValue("admin");
    page.locator("input[name=password]").fill("wrong");
    page.locator("button.primary").click();
    assertThat(page.locator(".error")).isVisible();
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("button.primary").click();
    assertThat(page.locator(".section-jobs")).hasText("Tâches");
    assertThat(page.locator("html")).hasAttribute("lang", "fr");
    assertThat(admin.get("/api/me/preferences").data("language").textValue()).isEqualTo("fr");
  }

  @Test
  void accountsLanguage_isSwitchedWithoutReload_andKeepsWhatIsTyped() {
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/account");
    assertThat(page.locator("select[name=language]")).hasValue("");
    page.locator("input[name=currentPassword]").fill("half a pass");
    page.locator("#find").fill("something");
    page.waitForLoadState(LoadState.NETWORKIDLE);
    page.evaluate("() => { window.same = true; }");
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    page.onRequest(
        (Request one) ->
            asked.add(
                one.method() + " " + one.url().replaceAll("^.*//[^/]+|/[0-9a-f]{16}(?=/)", "")));
    page.locator("select[name=language]").selectOption("es");
    assertThat(page.locator("h2").first()).hasText("Preferencias");
    assertThat(page.locator(".section-runs")).hasText("Ejecuciones");
    assertThat(page).hasTitle(Pattern.compile("Cuenta.*"));
    assertThat(page.locator(".kept")).hasText("Guardado.");
    assertThat(page.locator("select[name=language]")).hasValue("es");
    assertThat(page.locator("input[name=currentPassword]")).hasValue("half a pass");
    assertThat(page.locator("#find")).hasValue("something");
    assertThat(page.evaluate("window.same")).isEqualTo(true);
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "PUT /api/me/preferences",
            "GET /ui/i18n/es.json",
            "GET /ui/i18n/es.account.json",
            "GET /ui/i18n/es.retention.json");
    page.keyboard().press("Control+k");
    assertThat(page.locator(".palette [role=option]").first()).containsText("Comandos y tareas");
  }

  @Test
  void accountsLanguage_isThatOfNumbersAndDates_inEveryBrowser() {
    admin.put("/api/me/preferences", "{'language':'fr'}").status(200);
    openWindow(desk().setLocale("en-US"));
    logIn(context, server.url());
    page.navigate(server.url() + "/runs");
    assertThat(page.locator(".section-runs")).hasText("Exécutions");
    assertThat(page.locator("tempo-run-table time").first())
        .hasAttribute(
            "title",
            Pattern.compile("(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \\d.*"));
    assertThat(formatted())
        .containsEntry("decimal", "1\u202f234,5")
        .containsEntry("bytes", "1,5\u00a0Mio")
        .containsEntry("days", "2\u00a0j 3\u00a0h")
        .containsEntry("list", "a, b et c")
        .containsEntry("zero", "0 tâche")
        .containsEntry("million", "1\u202f000\u202f000 de tâches");
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    page.onRequest((Request one) -> asked.add(one.url()));
    page.reload();
    assertThat(page.locator(".section-runs")).hasText("Exécutions");
    assertThat(asked)
        .filteredOn(url -> url.contains("/i18n/"))
        .hasSize(1)
        .allMatch(url -> url.endsWith("/i18n/fr.json"));
  }

  /**
   * Each page in one of the languages, each language in some pages; all in all with {@code -Plong},
   * and with pictures, in {@code target/pages}, for people to look at.
   */
  @Test
  void pagesOnAPhone_haveRoomForEachLanguage() {
    String job = admin.get("/api/jobs").data("jobs").get(0).path("id").textValue();
    String run = admin.get("/api/runs").data("runs").get(0).path("id").textValue();
    Map<String, String> pages =
        Map.of(
            "dashboard", "/",
            "jobs", "/jobs",
            "settings", "/jobs/" + job + "?tab=settings",
            "runs", "/runs",
            "run", "/runs/" + run,
            "account", "/account",
            "server", "/admin/settings");
    openWindow(desk().setViewportSize(390, 844));
    logIn(context, server.url());
    List<String> languages = List.of("es", "fr", "it");
    List<String> names = pages.keySet().stream().sorted().toList();
    for (String language : languages) {
      admin.put("/api/me/preferences", "{'language':'" + language + "'}").status(200);
      pages.forEach(
          (name, path) -> {
            String one = languages.get(names.indexOf(name) % languages.size());
            if (!IN_FULL && !PICTURES && !language.equals(one)) {
              return;
            }
            page.navigate(server.url() + path);
            assertThat(page.locator("html")).hasAttribute("lang", language);
            page.waitForLoadState(LoadState.NETWORKIDLE);
            requireNoSidewaysScrolling();
            picture(name + "-" + language);
          });
    }
  }

  @Test
  void categoriesOfPlurals_areTheBrowsers() {
    openWindow();
    page.navigate(server.url());
    List<Number> numbers = new ArrayList<>();
    for (int i = 0; i <= 200; i++) {
      numbers.add(i);
    }
    numbers.addAll(List.of(1_000_000, 1_000_001, 2_000_000, 0.5, 1.5));
    for (String language : List.of("en", "es", "fr", "it", "pt-BR")) {
      Object browsers =
          page.evaluate(
              "([language, numbers]) => {"
                  + " const rules = new Intl.PluralRules(language);"
                  + " return numbers.map((one) => `${one} ${rules.select(one)}`); }",
              List.of(language, numbers));
      assertThat(numbers.stream().map(n -> n + " " + PluralRules.category(language, n)).toList())
          .as(language)
          .isEqualTo(browsers);
    }
  }

  @Test
  void eachLanguage_hasTheFormsThatItsPluralsNeed() {
    openWindow();
    page.navigate(server.url());
    Object lacking =
        page.evaluate(
            """
            async () => {
              const lacking = [];
              for (const language of ['en', 'es', 'fr', 'it']) {
                const texts = await (await fetch(`/ui/i18n/${language}.json`)).json();
                const bases = Object.keys(texts).filter((key) => key.endsWith('.other') && key.replace(/other$/, 'one') in texts);
                for (const form of new Intl.PluralRules(language).resolvedOptions().pluralCategories) {
                  lacking.push(...bases.map((base) => base.replace(/other$/, form)).filter((key) => !(key in texts)).map((key) => `${language} ${key}`));
                }
              }
              return lacking;
            }""");
    assertThat((List<?>) lacking).isEmpty();
  }

  @Test
  void languageOfTheInstallation_isChosenLikeOthers_andItsGapsAreEnglish() throws IOException {
    Path translations = Files.createDirectories(home.resolve("config/translations"));
    Files.writeString(
        translations.resolve("de.json"),
        "{\"section.jobs\":\"Aufträge\",\"gate.logIn\":\"Anmelden\"}");
    openWindow(desk().setLocale("de-AT"));
    page.navigate(server.url());
    assertThat(page.locator(".gate h1")).hasText("Anmelden");
    assertThat(page.locator("select[name=language] option[value=de]")).hasText("Deutsch");
    logIn(context, server.url());
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator(".section-jobs")).hasText("Aufträge");
    assertThat(page.locator(".section-runs")).hasText("Runs");
    assertThat(page.locator(".foot")).containsText("1 job");
    page.navigate(server.url() + "/account");
    Locator choice = page.locator("select[name=language]");
    choice.selectOption("de");
    assertThat(page.locator(".kept")).containsText("Saved");
    assertThat(choice.locator("option").first()).containsText("Deutsch");
  }

  /** As the server chooses, see the table of its own test. */
  @Test
  void languageBeforeTheLogIn_isTheOneThatTheServerWouldChoose() throws IOException {
    Path translations = Files.createDirectories(home.resolve("config/translations"));
    for (String language : List.of("pt-BR", "zh-Hant")) {
      Files.writeString(translations.resolve(language + ".json"), "{\"section.jobs\":\"x\"}");
    }
    openWindow(desk());
    context.addInitScript(
        "Object.defineProperty(navigator, 'languages', { get: () => (window.name || 'en').split(',') });");
    page.navigate(server.url());
    for (String[] asked :
        new String[][] {
          {"pt,en", "pt-BR"},
          {"PT-br", "pt-BR"},
          {"pt-PT,en", "en"},
          {"pt-PT", "pt-BR"},
          {"zh-Hant-TW,en", "zh-Hant"},
          {"zh-hant-x-own,en", "zh-Hant"},
          {"zh-Hans-CN,it", "it"},
          {"zh-Hans-CN", "zh-Hant"},
          {"es-MX,en", "es"},
          {"ja", "en"}
        }) {
      page.evaluate("(asked) => { window.name = asked; }", asked[0]);
      page.reload();
      assertThat(page.locator("html")).hasAttribute("lang", asked[1]);
      assertThat(
              server
                  .client()
                  .header("Accept-Language", asked[0])
                  .get("/api/nothing")
                  .header("Content-Language"))
          .as(asked[0])
          .isEqualTo(asked[1]);
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> formatted() {
    return (Map<String, Object>)
        page.evaluate(
            """
            async () => {
              const { formatDecimal, formatBytes, formatDuration, formatList } = await import('/ui/app/core/format.js');
              const { loadMessages, plural } = await import('/ui/app/core/i18n.js');
              await loadMessages();
              return {
                decimal: formatDecimal(1234.5), bytes: formatBytes(1.5 * 2 ** 20), days: formatDuration((2 * 24 + 3) * 3_600_000),
                list: formatList(['a', 'b', 'c']), zero: plural('jobs.count', 0), million: plural('jobs.count', 1_000_000),
              };
            }""");
  }
}
