package dev.tempo.engine.queue;

import dev.tempo.Run;
import dev.tempo.RunPredecessor;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs that wait for the end of another one: queued, to start at an instant that never comes, until
 * that has ended for good. Then they may start, or are cancelled if it has not ended as they want
 * it to. Decided with the end of the other, in one transaction. Used by the loop's thread alone.
 */
public final class WaitingFollowers {
  private final EngineState state;
  private final RunQueues queues;
  private final Map<UUID, List<Run>> byPredecessor = new HashMap<>();

  public WaitingFollowers(EngineState state, RunQueues queues) {
    this.state = state;
    this.queues = queues;
    queues.onForgotten(this::forget);
  }

  /** Takes up those that an earlier engine left. */
  public void recover() {
    state.store().ask(all -> all.runs().waitingForRuns()).forEach(this::waits);
  }

  /** A run waits for its predecessor from now on. */
  public void waits(Run run) {
    predecessor(run)
        .ifPresent(
            one -> byPredecessor.computeIfAbsent(one.runId(), any -> new ArrayList<>()).add(run));
  }

  /** A run has ended for good. */
  public void ended(Turn turn, Run run) {
    if (byPredecessor.isEmpty()) {
      return;
    }
    turn.afterCommit(() -> forget(run));
    UUID first = run.request().firstRunId().orElse(run.id());
    List<Run> followers = byPredecessor.get(first);
    if (followers != null) {
      List.copyOf(followers).forEach(follower -> go(turn, run, follower));
      turn.afterCommit(() -> byPredecessor.remove(first));
    }
  }

  /** The run itself may have waited, and have been cancelled, or its request have failed. */
  private void forget(Run run) {
    predecessor(run)
        .ifPresent(
            one ->
                byPredecessor.computeIfPresent(
                    one.runId(),
                    (id, others) -> {
                      others.removeIf(other -> other.id().equals(run.id()));
                      return others.isEmpty() ? null : others;
                    }));
  }

  /** Lets a run go, or cancels it, after another one has ended for good. */
  public void go(Turn turn, Run ended, Run follower) {
    if (turn.hasFinished(follower.id())) {
      return; // it was cancelled before the other ended
    }
    RunPredecessor predecessor = predecessor(follower).orElseThrow();
    if (RunPredecessor.holds(predecessor.condition(), ended.status())) {
      Run released = follower.withNotBefore(turn.now());
      turn.change(new Change.ReleaseRun(released));
      queues.released(turn, released);
    } else {
      queues.cancel(turn, follower, RunMessages.NOT_FOLLOWED.text(ended.id(), ended.status()));
    }
  }

  private static Optional<RunPredecessor> predecessor(Run run) {
    return run.request().origin().predecessor();
  }
}
