package dev.tempo.server.environments;

import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.http.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What builds under way have told so far, so that whoever comes late misses nothing: the last
 * thousand lines of each, until it ends. Thread-safe.
 */
final class BuildFeed implements AutoCloseable {
  private static final int MOST_LINES = 1_000;

  /**
   * A step, or the end.
   *
   * @param ends whether it is the last of its build
   */
  record Told(Json.Object message, boolean ends) {}

  private final Map<UUID, Deque<Told>> underWay = new HashMap<>();
  private final Map<UUID, Set<BlockingQueue<Told>>> listeners = new HashMap<>();
  private final Subscription events;

  BuildFeed(Tempo tempo) {
    this.events = tempo.onEvent(this::follow);
  }

  /** All that the build under way has told, and what is told from now on. */
  synchronized BlockingQueue<Told> listen(UUID jobId) {
    BlockingQueue<Told> told = new LinkedBlockingQueue<>(MOST_LINES + 1);
    told.addAll(underWay.getOrDefault(jobId, new ArrayDeque<>()));
    listeners.computeIfAbsent(jobId, id -> new HashSet<>()).add(told);
    return told;
  }

  synchronized void leave(UUID jobId, BlockingQueue<Told> told) {
    Set<BlockingQueue<Told>> others = listeners.getOrDefault(jobId, new HashSet<>());
    others.removeIf(other -> other == told);
    if (others.isEmpty()) {
      listeners.remove(jobId);
    }
  }

  @Override
  public void close() {
    events.close();
  }

  private void follow(Event event) {
    switch (event) {
      case Event.EnvironmentProgress step -> tell(step);
      case Event.EnvironmentReady ready -> ended(ready.jobId());
      case Event.EnvironmentFailed failed -> ended(failed.jobId());
      default -> {} // not about environments
    }
  }

  private synchronized void tell(Event.EnvironmentProgress step) {
    Json.Object content = EnvironmentJson.progress(step);
    Told told = new Told(EnvironmentJson.message("progress", step.at(), content), false);
    Deque<Told> lines = underWay.computeIfAbsent(step.jobId(), id -> new ArrayDeque<>());
    lines.add(told);
    if (lines.size() > MOST_LINES) {
      lines.remove();
    }
    hand(step.jobId(), told);
  }

  private synchronized void ended(UUID jobId) {
    underWay.remove(jobId);
    hand(jobId, new Told(Json.object(), true));
  }

  private void hand(UUID jobId, Told told) {
    listeners.getOrDefault(jobId, Set.of()).forEach(queue -> add(queue, told));
  }

  /** For a listener that is too slow the oldest goes; the last, which says the end, never does. */
  private static void add(Queue<Told> queue, Told told) {
    while (!queue.offer(told)) {
      queue.poll();
    }
  }
}
