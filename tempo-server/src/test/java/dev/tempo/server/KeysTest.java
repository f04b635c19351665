package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.testkit.VirtualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** API keys and the URLs that they trigger. */
final class KeysTest {
  private static final String DEFAULT_KEY = "a default key of somebody's";
  private static final String JOB =
      "{'name':'Nightly','urlTrigger':true,'task':{'kind':'shell','content':'true'},"
          + "'parameters':[{'name':'rows','type':'int'}]}";

  private final VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T00:00:00Z"));
  @TempDir Path directory;
  private TestServer server;
  private ApiClient admin;
  private ApiClient operator;

  @BeforeEach
  void start() {
    server = TestServer.start(directory, b -> b.time(clock).defaultApiKey(DEFAULT_KEY));
    server.client().withKey(DEFAULT_KEY).get("/api/jobs/x/trigger").problem(503, "SETUP_REQUIRED");
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
        .status(201);
    admin = server.admin();
    operator = server.as(Role.OPERATOR);
    admin.post("/api/jobs", JOB).status(201);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void key_isShownOnce_andStoredAsHash() throws Exception {
    var made = operator.post("/api/keys", "{'name':'CI','scope':'api'}").status(201);
    assertThat(made.data().properties()).hasSize(3);
    String key = made.data("key").textValue();
    assertThat(key).matches("tempo_[A-Za-z0-9_-]{43}");
    var list = operator.get("/api/keys").status(200);
    assertThat(list.body()).doesNotContain(key);
    JsonNode shown = list.data("keys").get(0);
    assertThat(key).startsWith(shown.path("prefix").textValue());
    assertThat(shown.path("prefix").textValue()).hasSize(12);
    assertThat(shown.path("owner").textValue()).isEqualTo("operator");
    assertThat(shown.path("lastUsedAt").isNull()).isTrue();
    server.client().withKey(key).get("/api/jobs").status(200);
    JsonNode used = operator.get("/api/keys").data("keys").get(0);
    assertThat(used.path("lastUsedAt").textValue()).isEqualTo("2026-03-01T00:00:00Z");
    stop();
    for (String file : List.of("tempo.db", "tempo.db-wal")) {
      Path path = directory.resolve(file);
      if (Files.exists(path)) {
        assertThat(
                new String(Files.readAllBytes(path), java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain(key, DEFAULT_KEY);
      }
    }
    restartWithoutDefaultKey();
  }

  @Test
  void keys_areOnesOwn_andAllForAdministrators() {
    String mine = id(operator.post("/api/keys", "{'name':'mine'}"));
    String others = id(admin.post("/api/keys", "{'name':'others'}"));
    assertThat(names(operator)).containsExactly("mine");
    assertThat(names(admin)).containsExactlyInAnyOrder("mine", "others", "Default key");
    operator.delete("/api/keys/" + others).problem(404, "NOT_FOUND");
    operator.post("/api/keys/" + others + "/rotate").problem(404, "NOT_FOUND");
    admin.delete("/api/keys/" + mine).status(200);
    assertThat(names(operator)).isEmpty();
    var page = admin.get("/api/keys?limit=1").status(200);
    assertThat(page.data("total").intValue()).isEqualTo(2);
    String cursor = page.data("nextCursor").textValue();
    assertThat(admin.get("/api/keys?limit=1&cursor=" + cursor).data("nextCursor").isNull())
        .isTrue();
  }

  @Test
  void key_withBadFields_isRefusedByTheirNames() {
    operator.post("/api/keys", "{}").invalid("name");
    operator.post("/api/keys", "{'name':' '}").invalid("name");
    operator
        .post(
            "/api/keys",
            "{'name':'x','jobs':['none'],'role':'viewer','expiresAt':'2026-02-28T00:00:00Z','y':1}")
        .invalid("jobs", "role", "expiresAt", "y");
    operator
        .post("/api/keys", "{'name':'x','scope':'api','role':'developer','jobs':['nightly']}")
        .invalid("jobs", "role");
    operator.post("/api/keys", "{'name':'x','jobs':[]}").invalid("jobs");
    operator.post("/api/keys", "{'name':'x','scope':'all'}").invalid("scope");
    server.as(Role.VIEWER).post("/api/keys", "{'name':'x'}").problem(403, "UNAUTHORIZED");
  }

  @Test
  void rotatedKey_isAnotherSecretForTheSameGrant() {
    var made = operator.post("/api/keys", "{'name':'x','scope':'api'}").status(201);
    String path = "/api/keys/" + made.data("id").textValue();
    var rotated = operator.post(path + "/rotate").status(200);
    assertThat(rotated.data("id")).isEqualTo(made.data("id"));
    client(made).get("/api/jobs").problem(401, "INVALID_TOKEN");
    client(rotated).get("/api/jobs").status(200);
    operator.delete(path).status(200);
    client(rotated).get("/api/jobs").problem(401, "INVALID_TOKEN");
    operator.delete(path).problem(404, "NOT_FOUND");
  }

  @Test
  void expiredKey_isWorthNothing() {
    var made =
        operator
            .post("/api/keys", "{'name':'x','scope':'api','expiresAt':'2026-03-01T01:00:00Z'}")
            .status(201);
    clock.advance(Duration.ofMinutes(59));
    client(made).get("/api/jobs").status(200);
    clock.advance(Duration.ofMinutes(1));
    client(made).get("/api/jobs").problem(401, "INVALID_TOKEN");
  }

  @Test
  void keyWithLowerRole_mayNoMoreThanThat_andHandsOnNoMore() {
    var made =
        admin
            .post(
                "/api/keys",
                "{'name':'low','scope':'api','role':'operator','expiresAt':'2026-03-02T00:00:00Z'}")
            .status(201);
    ApiClient low = client(made);
    String adminKey = id(admin.post("/api/keys", "{'name':'high','scope':'api'}"));
    low.get("/api/users").problem(403, "UNAUTHORIZED");
    low.post("/api/jobs", "{'name':'x'}").problem(403, "UNAUTHORIZED");
    low.post("/api/keys/" + adminKey + "/rotate").problem(403, "UNAUTHORIZED");
    low.post("/api/keys", "{'name':'x','scope':'api','role':'admin'}").invalid("role");
    low.post("/api/keys", "{'name':'x','expiresAt':'2026-04-01T00:00:00Z'}").invalid("expiresAt");
    var child = low.post("/api/keys", "{'name':'child','scope':'api'}").status(201);
    client(child).get("/api/users").problem(403, "UNAUTHORIZED");
    clock.advance(Duration.ofDays(2));
    client(child).get("/api/keys").problem(401, "INVALID_TOKEN");
  }

  @Test
  void triggerKey_opensNothingElse() {
    var made = operator.post("/api/keys", "{'name':'x'}").status(201);
    client(made).get("/api/jobs").problem(403, "UNAUTHORIZED");
    server.client().withKey(made.data("key").textValue()).get("/api/jobs").status(403);
    client(made).get("/api/jobs/nightly/trigger").status(202);
  }

  @Test
  void trigger_takesTheKeyInThreeWays_andNothingElse() {
    String key = operator.post("/api/keys", "{'name':'x'}").data("key").textValue();
    String path = "/api/jobs/nightly/trigger";
    ApiClient nobody = server.client();
    var answer = nobody.withKey(key).get(path).status(202);
    assertThat(answer.data().properties()).hasSize(3);
    assertThat(answer.data("success").booleanValue()).isTrue();
    assertThat(answer.data("job").textValue()).isEqualTo("nightly");
    nobody.bearer(key).get(path).status(202);
    nobody.get(path + "?api_key=" + key).status(202);
    nobody.withKey(key).post("/api/scripts/nightly/trigger").status(202);
    String run = "/api/runs/" + answer.data("runId").textValue();
    JsonNode shown = operator.get(run).status(200).data();
    assertThat(shown.path("cause").textValue()).isEqualTo("url");
    assertThat(shown.path("startedBy").textValue()).isEqualTo("operator");

    nobody.get(path).problem(401, "INVALID_TOKEN");
    nobody.withKey("tempo_guess").get(path).problem(401, "INVALID_TOKEN");
    nobody.get(path + "?api_key=guess").problem(401, "INVALID_TOKEN");
    operator.get(path).problem(401, "INVALID_TOKEN"); // a session is no key
    nobody.withKey(key).get(path + "?rows=5").invalid("rows");
    nobody.get("/api/jobs?api_key=" + key).problem(401, "INVALID_TOKEN");
    nobody.withKey(key).send("HEAD", path, null, null).status(405);
  }

  @Test
  void trigger_byPost_handsParametersOn() {
    ApiClient key = client(operator.post("/api/keys", "{'name':'x'}"));
    String path = "/api/jobs/nightly/trigger";
    var answer = key.post(path, "{'parameters':{'rows':5}}").status(202);
    JsonNode run = operator.get("/api/runs/" + answer.data("runId").textValue()).data();
    assertThat(run.path("parameters").toString()).isEqualTo("{\"rows\":\"5\"}");
    key.post(path, "{'parameters':{'rows':'x','more':1}}")
        .invalid("parameters.rows", "parameters.more");
    key.post(path, "{'rows':5}").invalid("rows");
  }

  @Test
  void trigger_isRefused_whereJobKeyOrOwnerDoNotAllow() {
    admin.post("/api/jobs", "{'name':'Quiet','task':{'kind':'shell','content':'true'}}");
    admin.post(
        "/api/jobs",
        JOB.replace("Nightly", "Secret").replace("{'name'", "{'requiredLevel':'admin','name'"));
    ApiClient all = client(operator.post("/api/keys", "{'name':'x'}"));
    ApiClient one = client(operator.post("/api/keys", "{'name':'x','jobs':['quiet']}"));
    all.get("/api/jobs/quiet/trigger").problem(403, "UNAUTHORIZED"); // off by default
    one.get("/api/jobs/nightly/trigger").problem(403, "UNAUTHORIZED"); // not named
    all.get("/api/jobs/secret/trigger").problem(404, "NOT_FOUND"); // above the owner's level
    all.get("/api/jobs/none/trigger").problem(404, "NOT_FOUND");
    admin.post("/api/jobs/nightly/disable").status(200);
    all.get("/api/jobs/nightly/trigger").problem(409, "CONFLICT");
    admin.post("/api/jobs/nightly/enable").status(200);
    String owner = operator.get("/api/auth/me").data("id").textValue();
    admin.put("/api/users/" + owner, "{'role':'viewer'}").status(200);
    all.get("/api/jobs/nightly/trigger").problem(403, "UNAUTHORIZED");
  }

  @Test
  void defaultKey_triggersForTheFirstAdministrator_andFollowsTheSetting() {
    ApiClient key = server.client().withKey(DEFAULT_KEY);
    String run = key.get("/api/jobs/nightly/trigger").status(202).data("runId").textValue();
    assertThat(admin.get("/api/runs/" + run).data("startedBy").textValue()).isEqualTo("admin");
    JsonNode shown = admin.get("/api/keys").data("keys").get(0);
    assertThat(shown.path("fromSettings").booleanValue()).isTrue();
    ApiClient italian = admin.header("Accept-Language", "it");
    assertThat(italian.get("/api/keys").data("keys").get(0).path("name").textValue())
        .isEqualTo("Chiave predefinita");
    assertThat(DEFAULT_KEY).startsWith(shown.path("prefix").textValue());
    String path = "/api/keys/" + shown.path("id").textValue();
    admin.delete(path).problem(409, "CONFLICT");
    admin.post(path + "/rotate").problem(409, "CONFLICT");

    ApiClient second = server.as("second", Role.ADMIN);
    second.delete("/api/users/" + admin.get("/api/auth/me").data("id").textValue()).status(200);
    key.get("/api/jobs/nightly/trigger").status(202); // another administrator's from now on
    stop();
    server = TestServer.start(directory, b -> b.time(clock).defaultApiKey("another key of theirs"));
    server.client().withKey(DEFAULT_KEY).get("/api/jobs/nightly/trigger").status(401);
    server.client().withKey("another key of theirs").get("/api/jobs/nightly/trigger").status(202);
    stop();
    restartWithoutDefaultKey();
    server.client().withKey("another key of theirs").get("/api/jobs/nightly/trigger").status(401);
  }

  @Test
  void keyMadeHere_thatIsWrittenIntoTheSettings_staysWhatItIs() {
    String key = operator.post("/api/keys", "{'name':'x'}").status(201).data("key").textValue();
    stop();
    server = TestServer.start(directory, b -> b.time(clock).defaultApiKey(key));
    server.client().withKey(key).get("/api/jobs/nightly/trigger").status(202);
    assertThat(names(server.admin())).containsExactly("x");
    String owner = "/api/users/" + operatorId();
    server.admin().put(owner, "{'password':'another one'}").status(200);
    server.client().withKey(key).get("/api/jobs/nightly/trigger").status(202); // by the settings
    assertThat(names(server.admin())).containsExactly("Default key");
  }

  private String operatorId() {
    return server
        .client()
        .logIn("operator", TestServer.PASSWORD)
        .get("/api/auth/me")
        .data("id")
        .textValue();
  }

  private void restartWithoutDefaultKey() {
    server = TestServer.start(directory, b -> b.time(clock));
  }

  private ApiClient client(ApiClient.Answer made) {
    return server.client().bearer(made.status() == 200 ? text(made) : text(made.status(201)));
  }

  private static String text(ApiClient.Answer made) {
    return made.data("key").textValue();
  }

  private static String id(ApiClient.Answer made) {
    return made.status(201).data("id").textValue();
  }

  private static List<String> names(ApiClient client) {
    return client.get("/api/keys").status(200).data("keys").findValuesAsText("name");
  }
}
