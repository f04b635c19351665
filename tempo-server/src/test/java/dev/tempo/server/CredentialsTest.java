package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.tempo.server.security.authorization.Access.Need;
import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks every route with credentials that are worth nothing, less than others, or only something.
 * Of those that are worth nothing each goes to some routes, and several to each; all to all with
 * {@code -Plong}.
 */
final class CredentialsTest {
  private static final String NEEDS_ROLE = "This needs the role";
  private static final int STEP = Boolean.getBoolean("tempo.long") ? 1 : 7;
  private static final String PASSWORD = TestServer.PASSWORD;

  @TempDir static Path directory;
  private static TestServer server;
  private static final Map<String, ApiClient> WORTHLESS = new LinkedHashMap<>();
  private static final Map<Role, ApiClient> LESSER_KEYS = new LinkedHashMap<>();
  private static ApiClient triggerKey;

  @BeforeAll
  static void start() {
    VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    server = TestServer.start(directory, b -> b.time(clock));
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + PASSWORD + "'}")
        .status(201);
    expire(clock);
    forge();
    revoke();
    endAccounts();
    ApiClient admin = server.admin();
    for (Role role : Role.values()) {
      LESSER_KEYS.put(role, key(admin, "'scope':'api','role':'" + role.label() + "'"));
    }
    triggerKey = key(admin, "'scope':'trigger'");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRoute_withWorthlessCredentials_is401UnlessItNeedsNone() {
    AtomicInteger first = new AtomicInteger();
    WORTHLESS.forEach(
        (what, client) -> {
          AtomicInteger turn = new AtomicInteger(first.getAndIncrement());
          AccessTable.rows()
              .forEach(
                  (route, access) -> {
                    if (turn.getAndIncrement() % STEP == 0 || access.need() == Need.KEY) {
                      isWorthless(what + " " + route, call(client, route), access.need());
                    }
                  });
        });
    assertThat(WORTHLESS).hasSizeGreaterThan(20);
  }

  private static void isWorthless(String what, ApiClient.Answer answer, Need need) {
    if (need == Need.LOGIN || need == Need.KEY) {
      assertThat(answer.body()).as(what).contains("INVALID_TOKEN");
      answer.status(401);
    } else {
      assertThat(answer.body()).as(what).doesNotContain(NEEDS_ROLE);
    }
  }

  @Test
  void everyRoute_withAKeyOfALowerRole_isAsForThatRole() {
    LESSER_KEYS.forEach(
        (role, client) ->
            AccessTable.rows()
                .forEach(
                    (route, access) -> {
                      if (access.need() == Need.LOGIN) {
                        String body = call(client, route).body();
                        boolean allowed = role.atLeast(access.role().orElseThrow());
                        assertThat(body.contains(NEEDS_ROLE))
                            .as(role + route)
                            .isNotEqualTo(allowed);
                        assertThat(body).as(role + " " + route).doesNotContain("INVALID_TOKEN");
                      }
                    }));
  }

  @Test
  void everyRouteButTheTrigger_refusesATriggerKey() {
    AccessTable.rows()
        .forEach(
            (route, access) -> {
              var answer = call(triggerKey, route);
              if (access.need() == Need.LOGIN) {
                answer.status(403);
                assertThat(answer.body()).as(route).contains("scope trigger");
              } else if (access.need() == Need.KEY) {
                answer.problem(404, "NOT_FOUND"); // there is no such job
              }
            });
  }

  @Test
  void everyRoute_withOneHalfOfABrowsersSession_is401() {
    String logIn = "{'username':'admin','password':'" + PASSWORD + "'}";
    var session = server.client().post("/api/auth/login", logIn).status(200);
    var another = server.client().post("/api/auth/login", logIn).status(200);
    ApiClient cookie = server.client().header("Cookie", session.cookie());
    ApiClient half = server.client().withHalfOf(session);
    ApiClient mixed = server.client().browser(session).withHalfOf(another);
    AccessTable.rows()
        .forEach(
            (route, access) -> {
              if (access.need() == Need.LOGIN) {
                var refused = call(cookie, route).problem(401, "INVALID_TOKEN");
                assertThat(refused.body()).as(route).contains("X-CSRF-Token");
                call(half, route).problem(401, "INVALID_TOKEN");
                call(mixed, route).problem(401, "INVALID_TOKEN");
              }
            });
    server.client().browser(session).get("/api/auth/me").status(200);
  }

  @Test
  @Tag("alone")
  void unknownName_takesAsLongAsAKnownOne() {
    try (TestServer slow = TestServer.start(directory.resolve("slow"), b -> b.passwordCost(10))) {
      String known = "{'username':'admin','password':'" + PASSWORD + "'}";
      slow.client().post("/api/setup/admin", known).status(201);
      String wrong = known.replace(PASSWORD, "wrong");
      long knownNanos = fastest(slow, wrong);
      long unknownNanos = fastest(slow, wrong.replace("admin", "nobody"));
      // Without a hash for nobody, it would be a hundredth.
      assertThat((double) unknownNanos / knownNanos).isBetween(0.3, 3.0);
    }
  }

