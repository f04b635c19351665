package dev.tempo.engine;

import dev.tempo.Health;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.HealthMessages;
import dev.tempo.log.RunLogService;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the parts without which an engine does nothing whether they still do something. None of them
 * is waited for longer than a moment. Thread-safe.
 */
final class HealthCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LONG_TURN = Duration.ofSeconds(5);

  private final Store store;
  private final Node node;
  private final WorkServices workshop;
  private final EventBus events;
  private final ReentrantLock lock = new ReentrantLock();
  private CompletableFuture<Void> asked = CompletableFuture.completedFuture(null);

  HealthCheck(Store store, Node node, WorkServices workshop, EventBus events) {
    this.store = store;
    this.node = node;
    this.workshop = workshop;
    this.events = events;
  }

  Health look() {
    Map<String, String> problems = new TreeMap<>();
    Optional<Decider> deciding = node.decider();
    node.problem().ifPresent(why -> problems.put("node", HealthMessages.NO_MEMBER.text(why)));
    deciding
        .flatMap(one -> one.loop().problem(LONG_TURN))
        .ifPresent(text -> problems.put("loop", text));
    deciding
        .map(one -> one.parts().store())
        .flatMap(RetryingStore::failure)
        .map(StoreException::getMessage)
        .or(this::ping)
        .ifPresent(text -> problems.put("store", text));
    RunLogService logs = workshop.logs();
    logs.failure()
        .map(Throwable::getMessage)
        .or(() -> logs.stallReason(LONG_TURN))
        .ifPresent(text -> problems.put("logs", text));
    workshop.processProblem(LONG_TURN).ifPresent(text -> problems.put("processes", text));
    workshop.directoryProblem().ifPresent(text -> problems.put("directory", text));
    if (events.dropped() > 0) {
      problems.put("listeners", HealthMessages.LISTENERS.text(events.dropped()));
    }
    return new Health(problems);
  }

  /** A store that does not answer is asked by one thread at a time. */
  private Optional<String> ping() {
    CompletableFuture<Void> answer;
    lock.lock();
    try {
      if (asked.isDone()) {
        asked = new CompletableFuture<>();
        CompletableFuture<Void> mine = asked;
        Thread.ofPlatform().daemon().name("tempo-health").start(() -> ping(mine));
      }
      answer = asked;
    } finally {
      lock.unlock();
    }
    return await(answer);
  }

  private void ping(CompletableFuture<Void> answer) {
    try {
      store.ping();
      answer.complete(null);
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private static Optional<String> await(CompletableFuture<Void> answer) {
    try {
      answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of(HealthMessages.STORE_SLOW.text(DurationFormat.inWords(PATIENCE)));
    } catch (ExecutionException | CompletionException e) {
      return Optional.of(ExceptionText.message(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(HealthMessages.INTERRUPTED.text());
    }
  }
}
