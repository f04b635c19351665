package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.engine.cluster.WireFormat;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the leader, whichever node that is, by the mailbox, and hands its answers on. What a leader
 * has not answered the next one takes; what nobody has taken for so long is withdrawn. Thread-safe;
 * its ticks belong to one thread.
 */
final class RemoteRequests {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteRequests.class);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
  private static final UUID NOBODY = new UUID(0, 0);

  private final ClusterStore cluster;
  private final TimeSource time;
  private final Ids ids = new Ids();
  private final Map<UUID, Waiting<?>> waiting = new ConcurrentHashMap<>();

  private record Waiting<T>(Class<T> type, CompletableFuture<T> future, long sinceNanos) {
    void complete(Mailbox.Answer answer) {
      try {
        if (answer.isDone()) {
          future.complete(WireFormat.read(answer.body(), type));
        } else {
          future.completeExceptionally(WireFormat.read(answer.body(), Failure.class).thrown());
        }
      } catch (RuntimeException e) {
        future.completeExceptionally(e);
      }
    }
  }

  RemoteRequests(ClusterStore cluster, TimeSource time) {
    this.cluster = cluster;
    this.time = time;
  }

  /**
   * Asks; the answer comes when it is durable.
   *
   * @throws StoreException if the store cannot be reached; then it may nevertheless have been asked
   */
  <T> void ask(Optional<UUID> incarnation, Request<T> request, CompletableFuture<T> answer) {
    Mailbox.Command command =
        Requests.write(ids, time.millis(), incarnation.orElse(NOBODY), request);
    waiting.put(command.id(), new Waiting<>(request.answerType(), answer, time.nanoTime()));
    try {
      cluster.mailbox().ask(List.of(command));
    } catch (RuntimeException e) {
      waiting.remove(command.id());
      answer.completeExceptionally(e);
    }
  }

  /** Takes what was answered. */
  void tick() {
    for (Map.Entry<UUID, Waiting<?>> each : Map.copyOf(waiting).entrySet()) {
      try {
        look(each.getKey(), each.getValue());
      } catch (StoreException e) {
        LOG.debug("Answers cannot be looked at: {}", ExceptionText.message(e));
        return;
      }
    }
  }

  private void look(UUID id, Waiting<?> request) {
    Optional<Mailbox.Answer> given = cluster.mailbox().takeAnswer(id);
    if (given.isPresent()) {
      waiting.remove(id);
      request.complete(given.get());
    } else if (time.nanoTime() - request.sinceNanos() >= PATIENCE_NANOS
        && cluster.mailbox().withdraw(id)) {
      waiting.remove(id);
      request.future().completeExceptionally(new StoreException(JobMessages.NO_LEADER.text()));
    }
  }
}
