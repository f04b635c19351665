package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.tempo.testkit.VirtualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthTest {
  private static final String RIGHT =
      "{'username':'Admin','password':'" + TestServer.PASSWORD + "'}";
  private static final String WRONG = "{'username':'admin','password':'wrong horse'}";

  @TempDir Path directory;

  @Test
  void logIn_withRightPassword_givesTokenAndUser() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      var answer = server.client().post("/api/auth/login", RIGHT).status(200);
      assertThat(Instant.parse(answer.data("expiresAt").textValue())).isAfter(Instant.EPOCH);
      assertThat(answer.data("user").path("username").textValue()).isEqualTo("admin");
      assertThat(answer.data("user").path("lastLoginAt").isNull()).isFalse();
      assertThat(answer.header("Set-Cookie"))
          .startsWith("tempo_session_" + server.server().port() + "=")
          .contains("HttpOnly", "SameSite=Strict", "Path=/")
          .doesNotContain("Secure");
    }
  }

  @Test
  void logIn_withWrongNameOrPassword_isTheSame401() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      var wrongPassword = server.client().post("/api/auth/login", WRONG);
      var wrongName = server.client().post("/api/auth/login", WRONG.replace("admin", "nobody"));
      wrongPassword.problem(401, "INVALID_CREDENTIALS");
      assertThat(wrongName.body()).isEqualTo(wrongPassword.body());
    }
  }

  @Test
  void call_withoutCredentials_is401() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      var answer = server.client().get("/api/jobs").problem(401, "INVALID_TOKEN");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @Test
  void call_withForgedToken_is401() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      String real = server.admin().headers().get("Authorization").substring(7);
      var claims = JWT.decode(real);
      String forged =
          JWT.create()
              .withIssuer("tempo")
              .withJWTId(claims.getId())
              .withExpiresAt(claims.getExpiresAtAsInstant())
              .sign(Algorithm.HMAC256("another key"));
      String unsigned =
          JWT.create()
              .withIssuer("tempo")
              .withJWTId(claims.getId())
              .withExpiresAt(claims.getExpiresAtAsInstant())
              .sign(Algorithm.none());
      for (String token : new String[] {forged, unsigned, "x", real + "x", ""}) {
        server.client().bearer(token).get("/api/jobs").problem(401, "INVALID_TOKEN");
      }
    }
  }

  @Test
  void logOut_endsTheTokenAtOnce() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      ApiClient elsewhere = server.admin();
      admin.post("/api/auth/logout").status(200);
      admin.get("/api/jobs").problem(401, "INVALID_TOKEN");
      elsewhere.get("/api/jobs").status(200);
    }
  }

  @Test
  void token_afterTwelveHours_isWorthNothing() {
    VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    try (TestServer server = TestServer.start(directory, b -> b.time(clock))) {
      server.client().post("/api/setup/admin", RIGHT).status(201);
      ApiClient admin = server.admin();
      clock.advance(Duration.ofHours(12).minusSeconds(1));
      admin.get("/api/jobs").status(200);
      clock.advance(Duration.ofSeconds(1));
      admin.get("/api/jobs").problem(401, "INVALID_TOKEN");
    }
  }

  @Test
  void cookie_isProlongedByUse_andEndsWithLogOut() {
    VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    try (TestServer server = TestServer.start(directory, b -> b.time(clock))) {
      var session = server.client().post("/api/setup/admin", RIGHT).status(201);
      ApiClient first = server.client().browser(session);
      clock.advance(Duration.ofHours(11));
      String second = first.get("/api/jobs").status(200).cookie();
      clock.advance(Duration.ofHours(11));
      first.get("/api/jobs").problem(401, "INVALID_TOKEN");
      ApiClient browser = first.header("Cookie", second);
      browser.get("/api/auth/me").status(200);
      var left = browser.post("/api/auth/logout").status(200);
      assertThat(left.header("Set-Cookie"))
          .startsWith("tempo_session_" + server.server().port() + "=;")
          .contains("Max-Age=0;");
      browser.get("/api/jobs").problem(401, "INVALID_TOKEN");
    }
  }

  @Test
  void sixthLogInWithinAMinute_is429() {
    try (TestServer server = TestServer.start(directory, b -> b.rateLimits(true))) {
      server.client().post("/api/setup/admin", RIGHT).status(201);
      for (int i = 0; i < 5; i++) {
        server.client().post("/api/auth/login", WRONG).problem(401, "INVALID_CREDENTIALS");
      }
      var refused = server.client().post("/api/auth/login", RIGHT).problem(429, "RATE_LIMITED");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
      server
          .client()
          .post("/api/auth/login", WRONG.replace("admin", "other"))
          .problem(401, "INVALID_CREDENTIALS");
    }
  }

  @Test
  void keyFile_isForItsOwnerOnly_andOutlivesARestart() throws Exception {
    String token;
    try (TestServer server = TestServer.startSetUp(directory)) {
      token = server.admin().headers().get("Authorization").substring(7);
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("config/jwt.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (TestServer server = TestServer.start(directory)) {
      server.client().bearer(token).get("/api/auth/me").status(200);
    }
  }

  @Test
  void secretOfTheSettings_signsInsteadOfTheKeyFile() {
    String secret = "a secret that nobody guesses, of 40 letters";
    String token;
    try (TestServer server = TestServer.start(directory, b -> b.setting("jwtSecret", secret))) {
      token = server.client().post("/api/setup/admin", RIGHT).data("token").textValue();
      JWT.require(Algorithm.HMAC256(secret))
          .acceptExpiresAt(Integer.MAX_VALUE)
          .build()
          .verify(token);
      server.client().bearer(token).get("/api/auth/me").status(200);
      assertThat(directory.resolve("config/jwt.key")).doesNotExist();
    }
    try (TestServer server = TestServer.start(directory, b -> b.setting("jwtSecret", secret))) {
      server.client().bearer(token).get("/api/auth/me").status(200);
    }
    try (TestServer server = TestServer.start(directory)) {
      server.client().bearer(token).get("/api/auth/me").problem(401, "INVALID_TOKEN");
      server.client().post("/api/auth/login", RIGHT).status(200);
      assertThat(directory.resolve("config/jwt.key")).exists();
    }
  }

  @Test
  void session_livesAsLongAsIsSet() {
    VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    try (TestServer server =
        TestServer.start(directory, b -> b.time(clock).setting("sessionHours", "2"))) {
      var made = server.client().post("/api/setup/admin", RIGHT).status(201);
      assertThat(made.data("expiresAt").textValue()).isEqualTo("2026-03-01T02:00:00Z");
      assertThat(made.header("Set-Cookie")).contains("Max-Age=7200;");
      clock.advance(Duration.ofMinutes(29));
      ApiClient browser = server.client().browser(made);
      assertThat(browser.get("/api/jobs").status(200).header("Set-Cookie")).isEmpty();
      clock.advance(Duration.ofMinutes(90));
      var renewed = browser.get("/api/jobs").status(200);
      assertThat(renewed.header("Set-Cookie")).contains("Max-Age=7200;");
      clock.advance(Duration.ofMinutes(1));
      browser.get("/api/jobs").problem(401, "INVALID_TOKEN");
      ApiClient later = browser.header("Cookie", renewed.cookie());
      clock.advance(Duration.ofMinutes(118));
      later.get("/api/jobs").status(200);
    }
  }
}
