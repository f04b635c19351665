package dev.tempo.server.queues;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.JobPolicy;
import dev.tempo.QueueRate;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.queues.QueueResponses.DeletedQueue;
import dev.tempo.server.queues.QueueResponses.QueueHead;
import dev.tempo.server.queues.QueueResponses.QueueList;
import dev.tempo.server.queues.QueueResponses.QueueResponse;
import dev.tempo.server.queues.QueueResponses.Rate;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.QueueState;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows where runs wait, sets how many run at once, and stops and lets go what waits. */
public final class QueueRoutes implements Feature {
  private final Tempo tempo;
  private final Store store;
  private final JobIndex jobs;
  private final RunAccess access;
  private final QueueLimits limits;
  private final PausedQueues pauses;
  private final Runnable changed;

  /**
   * Over an engine, its jobs, who may see their runs, and the limits that are kept.
   *
   * @param onChange called when a queue was paused or resumed
   */
  public QueueRoutes(
      Tempo tempo,
      JobIndex jobs,
      RunAccess access,
      QueueLimits limits,
      PausedQueues pauses,
      Runnable onChange) {
    this.access = access;
    this.pauses = pauses;
    this.changed = onChange;
    this.tempo = tempo;
    this.jobs = jobs;
    this.limits = limits;
    this.store = tempo.store();
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/queues", this::list)
        .post("/api/queues", this::create)
        .put("/api/queues/{name}", this::limit)
        .delete("/api/queues/{name}", this::forget)
        .post("/api/queues/{name}/pause", call -> pause(call, true))
        .post("/api/queues/{name}/resume", call -> pause(call, false));
  }

  private RouteResponse list(ApiRequest call) {
    Snapshot now = snapshot(call.caller());
    if (call.caller().has(Role.ADMIN)) {
      return RouteResponse.ok(now.list(now.names()));
    }
    // Those that a caller can know: the default one, and those of jobs that this one may see.
    Set<String> names = new TreeSet<>(now.names());
    names.retainAll(now.jobs().keySet());
    names.add(JobPolicy.DEFAULT_QUEUE);
    Snapshot seen = now.of(visible(call.caller()));
    return RouteResponse.ok(seen.list(names));
  }

  /** The runs that have not ended, as far as a caller may see them: no count tells of others. */
  private List<Run> visible(Caller caller) {
    RunQuery open = RunQuery.ALL.withStatus(RunStatus.QUEUED, RunStatus.RUNNING);
    List<Run> found = new ArrayList<>();
    RunQuery query = access.restrict(open, caller).withLimit(Paging.MAX_LIMIT);
    RunPage page;
    do {
      page = store.runs().list(query);
      found.addAll(page.runs());
      query = page.next().map(query::withBefore).orElse(query);
    } while (page.next().isPresent() && found.size() < Paging.MAX_TOTAL);
    return found;
  }

  /** Makes a queue that no job names yet. */
  private RouteResponse create(ApiRequest call) {
    JsonInput body = call.body();
    Optional<String> name = body.required("name", body.text("name", QueueLimits.MAX_NAME));
    Optional<Integer> limit = body.required("limit", body.whole("limit", 1, QueueLimits.MOST));
    OptionalField<QueueRate> rate = body.object("rate", QueueRoutes::rate);
    body.end();
    String made = name.orElseThrow().strip();
    if (snapshot(call.caller()).names().contains(made)) {
      throw ApiException.conflict(message("api.queue.nameTaken", "queue", made));
    }
    limits.set(made, OptionalInt.of(limit.orElseThrow()));
    rate.value().ifPresent(most -> tempo.setQueueRate(made, Optional.of(most)));
    return RouteResponse.created(snapshot(call.caller()).write(made));
  }

  /** Sets how many run at once. */
  private RouteResponse limit(ApiRequest call) {
    String name = call.path("name");
    if (!snapshot(call.caller()).names().contains(name)) {
      throw ApiException.notFound("queue", name);
    }
    JsonInput body = call.body();
    body.computed(
        "name", "limitIsOwn", "pausedBy", "pausedAt", "running", "queued", "paused", "jobs");
    OptionalField<Integer> limit = body.whole("limit", 1, QueueLimits.MOST);
    OptionalField<QueueRate> rate = body.object("rate", QueueRoutes::rate);
    if (!limit.present() && !rate.present() && !body.hasViolations()) {
      body.violation("limit", message("api.queue.limitNeeded"));
    }
    body.end();
    if (limit.present()) {
      limits.set(name, limit.value().map(OptionalInt::of).orElseGet(OptionalInt::empty));
    }
    if (rate.present()) {
      tempo.setQueueRate(name, rate.value());
    }
    return RouteResponse.ok(snapshot(call.caller()).write(name));
  }

  private static QueueRate rate(JsonInput input) {
    Optional<Integer> permits =
        input.required("permits", input.whole("permits", 1, QueueLimits.MOST));
    Optional<Duration> per =
        input.required("perSeconds", input.seconds("perSeconds", TimeBounds.MIN_DURATION));
    return new QueueRate(permits.orElse(1), per.orElse(TimeBounds.MIN_DURATION));
  }

