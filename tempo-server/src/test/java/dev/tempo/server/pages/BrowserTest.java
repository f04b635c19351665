package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.RequestOptions;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests share that use the pages as people do: a browser, one window a test, and the watch
 * over what the browser complains about. Set {@code TEMPO_BROWSER_TESTS=required} to fail without
 * Chromium.
 */
abstract class BrowserTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A name by which browsers reach this machine as one of a LAN, where pages are not trusted. */
  static final String LAN_NAME = "tempo.lan";

  private static final int PATIENCE_MS = 20_000;

  /** Under which name the pages store the half of a session that is no cookie. */
  private static final String SESSION = "tempo.session";

  /** Whether all is looked at that pages could show, which takes its time. */
  static final boolean IN_FULL = Boolean.getBoolean("tempo.long");

  /** Whether pictures are kept. */
  static final boolean PICTURES = Boolean.getBoolean("tempo.pictures");

  /**
   * What Playwright switches off, which this replaces, and three things of which no page knows: two
   * pages of the browser's own that each window would have for its address bar, and a process in
   * reserve. They took as much of the processor as the pages that are tested.
   */
  private static final List<String> FEATURES_OFF =
      List.of(
          "AutoDeElevate",
          "AvoidUnnecessaryBeforeUnloadCheckSync",
          "BlockOriginHeaderModificationOnRedirect",
          "BoundaryEventDispatchTracksNodeRemoval",
          "DestroyProfileOnBrowserClose",
          "DialMediaRouteProvider",
          "GlobalMediaControls",
          "HttpsUpgrades",
          "LensOverlay",
          "MediaRouter",
          "OptimizationHints",
          "PaintHolding",
          "ThirdPartyStoragePartitioning",
          "Translate",
          "WebUIOmniboxPopup",
          "WebUIOmniboxAimPopup",
          "SpareRendererForSitePerProcess");

  /**
   * Scripts are compiled by the quick compiler alone, as classes are in the tests' own virtual
   * machine: most run too little to be worth the better ones, which took a sixth of the processor.
   */
  private static final String QUICK_COMPILER = "--js-flags=--max-opt=1";

  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--process-per-site",
          QUICK_COMPILER,
          "--disable-features=" + String.join(",", FEATURES_OFF),
          "--host-resolver-rules=MAP " + LAN_NAME + " 127.0.0.1");

  /**
   * Of all servers of this virtual machine, one after the other: by its address a browser knows the
   * modules that it has compiled. No port that the system gives to others.
   */
  private static final int PORT = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);

  private static final String ORIGIN = "http://127.0.0.1:" + PORT;

  /** One for all classes that this virtual machine tests, one after the other, on one thread. */
  private static Playwright playwright;

  private static Browser browser;

  /** Has the windows of all tests that ask for nothing special. */
  private static final KeptContext SHARED = new KeptContext(ORIGIN);

  /** Has those of somebody else. */
  private static final KeptContext OTHERS = new KeptContext(ORIGIN);

  /** A job's text as it is stored, which the preview of its editor does not pass for. */
  static final String DOCUMENTATION = "#documentation .body > .documentation";

  /**
   * How long pages hold back what they send to be stored, to find tests that do not wait for it:
   * {@code -Dtempo.pages.hold=400}.
   */
  private static final int HOLD_MS = Integer.getInteger("tempo.pages.hold", 0);

  private static final String HOLD =
      """
      const send = window.fetch;
      window.fetch = async (resource, options) => {
        if ((options?.method ?? 'GET') !== 'GET') {
          await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
        }
        return send(resource, options);
      };
      """
          .replace("HOLD_MS", Integer.toString(HOLD_MS));

  @TempDir Path directory;
  private final Set<KeptContext> used = new HashSet<>();
  private KeptContext kept;
  BrowserContext context;
  Page page;

  /** What the browser complained about. */
  final List<String> complaints = new ArrayList<>();

  /** Parts of the complaints that a test provokes. */
  private final List<String> provoked = new ArrayList<>();

  @BeforeAll
  static void launch() {
    Optional<Path> chromium = chromium();
    boolean required = "required".equals(System.getenv("TEMPO_BROWSER_TESTS"));
    assumeTrue(
        required || chromium.isPresent(),
        "Skipped: there is no chromium on PATH to test pages with");
    TestServer.listenAt(PORT);
    if (browser != null && browser.isConnected()) {
      return;
    }
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    PlaywrightDriver.use();
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(new LaunchOptions().setExecutablePath(chromium.orElseThrow()).setArgs(FLAGS));
    Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
  }

  /** What a test left open would be in the next class's way. */
  @AfterAll
  static void closeWindows() {
    TestServer.listenAt(0);
    if (browser != null) {
      browser.contexts().stream()
          .filter(one -> !SHARED.is(one) && !OTHERS.is(one))
          .forEach(BrowserContext::close);
    }
  }

  /** Opens a window that shows nothing yet. */
  void openWindow() {
    openWindow(SHARED, desk());
  }

  /** Opens a window of a browser that is kept for the tests of a class, which shows nothing yet. */
  final void openWindow(KeptContext of, Browser.NewContextOptions options) {
    kept = of;
    used.add(of);
    context = of.open(browser, options);
    page = watched(of.newPage());
  }

  /** Opens a window of a browser of its own, which shows nothing yet. */
  void openWindow(Browser.NewContextOptions options) {
    kept = null;
    context = browser.newContext(options.setReducedMotion(ReducedMotion.REDUCE));
    page = watched(context.newPage());
  }

  /** Opens a window of the first account, logged in, that shows nothing yet. */
  void openWindowOfAdmin(String url) {
    openWindow();
    logIn(context, url);
  }

  /** A browser that is kept for the tests of a class, once they have opened it. */
  static KeptContext keptContext() {
    return new KeptContext(ORIGIN);
  }

  /** Another browser of the first account, logged in, until the test ends. */
  final Page anotherBrowser(String url) {
    used.add(OTHERS);
    BrowserContext other = OTHERS.open(browser, desk());
    Page opened = watched(OTHERS.newPage());
    logIn(other, url);
    return opened;
  }

  /** The day after tomorrow, on which all is to come still that runs each day. */
  static String dayToCome() {
    return LocalDate.now(ZoneOffset.UTC).plusDays(2).toString();
  }

  /** A window as it is on a desk. */
  static Browser.NewContextOptions desk() {
    return new Browser.NewContextOptions()
        .setViewportSize(1280, 760)
        .setAcceptDownloads(true)
        .setReducedMotion(ReducedMotion.REDUCE);
  }

  /**
   * Closes all windows of the browser that was opened last, which forgets what they have stored.
   */
  void closeWindow() {
    if (kept != null) {
      kept.clear();
      used.remove(kept);
    } else if (context != null) {
      context.close();
    }
  }

  Page watched(Page made) {
    if (HOLD_MS > 0) {
      made.addInitScript(HOLD);
    }
    made.onConsoleMessage(this::hear);
    made.onPageError(complaints::add);
    return made;
  }

  static void logIn(BrowserContext context, String url) {
    Map<String, String> login = Map.of("username", "admin", "password", TestServer.PASSWORD);
    APIResponse answer =
        context.request().post(url + "/api/auth/login", RequestOptions.create().setData(login));
    assertThat(answer.status()).isEqualTo(200);
    keepHalf(context, url, half(answer.text()));
  }

  /**
   * Has the pages of a server keep the half of a session that is no cookie: through a window that
   * shows nothing yet, if there is one, as another would take a process of its own.
   */
  static void keepHalf(BrowserContext context, String url, String half) {
    if (KeptContext.store(context, url, SESSION, half)) {
      return;
    }
    Optional<Page> blank =
        context.pages().stream().filter(page -> page.url().equals("about:blank")).findFirst();
    Page any = blank.orElseGet(context::newPage);
    String nothing = url + "/ui/nothing.html";
    any.route(nothing, route -> route.fulfill(KeptContext.NOTHING));
    any.navigate(nothing);
    any.evaluate("([key, half]) => localStorage.setItem(key, half)", List.of(SESSION, half));
    any.unroute(nothing);
    if (blank.isEmpty()) {
      any.close();
    }
  }

  private static String half(String answer) {
    try {
      return JSON.readTree(answer).path("data").path("csrfToken").textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(answer, e);
    }
  }

  /** Stops the server; the window is closed by then. */
  abstract void stop();

  @AfterEach
  void end() {
    closeWindow();
    used.forEach(KeptContext::clear); // of windows that were opened before the last browser
    stop();
    complaints.removeIf(text -> provoked.stream().anyMatch(text::contains));
    assertThat(complaints).as("What the browser complained about").isEmpty();
  }

  /** Expects complaints that contain one of these, also such as come when the test is over. */
  final void provoked(String... parts) {
    provoked.addAll(List.of(parts));
  }

  /** Expects what becomes of requests while a server stops: refused, or cut off under way. */
  final void provokedByAStop() {
    provoked("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE");
  }

  /**
   * A refusal before somebody logs in, and a server that has no branding, are as they should be.
   */
  private void hear(ConsoleMessage message) {
    boolean expected =
        message.text().contains("401") || message.location().contains("/api/branding");
    if (message.type().equals("error") && !expected) {
      complaints.add(message.text() + " " + message.location());
    }
  }

  /** Makes a job of a shell script; gives its id. */
  static String shellJob(ApiClient client, String name, String script) {
    ObjectNode job = JSON.createObjectNode().put("name", name);
    job.putObject("task").put("kind", "shell").put("content", script);
    return client
        .send("POST", "/api/jobs", job.toString(), "application/json")
        .status(201)
        .data("id")
        .textValue();
  }

  /** Runs a job; gives the run's id. */
  static String run(ApiClient client, String jobId) {
    return client.post("/api/jobs/" + jobId + "/run").status(202).data("runId").textValue();
  }

  /** Runs a job and waits until that has ended; gives the run's id. */
  static String ran(ApiClient client, String jobId) {
    String runId = run(client, jobId);
    client.await("/api/runs/" + runId, run -> !run.path("finishedAt").isNull());
    return runId;
  }

  Locator button(String name) {
    return page.locator("button[aria-label='" + name + "'], button:text-is('" + name + "')")
        .first();
  }

  /** Chooses from a menu. */
  void choose(String menu, String item) {
    page.locator("tempo-menu button[aria-label='" + menu + "']").first().click();
    page.locator(".menu button:text-is(\"" + item + "\")").click();
  }

  /** Replaces what stands in the editor. */
  void paste(String script) {
    page.locator("tempo-editor .cm-content").click();
    page.keyboard().press("Control+a");
    context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.evaluate("text => navigator.clipboard.writeText(text)", script);
    page.keyboard().press("Control+v");
    String last = script.lines().reduce((one, other) -> other).orElseThrow();
    assertThat(page.locator("tempo-editor .cm-content")).containsText(last.strip());
  }

  /** Goes to a path of a server as by a link, without loading the document anew. */
  final void follow(String url, String path) {
    follow(page, url, path);
  }

  /** The same in a page of somebody else. */
  static void follow(Page page, String url, String path) {
    page.evaluate(
        """
        path => {
          const link = document.createElement('a');
          link.setAttribute('href', path);
          document.body.append(link);
          link.click();
          link.remove();
        }""",
        path);
    assertThat(page).hasURL(url + path);
  }

  /** Makes a job in the page that shows all, and is in its editor then. */
  void create(String name) {
    page.locator("#new-job").click();
    page.locator("dialog[open] input[name=name]").fill(name);
    page.locator("dialog[open] button.primary").click();
    assertThat(page.locator(".job-head h1")).containsText(name);
  }

  /** One of the tabs of a job. */
  void openTab(String name) {
    page.locator(".tabs a:text-is('" + name + "')").click();
    assertThat(page.locator(".tabs a[aria-current=page]")).hasText(name);
  }

  /** Nothing may be wider than the window, at the latest when all of the page has come. */
  void requireNoSidewaysScrolling() {
    Object wider =
        page.evaluate(
            """
            async () => {
              const root = document.documentElement;
              for (let tries = 0; root.scrollWidth > root.clientWidth && tries < 40; tries++) {
                await new Promise((settled) => setTimeout(settled, 50));
              }
              if (root.scrollWidth <= root.clientWidth) {
                return [];
              }
              const boxes = (element) => [element, ...[...element.childNodes]
                .filter((node) => node.nodeType === Node.TEXT_NODE)
                .map((node) => {
                  const range = document.createRange();
                  range.selectNodeContents(node);
                  return range;
                })];
              const wide = [...document.querySelectorAll('body *')].filter((element) =>
                boxes(element).some((one) => one.getBoundingClientRect().right > root.clientWidth));
              return [location.pathname, ...wide.map((element) =>
                `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`)];
            }""");
    assertThat((List<?>) wider).as("What is wider than the window").isEmpty();
  }

  /**
   * Nothing may be wider than a phone. Keeps pictures for people to look at if they are asked for:
   * on a desk and a phone, in light and dark.
   */
  void pictures(String name) {
    picture(name + "-light");
    if (PICTURES) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      picture(name + "-dark");
    }
    page.setViewportSize(360, 740);
    picture(name + "-phone");
    requireNoSidewaysScrolling();
    page.setViewportSize(1280, 760);
    if (PICTURES) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }
  }

  /** Keeps a picture for people to look at if they are asked for. */
  void picture(String name) {
    picture(page, name);
  }

  /** Keeps a picture of a page for people to look at if they are asked for. */
  static void picture(Page page, String name) {
    if (PICTURES) {
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "pages", name + ".png")));
    }
  }

  /** The browser without windows, which takes less of the processor, else the whole one. */
  private static Optional<Path> chromium() {
    List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator));
    return Stream.of("chromium-headless-shell", "chromium")
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
