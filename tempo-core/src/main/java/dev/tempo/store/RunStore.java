package dev.tempo.store;

import dev.tempo.Run;
import dev.tempo.task.ScriptText;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/** Reads runs. */
public interface RunStore {

  /** The run of this id. */
  Optional<Run> find(UUID runId);

  /** The text that a run executes in the place of its job's script; empty if it has none. */
  Optional<ScriptText> script(UUID runId);

  /** What a run has handed over, as a codec has written it; empty if it has nothing. */
  Optional<String> result(UUID runId);

  /** Whether a run is a dead letter; see {@link RunQuery#withDeadLettersOnly}. */
  boolean isDeadLetter(UUID runId);

  /**
   * Runs that match, in the order that the query names.
   *
   * @return at most {@link RunQuery#limit()}, and where the next page begins
   */
  RunPage list(RunQuery query);

  /**
   * How many runs match, counted up to a bound. A store may also stop when it has looked at many
   * runs that are not of the query's scope; it says so then.
   *
   * @param bound at least 1
   * @return exact if it is below the bound, unless the store has stopped before
   */
  RunCount count(RunQuery query, int bound);

  /**
   * What became of the first runs that match, in the order that the query names, without those that
   * are {@linkplain Run#isUnsaved unsaved}.
   *
   * @return of at most {@link RunQuery#limit()} runs
   */
  RunSummary summary(RunQuery query);

  /**
   * Queued runs of a queue that are not {@linkplain RunPlace#isRanked ranked}, in the order of
   * their ids, which is first come, first served.
   *
   * @param queue the queue's name
   * @param after the last id of the page before; empty for the first page
   * @param limit at least 1
   */
  List<Run> queued(String queue, Optional<UUID> after, int limit);

  /**
   * Queued runs of a queue and a priority that are {@linkplain RunPlace#isRanked ranked}, in the
   * order of their places.
   *
   * @param queue the queue's name
   * @param priority theirs
   * @param after behind which place; {@link RunPlace#FIRST} for the first page
   * @param until those that may start by then, inclusive
   * @param limit at least 1
   */
  List<Run> ranked(String queue, int priority, RunPlace after, Instant until, int limit);

  /** The priorities of the {@linkplain RunPlace#isRanked ranked} queued runs of a queue. */
  List<Integer> priorities(String queue);

  /** The names of the queues in which runs wait. */
  List<String> queuesInUse();

  /** How many runs wait in each queue in which any do, in the order of the queues' names. */
  SortedMap<String, Long> queueLengths();

  /** Runs that have started and not ended, in the order of their ids. */
  List<Run> running();

  /**
   * How many queued runs of its queue come before this one by their {@linkplain RunPlace#rank
   * rank}; empty if it is not queued.
   */
  Optional<Long> queuePosition(UUID runId);

  /**
   * The same of many runs at once, such as those of a page, by their ids.
   *
   * @param runs as they were read; those that are not queued are left out
   */
  default Map<UUID, Long> queuePositions(Collection<Run> runs) {
    Map<UUID, Long> positions = new HashMap<>();
    runs.stream()
        .map(Run::id)
        .forEach(id -> queuePosition(id).ifPresent(before -> positions.put(id, before)));
    return positions;
  }

  /**
   * Queued runs that wait for the end of another one ({@link dev.tempo.RunPredecessor}), and so
   * start at the {@linkplain dev.tempo.value.TimeBounds#MAX_INSTANT latest instant} unless it
   * comes, in the order of their ids.
   */
  List<Run> waitingForRuns();

  /**
   * The runs of a job with a unique key that have not ended, and the newest of all that have it,
   * ended or not; the newest first. See {@link dev.tempo.Uniqueness}.
   */
  List<Run> findByUniqueKey(UUID jobId, String uniqueKey);

  /**
   * A later attempt at the work of a first one.
   *
   * @param firstRunId the run of the first attempt
   * @param attempt its number, from 2
   */
  Optional<Run> findAttempt(UUID firstRunId, int attempt);

  /** The first attempt of a trigger for an instant. */
  Optional<Run> findByOccurrence(UUID triggerId, Instant scheduledFor);
}
