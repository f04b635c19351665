package dev.tempo.server.environments;

import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonService;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import java.util.List;
import java.util.Optional;

/** Lists the interpreters of the machine and the environments of conda. */
public final class PythonRoutes implements Feature {
  private final PythonService python;
  private final EnvironmentService keeper;
  private final DefaultPython usual;

  /** Of an engine's Python. */
  public PythonRoutes(PythonService python, EnvironmentService keeper, DefaultPython usual) {
    this.python = python;
    this.keeper = keeper;
    this.usual = usual;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/pythons", this::pythons)
        .get("/api/conda/environments", call -> conda())
        .post("/api/conda/refresh", this::refresh)
        .get("/api/conda/environments/{name}/info", this::info);
  }

  private RouteResponse pythons(ApiRequest call) {
    Optional<Interpreter> chosen = usual.interpreter();
    return RouteResponse.ok(
        Json.object()
            .put(
                "pythons",
                Json.array(
                    python.interpreters().all(),
                    found ->
                        Json.object()
                            .put("version", found.version())
                            .put("path", found.executable())
                            .put("default", chosen.equals(Optional.of(found))))));
  }

  private RouteResponse conda() {
    return RouteResponse.ok(
        Json.object()
            .put("environments", Json.array(python.conda().all(), EnvironmentJson::conda)));
  }

  private RouteResponse refresh(ApiRequest call) {
    call.bodyOrEmpty().end();
    python.conda().refresh();
    keeper.forgetConda();
    return conda();
  }

  private RouteResponse info(ApiRequest call) {
    CondaEnvironment found = find(call.path("name"));
    return RouteResponse.ok(
        EnvironmentJson.conda(found)
            .put("interpreter", found.python())
            .put("packages", EnvironmentJson.packages(found.packages()))
            .put("activationScripts", found.activationScripts())
            .put("health", EnvironmentJson.health(found.check())));
  }

  /** One outside the usual places is named by its whole path; here its last part will do. */
  private CondaEnvironment find(String name) {
    List<CondaEnvironment> all = python.conda().all();
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .or(() -> all.stream().filter(one -> one.prefix().endsWith(name)).findFirst())
        .orElseThrow(() -> ApiException.notFound("condaEnvironment", name));
  }
}
