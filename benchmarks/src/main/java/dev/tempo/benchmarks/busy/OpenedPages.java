package dev.tempo.benchmarks.busy;

import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.server.LaunchedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The overview, the jobs and the runs, each open in a window; none without a browser. */
final class OpenedPages implements AutoCloseable {
  private static final List<String> PATHS = List.of("/", "/jobs", "/runs");
  private static final int SOME_TEXT = 100;
  private static final String THERE =
      "location.protocol === 'http:' && document.readyState === 'complete'";
  private static final String LOG_IN =
      "fetch('/api/auth/login', {method: 'POST', headers: {'Content-Type': 'application/json'},"
          + " body: '"
          + LaunchedServer.ACCOUNT
          + "'}).then((answer) => answer.json()).then((answer) =>"
          + " localStorage.setItem('tempo.session', answer.data.csrfToken))";

  private final Optional<Chromium> browser;
  private final List<Chromium.Window> windows;

  private OpenedPages(Optional<Chromium> browser, List<Chromium.Window> windows) {
    this.browser = browser;
    this.windows = windows;
  }

  /** Opens them, logged in, and waits until each shows something. */
  static OpenedPages of(LaunchedServer server, Path profile) throws IOException {
    Optional<Path> program = Chromium.installed();
    if (program.isEmpty()) {
      return new OpenedPages(Optional.empty(), List.of());
    }
    Chromium browser = Chromium.start(program.get(), profile);
    try {
      Chromium.Window first = browser.open(server.url() + "/");
      Patience.until("a page", Duration.ofMillis(200), () -> holds(first, THERE));
      first.evaluate(LOG_IN);
      List<Chromium.Window> windows =
          PATHS.stream().map(path -> browser.open(server.url() + path)).toList();
      OpenedPages pages = new OpenedPages(Optional.of(browser), windows);
      Patience.until("the pages", Duration.ofMillis(200), () -> pages.alive() == windows.size());
      return pages;
    } catch (RuntimeException e) {
      browser.close();
      throw e;
    }
  }

  /** How many show something. */
  int alive() {
    return (int)
        windows.stream()
            .filter(
                window ->
                    holds(
                        window,
                        "(document.querySelector('main')?.innerText.length ?? 0) > " + SOME_TEXT))
            .count();
  }

  /** Whether something is true in a page; not while one takes the place of another. */
  private static boolean holds(Chromium.Window window, String condition) {
    try {
      return window.evaluate(condition).asBoolean();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Override
  public void close() {
    browser.ifPresent(Chromium::close);
  }
}
