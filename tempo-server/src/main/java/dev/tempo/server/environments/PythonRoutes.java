package dev.tempo.server.environments;

import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonService;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.server.environments.EnvironmentResponses.CondaInfo;
import dev.tempo.server.environments.EnvironmentResponses.CondaList;
import dev.tempo.server.environments.EnvironmentResponses.CondaResponse;
import dev.tempo.server.environments.EnvironmentResponses.HealthResponse;
import dev.tempo.server.environments.EnvironmentResponses.PackageResponse;
import dev.tempo.server.environments.EnvironmentResponses.PythonList;
import dev.tempo.server.environments.EnvironmentResponses.PythonResponse;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import java.util.List;
import java.util.Optional;

/** Lists the interpreters of the machine and the environments of conda. */
public final class PythonRoutes implements Feature {
  private final PythonService python;
  private final EnvironmentService environments;
  private final DefaultPython usual;

  /** Of an engine's Python. */
  public PythonRoutes(PythonService python, EnvironmentService environments, DefaultPython usual) {
    this.python = python;
    this.environments = environments;
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
        new PythonList(
            python.interpreters().all().stream()
                .map(
                    found ->
                        new PythonResponse(
                            found.version().toString(),
                            found.executable(),
                            chosen.equals(Optional.of(found))))
                .toList()));
  }

  private RouteResponse conda() {
    return RouteResponse.ok(
        new CondaList(python.conda().all().stream().map(CondaResponse::of).toList()));
  }

  private RouteResponse refresh(ApiRequest call) {
    call.bodyOrEmpty().end();
    python.conda().refresh();
    environments.forgetConda();
    return conda();
  }

  private RouteResponse info(ApiRequest call) {
    CondaEnvironment found = find(call.path("name"));
    return RouteResponse.ok(
        new CondaInfo(
            CondaResponse.of(found),
            found.python(),
            PackageResponse.of(found.packages()),
            found.activationScripts(),
            HealthResponse.of(found.check())));
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
