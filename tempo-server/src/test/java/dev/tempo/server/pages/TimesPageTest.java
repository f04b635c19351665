package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import dev.tempo.RunStatus;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.pages.StoredRuns.Past;
import dev.tempo.server.ui.UiRoutes;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What pages say of times, what they cost while nothing happens, and what runs look like. */
final class TimesPageTest extends BrowserTest {
  private static final int JOBS = 125;
  private static final Duration IDLE = Duration.ofSeconds(8);

  /** One in a hundred is what is wanted; other work of the machine must not break the test. */
  private static final double MOST_BUSY = 0.03;

  private static final List<RunStatus> ENDS =
      List.of(
          RunStatus.SUCCESS,
          RunStatus.FAILURE,
          RunStatus.TIMEOUT,
          RunStatus.LOST,
          RunStatus.CANCELLED,
          RunStatus.SKIPPED);

  private static final Path UI = Path.of("src/main/resources/META-INF/ui");
  private final Instant now = TimeSource.system().instant();
  private TestServer server;

  @Override
  void stop() {
    System.clearProperty(UiRoutes.DIRECTORY);
    server.close();
  }

  @Test
  void times_areRight_tick_andCostNearlyNothing() {
    String running = serve();
    openWindowOfAdmin(server.url());
    page.navigate(server.url() + "/jobs");
    assertThat(page.locator("tempo-job-table tbody tr").first()).isVisible();
    requireDistances();
    requireStatusesWithoutColour();
    requireQuiet();
    requireTicking(running);
    page.clock().resume();
    page.setViewportSize(390, 844);
    page.navigate(server.url() + "/jobs");
    for (String word : List.of("Success", "Failed", "Timed out", "Lost", "Cancelled")) {
      assertThat(page.locator(".jobs .last .chip:text-is('" + word + "')").first()).isVisible();
    }
    pictures("strips");
  }

  /** Many jobs with schedules and a past; gives the id of a run that goes on. */
  private String serve() {
    List<String> ids = new ArrayList<>();
    try (TestServer first = TestServer.startSetUp(directory)) {
      ApiClient admin = first.admin();
      for (int i = 0; i < JOBS; i++) {
        String id = shellJob(admin, "Job %03d".formatted(i), "exec sleep 600");
        String cron = "{'type':'cron','expression':'%d %d * * *'}".formatted(i % 60, i % 24);
        admin.post("/api/jobs/" + id + "/triggers", cron).status(201);
        ids.add(id);
      }
    }
    StoredRuns past = new StoredRuns();
    for (int i = 0; i < JOBS; i++) {
      for (int n = 0; n < 12; n++) {
        RunStatus end = ENDS.get((i + n) % (n == 11 ? 5 : 6));
        Instant at = now.minus(Duration.ofMinutes(30 + i + (12 - n) * 60L));
        past.add(new Past(UUID.fromString(ids.get(i)), at, Duration.ofSeconds(5 + n * 3), end));
      }
    }
    past.into(directory);
    // Module by module, as from the source tree: the test asks some of them itself.
    System.setProperty(UiRoutes.DIRECTORY, UI.toString());
    server = TestServer.start(directory);
    return run(server.admin(), ids.getFirst());
  }

  /** In zones whose days have 23 and 25 hours. */
  private void requireDistances() {
    Object told =
        page.evaluate(
            """
            async () => {
              const main = document.querySelector('script[src$="/app/main.js"]').src;
              const { formatRelative, formatRelativeUntil, formatElapsed } = await import(new URL('core/format.js', main));
              const { daysBetween, setTimeZone } = await import(new URL('core/time-zone.js', main));
              const now = Date.parse('2026-06-10T22:30:00Z');
              const hour = 3_600_000;
              const far = (hours, minutes = 0) => formatRelative(now + hours * hour + minutes * 60_000, now);
              const told = {
                near: [far(43), far(2, 5), far(0, 5), far(13, 40), far(-3, -20), far(-40)],
                seconds: [formatRelative(now + 43_000, now), formatRelative(now - 3_000, now), formatRelative(now - 23_000, now)],
                days: [far(49), far(-49), far(24 * 9)],
                running: [formatElapsed(12_900).text, formatElapsed(65_000).text, formatElapsed(7_560_000).text],
                wrong: [],
              };
              setTimeZone('Europe/Rome'); // 29 March has 23 hours there, 25 October 25
              told.dst = [
                ['2026-03-28T23:30:00Z', '2026-03-29T22:30:00Z'],
                ['2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z'],
                ['2026-10-25T22:30:00Z', '2026-10-25T23:30:00Z'],
              ].map(([one, other]) => daysBetween(Date.parse(one), Date.parse(other)));
              told.tomorrow = formatRelative('2026-10-26T22:59:00Z', Date.parse('2026-10-24T22:10:00Z'));
              setTimeZone('Pacific/Kiritimati');
              told.elsewhere = daysBetween(Date.parse('2026-06-10T09:59:00Z'), Date.parse('2026-06-10T10:01:00Z'));
              setTimeZone(null);
              for (let ms = -200 * hour; ms < 200 * hour; ms += 1_234_567) {
                const { text, until } = formatRelativeUntil(now + ms, now);
                const before = until - 1 > now ? formatRelative(now + ms, until - 1) : text;
                if (until <= now || before !== text) {
                  told.wrong.push([ms, text, before, until - now]);
                }
              }
              return told;
            }""");
    Map<?, ?> all = (Map<?, ?>) told;
    assertThat(plain(all.get("near")))
        .isEqualTo(
            List.of(
                "in 43 h", "in 2 h 5 min", "in 5 min", "in 13 h", "3 h 20 min ago", "40 h ago"));
    assertThat(plain(all.get("seconds"))).isEqualTo(List.of("in 43 s", "just now", "20 s ago"));
    assertThat((List<?>) all.get("days")).hasSize(3).last().isEqualTo("in 9 days");
    assertThat(all.get("running"))
        .isEqualTo(List.of("12\u00a0s", "1\u00a0min 05\u00a0s", "2\u00a0h 06\u00a0min"));
    assertThat(all.get("dst")).isEqualTo(List.of(1, 0, 1));
    assertThat(all.get("tomorrow")).isEqualTo("tomorrow");
    assertThat(all.get("elsewhere")).isEqualTo(1);
    assertThat((List<?>) all.get("wrong")).isEmpty();
  }

