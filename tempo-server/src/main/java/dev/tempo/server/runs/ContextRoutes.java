package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.runs.RunResponses.AttemptResponse;
import dev.tempo.server.runs.RunResponses.ContextResponse;
import dev.tempo.server.runs.RunResponses.PredecessorRun;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Shows a run among the others of its job: those before and after it, and its attempts. */
public final class ContextRoutes implements Feature {
  private static final int MOST_ATTEMPTS = 100;

  private final RunRouteSupport parts;
  private final RunStore runs;

  /** Over runs. */
  public ContextRoutes(RunRouteSupport parts) {
    this.parts = parts;
    this.runs = parts.tempo().store().runs();
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/runs/{id}/context", this::show);
  }

  private RouteResponse show(ApiRequest call) {
    Caller caller = call.caller();
    Run run = parts.access().find(call.id("id", "run"), caller);
    RunQuery ofJob = RunQuery.ALL.withJob(run.jobId()).withBefore(run.id()).withLimit(1);
    return RouteResponse.ok(
        new ContextResponse(
            run.id(),
            first(ofJob, caller).map(Run::id),
            first(ofJob.withOrder(RunQuery.Order.OLDEST_FIRST), caller).map(Run::id),
            first(ofJob.withRegularOnly().withStatus(RunStatus.SUCCESS), caller).map(Run::id),
            attempts(run, caller).stream().map(AttemptResponse::of).toList(),
            parts.json().usual(run.jobId()),
            run.request()
                .origin()
                .predecessor()
                .flatMap(before -> runs.find(before.runId()))
                .filter(before -> parts.access().maySee(caller, before))
                .map(PredecessorRun::of)));
  }

  private Optional<Run> first(RunQuery query, Caller caller) {
    return runs.list(parts.access().restrict(query, caller)).runs().stream().findFirst();
  }

  /** Of the same work, in order; retries are queued when the attempt before has ended. */
  private List<Run> attempts(Run run, Caller caller) {
    boolean alone = run.attempt() == 1 && run.status() == RunStatus.SUCCESS;
    Optional<UUID> firstId = run.request().firstRunId();
    Optional<Run> first = firstId.isEmpty() ? Optional.of(run) : firstId.flatMap(runs::find);
    if (alone || first.isEmpty()) {
      return List.of(run);
    }
    RunQuery retries =
        RunQuery.ALL
            .withJob(run.jobId())
            .withCause(RunCause.RETRY)
            .withOrder(RunQuery.Order.OLDEST_FIRST)
            .withBefore(first.get().id())
            .withLimit(MOST_ATTEMPTS);
    Optional<UUID> same = Optional.of(first.get().id());
    Stream<Run> others =
        runs.list(parts.access().restrict(retries, caller)).runs().stream()
            .filter(other -> other.request().firstRunId().equals(same));
    return Stream.concat(Stream.concat(first.stream(), Stream.of(run)), others)
        .filter(one -> parts.access().maySee(caller, one))
        .distinct()
        .sorted(Comparator.comparingInt(Run::attempt))
        .toList();
  }
}
