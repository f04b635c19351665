package dev.tempo.engine;

import dev.tempo.ShutdownPolicy;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.turn.EngineClosedException;
import dev.tempo.engine.turn.RunWaiters;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an engine: nothing fires or starts any more; what runs gets time to end; what still runs is
 * asked to, or left; and at last the loop ends, with everything that it knows durable.
 */
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final Duration LAST_COMMIT = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Node node;
  private final boolean manual;
  private final ShutdownPolicy policy;
  private final EngineComponents parts;
  private final EngineLoop loop;
  private final RunWaiters waiters;
  private final CompletableFuture<Void> idle = new CompletableFuture<>();

  Shutdown(Node node, EngineSettings settings, Decider decider, RunWaiters waiters) {
    this.waiters = waiters;
    this.node = node;
    this.manual = settings.isManual();
    this.policy = settings.life().shutdown();
    this.parts = decider.parts();
    this.loop = decider.loop();
  }

  void run() {
    if (parts.store().isLost() || parts.store().isGivenUp()) {
      LOG.warn("What runs is left to itself, since its end could not be stored");
      end();
      return;
    }
    loop.submit(this::stopFiring);
    boolean ended = await(policy.drainTimeout());
    if (!ended) {
      loop.submit(this::stopAll);
      ended = await(policy.stopTimeout());
    }
    if (!ended) {
      LOG.warn("Some runs did not end in time; they are given up");
    }
    end();
  }

  private void stopFiring(Turn turn) {
    parts.firing(false);
    parts.queues().suspend(true);
    checkIdle();
    parts.endings().onEnd(this::checkIdle);
  }

  private void stopAll(Turn turn) {
    StopCause cause = new StopCause(StopCause.Kind.SHUTDOWN, RunMessages.SHUTDOWN.text());
    for (ActiveRun run : parts.active().all()) {
      boolean left = policy.scriptPolicy() == ShutdownPolicy.ScriptPolicy.LEAVE && run.leave();
      if (!left) {
        parts.active().stop(turn, run, cause);
      }
    }
    checkIdle();
  }

  /** Scripts that are to be left are not waited for. */
  private void checkIdle() {
    boolean leaves = policy.scriptPolicy() == ShutdownPolicy.ScriptPolicy.LEAVE;
    if (parts.active().all().stream().allMatch(run -> leaves && run.leave())) {
      idle.complete(null);
    }
  }

  private boolean await(Duration timeout) {
    if (manual) {
      node.runUntilIdle();
      return idle.isDone();
    }
    long end = System.nanoTime() + timeout.toNanos();
    while (!awaitIdle(end - System.nanoTime())) {
      if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      loop.submit(turn -> checkIdle()); // a script may have begun, which nobody tells
    }
    return true;
  }

  private boolean awaitIdle(long nanos) {
    try {
      idle.get(Math.min(nanos, LOOK.toNanos()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void end() {
    parts.store().giveUp();
    loop.submit(turn -> turn.afterCommit(() -> waiters.close(new EngineClosedException())));
    if (manual) {
      node.runUntilIdle();
      return;
    }
    loop.endWhenIdle();
    try {
      loop.join(LAST_COMMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
