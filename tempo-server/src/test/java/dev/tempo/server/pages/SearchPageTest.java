package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Searches all logs as people do. */
final class SearchPageTest extends AdminPageTest {
  @Test
  void hits_areGroupedByRun_andLeadToTheirLine() {
    String job = shellJob(admin, "Long", "echo line 1");
    String run = ran(admin, job);
    new StoredLogs(server.store().logs(), UUID.fromString(run), UUID.fromString(job))
        .upTo(50_000, number -> number % 20_000 == 0 ? "A Needle at " + number : "hay " + number);
    String other = ran(admin, shellJob(admin, "Short", "echo 'no needle, <b>two</b> needles'"));

    open("?q=needle");
    assertThat(page.locator(".summary")).containsText(Pattern.compile("3 lines in 2 runs · .*s"));
    assertThat(page.locator("[data-run='" + run + "'] .hit")).hasCount(2);
    assertThat(page.locator("[data-run='" + run + "'] h2")).hasText("Long");
    assertThat(page.locator("[data-run='" + other + "'] .hit mark")).hasCount(2);
    assertThat(page.locator("[data-run='" + other + "'] .text"))
        .hasText("no needle, <b>two</b> needles");
    pictures("search");
    page.setViewportSize(360, 740);
    assertThat(page.locator("#text")).isVisible();
    page.setViewportSize(1280, 760);

    page.locator("[data-run='" + run + "'] .hit").last().click();
    assertThat(page).hasURL(Pattern.compile("/runs/" + run + "#L40000$"));
    Locator line = page.locator("tempo-log-view [data-line='40000']");
    assertThat(line).isInViewport();
    assertThat(line).hasClass(Pattern.compile(".*marked.*"));
    page.goBack();
    assertThat(page.locator(".hit")).hasCount(3);
    assertThat(page.locator("#text")).hasValue("needle");
  }

  @Test
  void filters_narrow_andStandInTheAddress() {
    ran(admin, shellJob(admin, "Good", "echo a word; echo another word >&2"));
    ran(admin, shellJob(admin, "Bad", "echo a word; exit 1"));
    open("");
    assertThat(page.locator(".state")).containsText("Search all logs");
    page.locator("#text").fill("word");
    assertThat(page.locator(".hit")).hasCount(3);
    page.locator("select[name=status]").selectOption("failure");
    assertThat(page.locator(".hit")).hasCount(1);
    assertThat(page).hasURL(Pattern.compile("q=word&status=failure"));
    page.goBack();
    assertThat(page.locator(".hit")).hasCount(3);
    page.locator("select[name=stream]").selectOption("stderr");
    assertThat(page.locator(".hit")).hasCount(1);
    assertThat(page.locator(".hit .text")).hasText("another word");
    page.keyboard().press("Escape");
    page.locator("#text").fill("absent");
    assertThat(page.locator(".state")).containsText("No line contains “absent”");
  }

  @Test
  void manyHits_comePageByPage() {
    String job = shellJob(admin, "Long", "echo line 1");
    String run = ran(admin, job);
    new StoredLogs(server.store().logs(), UUID.fromString(run), UUID.fromString(job))
        .upTo(250, number -> "line " + number);
    open("?q=line");
    assertThat(page.locator(".hit")).hasCount(100);
    page.locator("#further").click();
    assertThat(page.locator(".hit")).hasCount(200);
    page.locator("#further").click();
    assertThat(page.locator(".hit")).hasCount(250);
    assertThat(page.locator("#further")).hasCount(0);
    assertThat(page.locator(".summary")).containsText("250 lines in 1 run");
  }

  private void open(String query) {
    page.navigate(server.url() + "/search" + query);
    assertThat(page.locator("#text")).isVisible();
  }
}
