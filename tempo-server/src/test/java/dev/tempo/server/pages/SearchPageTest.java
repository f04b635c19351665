package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
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
    page.locator("tempo-log-view").evaluate("view => view.showLine(21000)");
    page.waitForFunction("() => sessionStorage.getItem('tempo.places')?.includes('21000')");
    page.reload();
    assertThat(page.locator("tempo-log-view [data-line='21000']")).isInViewport();
    page.locator("header a[href='/runs'], a[href='/runs']").first().click();
    assertThat(page.locator("tempo-run-table tbody tr").first()).isVisible();
    page.goBack();
    assertThat(page.locator("tempo-log-view [data-line='21000']")).isInViewport();
    page.goBack();
    assertThat(page.locator(".hit")).hasCount(3);
    assertThat(page.locator("#text")).hasValue("needle");
  }

  @Test
  void levels_narrow_toThoseAndGraverOnes() {
    ran(admin, shellJob(admin, "Levels", "echo INFO: a word; echo WARN: a word; echo a word"));
    open("?q=word");
    assertThat(page.locator(".hit")).hasCount(3);
    page.locator("select[name=level]").selectOption("warning");
    assertThat(page.locator(".hit .text")).hasText(new String[] {"WARN: a word"});
    assertThat(page).hasURL(Pattern.compile("level=warning"));
    assertThat(page.locator(".filter-chip")).containsText("Warnings and errors");
    page.locator(".filter-chip button").click();
    assertThat(page.locator(".hit")).hasCount(3);
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
    assertThat(page.locator(".filter-chip")).containsText("Failed");
    page.locator(".filter-chip button").click();
    assertThat(page.locator(".hit")).hasCount(3);
    assertThat(page.locator(".filter-chip")).hasCount(0);
    page.goBack();
    assertThat(page.locator(".hit")).hasCount(1);
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
    Locator row = page.locator("[data-row='" + run + ":205']");
    row.scrollIntoViewIfNeeded();
    double before = row.boundingBox().y;
    page.waitForFunction(
        "() => (JSON.parse(sessionStorage.getItem('tempo.places')) ?? []).some(([, place]) =>"
            + " place.hits === 250 && place.scroll?.window.top > 0)");
    page.reload();
    requireAt(row, before);
    row.locator("a.hit").click();
    assertThat(page.locator("tempo-log-view [data-line='205']")).isInViewport();
    page.goBack();
    requireAt(row, before);
    open("?q=line&job=" + job + "&since=24h");
    assertThat(page.locator(".filter-chip")).hasCount(2);
    assertThat(page.locator(".filter-chip").first()).containsText("Long");
    pictures("search-chips");
  }

  private void requireAt(Locator row, double before) {
    assertThat(row).isInViewport();
    assertThat(page.locator(".hit")).hasCount(250);
    Assertions.assertThat(row.boundingBox().y).isBetween(before - 80, before + 80);
  }

  private void open(String query) {
    page.navigate(server.url() + "/search" + query);
    assertThat(page.locator("#text")).isVisible();
  }

  @Test
  void hits_areCountedOverTime_narrowedByABar_andShownWithTheLinesAround() {
    String job = shellJob(admin, "Counted", "for i in 1 2 3 4 5; do echo row $i; done");
    ran(admin, job);
    ran(admin, shellJob(admin, "Other", "echo row of another"));
    open("?q=row&context=1");
    assertThat(page.locator(".histogram rect")).not().hasCount(0);
    assertThat(page.locator(".histogram .told")).containsText("6 in total");
    assertThat(page.locator(".histogram .tag")).hasCount(2);
    assertThat(page.locator(".hit.around").first()).isVisible();
    pictures("search-histogram");
    Assertions.assertThat(Axe.serious(page)).isEmpty();
    page.locator(".histogram .tag:has-text('Counted')").click();
    assertThat(page).hasURL(Pattern.compile("job=" + job));
    assertThat(page.locator(".histogram .told")).containsText("5 in total");
    page.locator(".bars-of-time").focus();
    page.keyboard().press("ArrowLeft");
    page.keyboard().press("ArrowRight");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("from=.*to="));
    assertThat(page.locator("#all-times")).isVisible();
    page.locator("#all-times").click();
    assertThat(page).not().hasURL(Pattern.compile("from="));

    open("?q=row%203&job=" + job);
    assertThat(page.locator(".hit.around")).hasCount(0);
    page.getByLabel("Show more lines around line 3").click();
    assertThat(page.locator(".hit.around")).hasCount(4);
  }

  @Test
  void runningRuns_areFollowedTogether_byNameAndColour() throws IOException {
    String talks =
        "echo hello from $TEMPO_JOB_NAME; while [ ! -e go ]; do sleep 0.05; done; echo goodbye";
    String left = shellJob(admin, "Left", talks);
    run(admin, left);
    page.navigate(server.url() + "/search?live=true");
    assertThat(page.locator(".tail-lines")).containsText("hello from");
    run(admin, shellJob(admin, "Right", talks));
    assertThat(page.locator(".tail-lines .who:text-is('Right')").first()).isVisible();
    Files.createFile(directory.resolve("scripts/left/go"));
    assertThat(page.locator(".tail-lines")).containsText("goodbye");
    assertThat(page.locator(".legend")).containsText("Success");
    pictures("search-tail");
    Assertions.assertThat(Axe.serious(page)).isEmpty();
    page.locator(".legend button:text-is('Left')").click();
    assertThat(page.locator(".tail-lines .who:text-is('Left')")).hasCount(0);
    Files.createFile(directory.resolve("scripts/right/go"));
    assertThat(page.locator(".tail-lines")).containsText("goodbye");
    requireTailChips(left);
  }

  /** Every filter of the live logs is a chip, also one from the address. */
  private void requireTailChips(String job) {
    page.navigate(server.url() + "/search?live=true&job=" + job);
    assertThat(page.locator(".filter-chip")).hasText(Pattern.compile("Job\\s+Left"));
    page.locator("select[name=stream]").selectOption("stdout");
    page.locator("select[name=queue]").selectOption("default");
    assertThat(page.locator(".filter-chip")).hasCount(3);
    page.getByLabel("Remove the filter Queue default").click();
    assertThat(page.locator(".filter-chip")).hasCount(2);
    assertThat(page).not().hasURL(Pattern.compile("queue="));
    picture("search-tail-chips");
    page.locator("#clear-filters").click();
    assertThat(page.locator(".filter-chip")).hasCount(0);
    assertThat(page).hasURL(Pattern.compile("live=true$"));
  }
}
