package dev.tempo.server.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.sun.net.httpserver.HttpServer;
import dev.tempo.server.ApiClient;
import dev.tempo.server.TestServer;
import dev.tempo.server.security.authorization.Access.Need;
import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.tunnel.TestTunnel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a script's page behind the tunnel tries on somebody who is logged in to Tempo and has
 * another script's page open: under Tempo's own host name, and under another one.
 */
final class ScriptAttackTest extends BrowserTest {
  private static final String SAME = "127.0.0.1";
  private static final String OTHER = "localhost";
  private static final List<String> NAMES = List.of(SAME, OTHER);

  private TestServer server;
  private AttackersSite attacker;
  private TestTunnel attack;
  private VictimsSite victim;
  private TestTunnel page2;

  @BeforeEach
  void open() throws IOException {
    server = TestServer.startSetUp(directory);
    attacker = new AttackersSite();
    attack = TestTunnel.to(URI.create(attacker.url(SAME)).getPort());
    victim = new VictimsSite();
    page2 = TestTunnel.to("p2", victim.port());
    openWindowOfAdmin(server.url());
    page.navigate(server.url());
    assertThat(page.locator("tempo-dashboard")).isVisible();
  }

  @Override
  void stop() {
    attack.close();
    page2.close();
    attacker.close();
    victim.close();
    server.close();
  }

  /** A script's page; notes what it is asked, and with what cookies. */
  private static final class VictimsSite implements AutoCloseable {
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    VictimsSite() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            String cookies = exchange.getRequestHeaders().getFirst("Cookie");
            asked.add(exchange.getRequestURI() + " " + (cookies == null ? "" : cookies));
            byte[] body =
                "<!doctype html><link rel=icon href=data:,>victim".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.getResponseHeaders().add("Set-Cookie", "session=victims; HttpOnly; Path=/");
            exchange.getResponseHeaders().add("Set-Cookie", "tempo_session_1=evil; Path=/");
            exchange.getResponseHeaders().add("Set-Cookie", "wide=1; Domain=localhost; Path=/");
            exchange.getResponseHeaders().set("Clear-Site-Data", "\"*\"");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  /** Opens a page with a ticket, as Tempo does. */
  private Page show(TestTunnel tunnel, String host) {
    Page shown = context.newPage();
    String origin = origin(tunnel, host);
    shown.navigate(origin + "/?ticket=" + tunnel.page().ticket());
    shown.navigate(origin + "/");
    return shown;
  }

  private static String origin(TestTunnel tunnel, String host) {
    return "http://" + host + ":" + tunnel.port();
  }

  private List<Object> args(String how, String url) {
    return List.of(how, url);
  }

