package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads logs as people do: live, long, coloured, filtered, searched and marked. */
final class LogPageTest extends AdminPageTest {
  private static final long MANY = 1_000_000;
  private static final String SEARCH = "tempo-log input[type=search]";

  @Test
  void liveLog_isFollowed_untilSomebodyScrollsUp_andAgainFromTheEnd() throws Exception {
    Path more = directory.resolve("more");
    Path end = directory.resolve("end");
    String script =
        """
        for i in $(seq 1 200); do echo "line $i"; done
        while [ ! -e %s ]; do sleep 0.05; done
        for i in $(seq 201 300); do echo "line $i"; done
        while [ ! -e %s ]; do sleep 0.05; done
        echo "the last"
        """;
    open(run(admin, shellJob(admin, "Slow", script.formatted(more, end))));
    assertThat(line(200)).isInViewport();

    scroll(-2_000);
    assertThat(line(200)).not().isInViewport();
    Files.createFile(more);
    assertThat(page.locator(".to-end")).containsText("100 new lines");
    assertThat(line(200)).not().isInViewport();
    pictures("run-live");

    page.locator("tempo-log-view").press("End");
    assertThat(line(300)).isInViewport();
    assertThat(page.locator(".to-end")).hasCount(0);
    page.setViewportSize(700, 400);
    page.setViewportSize(1280, 760); // a window that grows scrolls by itself, which nobody did
    assertThat(line(300)).isInViewport();
    Files.createFile(end);
    assertThat(line(301)).isInViewport();
    assertThat(line(301).locator(".text")).hasText("the last");
    assertThat(page.locator(".run-head [data-status=success]")).isVisible();
  }

  @Test
  void longLog_opens_andShowsItsEnd_anyLine_andWhatIsSearched() {
    String run = stored(MANY);
    page.navigate(server.url() + "/runs");
    page.locator("tr[data-run='" + run + "'] a.open").click();
    assertThat(line(33).locator(".text")).hasText("line 33");
    assertThat(page.locator(".log-count")).hasText("1,000,000 lines");
    requireFewRows();

    page.locator("tempo-log-view").press("End");
    assertThat(line(MANY).locator(".text")).hasText("line 1000000");
    assertThat(line(MANY)).isInViewport();
    scroll(-300);
    assertThat(line(MANY)).not().isInViewport();
    assertThat(line(MANY - 30)).isInViewport();

    page.evaluate("location.hash = '#L654321'");
    assertThat(line(654_321)).isInViewport();
    assertThat(line(654_321)).hasClass(Pattern.compile(".*marked.*"));

    page.locator(SEARCH).fill("needle");
    assertThat(page.locator(".found")).hasText("1 of 2");
    assertThat(line(777_777)).isInViewport();
    assertThat(line(777_777).locator("mark")).hasText("needle");
    page.locator(SEARCH).press("Enter");
    assertThat(line(888_888)).isInViewport();
    page.locator(SEARCH).press("Shift+Enter");
    assertThat(line(777_777)).isInViewport();
    requireFewRows();
  }

  @Test
  void longLog_scrollsLineByLine_whereTheScrollBarIsOnlyAScale() {
    open(stored(MANY));
    page.evaluate("location.hash = '#L500000'");
    assertThat(line(500_000)).isInViewport();
    page.mouse().move(400, 400);
    int before = firstInSight();
    for (int i = 1; i <= 10; i++) {
      page.mouse().wheel(0, 100);
      int expected = before + 5 * i;
      page.waitForCondition(() -> firstInSight() == expected);
    }
    page.mouse().wheel(0, -1_000);
    page.waitForCondition(() -> firstInSight() == before);
  }

  @Test
  void wrappedLog_showsItsEnd_andScrollsWithoutJumps() {
    open(stored(10_000));
    page.keyboard().press("w");
    assertThat(button("Wrap long lines")).hasAttribute("aria-pressed", "true");
    page.keyboard().press("End");
    assertThat(line(10_000)).isInViewport();
    page.mouse().move(400, 400);
    int before = firstInSight();
    page.mouse().wheel(0, -200);
    page.waitForCondition(() -> firstInSight() < before);
    assertThat(firstInSight()).isGreaterThan(before - 12);
    page.keyboard().press("Home");
    assertThat(line(1)).isInViewport();
  }

  @Test
  void colours_streams_andTimes_areShownAsAsked() {
    String script =
        """
        printf '\\033[1;32mgreen\\033[0m and \\033[38;2;255;120;0morange\\033[0m\\n'
        printf 'at 10%%\\rat 100%%\\n'
        echo oops >&2
        """;
    open(ran(admin, shellJob(admin, "Colours", script)));
    // By its text: which of two streams is read first is not said.
    Locator coloured = page.locator("tempo-log-view .line:has(.a-bold)");
    assertThat(coloured.locator(".text")).hasText("green and orange");
    assertThat(coloured.locator(".a-bold.a-f2")).hasText("green");
    assertThat(coloured.locator(".a-f-ff7800")).hasText("orange");
    assertThat(page.locator("tempo-log-view .text:text-is('at 100%')")).isVisible();

    choose("Which lines", "Errors (stderr)");
    assertThat(page.locator("tempo-log-view .line")).hasCount(1);
    assertThat(page.locator("tempo-log-view .line.is-stderr .text")).hasText("oops");
    assertThat(page.locator(".log-count")).hasText("1 of 3 lines");
    choose("Which lines", "System (Tempo)");
    assertThat(page.locator(".log-nothing")).hasText("No lines of this kind.");
    choose("Which lines", "All output");
    assertThat(page.locator("tempo-log-view .line")).hasCount(3);
    assertThat(page.locator(".log-count")).hasText("3 lines");

    choose("Times", "Time since the start");
    assertThat(line(1).locator(".time")).hasText(Pattern.compile("\\+[0-9.]+\u00a0s"));
    choose("Times", "Time of day");
    assertThat(line(1).locator(".time")).hasText(Pattern.compile("[0-9:]{8}[.,][0-9]{3}"));
    page.reload();
    assertThat(line(1).locator(".time")).isVisible();
  }

