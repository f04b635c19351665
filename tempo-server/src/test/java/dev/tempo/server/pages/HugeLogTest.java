package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Opens logs that other tools give up on: how long it takes does not depend on their length. */
final class HugeLogTest extends AdminPageTest {
  private static final int ROUNDS = 5;
  private static final int LINE_BYTES = 200;
  private static final String FILLER = "x".repeat(LINE_BYTES - 16);

  /** From the click on the run until a line of its log can be read, in milliseconds. */
  private static final String OPEN =
      """
      (run) => new Promise((resolve) => {
        const began = performance.now();
        document.querySelector(`tr[data-run="${run}"] a.open`).click();
        const look = () => (document.querySelector('tempo-log-view .line .text:not(:empty)')
          ? resolve(Math.round(performance.now() - began)) : requestAnimationFrame(look));
        look();
      })""";

  @Test
  void logOf100Megabytes_opens_andShowsItsEnd() {
    open(100_000_000);
  }

  @Test
  @Tag("long")
  void logOf1Gigabyte_opens_andShowsItsEnd() {
    open(1_000_000_000);
  }

  private void open(long bytes) {
    String job = shellJob(admin, "Huge", "echo begin");
    String run = ran(admin, job);
    long lines = bytes / LINE_BYTES;
    long stored =
        new StoredLogs(server.store().logs(), UUID.fromString(run), UUID.fromString(job))
            .upTo(lines, number -> "%014d ".formatted(number) + FILLER);
    assertThat(stored).isGreaterThan(bytes * 9 / 10);

    List<Long> times = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      page.navigate(server.url() + "/runs");
      assertThat(page.locator("tr[data-run='" + run + "']")).isVisible();
      times.add(((Number) page.evaluate(OPEN, run)).longValue());
      assertThat(page.locator("tempo-log-view [data-line='2']")).isVisible();
    }
    times.sort(null);
    page.locator("tempo-log-view").press("End");
    assertThat(page.locator("tempo-log-view [data-line='" + lines + "']")).isInViewport();
    Figures.keep(
        "a log of " + stored + " bytes", times.get(ROUNDS / 2) + " ms (median of " + times + ")");
  }
}
