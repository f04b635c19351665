package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.security.authorization.Role;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class UsersTest extends ServerTest {
  private static final String ROLE = "{'role':'%s'}";

  @Test
  void user_isMadeShownChangedAndDeleted() {
    var made =
        admin
            .post(
                "/api/users",
                "{'username':'Ada','password':'long enough','email':'ada@example.com','role':'user',"
                    + "'retentionDays':3,'language':'fr','theme':'dark','timezone':'Europe/Paris'}")
            .status(201);
    assertThat(made.body()).doesNotContain("long enough", "$2a$");
    String path = "/api/users/" + made.data("id").textValue();
    JsonNode user = admin.get(path).status(200).data();
    assertThat(user.path("role").textValue()).isEqualTo("operator");
    assertThat(user.path("active").booleanValue()).isTrue();
    assertThat(user.path("retentionDays").intValue()).isEqualTo(3);
    assertThat(user.path("lastLoginAt").isNull()).isTrue();

    admin.put(path, user.toString()).status(200); // what was read can be written back
    assertThat(admin.get(path).data()).isEqualTo(user);
    JsonNode changed =
        admin.put(path, "{'username':'Lovelace','retentionDays':null,'email':''}").data();
    assertThat(changed.path("username").textValue()).isEqualTo("Lovelace");
    assertThat(changed.path("retentionDays").isNull()).isTrue();
    assertThat(changed.path("email").isNull()).isTrue();
    assertThat(changed.path("theme").textValue()).isEqualTo("dark");
    server.client().logIn("lovelace", "long enough");

    admin.delete(path).status(200);
    admin.get(path).problem(404, "NOT_FOUND");
    admin.put(path, "{}").problem(404, "NOT_FOUND");
    admin.delete(path).problem(404, "NOT_FOUND");
    admin.get("/api/users/none").problem(404, "NOT_FOUND");
  }

  @Test
  void user_withBadFields_isRefusedByTheirNames() {
    admin
        .post(
            "/api/users",
            "{'username':'a b','password':'short','email':'x','role':'king','active':'yes','x':1,"
                + "'retentionDays':0,'language':'de','theme':'pink','timezone':'Mars'}")
        .invalid(
            "username",
            "password",
            "email",
            "role",
            "active",
            "x",
            "retentionDays",
            "language",
            "theme",
            "timezone");
    admin.post("/api/users", "{}").invalid("username", "password");
    admin
        .post("/api/users", "{'username':'ADMIN','password':'long enough'}")
        .problem(409, "CONFLICT");
    String path = "/api/users/" + id("other", Role.VIEWER);
    admin.put(path, "{'username':'Admin'}").problem(409, "CONFLICT");
    admin.put(path, "{'password':'short'}").invalid("password");
  }

  @Test
  void users_arePagedByName() {
    for (String name : List.of("zoe", "Bob", "carl")) {
      id(name, Role.VIEWER);
    }
    var first = admin.get("/api/admin/users?limit=3").status(200);
    assertThat(first.data("users").findValuesAsText("username"))
        .containsExactly("admin", "Bob", "carl");
    assertThat(first.data("total").intValue()).isEqualTo(4);
    String cursor = first.data("nextCursor").textValue();
    var second = admin.get("/api/users?limit=3&cursor=" + cursor).status(200);
    assertThat(second.data("users").findValuesAsText("username")).containsExactly("zoe");
    assertThat(second.data("nextCursor").isNull()).isTrue();
  }

  @Test
  void lastAdmin_canBeNeitherDeletedNorDemotedNorDeactivated() {
    String path = "/api/users/" + id(admin);
    ApiClient second = server.as("second", Role.ADMIN);
    String secondPath = "/api/users/" + id(second);
    second.put(secondPath, "{'active':false}").status(200); // an inactive one does not count
    admin.delete(path).problem(409, "CONFLICT");
    admin.put(path, ROLE.formatted("developer")).problem(409, "CONFLICT");
    admin.put(path, "{'active':false}").problem(409, "CONFLICT");
    admin.put(secondPath, "{'active':true}").status(200);
    admin.put(path, ROLE.formatted("viewer")).status(200);
    admin.get("/api/users").problem(403, "UNAUTHORIZED");
  }

  @Test
  void twoAdmins_thatDemoteEachOtherAtOnce_leaveOne() throws Exception {
    ApiClient second = server.as("second", Role.ADMIN);
    String first = "/api/users/" + id(admin);
    String other = "/api/users/" + id(second);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Integer> one = () -> admin.put(other, ROLE.formatted("viewer")).status();
      Callable<Integer> two = () -> second.put(first, ROLE.formatted("viewer")).status();
      List<Integer> statuses =
          threads.invokeAll(List.of(one, two)).stream().map(Future::resultNow).toList();
      assertThat(statuses).contains(200).containsAnyOf(409, 403);
    }
  }

  @Test
  void deactivation_endsSessionsAndKeys_forGood() {
    ApiClient user = server.as(Role.OPERATOR);
    ApiClient key = key(user, "'scope':'api'");
    key.get("/api/jobs").status(200);
    String path = "/api/users/" + id(user);
    admin.put(path, "{'active':false}").status(200);
    user.get("/api/jobs").problem(401, "INVALID_TOKEN");
    key.get("/api/jobs").problem(401, "INVALID_TOKEN");
    String logIn = "{'username':'operator','password':'" + TestServer.PASSWORD + "'}";
    server.client().post("/api/auth/login", logIn).problem(401, "INVALID_CREDENTIALS");
    admin.put(path, "{'active':true}").status(200);
    user.get("/api/jobs").problem(401, "INVALID_TOKEN");
    key.get("/api/jobs").problem(401, "INVALID_TOKEN");
    server.client().post("/api/auth/login", logIn).status(200);
  }

  @Test
  void resetOfThePassword_endsSessionsAndKeys() {
    ApiClient user = server.as(Role.OPERATOR);
    ApiClient key = key(user, "'scope':'api'");
    admin.put("/api/users/" + id(user), "{'password':'another one'}").status(200);
    user.get("/api/jobs").problem(401, "INVALID_TOKEN");
    key.get("/api/jobs").problem(401, "INVALID_TOKEN");
    server.client().logIn("operator", "another one").get("/api/jobs").status(200);
  }

  @Test
  void changeOfTheRole_holdsFromTheNextRequestOn() {
    ApiClient user = server.as(Role.DEVELOPER);
    ApiClient key = key(user, "'scope':'api'");
    String path = "/api/users/" + id(user);
    user.post("/api/jobs", "{'name':'Mine'}").status(201);
    admin.put(path, ROLE.formatted("viewer")).status(200);
    user.post("/api/jobs", "{'name':'More'}").problem(403, "UNAUTHORIZED");
    user.put("/api/jobs/mine", "{'enabled':false}").problem(403, "UNAUTHORIZED");
    key.post("/api/jobs", "{'name':'More'}").problem(403, "UNAUTHORIZED");
    admin.put(path, ROLE.formatted("admin")).status(200);
    user.get("/api/users").status(200);
    key.get("/api/users").status(200);
  }

  @Test
  void deletion_leavesJobsToNobody_andTheNameOnRuns() {
    ApiClient user = server.as("dora", Role.DEVELOPER);
    user.post("/api/jobs", "{'name':'Mine','task':{'kind':'shell','content':'true'}}").status(201);
    String run = user.post("/api/jobs/mine/run").status(202).data("runId").textValue();
    user.await("/api/runs/" + run, r -> !r.path("finishedAt").isNull());
    assertThat(admin.get("/api/jobs/mine").data("owner").textValue()).isEqualTo("dora");
    admin.delete("/api/users/" + id(user)).status(200);
    user.get("/api/jobs").problem(401, "INVALID_TOKEN");
    assertThat(admin.get("/api/jobs/mine").data("owner").isNull()).isTrue();
    assertThat(admin.get("/api/runs/" + run).data("startedBy").textValue()).isEqualTo("dora");
    ApiClient namesake = server.as("dora", Role.DEVELOPER); // another account, which sees nothing
    namesake.get("/api/runs/" + run).problem(404, "NOT_FOUND");
    admin.put("/api/jobs/mine", "{'timeoutSeconds':9}").status(200);
    admin.post("/api/jobs/mine/run").status(202);
    server.close();
    server = TestServer.start(directory);
    admin = server.admin();
    assertThat(admin.get("/api/jobs/mine").data("owner").isNull()).isTrue();
    assertThat(admin.get("/api/runs/" + run).data("startedBy").textValue()).isEqualTo("dora");
  }

  @Test
  void ownPassword_needsTheCurrentOne_andEndsOtherSessionsOnly() {
    ApiClient here = server.as(Role.VIEWER);
    ApiClient elsewhere = server.client().logIn("viewer", TestServer.PASSWORD);
    here.put("/api/me/password", "{'currentPassword':'guess','password':'another one'}")
        .problem(403, "UNAUTHORIZED");
    here.put("/api/me/password", "{'password':'short'}").invalid("currentPassword", "password");
    String right = "{'currentPassword':'" + TestServer.PASSWORD + "','password':'another one'}";
    here.put("/api/me/password", right).status(200);
    here.get("/api/jobs").status(200);
    elsewhere.get("/api/jobs").problem(401, "INVALID_TOKEN");
    String old = "{'username':'viewer','password':'" + TestServer.PASSWORD + "'}";
    server.client().post("/api/auth/login", old).problem(401, "INVALID_CREDENTIALS");
    server.client().logIn("viewer", "another one");
  }

  @Test
  void ownPassword_changedByKey_leavesKeysButEndsSessions() {
    ApiClient user = server.as(Role.OPERATOR);
    ApiClient key = key(user, "'scope':'api'");
    String right = "{'currentPassword':'" + TestServer.PASSWORD + "','password':'another one'}";
    key.put("/api/me/password", right).status(200);
    key.get("/api/jobs").status(200);
    user.get("/api/jobs").problem(401, "INVALID_TOKEN");
  }

  @Test
  void preferences_areKeptAndShown() {
    ApiClient user = server.as(Role.VIEWER);
    assertThat(user.get("/api/me/preferences").data().toString())
        .isEqualTo("{\"language\":null,\"theme\":\"system\",\"timezone\":null,\"lists\":[]}");
    user.put("/api/me/preferences", "{'language':'it','timezone':'Asia/Tokyo'}").status(200);
    user.post("/api/user/preferences", "{'theme':'light'}").status(200);
    JsonNode me = user.get("/api/auth/me").data();
    assertThat(me.path("language").textValue()).isEqualTo("it");
    assertThat(me.path("theme").textValue()).isEqualTo("light");
    String lists = "[{'page':'runs','columns':['status','cause'],'density':'compact'}]";
    user.put("/api/me/preferences", "{'lists':" + lists + "}").status(200);
    JsonNode kept = user.get("/api/auth/me").data("lists");
    assertThat(kept.toString()).isEqualTo(lists.replace('\'', '"'));
    assertThat(user.get("/api/me/preferences").data("lists")).isEqualTo(kept);
    user.put("/api/me/preferences", "{'lists':[{'page':'<','columns':['a','a']}]}")
        .invalid("lists[0].page", "lists[0].columns");
    user.put("/api/me/preferences", "{'language':null}").status(200);
    assertThat(user.get("/api/auth/me").data("lists")).isEqualTo(kept);
    assertThat(user.get("/api/user/preferences").data("language").isNull()).isTrue();
    user.put("/api/me/preferences", "{'role':'admin','language':'EN','theme':1,'timezone':'x'}")
        .invalid("role", "language", "theme", "timezone");
  }

  @Test
  void seedPathWithAnotherMethod_asksForCsrfLikeTheRouteItself() {
    String logIn = "{'username':'admin','password':'" + TestServer.PASSWORD + "'}";
    var session = server.client().post("/api/auth/login", logIn).status(200);
    ApiClient half = server.client().header("Cookie", session.cookie());
    half.post("/api/user/preferences", "{'theme':'dark'}").problem(401, "INVALID_TOKEN");
    server.client().browser(session).post("/api/user/preferences", "{'theme':'dark'}").status(200);
  }

  @Test
  void filters_areOnesOwnAndBounded() {
    ApiClient user = server.as(Role.VIEWER);
    assertThat(user.get("/api/me/filters").data("filters")).isEmpty();
    String saved = "{'filters':[{'name':'Failed','page':'runs','query':'status=failure&x=%20'}]}";
    user.put("/api/me/filters", saved).status(200);
    assertThat(user.get("/api/me/filters").data().toString()).isEqualTo(saved.replace('\'', '"'));
    assertThat(admin.get("/api/me/filters").data("filters")).isEmpty();
    user.put("/api/me/filters", "{'filters':[{'name':'','page':'a b','y':1},{'query':'x'}]}")
        .invalid("filters[0].name", "filters[0].y", "filters[1].name", "filters[1].page");
    String twice = "{'name':'a','page':'runs'}";
    user.put("/api/me/filters", "{'filters':[" + twice + "," + twice + "]}").invalid("filters");
    user.put("/api/me/filters", "{}").invalid("filters");
    String many = (twice + ",").repeat(100) + twice;
    user.put("/api/me/filters", "{'filters':[" + many + "]}").invalid("filters");
    user.put("/api/me/filters", "{'filters':[]}").status(200);
    assertThat(user.get("/api/me/filters").data("filters")).isEmpty();
  }

  private UUID id(String name, Role role) {
    return id(server.as(name, role));
  }

  private static UUID id(ApiClient client) {
    return UUID.fromString(client.get("/api/auth/me").status(200).data("id").textValue());
  }

  private ApiClient key(ApiClient owner, String fields) {
    var made = owner.post("/api/keys", "{'name':'k'," + fields + "}").status(201);
    return server.client().bearer(made.data("key").textValue());
  }
}
