package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.sun.net.httpserver.HttpServer;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.http.json.Json;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Diagrams of documentation: where they are allowed, and what those who write them cannot reach.
 */
final class DiagramPageTest extends BrowserTest {
  private static final String FLOW_CHART =
      """
      flowchart LR
        read[Read the thermometers] --> warm{Too warm?}
        warm -- yes --> alarm([Ring the bell])
        warm -- no --> log[(Write it down)]
      """;

  private static final String SEQUENCE =
      """
      sequenceDiagram
        participant S as Script
        S->>Thermometer: how warm?
        Thermometer-->>S: 21 degrees
      """;

  private static final List<String> HOSTILE =
      List.of(
          "flowchart LR\n a[\"<img src=x onerror='parent.pwned=1;window.pwned=1'>\"] --> b",
          "flowchart LR\n a[\"<script>parent.pwned=1;window.pwned=1</script>\"] --> b",
          "flowchart LR\n a[\"<svg onload='window.pwned=1'><script>window.pwned=1</script></svg>\"]",
          "flowchart LR\n a[x] --> b\n click a \"javascript:window.pwned=1\"",
          "flowchart LR\n a[x] --> b\n click a call alert(1)",
          "flowchart LR\n a@{ img: \"EVIL/seen.png\", label: \"x\", h: 60 }",
          "flowchart LR\n a[x]\n style a fill:url(EVIL/seen.png)",
          "%%{init: {\"securityLevel\": \"loose\", \"htmlLabels\": true, \"themeCSS\": \"@import url(EVIL/seen.css);\"}}%%\n"
              + "flowchart LR\n a[\"<iframe srcdoc='<script>top.pwned=1</script>'></iframe>\"] --> b",
          "%%{init: {\"fontFamily\": \"x;} * { background: url(EVIL/seen.png)\"}}%%\nflowchart LR\n a --> b",
          "classDiagram\n class A[\"<img src=x onerror=window.pwned=1>\"]\n link A \"javascript:window.pwned=1\"",
          "sequenceDiagram\n participant A\n link A: x @ javascript:window.pwned=1\n A->>A: <img src=EVIL/seen.png>",
          "gantt\n section <img src=x onerror=window.pwned=1>\n task :a, 2024-01-01, 1d\n click a href \"javascript:window.pwned=1\"");

  @TempDir static Path data;
  private static TestServer server;
  private static ApiClient admin;
  private static String job;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(data);
    admin = server.admin();
    job = shellJob(admin, "Drawn", "true");
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void open() {
    openWindowOfAdmin(server.url());
  }

  @Override
  void stop() {
    allow(false);
    write("");
  }

  private static void allow(boolean diagrams) {
    admin.put("/api/settings", "{'diagrams':" + diagrams + "}").status(200);
  }

  private static void write(String markdown) {
    var body = Json.object().put("lang", "en").put("markdown", markdown);
    admin
        .send("PUT", "/api/jobs/" + job + "/docs", body.node().toString(), "application/json")
        .status(200);
  }

  private static String block(String diagram) {
    return "```mermaid\n" + diagram.strip() + "\n```\n\n";
  }

  private void visit() {
    page.navigate(server.url() + "/jobs/" + job);
    assertThat(page.locator(DOCUMENTATION)).isVisible();
  }

  private Locator diagrams() {
    return page.locator("#documentation figure.diagram");
  }

  private static String policy(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Security-Policy").orElseThrow();
  }

