package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.Authenticator;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Tickets;
import dev.tempo.server.http.TrustedProxies;
import dev.tempo.server.http.filter.AllowedOrigins;
import dev.tempo.server.http.filter.AuditListener;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.server.HttpServer;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.i18n.MessageCatalogs;
import dev.tempo.server.message.Languages;
import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.transport.Limits;
import dev.tempo.testkit.VirtualClock;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditTest {
  @TempDir Path directory;

  /** Over the real router, with routes that do nothing: what counts is that they all pass it. */
  @Test
  void everyRouteThatWrites_leavesItsEntry_andNoOther() {
    List<AuditListener.Event> events = new CopyOnWriteArrayList<>();
    Routes routes = new Routes();
    AccessTable.rows().keySet().forEach(route -> register(routes, route));
    try (HttpServer http = server(routes, events::add)) {
      ApiClient admin = ApiClient.ofStub("http://127.0.0.1:" + http.port()).bearer("whoever");
      AccessTable.rows().keySet().forEach(route -> call(admin, route));
    }
    Set<String> writing =
        AccessTable.rows().entrySet().stream()
            .filter(row -> row.getValue().changes())
            .map(row -> row.getKey())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(writing)
        .contains("POST /api/jobs", "DELETE /api/users/{id}", "POST /api/auth/login");
    assertThat(events)
        .extracting(AuditListener.Event::route)
        .containsExactlyInAnyOrderElementsOf(writing);
    assertThat(events).allMatch(event -> event.client().equals("127.0.0.1"));
  }

  @Test
  void onlyWhatIsSaidToRead_isNotAudited() {
    Set<String> silent =
        AccessTable.rows().entrySet().stream()
            .filter(row -> !row.getKey().startsWith("GET ") && !row.getKey().startsWith("WS "))
            .filter(row -> !row.getValue().changes())
            .map(row -> row.getKey())
            .collect(Collectors.toSet());
    assertThat(silent).contains("POST /api/schedules/preview");
    assertThat(AccessTable.rows().get("GET /api/jobs/{job}/trigger"))
        .matches(Access::changes, "changes though it is a GET");
  }

  @Test
  void change_isTakenDownWithWhoWhenWhereAndWhat() {
    VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    try (TestServer server = setUp(clock)) {
      ApiClient admin = server.admin();
      clock.advance(Duration.ofHours(1));
      String id = admin.post("/api/jobs", "{'name':'Audited'}").data("id").textValue();
      admin.post("/api/jobs", "{'name':''}").status(422);
      admin.post("/api/jobs/none/enable").status(404);
      JsonNode entry = entries(admin, "?action=createJob").get(0);
      assertThat(entry.path("user").textValue()).isEqualTo("admin");
      assertThat(entry.path("timestamp").textValue()).isEqualTo("2026-03-01T01:00:00Z");
      assertThat(entry.path("client").textValue()).isEqualTo("127.0.0.1");
      assertThat(entry.path("object").textValue()).isEqualTo(id + " Audited");
      assertThat(entry.path("outcome").textValue()).isEqualTo("success");
      assertThat(entry.path("status").intValue()).isEqualTo(201);
      assertThat(entry.path("keyId").isNull()).isTrue();
      assertThat(actions(admin, "")).containsExactly("createJob", "logIn", "createFirstAdmin");
      admin.post("/api/jobs/audited/disable").status(200);
      assertThat(entries(admin, "").get(0).path("object").textValue())
          .isEqualTo("audited " + id + " Audited");
    }
  }

  @Test
  void trail_isFilteredAndPaged() {
    VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    try (TestServer server = setUp(clock)) {
      ApiClient admin = server.admin();
      ApiClient developer = server.as(Role.DEVELOPER);
      clock.advance(Duration.ofHours(1));
      developer.post("/api/jobs", "{'name':'One'}").status(201);
      developer.get("/api/admin/audit").problem(403, "UNAUTHORIZED");
      developer.delete("/api/jobs/one").status(200);
      assertThat(actions(admin, "?user=Developer&from=2026-03-01T00:30:00Z"))
          .containsExactly("deleteJob", "auditTrail", "createJob");
      String id = developer.get("/api/auth/me").data("id").textValue();
      assertThat(actions(admin, "?user=" + id + "&outcome=refused")).containsExactly("auditTrail");
      assertThat(actions(admin, "?to=2026-03-01T00:30:00Z&action=createJob")).isEmpty();
      var page = admin.get("/api/admin/logs/audit?limit=2").status(200);
      assertThat(page.data("total").intValue()).isEqualTo(6);
      String next = "?limit=10&cursor=" + page.data("nextCursor").textValue();
      assertThat(actions(admin, next))
          .containsExactly("createJob", "logIn", "logIn", "createFirstAdmin");
      admin.get("/api/admin/audit?action=nope&outcome=x").problem(422, "VALIDATION_ERROR");
    }
  }

  @Test
  void failedLogIn_isTakenDown_withoutWhatWasTyped() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      String secret = "my-password-in-the-wrong-field";
      String wrong = "{'username':'%s','password':'" + secret + "'}";
      server.client().post("/api/auth/login", wrong.formatted("Admin")).status(401);
      server.client().post("/api/auth/login", wrong.formatted(secret)).status(401);
      var answer = server.admin().get("/api/admin/audit?outcome=failed").status(200);
      assertThat(answer.data("entries").findValuesAsText("object"))
          .containsExactly("(no such account)", "Admin");
      assertThat(answer.body()).doesNotContain(secret);
      assertThat(answer.data("entries").get(0).path("user").isNull()).isTrue();
    }
  }

  @Test
  void secrets_neverStandInTheTrail() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      String key = admin.post("/api/keys", "{'name':'K'}").data("key").textValue();
      admin.post(
          "/api/jobs", "{'name':'U','urlTrigger':true,'environmentVariables':{'T':'s3cret'}}");
      server.client().get("/api/jobs/u/trigger?api_key=" + key).status(202);
      admin.post("/api/users", "{'username':'u','password':'s3cret-word'}").status(201);
      var trail = admin.get("/api/admin/audit").status(200);
      assertThat(trail.body()).doesNotContain(key, "s3cret", TestServer.PASSWORD);
      JsonNode triggered = entries(admin, "?action=triggerByUrl").get(0);
      assertThat(triggered.path("keyId").isNull()).isFalse();
      assertThat(triggered.path("user").textValue()).isEqualTo("admin");
    }
  }

  @Test
  void adminsSearchesExportsAndDownloads_areTakenDown_unlessOfOnesOwn() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      ApiClient owner = server.as(Role.DEVELOPER);
      owner.post("/api/jobs", "{'name':'P','task':{'kind':'shell','content':'echo x'}}");
      String run = owner.post("/api/jobs/p/run").status(202).data("runId").textValue();
      for (ApiClient client : List.of(owner, admin)) {
        client.get("/api/search/logs?q=x").status(200);
        client.get("/api/search/logs?q=x&user=me").status(200);
        client.post("/api/runs/export?user=me", "{}").status(200);
        client.post("/api/runs/export", "{}").status(200);
        client.get("/api/runs/" + run + "/logs/download").status(200);
      }
      assertThat(actions(admin, "?user=developer&action=searchLogs")).isEmpty();
      assertThat(actions(admin, "?user=admin").subList(0, 3))
          .containsExactly("downloadLog", "exportRuns", "searchLogs");
      assertThat(actions(admin, "?action=exportRuns")).hasSize(1);
      assertThat(actions(admin, "?action=searchLogs")).hasSize(1);
    }
  }

  @Test
  void adminsLookAtAnothersLog_isTakenDownOnce() {
    try (TestServer server = TestServer.startSetUp(directory)) {
      ApiClient admin = server.admin();
      ApiClient owner = server.as(Role.DEVELOPER);
      owner.post("/api/jobs", "{'name':'P','task':{'kind':'shell','content':'echo x'}}");
      String run = owner.post("/api/jobs/p/run").status(202).data("runId").textValue();
      owner.await("/api/runs/" + run, r -> !r.path("finishedAt").isNull());
      owner.get("/api/runs/" + run + "/logs").status(200);
      assertThat(actions(admin, "?action=runLog")).isEmpty();
      admin.get("/api/runs/" + run + "/logs").status(200);
      admin.get("/api/runs/" + run + "/logs?from=2").status(200);
      assertThat(entries(admin, "?action=runLog").findValuesAsText("object")).containsExactly(run);
    }
  }

  @Test
  void entries_olderThanAYear_areForgotten() {
    VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
    try (TestServer server = setUp(clock)) {
      clock.advance(Duration.ofDays(366));
      assertThat(actions(server.admin(), "")).containsExactly("logIn");
    }
  }

  private TestServer setUp(VirtualClock clock) {
    TestServer server = TestServer.start(directory, b -> b.time(clock));
    String admin = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    server.client().post("/api/setup/admin", admin).status(201);
    return server;
  }

  private static JsonNode entries(ApiClient admin, String query) {
    return admin.get("/api/admin/audit" + query).status(200).data("entries");
  }

  private static List<String> actions(ApiClient admin, String query) {
    return StreamSupport.stream(entries(admin, query).spliterator(), false)
        .map(entry -> entry.path("action").textValue())
        .toList();
  }

  private static void register(Routes routes, String route) {
    String[] parts = route.split(" ");
    switch (parts[0]) {
      case "GET" -> routes.get(parts[1], call -> RouteResponse.done());
      case "POST" -> routes.post(parts[1], call -> RouteResponse.done());
      case "PUT" -> routes.put(parts[1], call -> RouteResponse.done());
      case "PATCH" -> routes.patch(parts[1], call -> RouteResponse.done());
      case "DELETE" -> routes.delete(parts[1], call -> RouteResponse.done());
      default -> routes.socket(parts[1], call -> socket -> {});
    }
  }

  private static void call(ApiClient client, String route) {
    String[] parts = route.split(" ");
    if (!parts[0].equals("WS")) {
      client.send(parts[0], parts[1].replaceAll("[{}]", ""), null, null).status(200);
    }
  }

  private static HttpServer server(Routes routes, AuditListener trail) {
    Caller admin =
        new Caller(new UUID(1, 1), "admin", Role.ADMIN, Optional.empty(), Optional.empty());
    Authenticator anybody = new Anybody(admin);
    return HttpServer.start(
        new HttpServer.Settings(
            new HttpServer.Address("127.0.0.1", 0),
            TrustedProxies.NONE,
            AllowedOrigins.NONE,
            List.of("sha256-x"),
            Limits.ofThisProcess(),
            new Languages(
                new MessageCatalogs(Path.of("none")), () -> "en", id -> Optional.empty())),
        new HttpServer.SecurityComponents(
            anybody,
            new RateLimiter(TimeSource.system(), Map.of()),
            new Tickets(TimeSource.system()),
            trail,
            new WebSocketSessions(),
            TimeSource.system()),
        routes);
  }

  /** Takes everybody for one. */
  private record Anybody(Caller caller) implements Authenticator {
    @Override
    public Duration sessionLife() {
      return Duration.ofHours(12);
    }

    @Override
    public boolean needsSetup() {
      return false;
    }

    @Override
    public Optional<Caller> authenticate(String token) {
      return Optional.of(caller);
    }

    @Override
    public Optional<Caller> authenticateKey(String key) {
      return Optional.of(caller);
    }

    @Override
    public Optional<Browser> authenticate(List<String> cookies, String half) {
      return Optional.empty();
    }

    @Override
    public Optional<String> renewed(Caller caller, String token) {
      return Optional.empty();
    }
  }
}
