package dev.tempo.server.environments;

import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.environments.EnvironmentResponses.BuildProgress;
import dev.tempo.server.environments.EnvironmentResponses.ProgressMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Buffers the events of builds in progress for late subscribers: the last thousand lines of each,
 * until it ends. Thread-safe.
 */
final class BuildEventBuffer implements AutoCloseable {
  private static final int MOST_LINES = 1_000;

  /**
   * A step, or the end.
   *
   * @param message what is told of the step; empty at the end
   * @param ends whether it is the last of its build
   */
  record Message(Optional<ProgressMessage> message, boolean ends) {}

  private final Map<UUID, Deque<Message>> underWay = new HashMap<>();
  private final Map<UUID, Set<BlockingQueue<Message>>> listeners = new HashMap<>();
  private final Subscription events;

  BuildEventBuffer(Tempo tempo) {
    this.events = tempo.onEvent(this::follow);
  }

  /** All that the build under way has told, and what is told from now on. */
  synchronized BlockingQueue<Message> listen(UUID jobId) {
    BlockingQueue<Message> told = new LinkedBlockingQueue<>(MOST_LINES + 1);
    told.addAll(underWay.getOrDefault(jobId, new ArrayDeque<>()));
    listeners.computeIfAbsent(jobId, id -> new HashSet<>()).add(told);
    return told;
  }

  synchronized void leave(UUID jobId, BlockingQueue<Message> told) {
    Set<BlockingQueue<Message>> others = listeners.getOrDefault(jobId, new HashSet<>());
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
    ProgressMessage progress = new ProgressMessage("progress", step.at(), BuildProgress.of(step));
    Message told = new Message(Optional.of(progress), false);
    Deque<Message> lines = underWay.computeIfAbsent(step.jobId(), id -> new ArrayDeque<>());
    lines.add(told);
    if (lines.size() > MOST_LINES) {
      lines.remove();
    }
    hand(step.jobId(), told);
  }

  private synchronized void ended(UUID jobId) {
    underWay.remove(jobId);
    hand(jobId, new Message(Optional.empty(), true));
  }

  private void hand(UUID jobId, Message told) {
    listeners.getOrDefault(jobId, Set.of()).forEach(queue -> add(queue, told));
  }

  /** For a listener that is too slow the oldest goes; the last, which says the end, never does. */
  private static void add(Queue<Message> queue, Message told) {
    while (!queue.offer(told)) {
      queue.poll();
    }
  }
}
