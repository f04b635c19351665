package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.Access.Need;
import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.security.authorization.Role;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks every route with every role, and jobs and runs with those whose they are and are not. */
final class AccessTest {
  private static final String NEEDS_ROLE = "This needs the role";

  @TempDir static Path directory;
  private static TestServer server;
  private static Map<Role, ApiClient> clients;

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    clients = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      clients.put(role, server.as(role));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRoute_withoutLogIn_is401UnlessItNeedsNone() {
    AccessTable.rows()
        .forEach(
            (route, access) -> {
              var answer = call(server.client(), route);
              if (access.need() == Need.LOGIN || access.need() == Need.KEY) {
                answer.problem(401, "INVALID_TOKEN");
              } else {
                assertThat(answer.status()).as(route).isNotIn(403, 500);
              }
            });
  }

  @Test
  void everyRoute_withEveryRole_isAsTheTableSays() {
    AccessTable.rows()
        .forEach(
            (route, access) ->
                clients.forEach(
                    (role, client) -> {
                      if (access.need() == Need.LOGIN && !route.endsWith("/logout")) {
                        check(route, access, role, client);
                      }
                    }));
  }

  @Test
  void job_aboveOnesLevel_doesNotExist() {
    String body = "{'name':'Secret','requiredLevel':'developer'}";
    clients.get(Role.ADMIN).post("/api/jobs", body).status(201);
    clients.get(Role.OPERATOR).get("/api/jobs/secret").problem(404, "NOT_FOUND");
    clients.get(Role.OPERATOR).post("/api/jobs/secret/run").problem(404, "NOT_FOUND");
    clients.get(Role.DEVELOPER).get("/api/jobs/secret").status(200);
    String names = clients.get(Role.VIEWER).get("/api/jobs").status(200).body();
    assertThat(names).doesNotContain("Secret");
  }

  @Test
  void level_aboveOnesOwnRole_isRefused() {
    String body = "{'name':'Higher','requiredLevel':'admin'}";
    clients.get(Role.DEVELOPER).post("/api/jobs", body).invalid("requiredLevel");
  }

  @Test
  void jobOfAnother_isDescribedByDevelopers_butChangedByItsOwnerAndAdministratorsOnly() {
    clients.get(Role.ADMIN).post("/api/jobs", "{'name':'Theirs'}").status(201);
    ApiClient developer = clients.get(Role.DEVELOPER);
    developer.put("/api/jobs/theirs", "{'description':'words','tags':['t']}").status(200);
    developer.put("/api/jobs/theirs", "{'timeoutSeconds':1}").problem(403, "UNAUTHORIZED");
    developer.put("/api/jobs/theirs", "{'urlTrigger':true}").problem(403, "UNAUTHORIZED");
    developer.post("/api/jobs/theirs/disable").problem(403, "UNAUTHORIZED");
    developer.delete("/api/jobs/theirs").problem(403, "UNAUTHORIZED");
    clients
        .get(Role.OPERATOR)
        .put("/api/jobs/theirs", "{'description':'x'}")
        .problem(403, "UNAUTHORIZED");
    ApiClient owner = server.as("dora", Role.DEVELOPER);
    owner.post("/api/jobs", "{'name':'Mine'}").status(201);
    owner.put("/api/jobs/mine", "{'timeoutSeconds':1}").status(200);
    clients.get(Role.ADMIN).put("/api/jobs/mine", "{'timeoutSeconds':2}").status(200);
    owner.delete("/api/jobs/mine").status(200);
  }

  @Test
  void runOfAnother_isNotSeen_unlessTheJobIsOnesOwn() {
    String body = "{'name':'Shared','task':{'kind':'shell','content':'echo private'}}";
    ApiClient owner = server.as("olga", Role.DEVELOPER);
    owner.post("/api/jobs", body).status(201);
    ApiClient starter = clients.get(Role.OPERATOR);
    String id = starter.post("/api/jobs/shared/run").status(202).data("runId").textValue();
    String run = "/api/runs/" + id;
    starter.await(run, r -> !r.path("finishedAt").isNull());
    owner.get(run + "/logs").status(200);
    clients.get(Role.ADMIN).get(run).status(200);
    ApiClient stranger = clients.get(Role.DEVELOPER);
    stranger.get(run).problem(404, "NOT_FOUND");
    stranger.get(run + "/logs").problem(404, "NOT_FOUND");
    stranger.post(run + "/cancel").problem(404, "NOT_FOUND");
    assertThat(stranger.get("/api/jobs/shared/runs").data("total").intValue()).isZero();
    assertThat(owner.get("/api/jobs/shared/runs").data("total").intValue()).isEqualTo(1);
  }

  private static void check(String route, Access access, Role role, ApiClient client) {
    String body = call(client, route).body();
    if (role.atLeast(access.role().orElseThrow())) {
      assertThat(body).as(role + " " + route).doesNotContain(NEEDS_ROLE, "INVALID_TOKEN");
    } else {
      assertThat(body).as(role + " " + route).contains(NEEDS_ROLE);
    }
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
