package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.http.LegacyPaths;
import dev.tempo.server.openapi.PromisedRoutes;
import dev.tempo.server.openapi.PromisedRoutes.Promise;
import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.Access.Need;
import dev.tempo.server.security.authorization.AccessTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was promised, held against the access table, the contract, the paths that came before, and a
 * server: all of it is there, for those who were promised it. What is not there yet stands in a
 * list that may only become shorter.
 */
final class PromisedPathsTest {
  /** Lower it when something comes; never raise it. */
  private static final int MOST_OPEN = 0;

  /** Whatever parts of paths are called. */
  private static final Map<String, Access> ROWS =
      AccessTable.rows().entrySet().stream()
          .collect(Collectors.toMap(row -> shape(row.getKey()), Map.Entry::getValue));

  @TempDir static Path directory;
  private static TestServer server;
  private static ApiClient admin;

  private final PromisedRoutes promised = PromisedRoutes.read();

  @BeforeAll
  static void start() {
    server = TestServer.startSetUp(directory);
    admin = ApiClient.ofStub(server.url()).logIn("admin", TestServer.PASSWORD);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void promises_stand_inTheAccessTable_withTheirRoles() {
    Map<String, String> wrong = new LinkedHashMap<>();
    for (Promise promise : kept()) {
      Access access = ROWS.get(shape(promise.route()));
      String role = access == null ? "no route" : label(access);
      if (!role.equals(promise.role())) {
        wrong.put(promise.route(), promise.role() + " was promised, but " + role);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void promises_stand_inTheContract() {
    assertThat(promised.ofTheContract()).containsAll(kept().stream().map(Promise::route).toList());
  }

  @Test
  void earlierPaths_leadToWhatTookTheirPlace() {
    Map<String, String> rows =
        LegacyPaths.rows().stream()
            .collect(
                Collectors.toMap(
                    row -> shape(row.method() + " " + row.from()),
                    row -> shape(row.toMethod() + " " + row.to())));
    Map<String, String> wrong = new LinkedHashMap<>();
    for (Promise promise : kept()) {
      for (String earlier : promise.earlier()) {
        boolean isRoute = ROWS.containsKey(shape(earlier));
        String wanted = shape(promise.route());
        String to = rows.getOrDefault(shape(earlier), isRoute ? wanted : "nowhere");
        if (!to.equals(wanted) && !isOpen(earlier)) {
          wrong.put(earlier, to);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void promisesAndEarlierPaths_answer() {
    List<String> silent = new ArrayList<>();
    for (Promise promise : kept()) {
      List<String> all = new ArrayList<>(promise.earlier());
      all.add(promise.route());
      all.stream()
          .filter(route -> !isOpen(route) && !route.endsWith("/logout"))
          .filter(route -> !route.startsWith("WS /ws")) // these answer to a handshake only
          .filter(route -> !answers(route))
          .forEach(silent::add);
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void earlierPathsOfWebSockets_open() throws Exception {
    String job = "{'name':'Seen','task':{'kind':'shell','content':'echo seen'}}";
    server.admin().post("/api/jobs", job).status(201);
    String run = server.admin().post("/api/jobs/seen/run").status(202).data("runId").textValue();
    SocketClient log = SocketClient.open(admin, server.url(), "/ws/logs/" + run);
    assertThat(log.untilType("log").path("content").textValue()).isEqualTo("seen");
    SocketClient events = SocketClient.open(admin, server.url(), "/ws/logs/user");
    server.admin().post("/api/jobs/seen/run").status(202);
    assertThat(events.untilType("run.queued").path("data").path("jobName").textValue())
        .isEqualTo("Seen");
  }

  /** What has come since is held to all of the above, though it still stands in the list. */
  @Test
  void openPaths_becomeFewer() {
    assertThat(promised.open()).hasSizeLessThanOrEqualTo(MOST_OPEN).doesNotHaveDuplicates();
    Set<String> known = new HashSet<>();
    promised.all().forEach(promise -> known.add(promise.route()));
    promised.all().forEach(promise -> known.addAll(promise.earlier()));
    assertThat(known).containsAll(promised.open());
  }

  private List<Promise> kept() {
    return promised.all().stream().filter(promise -> !isOpen(promise.route())).toList();
  }

  /** Whether a route, or a path that came before, stands in the list and is not there yet. */
  private boolean isOpen(String route) {
    return promised.open().contains(route)
        && !ROWS.containsKey(shape(route))
        && LegacyPaths.rows().stream()
            .noneMatch(row -> shape(row.method() + " " + row.from()).equals(shape(route)));
  }

  /** Whether there is something: what is refused for its body or names is there. */
  private static boolean answers(String route) {
    String[] parts = route.split(" ");
    String path = parts[1].replaceAll("\\{[^}]+}", "none");
    String method = parts[0].equals("WS") ? "GET" : parts[0];
    boolean bare = method.equals("GET") || method.equals("DELETE");
    ApiClient.Answer answer =
        bare
            ? admin.send(method, path, null, null)
            : admin.send(method, path, "{}", "application/json");
    return answer.status() != 405 && !answer.body().contains("There is no path '");
  }

  private static String shape(String route) {
    return route.replaceAll("\\{[^}]+}", "{}");
  }

  private static String label(Access access) {
    return access.need() == Need.NOTHING
        ? "anyone"
        : access.need() == Need.SETUP
            ? "public"
            : access.need() == Need.KEY ? "key" : access.role().orElseThrow().label();
  }
}
