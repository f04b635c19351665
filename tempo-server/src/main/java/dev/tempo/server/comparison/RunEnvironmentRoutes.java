package dev.tempo.server.comparison;

import dev.tempo.Run;
import dev.tempo.server.comparison.RunEnvironment.Entry;
import dev.tempo.server.comparison.RunEnvironment.Variable;
import dev.tempo.server.comparison.Setup.Part;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.runs.RunAccess;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows what a run ran with, as it was noted when it started. */
public final class RunEnvironmentRoutes implements Feature {
  private final RunAccess access;
  private final JobIndex jobs;
  private final SetupBook setups;

  /** Over runs, for those who may see them and their jobs. */
  public RunEnvironmentRoutes(RunAccess access, JobIndex jobs, SetupBook setups) {
    this.access = access;
    this.jobs = jobs;
    this.setups = setups;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/runs/{id}/environment", this::show);
  }

  private RouteResponse show(ApiRequest call) {
    Run run = access.find(call.id("id", "run"), call.caller());
    boolean open =
        jobs.find(run.jobId()).filter(job -> JobAccess.maySee(call.caller(), job)).isPresent();
    Optional<Setup> noted = open ? setups.of(run) : Optional.empty();
    Setup setup = noted.orElse(Setup.NONE);
    return RouteResponse.ok(
        new RunEnvironment(
            run.id(),
            noted.isPresent(),
            entries(setup, Part.INTERPRETER),
            setup.of(Part.REQUIREMENT).values().stream().toList(),
            entries(setup, Part.PACKAGE),
            variables(setup),
            entries(setup, Part.SETTING)));
  }

  private static List<Entry> entries(Setup setup, Part part) {
    return setup.of(part).entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Their names alone: what was noted of their values are digests. */
  private static List<Variable> variables(Setup setup) {
    return Stream.concat(
            setup.of(Part.VARIABLE).keySet().stream().map(name -> new Variable(name, false)),
            setup.of(Part.SECRET).keySet().stream().map(name -> new Variable(name, true)))
        .toList();
  }
}