  @Test
  void page_readsAndChangesNothingOfTempo_underEitherName() {
    ApiClient admin = server.admin();
    String job = shellJob(admin, "Target", "echo hit");
    for (String name : NAMES) {
      Page evil = show(attack, name);
      for (String how : List.of("cors", "noCors", "script", "image", "events", "frame", "popup")) {
        assertThat(evil.evaluate("([how, url]) => window.reads[how](url)", args(how, server.url())))
            .as(name + " " + how)
            .isEqualTo("nothing");
      }
      for (String how :
          List.of("plain", "form", "multipart", "none", "json", "beacon", "trigger", "logIn")) {
        evil.evaluate("([how, url]) => window.writes[how](url)", args(how, server.url()));
      }
      assertThat(evil.evaluate("url => window.reads.socket(url + '/ws')", server.url()))
          .isEqualTo("nothing");
      evil.close();
    }
    assertThat(admin.get("/api/users").data("total").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/jobs").data("total").intValue()).isEqualTo(1);
    assertThat(admin.get("/api/jobs/" + job + "/runs").data("total").intValue()).isZero();
    page.reload();
    assertThat(page.locator("tempo-menu.user")).containsText("admin");
    provoked("");
  }

  @Test
  void script_seesNoCookieOfTempo_andACapturedOneOpensNoRoute() {
    for (String name : NAMES) {
      Page evil = show(attack, name);
      evil.evaluate("() => { document.cookie = 'mark=1; path=/'; }");
      evil.reload();
      assertThat(attacker.awaitCookie()).doesNotContain("tempo_");
      evil.close();
    }
    // A listener of the script's that no tunnel stands before is sent all cookies of its host.
    Page listener = context.newPage();
    listener.navigate(attacker.url(SAME));
    String header = attacker.awaitCookie();
    while (!header.contains("tempo_session_")) {
      header = attacker.awaitCookie();
      assertThat(header).isNotEmpty();
    }
    ApiClient thief = server.client().header("Cookie", header);
    AccessTable.rows()
        .forEach(
            (route, access) -> {
              if (access.need() == Need.LOGIN || access.need() == Need.KEY) {
                String[] parts = route.split(" ");
                String method = parts[0].equals("WS") ? "GET" : parts[0];
                String path = parts[1].replaceAll("\\{[^}]+}", "none");
                boolean bare = method.equals("GET") || method.equals("DELETE");
                thief
                    .send(method, path, bare ? null : "{}", bare ? null : "application/json")
                    .problem(401, "INVALID_TOKEN");
              }
            });
    listener.close();
    provoked("");
  }

  @Test
  void page_asksNothingOfAnotherScriptsPage_asTheUser() {
    for (String name : NAMES) {
      show(page2, name).close();
      Page evil = show(attack, name);
      victim.asked.clear();
      String url = origin(page2, name);
      for (String how : List.of("cors", "noCors", "script", "image", "events", "frame", "popup")) {
        assertThat(evil.evaluate("([how, url]) => window.reads[how](url)", args(how, url)))
            .as(name + " " + how)
            .isEqualTo("nothing");
      }
      for (String how : List.of("plain", "form", "none", "json", "beacon")) {
        evil.evaluate("([how, url]) => window.writes[how](url)", args(how, url));
      }
      assertThat(evil.evaluate("url => window.reads.socket(url + '/ws')", url))
          .isEqualTo("nothing");
      evil.evaluate(
          """
          url => {
            const form = document.createElement('form');
            form.action = url + '/form';
            form.method = 'post';
            document.body.append(form);
            form.submit();
          }""",
          url);
      evil.waitForURL(url + "/form");
      assertThat(evil.locator("body")).not().containsText("victim");
      assertThat(victim.asked).isEmpty();
      evil.close();
    }
    provoked("");
  }

  @Test
  void tabThatAnotherPageLeadsHere_asksThePerson() {
    show(page2, OTHER).close();
    Page evil = show(attack, OTHER);
    victim.asked.clear();
    evil.evaluate("url => { location.href = url; }", origin(page2, OTHER) + "/delete?all=1");
    assertThat(evil.locator("a")).hasText("Continue");
    assertThat(victim.asked).isEmpty();
    evil.locator("a").click();
    assertThat(evil.locator("body")).hasText("victim");
    assertThat(victim.asked).first().asString().startsWith("/delete?all=1 ");
    evil.close();
    provoked("403");
  }

  @Test
  void cookies_ofOnePageReachNoOther_norTempo() {
    for (String name : NAMES) {
      show(page2, name).close();
      Page evil = show(attack, name);
      evil.evaluate(
          """
          () => {
            document.cookie = 'session=attackers; path=/';
            document.cookie = 'tempo_own_p2_session=attackers; path=/';
            document.cookie = 'mark=1; path=/';
          }""");
      evil.reload();
      assertThat(attacker.awaitCookie()).doesNotContain("victims");
      victim.asked.clear();
      Page seen = show(page2, name);
      assertThat(victim.asked)
          .isNotEmpty()
          .allSatisfy(
              asked ->
                  assertThat(asked)
                      .contains("session=victims")
                      .doesNotContain("attackers", "tempo_"));
      assertThat((String) seen.evaluate("document.cookie")).doesNotContain("victims", "tempo_");
      seen.close();
      evil.close();
    }
    assertThat(context.cookies())
        .extracting((Cookie cookie) -> cookie.name)
        .doesNotContain("tempo_session_1")
        .contains("tempo_own_p2_session");
    assertThat(context.cookies())
        .filteredOn(cookie -> cookie.name.equals("wide"))
        .allSatisfy(cookie -> assertThat(cookie.domain).doesNotStartWith("."));
    page.reload();
    assertThat(page.locator("tempo-menu.user")).containsText("admin"); // nothing was cleared
  }

  @Test
  void serviceWorkers_areRefused() {
    for (String name : NAMES) {
      Page evil = show(attack, name);
      Object told =
          evil.evaluate(
              """
              () => navigator.serviceWorker.register('/worker.js')
                .then(() => 'registered', (problem) => problem.name)""");
      assertThat(told).as(name).isNotEqualTo("registered");
      evil.close();
    }
    provoked("403", "ServiceWorker", "worker");
  }

  @Test
  void cookiesOfAPageUnderAnotherName_neitherPushOutNorSwapNorBurdenTemposSession() {
    server.as("mallory", dev.tempo.server.security.authorization.Role.OPERATOR);
    String name = "tempo_session_" + server.server().port();
    Page evil = show(attack, OTHER);
    evil.evaluate(
        """
        name => {
          for (const path of ['/', '/api', '/api/auth']) {
            document.cookie = `${name}=tossed; path=${path}`;
            document.cookie = `${name}=tossed; path=${path}; domain=${location.hostname}`;
          }
          for (let i = 0; i < 100; i += 1) {
            document.cookie = `bomb${i}=${'x'.repeat(3900)}; path=/`;
          }
          for (let i = 0; i < 800; i += 1) {
            document.cookie = `filler${i}=1; path=/`;
          }
        }""",
        name);
    page.waitForCondition(
        () -> context.cookies().stream().anyMatch(cookie -> cookie.name.equals("filler799")));
    page.reload();
    assertThat(page.locator("tempo-menu.user")).containsText("admin");
    evil.close();
    provoked("");
  }

  @Test
  void pagesUnderNamesOfTheirOwn_shareNoCookies_andAskNothingOfEachOther() throws IOException {
    int attackersPort = URI.create(attacker.url(SAME)).getPort();
    try (TestTunnel one = TestTunnel.named(attackersPort, "*.pages.localhost")) {
      TestTunnel two = one.alsoNamed(victim.port());
      Page seen = show(two, "p2.pages.localhost");
      Page evil = show(one, "p1.pages.localhost");
      evil.evaluate(
          """
          () => {
            document.cookie = 'session=attackers; path=/; domain=pages.localhost';
            document.cookie = 'mark=1; path=/';
          }""");
      evil.reload();
      assertThat(attacker.awaitCookie()).contains("mark=1").doesNotContain("victims", "tempo_");
      victim.asked.clear();
      String url = origin(two, "p2.pages.localhost");
      for (String how : List.of("cors", "noCors", "image", "events")) {
        assertThat(evil.evaluate("([how, url]) => window.reads[how](url)", args(how, url)))
            .as(how)
            .isEqualTo("nothing");
      }
      assertThat(victim.asked).isEmpty();
      seen.reload();
      assertThat(victim.asked)
          .first()
          .asString()
          .contains("session=victims")
          .doesNotContain("attackers", "mark", "tempo_");
      evil.close();
      seen.close();
    }
    provoked("");
  }

  @Test
  void frame_ofAPageIsShownToItselfOnly() {
    show(page2, OTHER).close();
    Page evil = show(attack, OTHER);
    evil.evaluate(
        """
        url => new Promise((done) => {
          const frame = document.createElement('iframe');
          frame.onload = done;
          frame.src = url;
          document.body.append(frame);
        })""",
        origin(page2, OTHER) + "/.tempo/");
    assertThat(evil.frames().getLast().content()).doesNotContain("own");
    evil.close();
    provoked("");
  }
}
