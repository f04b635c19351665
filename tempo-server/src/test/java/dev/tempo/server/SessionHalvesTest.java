package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.security.authorization.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser's session is a cookie and a half that is none; tickets stand for both. */
final class SessionHalvesTest {
  private static final String LOG_IN =
      "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
  private static final int CREDENTIALS_ENDED = 1008;

  @TempDir Path directory;
  private final SteppedTime time = new SteppedTime();
  private TestServer server;
  private ApiClient.Answer session;

  @BeforeEach
  void start() {
    server = TestServer.start(directory, b -> b.time(time));
    session = server.client().post("/api/setup/admin", LOG_IN).status(201);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void half_isToldOnce_andKeptAsAHashOnly() throws Exception {
    String half = session.data("csrfToken").textValue();
    assertThat(half).hasSizeGreaterThan(40);
    ApiClient browser = server.client().browser(session);
    for (String path : new String[] {"/api/auth/me", "/api/auth/user", "/api/me/preferences"}) {
      assertThat(browser.get(path).status(200).body()).doesNotContain("csrfToken", half);
    }
    assertThat(server.client().post("/api/auth/login", LOG_IN).data("csrfToken").textValue())
        .isNotEqualTo(half);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(half);
      }
    }
  }

  @Test
  void cookie_shownAsAnythingElse_isWorthNothing() {
    String value = session.cookie().substring(session.cookie().indexOf('=') + 1);
    server.client().bearer(value).get("/api/auth/me").problem(401, "INVALID_TOKEN");
    server.client().withKey(value).get("/api/auth/me").problem(401, "INVALID_TOKEN");
    server.client().get("/api/export?ticket=" + value).problem(401, "INVALID_TOKEN");
    String bearer = session.data("token").textValue();
    server.client().bearer(bearer).get("/api/auth/me").status(200);
    String name = session.cookie().substring(0, session.cookie().indexOf('='));
    ApiClient asCookie = server.client().withHalfOf(session);
    asCookie
        .header("Cookie", name + "=" + bearer)
        .get("/api/auth/me")
        .problem(401, "INVALID_TOKEN");
    String key =
        server.admin().post("/api/keys", "{'name':'k','scope':'api'}").data("key").textValue();
    asCookie.header("Cookie", name + "=" + key).get("/api/auth/me").problem(401, "INVALID_TOKEN");
  }

  @Test
  void ofSeveralCookies_theOneOfTheHalfCounts_whereverItStands() {
    server.as("mallory", Role.OPERATOR);
    String theirs = "{'username':'mallory','password':'" + TestServer.PASSWORD + "'}";
    String tossed = server.client().post("/api/auth/login", theirs).status(200).cookie();
    String own = session.cookie();
    ApiClient browser = server.client().withHalfOf(session);
    for (String cookies : new String[] {tossed + "; " + own, own + "; " + tossed}) {
      var me = browser.header("Cookie", "x=1; " + cookies + "; y=2").get("/api/auth/me");
      assertThat(me.status(200).data("username").textValue()).isEqualTo("admin");
    }
    browser.header("Cookie", tossed).get("/api/auth/me").problem(401, "INVALID_TOKEN");
  }

  @Test
  void cookie_countsNotWhenABrowserSaysThatAnotherSiteAsks() {
    ApiClient browser = server.client().browser(session);
    for (String by : new String[] {"same-site", "cross-site", "nonsense"}) {
      browser.header("Sec-Fetch-Site", by).get("/api/jobs").problem(401, "INVALID_TOKEN");
    }
    for (String by : new String[] {"same-origin", "none"}) {
      browser.header("Sec-Fetch-Site", by).get("/api/jobs").status(200);
    }
  }

  @Test
  void cookiesThatAreWorthNothing_areCounted() {
    try (TestServer limited =
        TestServer.start(directory.resolve("limited"), b -> b.rateLimits(true))) {
      var own = limited.client().post("/api/setup/admin", LOG_IN).status(201);
      String name = own.cookie().substring(0, own.cookie().indexOf('='));
      ApiClient guesser =
          limited.client().header("Cookie", name + "=guess").header("X-CSRF-Token", "guess");
      for (int i = 0; i < 60; i++) {
        guesser.get("/api/jobs").problem(401, "INVALID_TOKEN");
      }
      guesser.get("/api/jobs").problem(429, "RATE_LIMITED");
      limited.client().header("Cookie", own.cookie()).get("/api/jobs").status(429);
      limited.client().browser(own).get("/api/jobs").status(200);
    }
  }

  @Test
  void ticket_letsInOnce_atItsPathAlone_forHalfAMinute() {
    ApiClient browser = server.client().browser(session);
    String ticket = ticket(browser, "/api/export");
    server.client().get("/api/auth/me?ticket=" + ticket).problem(401, "INVALID_TOKEN");
    server.client().get("/api/export?jobs=&ticket=" + ticket).status(200);
    server.client().get("/api/export?ticket=" + ticket).problem(401, "INVALID_TOKEN");
    String elsewhere = ticket(browser, "/ws");
    server.client().get("/api/export?ticket=" + elsewhere).problem(401, "INVALID_TOKEN");
    String late = ticket(browser, "/api/export");
    time.step(Duration.ofSeconds(31));
    server.client().get("/api/export?ticket=" + late).problem(401, "INVALID_TOKEN");
  }

  @Test
  void ticket_isMadeForWhatTakesOneOnly() {
    ApiClient browser = server.client().browser(session);
    for (String path :
        new String[] {
          "/api/auth/me", "/api/users", "", "x", "/ws/", "/api/export?x=1", "/%zz", "//"
        }) {
      browser.post("/api/tickets", "{'path':'" + path + "'}").invalid("path");
    }
    server.client().post("/api/tickets", "{'path':'/ws'}").problem(401, "INVALID_TOKEN");
  }

  @Test
  void ticket_isWorthWhatItWasMadeWith_andEndsWithIt() {
    ApiClient developer = server.as(Role.DEVELOPER);
    String lesser =
        developer
            .post("/api/keys", "{'name':'k','scope':'api','role':'viewer'}")
            .data("key")
            .textValue();
    ApiClient key = server.client().withKey(lesser);
    server
        .client()
        .get("/api/export?ticket=" + ticket(key, "/api/export"))
        .problem(403, "UNAUTHORIZED");
    String trigger = developer.post("/api/keys", "{'name':'t'}").data("key").textValue();
    server
        .client()
        .withKey(trigger)
        .post("/api/tickets", "{'path':'/ws'}")
        .problem(403, "UNAUTHORIZED");
    String ticket = ticket(developer, "/api/export");
    developer.post("/api/auth/logout").status(200);
    server.client().get("/api/export?ticket=" + ticket).problem(401, "INVALID_TOKEN");
  }

  @Test
  void webSocket_byCookie_needsATicket_andEndsWithTheSession() throws Exception {
    Map<String, String> cookie = Map.of("Cookie", session.cookie());
    assertThatThrownBy(() -> SocketClient.open(cookie, server.url(), "/ws"))
        .isInstanceOf(CompletionException.class);
    ApiClient browser = server.client().browser(session);
    for (String path : new String[] {"/ws", "/ws/logs/user"}) {
      String ticket = ticket(browser, path);
      SocketClient events = SocketClient.open(Map.of(), server.url(), path + "?ticket=" + ticket);
      events.say("{'ping':1}");
      events.untilType("pong");
      assertThatThrownBy(
              () -> SocketClient.open(Map.of(), server.url(), path + "?ticket=" + ticket))
          .isInstanceOf(CompletionException.class);
      if (path.equals("/ws/logs/user")) {
        browser.post("/api/auth/logout").status(200);
        assertThat(events.closeCode()).isEqualTo(CREDENTIALS_ENDED);
      }
    }
  }

  @Test
  void webSocket_ofAnAllowedOrigin_doesNotTakeACookie() {
    String friend = "http://localhost:3000";
    try (TestServer open =
        TestServer.start(directory.resolve("open"), b -> b.allowedOrigins(friend))) {
      var own = open.client().post("/api/setup/admin", LOG_IN).status(201);
      ApiClient page = open.client().browser(own).header("Origin", friend);
      assertThatThrownBy(() -> SocketClient.open(page, open.url(), "/ws"))
          .isInstanceOf(CompletionException.class);
      String ticket = ticket(open.client().browser(own), "/ws");
      SocketClient.open(Map.of("Origin", friend), open.url(), "/ws?ticket=" + ticket).vanish();
    }
  }

  @Test
  void cookiesName_carriesThePortThatTheBrowserAsked() {
    ApiClient client = server.client();
    assertThat(session.cookie()).startsWith("tempo_session_" + server.server().port() + "=");
    String behind = client.post("/api/auth/login", LOG_IN).status(200).cookie();
    assertThat(behind).startsWith("tempo_session_" + server.server().port() + "=");
  }

  private static String ticket(ApiClient client, String path) {
    var made = client.post("/api/tickets", "{'path':'" + path + "'}").status(201);
    return made.data("ticket").textValue();
  }
}
