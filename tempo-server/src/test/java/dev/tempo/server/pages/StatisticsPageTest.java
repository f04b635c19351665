package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.tempo.RunStatus;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The graphs of a job: they show the runs of the last 7, 30 and 90 days, where they were. */
final class StatisticsPageTest extends BrowserTest {
  private final Instant now = TimeSource.system().nowMillis();
  private TestServer server;
  private String job;

  @BeforeEach
  void open() {
    try (TestServer first = TestServer.startSetUp(directory)) {
      job = shellJob(first.admin(), "Counted", "true");
    }
    StoredRuns runs = new StoredRuns();
    runs.add(past(2, RunStatus.SUCCESS, 10)).add(past(2, RunStatus.SUCCESS, 30));
    runs.add(past(2, RunStatus.FAILURE, 20)).add(past(5, RunStatus.SUCCESS, 60));
    runs.add(past(20, RunStatus.SUCCESS, 120)).add(past(80, RunStatus.FAILURE, 240));
    runs.into(directory);
    server = TestServer.start(directory);
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/jobs/" + job);
  }

  @Override
  void stop() {
    server.close();
  }

  @Test
  void week_isShownByTheHour() {
    assertThat(graph("Runs").locator("g")).hasCount(7 * 24 + 1);
    assertThat(rows("Runs")).hasCount(2);
    assertThat(rows("Runs").first()).containsText("1 successful, 0 failed");
    assertThat(rows("Runs").last()).containsText("2 successful, 1 failed");
    assertThat(rows("Average duration").last()).containsText("20 s");
    assertThat(rows("Peak memory").last()).containsText("55 MiB");
    assertThat(rows("Peak CPU").last()).containsText("70%");
    assertThat(graph("Runs").locator("rect.is-success")).hasCount(2);
    assertThat(graph("Runs").locator("rect.is-failure")).hasCount(1);
    requireProportions();
  }

  @Test
  void monthAndQuarter_areShownByTheDay() {
    page.locator(".segments button:text-is('30 days')").click();
    assertThat(graph("Runs").locator("g")).hasCount(31);
    assertThat(rows("Runs")).hasCount(3);
    page.locator(".segments button:text-is('90 days')").click();
    assertThat(graph("Runs").locator("g")).hasCount(91);
    assertThat(rows("Runs")).hasCount(4);
    assertThat(rows("Runs").first()).containsText("0 successful, 1 failed");
    assertThat(rows("Average duration").first()).containsText("4 min 00 s");
    assertThat(centre(graph("Runs").locator("rect.is-failure").first())).isBetween(0.05, 0.2);
    assertThat(centre(graph("Runs").locator("rect.is-success").last())).isBetween(0.9, 1.0);
    pictures("statistics");
  }

  /** Two that went well are twice as high as one that failed. */
  private void requireProportions() {
    double well = height(graph("Runs").locator("rect.is-success").last());
    double failed = height(graph("Runs").locator("rect.is-failure"));
    assertThat(well / failed).isBetween(1.9, 2.1);
  }

  private static double height(Locator bar) {
    return bar.boundingBox().height;
  }

  /** Where a bar is in its graph: 0 is at the left, 1 at the right. */
  private double centre(Locator bar) {
    var all = graph("Runs").locator("svg").boundingBox();
    var one = bar.boundingBox();
    return (one.x + one.width / 2 - all.x) / all.width;
  }

  private Locator graph(String name) {
    return page.locator("tempo-bars:has(svg[aria-label='" + name + "'])");
  }

  private Locator rows(String name) {
    return graph(name).locator("tbody tr");
  }

  private Past past(int daysAgo, RunStatus status, int seconds) {
    Instant hour = now.minus(Duration.ofDays(daysAgo)).truncatedTo(ChronoUnit.HOURS);
    Instant at = hour.plus(Duration.ofMinutes(5));
    return new Past(UUID.fromString(job), at, Duration.ofSeconds(seconds), status);
  }
}
