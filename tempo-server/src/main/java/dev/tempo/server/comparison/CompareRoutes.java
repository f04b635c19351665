package dev.tempo.server.comparison;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.server.comparison.ComparisonResponse.ScriptChange;
import dev.tempo.server.comparison.Setup.Part;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.runs.RunRouteSupport;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.versions.Difference;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.RunQuery;
import dev.tempo.task.ScriptText;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares two runs by what they ran with: what changed is most often why one of them failed. */
public final class CompareRoutes implements Feature {
  private final RunRouteSupport parts;
  private final JobIndex jobs;
  private final VersionService versions;
  private final SetupBook setups;

  /** Over runs, what their scripts said and what they ran with. */
  public CompareRoutes(
      RunRouteSupport parts, JobIndex jobs, VersionService versions, SetupBook setups) {
    this.parts = parts;
    this.jobs = jobs;
    this.versions = versions;
    this.setups = setups;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/runs/{id}/compare", this::compare);
  }

  private RouteResponse compare(ApiRequest call) {
    call.expect(VersionService.COMPARING_BYTES);
    Caller caller = call.caller();
    Run run = parts.access().find(call.id("id", "run"), caller);
    Run other =
        call.query()
            .uuid("with")
            .map(id -> parts.access().find(id, caller))
            .or(() -> lastSuccess(run, caller))
            .orElseThrow(
                () ->
                    ApiException.conflict(message("api.compare.noSuccess", "parameter", "?with=")));
    boolean open = maySeeJob(caller, run) && maySeeJob(caller, other);
    Optional<Setup> before = open ? setups.of(other) : Optional.empty();
    Optional<Setup> after = open ? setups.of(run) : Optional.empty();
    boolean known = before.isPresent() && after.isPresent();
    Differences differences = new Differences();
    for (Part part : Part.values()) {
      if (part == Part.PARAMETER) {
        differences.add(part, parameters(other), parameters(run));
      } else if (known) {
        differences.add(part, before.get().of(part), after.get().of(part));
      }
    }
    ComparisonResponse told =
        new ComparisonResponse(
            run.id(),
            other.id(),
            known,
            Optional.empty(),
            differences.shown(),
            differences.isTruncated());
    return open && isScriptChanged(run, other)
        ? VersionService.comparing(() -> RouteResponse.ok(told.withScript(script(run, other))))
        : RouteResponse.ok(told);
  }

  private Optional<Run> lastSuccess(Run run, Caller caller) {
    RunQuery before =
        RunQuery.ALL
            .withJob(run.jobId())
            .withRegularOnly()
            .withStatus(RunStatus.SUCCESS)
            .withBefore(run.id())
            .withLimit(1);
    return parts
        .tempo()
        .store()
        .runs()
        .list(parts.access().restrict(before, caller))
        .runs()
        .stream()
        .findFirst();
  }

  private boolean maySeeJob(Caller caller, Run run) {
    return jobs.find(run.jobId()).filter(job -> JobAccess.maySee(caller, job)).isPresent();
  }

  /** Of those that are secret nothing can be told but that they are there. */
  private static SortedMap<String, String> parameters(Run run) {
    SortedMap<String, String> all = new TreeMap<>(run.parameters());
    run.request().arguments().secret().keySet().forEach(name -> all.put(name, "***"));
    return all;
  }

  /** What a run's text is known by; what was tried out is of no version. */
  private record Text(String sha256, Optional<Long> version) {}

  private Optional<Text> text(Run run) {
    Optional<String> tried = run.request().scriptSha256();
    return tried.isPresent()
        ? tried.map(sha256 -> new Text(sha256, Optional.empty()))
        : versions.of(run).map(ran -> new Text(ran.sha256(), Optional.of(ran.number())));
  }

  private boolean isScriptChanged(Run run, Run other) {
    Optional<Text> from = text(other);
    Optional<Text> to = text(run);
    return from.isPresent() && to.isPresent() && !from.get().sha256().equals(to.get().sha256());
  }

  /** What changed in the script; read and compared when it is its turn. */
  private ScriptChange script(Run run, Run other) {
    Text from = text(other).orElseThrow();
    Text to = text(run).orElseThrow();
    Optional<String> old = content(other, from);
    Optional<String> current = content(run, to);
    boolean kept = old.isPresent() && current.isPresent();
    Optional<Difference> difference =
        kept ? Optional.of(VersionService.difference(old.get(), current.get())) : Optional.empty();
    return new ScriptChange(from.version(), to.version(), kept, difference);
  }

  private Optional<String> content(Run run, Text text) {
    return text.version().isPresent()
        ? versions
            .find(run.jobId(), text.version().get())
            .flatMap(version -> version.script().content())
        : parts.tempo().store().runs().script(run.id()).map(ScriptText::content);
  }
}
