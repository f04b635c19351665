package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.tempo.server.TestServer;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The pages of administration, groups and docs, and those before a log-in or a first job. Of the
 * operations of the API, which are made alike, a few of each method, and all with {@code -Plong}.
 */
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

  private static final String CARD = ".admin .page .card";

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
    visit(lived, "/admin/" + ADMIN.getFirst(), CARD);
    ADMIN.stream().skip(1).forEach(section -> goOn(lived, "/admin/" + section));
    addGroups(lived);
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
    visit(lived, "/docs?q=patch", ".api-docs details");
    visit(lived, IN_FULL ? "/docs" : "/docs?q=environment", ".api-docs details");
    page.locator(".api-docs details summary").nth(3).click();
    look("API docs, opened");
    visit(lived, "/nowhere", ".state h2");
    provoked("404");
  }

  /** Once for the class: files that are written anew are without tags for a moment. */
  private static void addGroups(LivedInServer lived) {
    if (Files.notExists(livedInDirectory.resolve("script_groups/lab"))) {
      SampleGroups.into(livedInDirectory);
    }
    lived.admin().await("/api/jobs?tags=oven", jobs -> jobs.path("total").intValue() > 0);
  }

  /** From one section to the next, as people go: its cards are others. */
  private void goOn(LivedInServer lived, String path) {
    page.evaluate(
        "cards => document.querySelectorAll(cards).forEach((one) => { one.dataset.left = ''; })",
        CARD);
    follow(lived.url(), path);
    assertThat(page.locator(CARD + ":not([data-left])").first()).isVisible();
    look(path);
  }

  @Test
  void tagsOnAPhone_areForEverybody() {
    LivedInServer lived =
        open(desk().setViewportSize(360, 740).setHasTouch(true).setIsMobile(true));
    addGroups(lived);
    visit(lived, "/jobs", ".jobs a.tag:text-is('oven')");
    visit(lived, "/groups/system", ".group-jobs li");
  }
}
