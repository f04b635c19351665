package dev.tempo.engine;

import dev.tempo.ShutdownPolicy;
import dev.tempo.engine.cluster.Worker;
import dev.tempo.engine.state.StopCause;
import dev.tempo.internal.message.RunMessages;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a node: where others are, one of them leads at once, and this one gets no more work; what
 * runs gets time to end, is then asked to, or left; and at last every end is told.
 */
final class ClusterShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterShutdown.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final Duration LEADER_ANSWERS = Duration.ofSeconds(3);
  private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

  private final ClusterNode node;
  private final Worker worker;
  private final ShutdownPolicy policy;
  private final boolean manual;

  ClusterShutdown(ClusterNode node, Worker worker, ShutdownPolicy policy, boolean manual) {
    this.node = node;
    this.worker = worker;
    this.policy = policy;
    this.manual = manual;
  }

  void run() {
    boolean leaves = policy.scriptPolicy() == ShutdownPolicy.ScriptPolicy.LEAVE;
    node.takeNoMore();
    if (node.isAlone()) {
      node.decider().ifPresent(ClusterShutdown::stopFiring);
    } else {
      node.resign();
      takeTheLast();
    }
    boolean ended = await(() -> worker.isIdle(leaves), policy.drainTimeout());
    if (!ended) {
      StopCause cause = new StopCause(StopCause.Kind.SHUTDOWN, RunMessages.SHUTDOWN.text());
      worker.stopAll(cause, leaves);
      ended = await(() -> worker.isIdle(leaves), policy.stopTimeout());
    }
    if (!ended) {
      LOG.warn("Some runs did not end in time; they are given up");
    }
    await(worker::isTold, LAST_WORDS);
  }

  /**
   * The leader may have assigned runs until it knew; these are executed, too, instead of being lost
   * with the node. If nobody leads at present, the next leader reads that this node leaves.
   */
  private void takeTheLast() {
    CompletableFuture<Boolean> answer = node.askToLook();
    if (await(answer::isDone, LEADER_ANSWERS) && !answer.isCompletedExceptionally()) {
      long before = worker.looks();
      await(() -> worker.looks() >= before + 2, LAST_WORDS); // one may have been under way
    }
  }

  private static void stopFiring(Decider decider) {
    decider.submit(
        turn -> {
          decider.parts().firing(false);
          decider.parts().queues().suspend(true);
        });
  }

  private boolean await(BooleanSupplier condition, Duration timeout) {
    if (manual) {
      node.hurry();
      node.runUntilIdle();
      return condition.getAsBoolean();
    }
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      node.hurry();
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    return condition.getAsBoolean();
  }
}
