package dev.tempo.server.queues;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Given;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.store.QueueState;
import dev.tempo.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows where runs wait, sets how many run at once, and stops and lets go what waits. */
public final class QueueRoutes implements Feature {
  private static final int PAGE = 25; // a job may be a megabyte

  private final Tempo tempo;
  private final Store store;
  private final JobDirectory jobs;
  private final QueueLimits limits;

  /** Over an engine, its jobs, and the limits that are kept. */
  public QueueRoutes(Tempo tempo, JobDirectory jobs, QueueLimits limits) {
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

  private Reply list(Call call) {
    Snapshot now = snapshot(call.caller());
    Set<String> names = new TreeSet<>(now.names());
    if (!call.caller().has(Role.ADMIN)) {
      // Those that a caller can know: the default one, and those of jobs that this one may see.
      names.retainAll(now.jobs().keySet());
      names.add(JobPolicy.DEFAULT_QUEUE);
    }
    return Reply.ok(Json.object().put("queues", Json.array(names, now::write)));
  }

  /** Makes a queue that no job names yet. */
  private Reply create(Call call) {
    Input body = call.body();
    Optional<String> name = body.required("name", body.text("name", QueueLimits.MAX_NAME));
    Optional<Integer> limit = body.required("limit", body.whole("limit", 1, QueueLimits.MOST));
    body.end();
    String made = name.orElseThrow().strip();
    if (snapshot(call.caller()).names().contains(made)) {
      throw ApiException.conflict("There is a queue '" + made + "' already");
    }
    limits.set(made, OptionalInt.of(limit.orElseThrow()));
    return Reply.created(snapshot(call.caller()).write(made));
  }

  /** Sets how many run at once. */
  private Reply limit(Call call) {
    String name = call.path("name");
    if (!snapshot(call.caller()).names().contains(name)) {
      throw ApiException.notFound("queue", name);
    }
    Input body = call.body();
    body.computed("name", "limitIsOwn", "running", "queued", "paused", "jobs");
    Given<Integer> limit = body.whole("limit", 1, QueueLimits.MOST);
    if (!limit.present() && !body.hasViolations()) {
      body.violation("limit", "is needed: a number, or null for as many as of the default queue");
    }
    body.end();
    limits.set(name, limit.value().map(OptionalInt::of).orElseGet(OptionalInt::empty));
    return Reply.ok(snapshot(call.caller()).write(name));
  }

  /**
   * Forgets what was set for a queue that nothing uses, so that it is gone.
   *
   * @throws ApiException 409 that says what uses it
   */
  private Reply forget(Call call) {
    String name = call.path("name");
    Snapshot now = snapshot(call.caller());
    if (!now.names().contains(name)) {
      throw ApiException.notFound("queue", name);
    }
    requireUnused(name, now);
    limits.set(name, OptionalInt.empty());
    if (now.paused().contains(name)) {
      tempo.resumeQueue(name);
    }
    return Reply.ok(Json.object().put("name", name).put("deleted", true));
  }

  private static void requireUnused(String name, Snapshot now) {
    if (name.equals(JobPolicy.DEFAULT_QUEUE)) {
      throw ApiException.conflict("The default queue stays: jobs that name no other are in it");
    }
    int jobs = now.jobs().getOrDefault(name, 0);
    long runs = now.queued().getOrDefault(name, 0L) + now.running().getOrDefault(name, 0L);
    if (jobs > 0 || runs > 0) {
      throw ApiException.conflict(
          String.format(
              Locale.ROOT,
              "The queue '%s' is used by %d jobs and has %d runs; move the jobs to another first",
              name,
              jobs,
              runs));
    }
  }

  private Reply pause(Call call, boolean pause) {
    call.bodyOrEmpty().end();
    String name = call.path("name");
    if (!snapshot(call.caller()).names().contains(name)) {
      throw ApiException.notFound("queue", name);
    }
    if (pause) {
      tempo.pauseQueue(name);
    } else {
      tempo.resumeQueue(name);
    }
    return Reply.ok(snapshot(call.caller()).write(name));
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
    names.addAll(queued.keySet());
    names.addAll(running.keySet());
    names.addAll(paused);
    Map<String, Integer> visible = new HashMap<>();
    Set<UUID> seen = jobs.visibleTo(caller).map(JobEntry::id).collect(Collectors.toSet());
    eachJob(
        job -> {
          names.add(job.policy().queue());
          if (seen.contains(job.id())) {
            visible.merge(job.policy().queue(), 1, Integer::sum);
          }
        });
    return new Snapshot(names, visible, queued, running, paused, this::writeLimit);
  }

  private Json.Object writeLimit(String name) {
    int limit = tempo.queue(name).limit();
    return Json.object()
        .put("name", name)
        .put("limit", limit == Integer.MAX_VALUE ? null : limit)
        .put("limitIsOwn", limits.own().contains(name));
  }

  private void eachJob(Consumer<Job> action) {
    Optional<String> after = Optional.empty();
    List<Job> page;
    do {
      page = store.jobs().list(after, PAGE);
      page.forEach(action);
      after = page.isEmpty() ? after : Optional.of(page.getLast().key());
    } while (page.size() == PAGE);
  }

  /** All queues at one time; {@code jobs} counts those that the caller may see. */
  private record Snapshot(
      Set<String> names,
      Map<String, Integer> jobs,
      Map<String, Long> queued,
      Map<String, Long> running,
      Set<String> paused,
      Function<String, Json.Object> head) {

    Json.Object write(String name) {
      return head.apply(name)
          .put("running", running.getOrDefault(name, 0L))
          .put("queued", queued.getOrDefault(name, 0L))
          .put("paused", paused.contains(name))
          .put("jobs", jobs.getOrDefault(name, 0));
    }
  }
}
