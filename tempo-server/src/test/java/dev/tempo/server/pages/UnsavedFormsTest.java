package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever leaves a form in which something was typed is asked first, once. */
final class UnsavedFormsTest extends BrowserTest {
  private static final Pattern DASHBOARD = Pattern.compile("http://[^/]+/");

  @TempDir static Path home;
  private static TestServer server;
  private static ApiClient admin;
  private static String job;
  private static String run;

  @BeforeAll
  static void begin() {
    server = TestServer.startSetUp(home);
    admin = server.admin();
    String python = "{'name':'Formed','task':{'kind':'python','content':'print(1)'}}";
    job = admin.post("/api/jobs", python).status(201).data("id").textValue();
    run = ran(admin, shellJob(admin, "Noted", "true"));
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
    // The server is that of all tests.
  }

  /** Where each form is, and how one types into it. */
  private static Map<String, Consumer<Page>> forms() {
    Map<String, Consumer<Page>> forms = new LinkedHashMap<>();
    forms.put("/jobs/" + job, fillDocumentation("typed"));
    forms.put("/jobs/" + job + "?tab=settings", fill("tempo-job-settings input[name=name]"));
    forms.put(
        "/jobs/" + job + "?tab=schedule",
        page -> {
          page.locator("#add-trigger").click();
          page.locator(".segments label:has(input[value=interval])").click();
        });
    forms.put("/jobs/" + job + "?tab=environment", fill("textarea[name=requirements]"));
    forms.put(
        "/jobs/" + job + "?tab=environment&variables",
        page -> {
          page.locator("tempo-variables header button").click();
          page.locator("tempo-variables input").first().fill("NAME");
        });
    forms.put(
        "/runs/" + run,
        page -> {
          page.locator("tempo-notes button:text-is('Add a note')").click();
          page.locator("tempo-notes textarea").fill("typed");
        });
    forms.put("/admin/settings", fill(".settings-list input:enabled >> nth=0"));
    forms.put("/admin/smtp", fill("tempo-smtp input[name=server]"));
    forms.put("/account", fill("form.password input[name=currentPassword]"));
    return forms;
  }

  private static Consumer<Page> fillDocumentation(String text) {
    return page -> {
      page.locator("#edit-docs").click();
      page.locator("#documentation textarea").fill(text);
    };
  }

  private static Consumer<Page> fill(String selector) {
    return page -> page.locator(selector).fill("typed");
  }

  @Test
  void everyForm_asksOnceBeforeItIsLeft_byLinkKeyBackAndReload() {
    page.navigate(server.url());
    forms()
        .forEach(
            (path, type) -> {
              follow(server.url(), "/runs");
              assertThat(page.locator("tempo-runs")).isVisible();
              follow(server.url(), path);
              type.accept(page);
              page.locator(".section-dashboard").click();
              answer("Stay");
              assertThat(page).hasURL(server.url() + path);
              page.evaluate("history.back()");
              answer("Stay");
              assertThat(page).hasURL(server.url() + path);
              assertThat(reloadsWithQuestion()).as(path).isTrue();
              page.evaluate("history.back()");
              answer("Discard");
              assertThat(page).hasURL(server.url() + "/runs");
              page.locator(".section-dashboard").click();
              assertThat(page).hasURL(DASHBOARD);
              assertThat(dialog()).hasCount(0);
            });
  }

  /** The browser asks whether to leave; one stays. */
  private boolean reloadsWithQuestion() {
    AtomicInteger asked = new AtomicInteger();
    Consumer<Dialog> stay =
        dialog -> {
          asked.incrementAndGet();
          dialog.dismiss();
        };
    page.onDialog(stay);
    page.evaluate("() => { setTimeout(() => location.reload(), 0); }");
    page.waitForCondition(() -> asked.get() > 0);
    page.offDialog(stay);
    return asked.get() == 1;
  }

  @Test
  void settings_areSavedOnTheWay_orWhatIsWrongIsShown() {
    page.navigate(server.url() + "/jobs/" + job + "?tab=settings");
    Locator name = page.locator("tempo-job-settings input[name=name]");
    name.fill("");
    openTabByKey("1");
    answer("Save");
    assertThat(page).hasURL(Pattern.compile(".*tab=settings"));
    assertThat(page.locator("tempo-job-settings .error").first()).isVisible();
    name.fill("Saved on the way");
    openTabByKey("1");
    picture("leave");
    answer("Save");
    assertThat(page.locator(".tabs a[aria-current=page]")).hasText("Overview");
    assertThat(page.locator(".job-head h1")).containsText("Saved on the way");
    provoked("422");
  }

  @Test
  void documentation_isSavedOnTheWay_alsoToAnotherLanguage() {
    page.navigate(server.url() + "/jobs/" + job);
    fillDocumentation("# In English").accept(page);
    Locator language = page.locator("#documentation select");
    language.selectOption("es");
    answer("Stay");
    assertThat(language).hasValue("en");
    assertThat(page.locator("#documentation textarea")).hasValue("# In English");
    language.selectOption("es");
    answer("Save");
    assertThat(language).hasValue("es");
    assertThat(page.locator("#documentation textarea")).hasCount(0);
    assertThat(docs("en")).isEqualTo("# In English");
    fillDocumentation("# En español").accept(page);
    openTabByKey("5");
    answer("Save");
    assertThat(page.locator(".tabs a[aria-current=page]")).hasText("Settings");
    assertThat(docs("es")).isEqualTo("# En español");
  }

  private static String docs(String language) {
    return admin.get("/api/jobs/" + job + "/docs?lang=" + language).data("markdown").textValue();
  }

  private void openTabByKey(String key) {
    page.locator(".tabs a[aria-current]").focus();
    page.keyboard().press(key);
  }

  @Test
  void dialog_inWhichSomethingWasTyped_isNotClosedByASlip() {
    page.navigate(server.url() + "/admin/users");
    page.locator("#new-user").first().click();
    page.locator("dialog[open] input[name=username]").fill("grace");
    page.mouse().click(5, 5);
    page.locator("dialog[open] button:text-is('Cancel')").last().click();
    assertThat(page.locator("dialog[open] input[name=username]")).hasValue("grace");
    page.keyboard().press("Escape");
    page.locator("dialog[open] button:text-is('Discard')").click();
    assertThat(dialog()).hasCount(0);
    page.locator("#new-user").first().click();
    page.keyboard().press("Escape");
    assertThat(dialog()).hasCount(0);
  }

  private Locator dialog() {
    return page.locator("dialog[open]");
  }

  private void answer(String button) {
    assertThat(dialog()).hasCount(1);
    assertThat(dialog().locator("h2")).hasText("Discard what you typed?");
    dialog().locator("button:text-is('" + button + "')").click();
    assertThat(page.locator("dialog:has(#question)")).hasCount(0); // and what was asked is told
  }
}
