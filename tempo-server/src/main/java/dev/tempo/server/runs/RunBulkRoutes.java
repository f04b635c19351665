package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Outcomes;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.filter.RateLimiter.Limit;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.runs.RunResponses.DeletedRuns;
import dev.tempo.server.runs.RunResponses.RunDone;
import dev.tempo.server.runs.RunResponses.RunOutcomes;
import dev.tempo.server.security.authorization.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Cancels, runs again, acknowledges and deletes many runs by one call: those of some ids, or all of
 * a list, whose query says which. Each is looked at by itself, and the answer says of each that was
 * refused why.
 */
public final class RunBulkRoutes implements Feature {
  private static final int MAX_IDS = 1_000;

  /** So many of a list are cancelled or deleted at once. */
  private static final int MAX_LISTED = 10_000;

  private static final int MAX_STARTED = 500;

  private final RunRouteSupport parts;
  private final RunLists lists;
  private final RunStarter starter;
  private final RateLimiter limiter;

  /** Over runs. */
  public RunBulkRoutes(RunRouteSupport parts, RunStarter starter, RateLimiter limiter) {
    this.parts = parts;
    this.lists = new RunLists(parts.tempo().store().runs(), parts.access());
    this.starter = starter;
    this.limiter = limiter;
  }

  @Override
  public void register(Routes routes) {
    routes
        .post("/api/runs/cancel", this::cancel)
        .post("/api/runs/rerun", this::rerun)
        .post("/api/runs/acknowledge", this::acknowledge)
        .post("/api/runs/delete", this::delete);
  }

  private RouteResponse cancel(ApiRequest call) {
    Outcomes<RunDone> outcomes = new Outcomes<>(call::language);
    each(call, MAX_LISTED, outcomes, run -> cancelled(run, call.caller()));
    return RouteResponse.ok(new RunOutcomes(outcomes.done(), outcomes.refused()));
  }

  private RunDone cancelled(Run run, Caller caller) {
    parts.access().requireOwn(caller, run, message("api.run.mayNotCancel"));
    if (run.status().isFinal() || !parts.tempo().cancel(run.id(), caller.username())) {
      throw ApiException.conflict(message("api.run.endedAlready", "run", run.id().toString()));
    }
    return new RunDone(run.id(), run.jobName(), Optional.empty());
  }

  /** Each start counts as one, so that a long list comes no further than many calls would. */
  private RouteResponse rerun(ApiRequest call) {
    Outcomes<RunDone> outcomes = new Outcomes<>(call::language);
    Caller caller = call.caller();
    List<Boolean> any = new ArrayList<>();
    each(
        call,
        MAX_STARTED,
        outcomes,
        run -> {
          if (!any.isEmpty()) {
            limiter.count(Limit.RUN, caller.userId().toString()); // the call itself is counted
          }
          any.add(true);
          UUID runId = starter.again(run, caller).runId();
          return new RunDone(run.id(), run.jobName(), Optional.of(runId));
        });
    return RouteResponse.ok(new RunOutcomes(outcomes.done(), outcomes.refused()));
  }

  /** Takes runs off the dead letters, all in one turn. */
  private RouteResponse acknowledge(ApiRequest call) {
    Outcomes<RunDone> outcomes = new Outcomes<>(call::language);
    each(
        call,
        MAX_LISTED,
        outcomes,
        run -> {
          parts.access().requireOwn(call.caller(), run, message("api.run.mayNotAcknowledge"));
          return new RunDone(run.id(), run.jobName(), Optional.empty());
        });
    parts
        .tempo()
        .acknowledge(outcomes.done().stream().map(RunDone::id).toList(), call.caller().username());
    return RouteResponse.ok(new RunOutcomes(outcomes.done(), outcomes.refused()));
  }

  /** Deletes what can be deleted, and says of each of the others why not. */
  private RouteResponse delete(ApiRequest call) {
    Outcomes<UUID> outcomes = new Outcomes<>(call::language);
    each(
        call,
        MAX_LISTED,
        outcomes,
        run -> {
          parts.access().requireOwn(call.caller(), run, message("api.run.mayNotDelete"));
          if (!run.status().isFinal()) {
            throw RunRoutes.unfinished(run);
          }
          return run.id();
        });
    List<UUID> due = new ArrayList<>(outcomes.ids());
    List<UUID> deleted = parts.delete(due);
    due.removeAll(deleted);
    due.forEach(id -> outcomes.refuse(id, RunRoutes.stillWriting(id)));
    return RouteResponse.ok(new DeletedRuns(deleted, outcomes.refused()));
  }

  private <T> void each(ApiRequest call, int limit, Outcomes<T> outcomes, Function<Run, T> action) {
    List<UUID> chosen = chosen(call, limit);
    call.subject(chosen.size() + " runs");
    for (UUID id : chosen) {
      outcomes.attempt(id, () -> action.apply(parts.access().find(id, call.caller())));
    }
  }

  /** Those that the body names, or all of the list that the query asks for. */
  private List<UUID> chosen(ApiRequest call, int limit) {
    RunFilter filter = parts.search().filter(call);
    Optional<List<UUID>> marked = parts.marked(call);
    JsonInput body = call.body();
    var named = body.texts("ids", MAX_IDS, 36);
    Optional<Integer> expected = body.whole("expectedCount", 0, Integer.MAX_VALUE).value();
    List<UUID> ids =
        named.present() || expected.isEmpty()
            ? RunRouteSupport.ids(body, "ids", MAX_IDS)
            : List.<UUID>of();
    if (named.present() && expected.isPresent()) {
      body.violation("expectedCount", message("api.bulk.listAlone"));
    }
    body.end();
    return expected.isPresent() ? listed(call, filter, marked, limit, expected.get()) : ids;
  }

  private List<UUID> listed(
      ApiRequest call, RunFilter filter, Optional<List<UUID>> marked, int limit, int expected) {
    List<UUID> found = new ArrayList<>();
    Optional<Object> next = Optional.empty();
    do {
      Paging paging = new Paging(Paging.MAX_LIMIT, next.map(Object::toString));
      RunLists.Page page =
          marked
              .map(only -> lists.only(only, filter, paging, call.caller()))
              .orElseGet(() -> lists.page(filter, paging, call.caller()));
      page.runs().forEach(run -> found.add(run.id()));
      next = page.next();
      if (found.size() > limit) {
        throw ApiException.invalid("expectedCount", counted("api.bulk.mostRuns", limit));
      }
    } while (next.isPresent());
    Outcomes.requireExpected(expected, found.size());
    return found;
  }
}
