package dev.tempo.faults.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * R6: each route with each credential; only what the table of roles allows is allowed. The table is
 * that of the contract which the server shows, not of its code.
 */
public final class AccessRow implements FaultRow {
  private static final int LEAST_CREDENTIALS = 30;
  private static final int UNAVAILABLE = 503; // as of a health that is not good
  private static final Set<String> FREE = Set.of("anyone", "public");
  private static final Set<String> ENDS_SESSIONS = Set.of("/api/auth/logout", "/api/me/password");

  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  /** A route with the least role that opens it. */
  private record Route(String method, String path, String role) {}

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    try (Scratch scratch = Scratch.in(settings.directory());
        ServerProcess server =
            settings
                .launcher()
                .with("TEMPO_RATE_LIMIT_ENABLED", "false")
                .start(scratch.path().resolve("data"), 0)) {
      RawHttp http = new RawHttp(server.awaitReady());
      List<Credential> credentials = new Credentials(http).make();
      List<Route> routes = routes(http);
      try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
        credentials.forEach(credential -> each.execute(() -> ask(http, routes, credential)));
      }
      server.stop();
      wrong.stream().limit(50).forEach(settings::say);
      return List.of(
          Figure.of("routes", "").ours(routes.size()),
          Figure.of("credentials", "")
              .ours(credentials.size())
              .target(Target.atLeast(LEAST_CREDENTIALS)),
          Figure.of("route × credential, asked", "times").ours(asked.get()),
          Figure.of("answers that the table does not allow", "")
              .ours(wrong.size())
              .target(Target.atMost(0)));
    }
  }

  private static List<Route> routes(RawHttp http) throws IOException, InterruptedException {
    List<Route> routes = new ArrayList<>();
    JsonNode paths = http.send("GET", "/api/openapi.json", null, Map.of()).json().path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          String role = operation.getValue().path("x-role").asText();
                          if (!role.isEmpty()) {
                            String name = path.getKey().replaceAll("\\{[^}]+}", "none");
                            String method = operation.getKey().toUpperCase(Locale.ROOT);
                            routes.add(new Route(method, name, role));
                          }
                        }));
    return routes;
  }

  private void ask(RawHttp http, List<Route> routes, Credential credential) {
    try {
      for (Route route : routes) {
        ask(http, route, credential);
      }
    } catch (IOException e) {
      wrong.add(credential.name() + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(RawHttp http, Route route, Credential credential)
      throws IOException, InterruptedException {
    if (credential.role().isPresent() && ENDS_SESSIONS.contains(route.path())) {
      return;
    }
    boolean bare = route.method().equals("GET") || route.method().equals("DELETE");
    RawHttp.Answer answer =
        http.send(route.method(), route.path(), bare ? null : "{}", credential.headers());
    asked.incrementAndGet();
    String what = credential.name() + ": " + route + " answered " + answer.status();
    if (answer.status() >= 500 && answer.status() != UNAVAILABLE) {
      wrong.add(what + " " + answer.body());
    } else if (!FREE.contains(route.role()) && !isAllowed(route, credential, answer)) {
      wrong.add(what + " " + answer.body());
    }
  }

  private static boolean isAllowed(Route route, Credential credential, RawHttp.Answer answer) {
    if (credential.role().isEmpty()) {
      return answer.status() == 401;
    }
    if (route.role().equals("key")) {
      // There is no such job; and a session is no key.
      return answer.status() == (credential.isSession() ? 401 : 404);
    }
    if (credential.onlyTriggers()) {
      return answer.status() == 403;
    }
    boolean may =
        Credentials.ROLES.indexOf(credential.role().get())
            >= Credentials.ROLES.indexOf(route.role());
    boolean refused = answer.status() == 403 && answer.body().contains("needs the role");
    return answer.status() != 401 && may != refused;
  }
}
