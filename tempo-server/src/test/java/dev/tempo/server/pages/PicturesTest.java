package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pictures of the main pages are small altogether. With {@code -Plong} the main pages are gone
 * to as for a picture, on a desk and on a phone, in light and dark, in English: nothing is wider
 * than the window; {@link TourTest} looks at all of them in longer words. With {@code
 * -Dtempo.pictures=true} makes the pictures of {@code docs/ui.md}, which are small altogether.
 */
final class PicturesTest extends BrowserTest {
  private static final Path DOCS = Path.of("..", "docs", "images");
  private static final long MOST_BYTES = 3 << 20;

  /** Lines that are on their way have numbers, but no texts. */
  private static final String NO_LINE_IS_EMPTY =
      "() => [...document.querySelectorAll('tempo-log-view .text')].every((line) =>"
          + " line.textContent !== '')";

  private final String only = System.getProperty("tempo.tour", ".*");
  private LivedInServer server;
  private LivedInDetails details;

  private void open() {
    server = LivedInServer.start(directory, TimeSource.system().instant());
    details = LivedInDetails.addTo(server);
    SampleGroups.into(directory);
    openWindow();
    logIn(context, server.url());
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  /**
   * A page that is worth a picture.
   *
   * @param name of its pictures
   * @param path where it is
   * @param ready what is in sight when all of it is there
   */
  private record Subject(String name, String path, String ready) {}

  @Test
  void mainPages_fitOnADeskAndAPhone_andTheirPicturesAreSmall() throws IOException {
    if (PICTURES || IN_FULL) {
      open();
      walk();
    }
    assertThat(bytes()).isLessThan(MOST_BYTES);
  }

  private void walk() throws IOException {
    String running = server.runEndless();
    if (PICTURES && "dashboard".matches(only)) {
      details.awaitLate();
    }
    List<Subject> subjects =
        List.of(
            new Subject("dashboard", "/", ".timeline .run"),
            new Subject("jobs", "/jobs", ".jobs tempo-sparkline svg"),
            new Subject("job", server.page("Check links"), "tempo-bars rect.is-success"),
            new Subject("script", server.page("Nightly invoices") + "?tab=script", ".cm-line"),
            new Subject(
                "draft", "/jobs/" + details.job("Warehouse report") + "?tab=script", ".draft"),
            new Subject("schedule", server.page("Check links") + "?tab=schedule", ".triggers"),
            new Subject("group", "/groups/system", "[data-job=clean] .file-warnings"),
            new Subject("metadata", "/jobs/@system:backup?tab=metadata", "[data-field=tags]"),
            new Subject("run", "/runs/" + running, "tempo-usage .is-cpu svg"),
            new Subject("failure", run("Import prices"), "tempo-log-view .is-stderr"),
            new Subject("compare", run("Publish"), "tempo-log-view .text:not(:empty)"),
            new Subject("runs", "/runs", "tempo-run-table tbody tr"),
            new Subject("search", "/search?q=check%201&context=1", ".hit.around"),
            new Subject("tail", "/search?live=true", ".tail-lines .who"),
            new Subject("admin", "/admin/users", "tempo-users tbody td"),
            new Subject("settings", "/admin/settings", ".settings-list li"),
            new Subject("audit", "/admin/audit", "table.audit tbody tr"),
            new Subject("machine", "/admin/machine", "tempo-machine dl, tempo-machine .tile"),
            new Subject("palette", "/jobs", ".jobs tempo-sparkline svg"));
    for (Subject subject : subjects) {
      if (!subject.name().matches(only)) {
        continue;
      }
      page.navigate(server.url() + subject.path());
      if (subject.name().equals("schedule")) {
        page.locator(".trigger button:text-is('Edit')").click();
        assertThat(page.locator(".preview .occurrences")).isVisible();
      }
      page.locator(subject.ready()).first().waitFor();
      if (subject.name().equals("compare")) {
        choose("More about this run", "Compare with the last success");
        assertThat(page.locator("tempo-log[beside]")).containsText("published");
      }
      if (subject.name().equals("run")) {
        page.waitForFunction(NO_LINE_IS_EMPTY);
      }
      if (subject.name().equals("palette")) {
        page.keyboard().press("Control+K");
        page.keyboard().type("ch");
        page.locator(".palette [role=option]:has-text('Run Check links')").waitFor();
      }
      allOf(subject.name());
    }
  }

  private String run(String job) {
    return "/runs/" + details.run(job);
  }

  private void allOf(String name) throws IOException {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String dark = scheme == ColorScheme.DARK ? "-dark" : "";
      take(name + dark, 1280, 800);
      take(name + "-phone" + dark, 390, 844);
    }
    page.setViewportSize(1280, 800);
  }

  private void take(String name, int width, int height) throws IOException {
    page.setViewportSize(width, height);
    requireNoSidewaysScrolling();
    if (PICTURES) {
      SmallPng.write(page.screenshot(), DOCS.resolve(name + ".png"));
    }
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
