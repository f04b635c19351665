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
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobDirectory;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.store.QueueState;
import dev.tempo.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Shows where runs wait, and stops and lets go what waits. */
public final class QueueRoutes implements Feature {
  private static final int PAGE = 25; // a job may be a megabyte

  private final Tempo tempo;
  private final Store store;
  private final JobDirectory jobs;

  /** Over an engine and its jobs. */
  public QueueRoutes(Tempo tempo, JobDirectory jobs) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.store = tempo.store();
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/queues", this::list)
        .post("/api/queues/{name}/pause", call -> pause(call, true))
        .post("/api/queues/{name}/resume", call -> pause(call, false));
  }

  private Reply list(Call call) {
    Snapshot now = snapshot();
    Set<String> names = new TreeSet<>(now.names());
    if (!call.caller().has(Role.ADMIN)) {
      names.retainAll(namesOf(call.caller()));
    }
    return Reply.ok(Json.object().put("queues", Json.array(names, now::write)));
  }

  /** Those that a caller can know: the default one, and those of jobs that this one may see. */
  private Set<String> namesOf(Caller caller) {
    Set<UUID> visible = jobs.visibleTo(caller).map(JobEntry::id).collect(Collectors.toSet());
    Set<String> names = new TreeSet<>(Set.of(JobPolicy.DEFAULT_QUEUE));
    eachJob(job -> names.add(job.policy().queue()), job -> visible.contains(job.id()));
    return names;
  }

  private Reply pause(Call call, boolean pause) {
    call.bodyOrEmpty().end();
    String name = call.path("name");
    if (!snapshot().names().contains(name)) {
      throw ApiException.notFound("queue", name);
    }
    if (pause) {
      tempo.pauseQueue(name);
    } else {
      tempo.resumeQueue(name);
    }
    return Reply.ok(snapshot().write(name));
  }

  /** A queue is there as soon as a job names it. */
  private Snapshot snapshot() {
    Map<String, Long> queued = store.runs().queueLengths();
    Map<String, Long> running =
        store.runs().running().stream()
            .map(Run::job)
            .collect(Collectors.groupingBy(Run.JobRef::queue, Collectors.counting()));
    Map<String, Boolean> paused =
        store.queues().list().stream()
            .collect(Collectors.toMap(QueueState::name, QueueState::paused));
    Set<String> names = new TreeSet<>(Set.of(JobPolicy.DEFAULT_QUEUE));
    names.addAll(queued.keySet());
    names.addAll(running.keySet());
    names.addAll(paused.keySet());
    eachJob(job -> names.add(job.policy().queue()), job -> true);
    return new Snapshot(names, queued, running, paused, name -> tempo.queue(name).limit());
  }

  private void eachJob(Consumer<Job> action, Predicate<Job> wanted) {
    Optional<String> after = Optional.empty();
    List<Job> page;
    do {
      page = store.jobs().list(after, PAGE);
      page.stream().filter(wanted).forEach(action);
      after = page.isEmpty() ? after : Optional.of(page.getLast().key());
    } while (page.size() == PAGE);
  }

  /** All queues at one time. */
  private record Snapshot(
      Set<String> names,
      Map<String, Long> queued,
      Map<String, Long> running,
      Map<String, Boolean> paused,
      Function<String, Integer> limits) {

    Json.Object write(String name) {
      int limit = limits.apply(name);
      return Json.object()
          .put("name", name)
          .put("limit", limit == Integer.MAX_VALUE ? null : limit)
          .put("running", running.getOrDefault(name, 0L))
          .put("queued", queued.getOrDefault(name, 0L))
          .put("paused", paused.getOrDefault(name, false));
    }
  }
}
