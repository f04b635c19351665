package dev.tempo.engine.queue;

import dev.tempo.DuplicateRunException;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Uniqueness;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds the run that stands for a request with a unique key. What the store knows is found there by
 * an index; what the same turn has admitted is not in the store yet, and is remembered until the
 * turn is over. Used by the loop's thread alone.
 */
final class Duplicates {
  private static final Comparator<Run> OPEN_FIRST =
      Comparator.comparing((Run run) -> !run.status().isFinal()).thenComparing(Run::id);

  private final EngineState state;
  private final RunQueues queues;
  private final Map<Request, Run> fresh = new HashMap<>();
  private Turn turn;

  private record Request(UUID jobId, String uniqueKey) {}

  Duplicates(EngineState state, RunQueues queues) {
    this.state = state;
    this.queues = queues;
  }

  /**
   * The run that stands for a request; empty if it is a new one, for which room has been made.
   *
   * @throws DuplicateRunException if there is one, and the policy is to reject
   */
  Optional<Run> standIn(Turn turn, Job job, Uniqueness uniqueness) {
    Optional<Run> earlier =
        latest(turn, new Request(job.id(), uniqueness.key()))
            .filter(run -> stands(run, uniqueness, turn.now()));
    if (earlier.isEmpty()) {
      return earlier;
    }
    Run run = earlier.get();
    return switch (uniqueness.policy()) {
      case KEEP_FIRST -> earlier;
      case REJECT -> throw new DuplicateRunException(run);
      case REPLACE_WAITING -> {
        boolean waits = run.status() == RunStatus.QUEUED && !state.active().contains(run.id());
        if (waits) {
          queues.cancel(turn, run, RunMessages.UNIQUE_REPLACED.text(uniqueness.key()));
        }
        yield waits ? Optional.empty() : earlier;
      }
    };
  }

  /**
   * Checks that work may be done once more that was asked for by a unique key.
   *
   * @throws DuplicateRunException if another run with its key has not ended
   */
  void checkAgain(Turn turn, Run ended) {
    Optional<Run> other =
        ended
            .request()
            .attributes()
            .uniqueKey()
            .flatMap(key -> latest(turn, new Request(ended.jobId(), key)))
            .filter(run -> !run.status().isFinal());
    if (other.isPresent()) {
      throw new DuplicateRunException(other.get());
    }
  }

  /** A run was admitted, whose request may be unique. */
  void admitted(Turn turn, Run run) {
    Optional<String> key = run.request().attributes().uniqueKey();
    if (key.isPresent()) {
      freshOf(turn).put(new Request(run.jobId(), key.get()), run);
    }
  }

  /** As things are in this turn: the newest that has not ended, or else the newest of all. */
  private Optional<Run> latest(Turn turn, Request request) {
    Optional<Run> last =
        Optional.ofNullable(freshOf(turn).get(request)).filter(run -> turn.hasAdded(run.id()));
    if (last.isPresent() && !turn.hasFinished(last.get().id())) {
      return last;
    }
    List<Run> stored =
        state.store().ask(all -> all.runs().findByUniqueKey(request.jobId(), request.uniqueKey()));
    return Stream.concat(last.stream(), stored.stream())
        .map(run -> turn.finished(run.id()).orElse(run))
        .max(OPEN_FIRST);
  }

  private boolean stands(Run run, Uniqueness uniqueness, Instant now) {
    if (run.status() == RunStatus.SKIPPED || run.status() == RunStatus.CANCELLED) {
      return false;
    }
    return !run.status().isFinal() || askedAt(run).plus(uniqueness.window()).isAfter(now);
  }

  /** A retry stands for what was asked for with its first attempt. */
  private Instant askedAt(Run run) {
    return run.request()
        .firstRunId()
        .flatMap(first -> state.store().ask(all -> all.runs().find(first)))
        .orElse(run)
        .queuedAt();
  }

  private Map<Request, Run> freshOf(Turn now) {
    if (turn != now) {
      fresh.clear();
      turn = now;
    }
    return fresh;
  }
}