  private static HttpResponse<String> fetch(String path) throws Exception {
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      var request = java.net.http.HttpRequest.newBuilder(URI.create(server.url() + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void blocks_areCode_whereNobodyAllowedMore() throws Exception {
    write("# Flow\n\n" + block(FLOW_CHART));
    visit();
    assertThat(page.locator("#documentation code.language-mermaid")).containsText("flowchart LR");
    assertThat(diagrams()).hasCount(0);
    assertThat(page.locator("iframe")).hasCount(0);
    assertThat(page.locator("html[data-diagrams]")).hasCount(0);
    assertThat(policy(fetch("/jobs"))).doesNotContain("frame-src");
    assertThat(fetch("/diagrams").statusCode()).isEqualTo(404);
    assertThat(fetch("/diagrams/11.14.0/mermaid.min.js").statusCode()).isEqualTo(404);
  }

  @Test
  void diagrams_areDrawn_inTheTheme_andNothingIsRefused() throws Exception {
    allow(true);
    write("# Flow\n\n" + block(FLOW_CHART) + block(SEQUENCE) + block("flowchart LR\n a --> ("));
    visit();
    assertThat(diagrams()).hasCount(2);
    Locator first = diagrams().first().locator("img");
    assertThat(first).hasAttribute("src", Pattern.compile("data:image/svg\\+xml.*thermometers.*"));
    assertThat((Boolean) first.evaluate("img => img.naturalWidth > 300 && img.complete")).isTrue();
    assertThat(first).hasAttribute("alt", "Diagram; it is drawn from the text below");
    assertThat(page.locator("#documentation pre.wrong")).containsText("a --> (");
    diagrams().first().locator("summary").click();
    assertThat(diagrams().first().locator("code")).hasText(FLOW_CHART);
    diagrams().first().locator("summary").click();
    page.locator("#documentation").scrollIntoViewIfNeeded();
    String light = first.getAttribute("src");
    page.evaluate("localStorage.setItem('tempo.theme', 'dark')");
    page.evaluate("dispatchEvent(new CustomEvent('tempo:theme'))");
    assertThat(first).not().hasAttribute("src", light);
    page.evaluate("localStorage.removeItem('tempo.theme')");
    page.evaluate("dispatchEvent(new CustomEvent('tempo:theme'))");
    assertThat(first).hasAttribute("src", light);
    pictures("diagrams");
    requireStrictFrame();
  }

  private static void requireStrictFrame() throws Exception {
    assertThat(policy(fetch("/jobs"))).contains(" frame-src 'self';").contains("trusted-types");
    HttpResponse<String> one = fetch("/diagrams");
    String strict =
        "sandbox allow-scripts; default-src 'none'; script-src 'nonce-[^']{24}'; style-src"
            + " 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    assertThat(policy(one)).matches(strict).isNotEqualTo(policy(fetch("/diagrams")));
    assertThat(one.headers().firstValue("X-Frame-Options")).contains("SAMEORIGIN");
  }

  @Test
  void hostileDiagrams_reachNothing() throws Exception {
    allow(true);
    AtomicInteger hits = new AtomicInteger();
    HttpServer evil = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    evil.createContext(
        "/",
        exchange -> {
          hits.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
        });
    evil.start();
    try {
      drawHostile("http://127.0.0.1:" + evil.getAddress().getPort());
      assertThat(hits).hasValue(0);
    } finally {
      evil.stop(0);
    }
  }

  private void drawHostile(String evil) {
    String all = String.join("", HOSTILE.stream().map(DiagramPageTest::block).toList());
    write(all.replace("EVIL", evil));
    visit();
    page.waitForCondition(
        () -> diagrams().count() + page.locator("pre.wrong").count() == HOSTILE.size());
    assertThat(diagrams().count()).isGreaterThan(HOSTILE.size() / 2);
    assertThat(page.evaluate("window.pwned ?? null")).isNull();
    assertThat(page.locator("#documentation svg, #documentation a[href^=javascript]")).hasCount(0);
    Frame frame =
        page.frames().stream().filter(one -> one.url().endsWith("/diagrams")).findFirst().get();
    assertThat(frame.evaluate("window.pwned ?? null")).isNull();
    assertThat(frame.evaluate("self.origin")).isEqualTo("null");
    assertThat(frame.evaluate(tried("document.cookie"))).isEqualTo("SecurityError");
    assertThat(frame.evaluate(tried("localStorage"))).isEqualTo("SecurityError");
    assertThat(frame.evaluate(tried("parent.document"))).isEqualTo("SecurityError");
    assertThat(frame.evaluate(tried("fetch('/api/jobs')"))).isEqualTo("TypeError");
    assertThat(frame.evaluate(tried("fetch('" + evil + "')"))).isEqualTo("TypeError");
    assertThat(page.locator(".toast")).hasCount(0);
    provoked("Content Security Policy"); // what the frame refuses is told by the browser
  }

  private static String tried(String what) {
    return "async () => { try { return String(await "
        + what
        + "); } catch (e) { return e.name; } }";
  }

  @Test
  void diagramsThatAreTooLargeOrTakeTooLong_stayCode_andTheirWriterIsTold() {
    allow(true);
    visitEditor();
    Locator text = page.locator("#documentation textarea");
    text.fill(block("flowchart LR\n a --> b %% " + "x".repeat(50_000)));
    assertThat(page.locator(".doc-problems")).containsText("it is too large");
    page.route(
        "**/diagrams",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("text/html")
                    .setBody("<script>parent.postMessage({ ready: true }, '*')</script>")));
    page.clock().install();
    text.fill(block(FLOW_CHART));
    page.waitForCondition(
        () -> {
          page.clock().fastForward(1_000);
          return page.locator(".doc-problems:has-text('it takes too long')").count() == 1;
        });
    assertThat(page.locator(".preview code.language-mermaid")).containsText("thermometers");
    assertThat(page.locator("iframe")).hasCount(0);
    page.onDialog(dialog -> dialog.accept());
  }

  private void visitEditor() {
    write("# Flow");
    visit();
    page.locator("#edit-docs").click();
    assertThat(page.locator(".preview h3")).hasText("Flow");
  }
}
