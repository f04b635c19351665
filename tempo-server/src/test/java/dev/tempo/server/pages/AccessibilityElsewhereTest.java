package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.tempo.server.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages of administration, groups and docs, and those before a log-in or a first job. */
final class AccessibilityElsewhereTest extends AccessibilityLooks {
  private static final List<String> ADMIN =
      List.of(
          "users",
          "keys",
          "permissions",
          "data",
          "discovery",
          "changes",
          "queues",
          "nodes",
          "environments",
          "settings",
          "smtp",
          "backups",
          "retention",
          "trash",
          "audit",
          "log");

  private static final String USER =
      "{'username':'olga','password':'correct horse','role':'operator','email':'olga@example.org'}";

  private AutoCloseable empty = () -> {};

  @Override
  void stop() {
    try {
      empty.close();
    } catch (Exception e) {
      throw new IllegalStateException("The server could not be stopped", e);
    }
    super.stop();
  }

  @Test
  void gate_isForEverybody() {
    TestServer empty = TestServer.start(directory);
    this.empty = empty;
    openWindow();
    page.navigate(empty.url());
    assertThat(page.locator(".gate input[name=email]")).isVisible();
    look("set-up");
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill(TestServer.PASSWORD);
    page.locator("form button.primary").click();
    assertThat(page.locator("tempo-dashboard")).isVisible();
    for (String path : List.of("/", "/jobs", "/runs")) {
      page.navigate(empty.url() + path);
      assertThat(page.locator(".state h2").first()).isVisible();
      look("nothing yet " + path);
    }
    choose("Your account", "Log out");
    assertThat(page.locator(".gate h1")).hasText("Log in");
    page.locator("input[name=username]").fill("ada");
    page.locator("input[name=password]").fill("wrong password");
    page.locator("form button.primary").click();
    assertThat(page.locator("[role=alert]")).isVisible();
    look("log-in");
  }

  @Test
  void administration_account_andDocs_areForEverybody() {
    LivedInServer lived = open();
    lived.admin().post("/api/users", USER).status(201);
    lived.admin().post("/api/keys", "{'name':'ci'}").status(201);
    visit(lived, "/account", "tempo-keys .card");
    menu("Your account");
    menu("Theme");
    for (String section : ADMIN) {
      visit(lived, "/admin/" + section, ".admin .page .card");
    }
    SampleGroups.into(livedInDirectory);
    visit(lived, "/groups", ".group-card[data-group=system] [data-warnings]");
    visit(lived, "/", ".group-card");
    visit(lived, "/groups/system", ".group-jobs li");
    page.locator("[data-tag=disk]").click();
    page.locator("[data-job=clean] [data-details]").click();
    page.locator("[data-field=description] [data-edit]").click();
    assertThat(page.locator("[data-language=fr]")).isVisible();
    page.locator("#export-group") // else it may be half below the header
        .evaluate("(button) => button.scrollIntoView({ block: 'center' })");
    look("a group, with what describes a script");
    visit(lived, "/jobs/@system:backup?tab=metadata", "[data-field=tags]");
    visit(lived, "/docs", ".api-docs details");
    page.locator(".api-docs details summary").nth(3).click();
    look("API docs, opened");
    page.navigate(lived.url() + "/nowhere");
    assertThat(page.locator(".state h2")).isVisible();
    look("nowhere");
    provoked("404");
  }

  @Test
  void tagsOnAPhone_areForEverybody() {
    SampleGroups.into(livedInDirectory);
    LivedInServer lived =
        open(desk().setViewportSize(360, 740).setHasTouch(true).setIsMobile(true));
    visit(lived, "/jobs", ".jobs a.tag:text-is('oven')");
    visit(lived, "/groups/system", ".group-jobs li");
  }
}
