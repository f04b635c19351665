package dev.tempo.server.queues;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.store.QueueState;
import dev.tempo.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows where runs wait, and stops and lets go what waits. */
public final class QueueRoutes implements Feature {
  private static final int PAGE = 500;

  private final Tempo tempo;
  private final Store store;

  /** Over an engine. */
  public QueueRoutes(Tempo tempo) {
    this.tempo = tempo;
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
    return Reply.ok(Json.object().put("queues", Json.array(now.names(), now::write)));
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
    addThoseOfJobs(names);
    return new Snapshot(names, queued, running, paused, name -> tempo.queue(name).limit());
  }

  private void addThoseOfJobs(Set<String> names) {
    Optional<String> after = Optional.empty();
    List<Job> page;
    do {
      page = store.jobs().list(after, PAGE);
      page.forEach(job -> names.add(job.policy().queue()));
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
