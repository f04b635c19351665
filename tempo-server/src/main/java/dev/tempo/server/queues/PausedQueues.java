package dev.tempo.server.queues;

import dev.tempo.JobPolicy;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.queues.PauseStore.Pause;
import dev.tempo.server.queues.PausedList.PausedQueue;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which queues are paused, and who paused them, if that was done by the API. Thread-safe. */
public final class PausedQueues {
  private final PauseStore store;
  private final QueueStore queues;
  private final JobIndex jobs;
  private final TimeSource time;

  /** Over the engine's queues. */
  public PausedQueues(Database database, QueueStore queues, JobIndex jobs, TimeSource time) {
    this.store = new PauseStore(database);
    this.queues = queues;
    this.jobs = jobs;
    this.time = time;
  }

  void paused(String name, String by) {
    store.add(name, new Pause(by, time.nowMillis()));
  }

  void resumed(String name) {
    store.delete(name);
  }

  Map<String, Pause> known() {
    return store.all();
  }

  /** Those that a caller can know: the default one, and those of jobs that this one may see. */
  Set<String> namesOf(Caller caller) {
    Set<String> names = new TreeSet<>(Set.of(JobPolicy.DEFAULT_QUEUE));
    jobs.visibleTo(caller).map(JobIndexEntry::queue).forEach(names::add);
    return names;
  }

  /** Those that are paused and that a caller can know, as an event tells them. */
  public PausedList told(Caller caller) {
    List<String> paused =
        queues.list().stream().filter(QueueState::paused).map(QueueState::name).toList();
    Set<String> names =
        paused.isEmpty() || caller.has(Role.ADMIN) ? Set.copyOf(paused) : namesOf(caller);
    Map<String, Pause> known = paused.isEmpty() ? Map.of() : known();
    List<String> shown = paused.stream().filter(names::contains).toList();
    return new PausedList(shown.stream().map(name -> paused(name, known)).toList());
  }

  private static PausedQueue paused(String name, Map<String, Pause> known) {
    Optional<Pause> pause = Optional.ofNullable(known.get(name));
    return new PausedQueue(name, pause.map(Pause::by), pause.map(Pause::at));
  }
}