  private static long fastest(TestServer server, String logIn) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 6; i++) {
      long start = System.nanoTime();
      server.client().post("/api/auth/login", logIn).status(401);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return fastest;
  }

  private static void expire(VirtualClock clock) {
    ApiClient admin = server.admin();
    worthless("an expired token", admin);
    worthless("an expired key", key(admin, "'scope':'api','expiresAt':'2026-03-01T01:00:00Z'"));
    worthless("an expired trigger key", key(admin, "'expiresAt':'2026-03-01T01:00:00Z'"));
    clock.advance(Duration.ofHours(12));
  }

  private static void forge() {
    String real = token(server.admin());
    DecodedJWT claims = JWT.decode(real);
    String[] parts = real.split("\\.");
    Algorithm own = Algorithm.HMAC256("a key of my own");
    worthless("a token of another key", copy(claims).sign(own));
    worthless("a token of no algorithm", copy(claims).sign(Algorithm.none()));
    worthless("a token without its signature", parts[0] + "." + parts[1] + ".");
    String none = encoded("{\"alg\":\"None\",\"typ\":\"JWT\"}");
    worthless("a token that says None", none + "." + parts[1] + "." + parts[2]);
    String later = encoded(decoded(parts[1]).replace("\"exp\":1", "\"exp\":9"));
    worthless("a token made to live longer", parts[0] + "." + later + "." + parts[2]);
    worthless("a token with more at its end", real + "A");
    worthless(
        "a token of another algorithm", copy(claims).sign(Algorithm.HMAC512("a key of my own")));
    worthless("no token at all", "");
    worthless("a word", "admin");
    worthless("a very long one", "a".repeat(8_000));
    worthless("a key by guess", "tempo_" + "A".repeat(43));
    WORTHLESS.put(
        "a forged cookie", server.client().header("Cookie", "tempo_session=" + real + "A"));
    WORTHLESS.put(
        "a name and password", server.client().header("Authorization", "Basic YWRtaW46eA=="));
    WORTHLESS.put("nothing", server.client());
  }

  private static void revoke() {
    ApiClient admin = server.admin();
    ApiClient gone = server.admin();
    worthless("a token after log-out", gone);
    gone.post("/api/auth/logout").status(200);
    var revoked = admin.post("/api/keys", "{'name':'k','scope':'api'}").status(201);
    worthless("a revoked key", revoked.data("key").textValue());
    admin.delete("/api/keys/" + revoked.data("id").textValue()).status(200);
    var rotated = admin.post("/api/keys", "{'name':'k','scope':'api'}").status(201);
    worthless("a rotated key", rotated.data("key").textValue());
    admin.post("/api/keys/" + rotated.data("id").textValue() + "/rotate").status(200);
  }

  /** Each has been let in before, so that what ends is a session that is going on. */
  private static void endAccounts() {
    ApiClient admin = server.admin();
    end("deactivated", user -> admin.put(user, "{'active':false}").status(200));
    end("deleted", user -> admin.delete(user).status(200));
    end("of a reset password", user -> admin.put(user, "{'password':'another one'}").status(200));
  }

  private static void end(String how, java.util.function.Consumer<String> ending) {
    String name = "user" + WORTHLESS.size();
    ApiClient user = server.as(name, Role.ADMIN);
    worthless("a token, " + how, user);
    worthless("a key, " + how, key(user, "'scope':'api'"));
    worthless("a trigger key, " + how, key(user, "'scope':'trigger'"));
    ending.accept("/api/users/" + user.get("/api/auth/me").status(200).data("id").textValue());
  }

  private static void worthless(String what, ApiClient bearer) {
    worthless(what, token(bearer));
  }

  private static void worthless(String what, String token) {
    WORTHLESS.put(what, server.client().bearer(token));
    WORTHLESS.put(what + " as key", server.client().withKey(token));
  }

  private static String token(ApiClient client) {
    return client.headers().get("Authorization").substring("Bearer ".length());
  }

  private static ApiClient key(ApiClient owner, String fields) {
    var made = owner.post("/api/keys", "{'name':'k'," + fields + "}").status(201);
    return server.client().bearer(made.data("key").textValue());
  }

  private static JWTCreator.Builder copy(DecodedJWT claims) {
    return JWT.create()
        .withIssuer("tempo")
        .withJWTId(claims.getId())
        .withSubject(claims.getSubject())
        .withExpiresAt(claims.getExpiresAtAsInstant());
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static ApiClient.Answer call(ApiClient client, String route) {
    String[] parts = route.split(" ");
    String path = parts[1].replaceAll("\\{[^}]+}", "none");
    String method = parts[0].equals("WS") ? "GET" : parts[0];
    boolean bare = method.equals("GET") || method.equals("DELETE");
    return bare
        ? client.send(method, path, null, null)
        : client.send(method, path, "{}", "application/json");
  }
}
