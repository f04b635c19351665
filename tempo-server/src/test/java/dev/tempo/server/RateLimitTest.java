package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Ids;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.testkit.VirtualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RateLimitTest {
  private static final String JOB =
      "{'name':'%s','urlTrigger':true,'overlap':'SKIP','task':{'kind':'shell','content':'true'}}";

  private final VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
  @TempDir Path directory;

  @Test
  void eleventhTriggerOfAJobInAMinute_is429_forThisKeyAndJobOnly() {
    try (TestServer server = start(RateLimits.DEFAULT)) {
      ApiClient admin = server.admin();
      admin.post("/api/jobs", JOB.formatted("One")).status(201);
      admin.post("/api/jobs", JOB.formatted("Two")).status(201);
      ApiClient key = key(server, admin);
      String id = admin.get("/api/jobs/one").data("id").textValue();
      for (int i = 0; i < 10; i++) {
        key.get("/api/jobs/" + (i % 2 == 0 ? "one" : id) + "/trigger").status(202);
      }
      var refused = key.get("/api/jobs/one/trigger").problem(429, "RATE_LIMITED");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 6);
      key.post("/api/jobs/one/trigger").problem(429, "RATE_LIMITED");
      key.get("/api/jobs/two/trigger").status(202);
      key(server, admin).get("/api/jobs/one/trigger").status(202);
      clock.advance(Duration.ofSeconds(6));
      key.get("/api/jobs/one/trigger").status(202);
      key.get("/api/jobs/one/trigger").status(429);
    }
  }

  @Test
  void sixtyFirstRunInAMinute_is429_forThisUserOnly() {
    try (TestServer server = start(RateLimits.DEFAULT)) {
      ApiClient admin = server.admin();
      ApiClient operator = server.as(Role.OPERATOR);
      for (int i = 0; i < 60; i++) {
        operator.post("/api/jobs/none/run").status(404);
      }
      operator.post("/api/jobs/none/run").problem(429, "RATE_LIMITED");
      operator.post("/api/jobs/none/try").problem(429, "RATE_LIMITED");
      operator.post("/api/runs/" + Ids.next() + "/rerun").problem(429, "RATE_LIMITED");
      operator.get("/api/jobs").status(200);
      admin.post("/api/jobs/none/run").status(404);
    }
  }

  @Test
  void otherRequests_haveTheirOwnLimit_andHealthHasNone() {
    try (TestServer server = start(new RateLimits(true, 5, 10, 60, 20))) {
      ApiClient admin = server.admin();
      ApiClient again = server.admin(); // counted by user, not by session
      for (int i = 0; i < 20; i++) {
        (i % 2 == 0 ? admin : again).get("/api/jobs").status(200);
      }
      var refused = again.get("/api/runs").problem(429, "RATE_LIMITED");
      assertThat(refused.header("Retry-After")).isEqualTo("3");
      for (int i = 0; i < 30; i++) {
        server.client().get("/api/health").status(200);
      }
    }
  }

  @Test
  void defaultLimit_is1200RequestsAMinute() {
    try (TestServer server = start(RateLimits.DEFAULT)) {
      ApiClient admin = server.admin();
      for (int i = 0; i < 1_200; i++) {
        admin.get("/api/timezones").status(200);
      }
      admin.get("/api/timezones").problem(429, "RATE_LIMITED");
    }
  }

  @Test
  void guessedKeys_areRefusedBeforeLong_withoutLockingOthersOut() {
    try (TestServer server = start(RateLimits.DEFAULT)) {
      ApiClient admin = server.admin();
      for (int i = 0; i < 60; i++) {
        server.client().withKey("guess " + i).get("/api/jobs").status(401);
      }
      server.client().withKey("guess").get("/api/jobs/x/trigger").problem(429, "RATE_LIMITED");
      server.client().bearer("guess").get("/api/jobs").problem(429, "RATE_LIMITED");
      admin.get("/api/jobs").status(200);
    }
  }

  @Test
  void logInsUnderManyNames_areLimitedByClient() {
    try (TestServer server = start(RateLimits.DEFAULT)) {
      for (int i = 0; i < 60; i++) {
        logIn(server, "name" + i).problem(401, "INVALID_CREDENTIALS");
      }
      logIn(server, "another").problem(429, "RATE_LIMITED");
    }
  }

  @Test
  void currentPassword_cannotBeGuessedAtWill() {
    try (TestServer server = start(RateLimits.DEFAULT)) {
      ApiClient admin = server.admin();
      String wrong = "{'currentPassword':'guess','password':'long enough'}";
      for (int i = 0; i < 5; i++) {
        admin.put("/api/me/password", wrong).problem(403, "UNAUTHORIZED");
      }
      admin.put("/api/me/password", wrong).problem(429, "RATE_LIMITED");
    }
  }

  @Test
  void limitBelowOne_isRefused() {
    assertThatThrownBy(() -> new RateLimits(true, 0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }

  private TestServer start(RateLimits limits) {
    TestServer server = TestServer.start(directory, b -> b.time(clock).rateLimits(limits));
    String admin = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    server.client().post("/api/setup/admin", admin).status(201);
    return server;
  }

  private static ApiClient key(TestServer server, ApiClient owner) {
    var made = owner.post("/api/keys", "{'name':'k'}").status(201);
    return server.client().withKey(made.data("key").textValue());
  }

  private static ApiClient.Answer logIn(TestServer server, String name) {
    return server
        .client()
        .post("/api/auth/login", "{'username':'" + name + "','password':'guess'}");
  }
}