  /** With ordinary spaces between numbers and their units, too. */
  private static List<String> plain(Object texts) {
    return ((List<?>) texts).stream().map(text -> text.toString().replace('\u00a0', ' ')).toList();
  }

  /** Every status is drawn otherwise than the others, in bars and before its word. */
  private void requireStatusesWithoutColour() {
    Object drawn =
        page.evaluate(
            """
            () => [...document.querySelector('tempo-strip').querySelectorAll('g')]
              .reduce((all, g) => ({ ...all, [g.getAttribute('class')]: g.firstElementChild.classList.contains('hollow')
                + g.innerHTML.replace(/\\d+(\\.\\d+)?|<!--.*?-->/g, '').trim() }), {})""");
    assertThat(((Map<?, ?>) drawn).values()).hasSizeGreaterThan(5).doesNotHaveDuplicates();
    Object marks =
        page.evaluate(
            """
            () => ['success', 'failure', 'timeout', 'lost', 'cancelled', 'skipped', 'queued', 'running'].map((status) => {
              const chip = document.createElement('span');
              chip.className = `chip is-${status}`;
              document.body.append(chip);
              const { clipPath, borderRadius, borderTopWidth } = getComputedStyle(chip, '::before');
              chip.remove();
              return [clipPath, borderRadius, borderTopWidth].join();
            })""");
    assertThat((List<?>) marks).hasSize(8).doesNotHaveDuplicates();
    assertThat(page.locator("tempo-strip .hidden").first()).containsText("× Failed");
  }

  /** How busy the page's thread is while nothing happens, with all rows in sight. */
  private void requireQuiet() {
    button("Show more").click();
    assertThat(page.locator("tempo-job-table tbody tr")).hasCount(JOBS);
    CDPSession devtools = context.newCDPSession(page);
    JsonObject domain = new JsonObject();
    domain.addProperty("timeDomain", "threadTicks");
    devtools.send("Performance.enable", domain);
    look(Duration.ofMillis(1_500)); // whatever showing the rows has left to do
    double before = busySeconds(devtools);
    look(IDLE);
    double share = (busySeconds(devtools) - before) / IDLE.toSeconds();
    System.out.printf("An idle page of %d jobs keeps its thread busy for %.4f%n", JOBS, share);
    assertThat(share).isLessThan(MOST_BUSY);
    Object shown =
        page.evaluate(
            """
            async () => {
              const main = document.querySelector('script[src$="/app/main.js"]').src;
              const { pendingCount } = await import(new URL('core/refresh-timer.js', main));
              return [pendingCount(), document.querySelectorAll('tempo-ago').length];
            }""");
    assertThat((Integer) ((List<?>) shown).getFirst()).isGreaterThanOrEqualTo(JOBS);
  }

  /** Looks at the page for a while, as there is no event for that nothing happens. */
  private void look(Duration time) {
    page.evaluate("ms => new Promise((done) => setTimeout(done, ms))", (double) time.toMillis());
  }

  private static double busySeconds(CDPSession devtools) {
    for (JsonElement metric : devtools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
        return metric.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new AssertionError("This browser does not say how busy it is");
  }

  /** The time of a run goes on, but not while nobody looks. */
  private void requireTicking(String running) {
    page.clock().install();
    page.navigate(server.url() + "/runs/" + running);
    var elapsed = page.locator(".run-head tempo-elapsed, .facts tempo-elapsed").first();
    assertThat(elapsed).isVisible();
    String first = elapsed.textContent();
    assertThat(elapsed).not().hasText(first);
    look("hidden");
    String last = elapsed.textContent();
    page.clock().runFor(5_000);
    assertThat(elapsed).hasText(last);
    look("visible");
    assertThat(elapsed).not().hasText(last);
  }

  private void look(String state) {
    page.evaluate(
        """
        (state) => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        state);
  }
}