  /**
   * Forgets what was set for a queue that nothing uses, so that it is gone.
   *
   * @throws ApiException 409 that says what uses it
   */
  private RouteResponse forget(ApiRequest call) {
    String name = call.path("name");
    Snapshot now = snapshot(call.caller());
    if (!now.names().contains(name)) {
      throw ApiException.notFound("queue", name);
    }
    requireUnused(name, now);
    limits.set(name, OptionalInt.empty());
    if (tempo.queue(name).rate().isPresent()) {
      tempo.setQueueRate(name, Optional.empty());
    }
    if (now.paused().contains(name)) {
      resume(name);
    }
    return RouteResponse.ok(new DeletedQueue(name, true));
  }

  private static void requireUnused(String name, Snapshot now) {
    if (name.equals(JobPolicy.DEFAULT_QUEUE)) {
      throw ApiException.conflict(message("api.queue.default"));
    }
    int jobs = now.jobs().getOrDefault(name, 0);
    long runs = now.queued().getOrDefault(name, 0L) + now.running().getOrDefault(name, 0L);
    if (jobs > 0 || runs > 0) {
      throw ApiException.conflict(
          message(
              "api.queue.used",
              "queue",
              name,
              "jobs",
              counted("api.queue.jobs", jobs),
              "runs",
              counted("api.queue.runs", runs)));
    }
  }

  private RouteResponse pause(ApiRequest call, boolean pause) {
    call.bodyOrEmpty().end();
    String name = call.path("name");
    if (!snapshot(call.caller()).names().contains(name)) {
      throw ApiException.notFound("queue", name);
    }
    if (pause) {
      tempo.pauseQueue(name);
      pauses.paused(name, call.caller().username());
      changed.run();
    } else {
      resume(name);
    }
    return RouteResponse.ok(snapshot(call.caller()).write(name));
  }

  private void resume(String name) {
    tempo.resumeQueue(name);
    pauses.resumed(name);
    changed.run();
  }

  /** A queue is there as soon as a job names it, or it has a limit of its own. */
  private Snapshot snapshot(Caller caller) {
    Map<String, Long> queued = store.runs().queueLengths();
    Map<String, Long> running =
        store.runs().running().stream()
            .map(Run::job)
            .collect(Collectors.groupingBy(Run.JobRef::queue, Collectors.counting()));
    Set<String> paused =
        store.queues().list().stream()
            .filter(QueueState::paused)
            .map(QueueState::name)
            .collect(Collectors.toSet());
    Set<String> names = new TreeSet<>(Set.of(JobPolicy.DEFAULT_QUEUE));
    names.addAll(limits.own());
    tempo.queues().forEach(queue -> names.add(queue.name()));
    names.addAll(queued.keySet());
    names.addAll(running.keySet());
    names.addAll(paused);
    Map<String, Integer> visible = new HashMap<>();
    jobs.all().map(JobIndexEntry::queue).forEach(names::add);
    jobs.visibleTo(caller).forEach(job -> visible.merge(job.queue(), 1, Integer::sum));
    Map<String, PauseStore.Pause> known = pauses.known();
    return new Snapshot(names, visible, queued, running, paused, name -> head(name, known, paused));
  }

  private QueueHead head(String name, Map<String, PauseStore.Pause> known, Set<String> paused) {
    int limit = tempo.queue(name).limit();
    Optional<PauseStore.Pause> pause =
        Optional.ofNullable(known.get(name)).filter(one -> paused.contains(name));
    return new QueueHead(
        name,
        limit == Integer.MAX_VALUE ? Optional.empty() : Optional.of(limit),
        limits.own().contains(name),
        tempo.queue(name).rate().map(Rate::of),
        pause.map(PauseStore.Pause::by),
        pause.map(PauseStore.Pause::at));
  }

  /** All queues at one time; {@code jobs} counts those that the caller may see. */
  private record Snapshot(
      Set<String> names,
      Map<String, Integer> jobs,
      Map<String, Long> queued,
      Map<String, Long> running,
      Set<String> paused,
      Function<String, QueueHead> head) {

    /** As it looks to whoever may see no other runs than these. */
    Snapshot of(List<Run> runs) {
      return new Snapshot(
          names,
          jobs,
          counts(runs, RunStatus.QUEUED),
          counts(runs, RunStatus.RUNNING),
          paused,
          head);
    }

    private static Map<String, Long> counts(List<Run> runs, RunStatus status) {
      return runs.stream()
          .filter(run -> run.status() == status)
          .collect(Collectors.groupingBy(run -> run.job().queue(), Collectors.counting()));
    }

    QueueList list(Set<String> names) {
      return new QueueList(names.stream().map(this::write).toList());
    }

    QueueResponse write(String name) {
      return new QueueResponse(
          head.apply(name),
          running.getOrDefault(name, 0L),
          queued.getOrDefault(name, 0L),
          paused.contains(name),
          jobs.getOrDefault(name, 0));
    }
  }
}
