package dev.tempo.engine.state;

import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunRequest;
import dev.tempo.store.DecisionEntry;
import dev.tempo.task.Arguments;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Per-job state: number of running runs, the pending run, and the ledger entry of occurrences
 * coalesced into it. Used by the loop's thread alone.
 */
public final class JobActivity {
  private int running;
  private final BlockedRuns blocked = new BlockedRuns();
  private final Map<Kind, Waiting> waiting = new LinkedHashMap<>(0);
  private final Map<UUID, Kind> kinds = new HashMap<>(0);

  /** Who asks for what: requests that agree in this are one piece of work. */
  private record Kind(Optional<String> startedBy, Arguments arguments, RunAttributes attributes) {
    static Kind of(RunRequest request) {
      return new Kind(request.origin().startedBy(), request.arguments(), request.attributes());
    }
  }

  /** A run that waits, and what was folded into it. */
  private record Waiting(Run run, Optional<DecisionEntry> folded) {}

  /**
   * A run that waits for others of its job to end.
   *
   * @param run empty if it is only in the store
   */
  public record Blocked(UUID runId, Optional<Run> run) {}

  /** The activities of all jobs that have any. */
  public static final class Index {
    private final Map<UUID, JobActivity> byJob = new HashMap<>();

    public JobActivity of(UUID jobId) {
      return byJob.computeIfAbsent(jobId, id -> new JobActivity());
    }

    public Optional<JobActivity> find(UUID jobId) {
      return Optional.ofNullable(byJob.get(jobId));
    }

    public void forgetIfIdle(UUID jobId) {
      byJob.computeIfPresent(jobId, (id, activity) -> activity.isIdle() ? null : activity);
    }
  }

  public boolean isRunning() {
    return running > 0;
  }

  /** True if an occurrence that comes now meets another one. */
  public boolean isBusy() {
    return isRunning() || !waiting.isEmpty();
  }

  boolean isIdle() {
    return !isBusy() && blocked.isEmpty();
  }

  /** The occurrences and requests that wait to start; retries do not count. */
  public List<Run> waiting() {
    return waiting.values().stream().map(Waiting::run).toList();
  }

  /**
   * What waits and was asked for by the same one, or like it by nobody, with the same arguments and
   * attributes.
   */
  public Optional<Run> waitingLike(RunRequest request) {
    return Optional.ofNullable(waiting.get(Kind.of(request))).map(Waiting::run);
  }

  public void waits(Run run) {
    waits(run, Optional.empty());
  }

  private void waits(Run run, Optional<DecisionEntry> folded) {
    Kind kind = Kind.of(run.request());
    Waiting before = waiting.put(kind, new Waiting(run, folded));
    if (before != null) {
      kinds.remove(before.run().id());
    }
    kinds.put(run.id(), kind);
  }

  /** What was folded last into a run that waits, if that may still grow. */
  public Optional<DecisionEntry> folded(Run into) {
    return Optional.ofNullable(waiting.get(Kind.of(into.request()))).flatMap(Waiting::folded);
  }

  public void folded(Run into, DecisionEntry entry) {
    waits(into, Optional.of(entry));
  }

  /** What is folded from now on is a range of its own. */
  public void endFolded() {
    waiting.replaceAll((kind, one) -> new Waiting(one.run(), Optional.empty()));
  }

  public void block(Run run) {
    blocked.add(run);
  }

  /** Whether runs wait for others of this job to end. */
  public boolean hasBlocked() {
    return !blocked.isEmpty();
  }

  /** The queues of the runs that wait for others of this job to end. */
  public List<String> blockedQueues() {
    return blocked.queues();
  }

  /** The one that its queue would start first; empty if none waits. */
  public Optional<Blocked> firstBlocked(String queue) {
    return blocked.first(queue);
  }

  /** A run may be looked at again by its queue. */
  public void unblock(UUID runId) {
    blocked.remove(runId);
  }

  public void started(UUID runId) {
    running++;
    withdraw(runId);
  }

  public void ended() {
    running--;
  }

  /** So many of its runs are under way. */
  public void running(int count) {
    running = count;
  }

  public void withdraw(UUID runId) {
    noLongerWaits(runId);
    blocked.remove(runId);
  }

  private void noLongerWaits(UUID runId) {
    Kind kind = kinds.remove(runId);
    if (kind != null) {
      waiting.remove(kind);
    }
  }
}