  @Test
  void levels_areColoured_asLoggersWriteThem() {
    String script =
        """
        {
          echo 'ERROR:root:in Python'
          echo '12:00:01.123 [main] DEBUG c.x.Y - in Java'
          echo '12:00:01 the ERROR is prose'
          echo '<6>in syslog'
        } >&2
        """;
    open(ran(admin, shellJob(admin, "Levels", script)));
    String[] levels = {"error", "debug", "", "info"};
    for (int i = 0; i < levels.length; i++) {
      Pattern named = Pattern.compile(".*level-" + levels[i] + ".*");
      if (levels[i].isEmpty()) {
        assertThat(line(i + 1)).not().hasClass(named);
      } else {
        assertThat(line(i + 1)).hasClass(named);
      }
    }
    String colour = "row => getComputedStyle(row.querySelector('.text')).color";
    assertThat(line(4).evaluate(colour)).isNotEqualTo(line(3).evaluate(colour));
    assertThat(unlikeTheServer()).isEqualTo("");
  }

  /** The lines whose level the page recognises otherwise than they say. */
  private Object unlikeTheServer() {
    try (InputStream in =
        LogPageTest.class.getResourceAsStream("/dev/tempo/server/log-levels.tsv")) {
      String cases = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String module = "/ui/app/components/log/log-level.js";
      return page.evaluate(
          "async ([cases, module]) => { const { levelOf } = await import(module);"
              + " return cases.split('\\n').filter(Boolean).map((row) => [row.slice(0,"
              + " row.indexOf('\\t')), row.slice(row.indexOf('\\t') + 1)])"
              + ".filter(([level, line]) => (levelOf(line) ?? 'none') !== level).join('\\n'); }",
          List.of(cases, module));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void filterOfALongLog_showsOnlyThoseLines_toItsEnds() {
    open(stored(200_000));
    choose("Which lines", "Errors (stderr)");
    assertThat(line(1_000).locator(".text")).hasText("!error 1000");
    assertThat(line(1_001)).hasCount(0);
    page.keyboard().press("End");
    assertThat(line(200_000)).isInViewport();
    assertThat(line(199_000)).isInViewport();
    page.keyboard().press("Home");
    assertThat(line(1_000)).isInViewport();
  }

  @Test
  void lines_areMarked_linkedAndCopied() {
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    String run = stored(500);
    open(run);
    line(5).locator(".number").click();
    assertThat(page).hasURL(Pattern.compile("#L5$"));
    line(8)
        .locator(".number")
        .click(
            new Locator.ClickOptions()
                .setModifiers(List.of(com.microsoft.playwright.options.KeyboardModifier.SHIFT)));
    assertThat(page).hasURL(Pattern.compile("#L5-L8$"));
    assertThat(page.locator("tempo-log-view .marked")).hasCount(4);
    button("Copy lines").click();
    assertThat(page.locator(".toast")).containsText("4 lines");
    assertThat(clipboard()).isEqualTo("line 5\nline 6\nline 7\nline 8");

    page.evaluate(
        "(() => { const rows = n => document.querySelector(`[data-line=\"${n}\"] .text`);"
            + " getSelection().setBaseAndExtent(rows(2), 0, rows(3), rows(3).childNodes.length); })()");
    page.keyboard().press("Control+c");
    page.waitForCondition(() -> clipboard().equals("line 2\nline 3"));

    page.navigate(server.url() + "/runs/" + run + "#L400-L402");
    assertThat(line(400)).isInViewport();
    assertThat(page.locator("tempo-log-view .marked")).hasCount(3);
  }

  private void open(String run) {
    page.navigate(server.url() + "/runs/" + run);
    assertThat(page.locator("tempo-log-view .line .text:not(:empty)").first()).isVisible();
  }

  private Locator line(long number) {
    return page.locator("tempo-log-view [data-line='" + number + "']");
  }

  private void scroll(int pixels) {
    page.locator("tempo-log-view").hover();
    page.mouse().wheel(0, pixels);
  }

  private int firstInSight() {
    Object number =
        page.evaluate(
            "(() => { const view = document.querySelector('tempo-log-view');"
                + " const top = view.getBoundingClientRect().top;"
                + " return Number([...view.querySelectorAll('.line')]"
                + ".find(l => l.getBoundingClientRect().bottom > top + 1).dataset.line); })()");
    return ((Number) number).intValue();
  }

  private void requireFewRows() {
    assertThat(page.locator("tempo-log-view .line").count()).isBetween(20, 400);
  }

  private String clipboard() {
    return page.evaluate("navigator.clipboard.readText()").toString();
  }

  /** A run whose log has so many lines: every thousandth is an error, two have a needle. */
  private String stored(long lines) {
    String job = shellJob(admin, "Long", "echo line 1");
    String run = ran(admin, job);
    new StoredLogs(server.store().logs(), UUID.fromString(run), UUID.fromString(job))
        .upTo(lines, LogPageTest::text);
    return run;
  }

  private static String text(long number) {
    if (number % 1_000 == 0 && number < MANY) {
      return "!error " + number;
    }
    return number == 777_777 || number == 888_888 ? "a needle in " + number : "line " + number;
  }
}
