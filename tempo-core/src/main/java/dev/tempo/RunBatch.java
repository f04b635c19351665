package dev.tempo;

import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/**
 * Runs that were asked for together; all are durable. A handle for counting and waiting: what it
 * knows of a run that has ended it does not ask for again. Thread-safe.
 */
public final class RunBatch {
  private final List<RunHandle> handles;

  private RunBatch(List<RunHandle> handles) {
    this.handles = List.copyOf(handles);
  }

  static <T> RunBatch of(List<T> runs, Function<T, RunHandle> handle) {
    return new RunBatch(runs.stream().map(handle).toList());
  }

  /**
   * The ids of the runs, in the order in which they were asked for. A run into which several
   * requests were folded, as the overlap policy of its job says, stands for each of them.
   */
  public List<UUID> ids() {
    return handles.stream().map(RunHandle::id).toList();
  }

  /** The handles of the runs, in the order in which they were asked for. */
  public List<RunHandle> handles() {
    return handles;
  }

  /** How many there are. */
  public int size() {
    return handles.size();
  }

  /**
   * Waits until every run has ended with its own attempt, as {@link RunHandle#await} does.
   *
   * @return the runs with their final status, in the same order
   * @throws IllegalStateException if they have not all ended within this time, or Tempo was closed;
   *     the runs are not touched
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   */
  public List<Run> await(Duration timeout) {
    TimeBounds.span("await", Objects.requireNonNull(timeout, "timeout"));
    long end = System.nanoTime() + timeout.toNanos();
    List<Run> ended = new ArrayList<>(handles.size());
    for (RunHandle handle : handles) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      ended.add(handle.await(left));
    }
    return ended;
  }

  /**
   * How many of the runs have each final status by now; those that have not ended are not in it.
   */
  public Map<RunStatus, Long> ended() {
    Map<RunStatus, Long> counts = new EnumMap<>(RunStatus.class);
    for (RunHandle handle : handles) {
      handle.endedRun().ifPresent(run -> counts.merge(run.status(), 1L, Long::sum));
    }
    return counts;
  }
}
