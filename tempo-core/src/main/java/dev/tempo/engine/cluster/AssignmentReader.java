package dev.tempo.engine.cluster;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.store.Store;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Mailbox;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads what a node has to do, for many runs at once: with each question of its own per run, nodes
 * would do little else than ask.
 */
final class AssignmentReader {
  private static final int AT_ONCE = 500;

  private final Store store;
  private final ClusterStore cluster;
  private Optional<UUID> of = Optional.empty();
  private long position;

  /** Takes what it is to begin. */
  @FunctionalInterface
  interface Target {
    /** The job is as the store has it now; empty if it has none. */
    void take(Run run, Optional<Job> job, UUID incarnation);
  }

  AssignmentReader(Store store, ClusterStore cluster) {
    this.store = store;
    this.cluster = cluster;
  }

  /** Which runs are under way under an incarnation. */
  Set<UUID> ids(UUID incarnation) {
    return cluster.assignedIds(incarnation);
  }

  /** Hands over what was assigned to an incarnation since this was asked for last. */
  void readNew(UUID incarnation, Target target) {
    if (!of.equals(Optional.of(incarnation))) {
      of = Optional.of(incarnation);
      position = 0;
    }
    boolean goesOn = true;
    while (goesOn) {
      ClusterStore.AssignedPage page = cluster.assignedAfter(incarnation, position, AT_ONCE);
      take(page.runs(), incarnation, target);
      position = page.position();
      goesOn = page.hasMore();
    }
  }

  /** Hands over those of these runs that are under way under an incarnation. */
  void read(UUID incarnation, List<UUID> runIds, Target target) {
    for (int from = 0; from < runIds.size(); from += AT_ONCE) {
      List<UUID> some = runIds.subList(from, Math.min(from + AT_ONCE, runIds.size()));
      take(cluster.assigned(incarnation, some), incarnation, target);
    }
  }

  private void take(List<Run> runs, UUID incarnation, Target target) {
    Map<UUID, Job> jobs = jobs(runs.stream().map(Run::jobId).collect(Collectors.toSet()));
    runs.forEach(run -> target.take(run, Optional.ofNullable(jobs.get(run.jobId())), incarnation));
  }

  private Map<UUID, Job> jobs(Set<UUID> ids) {
    return ids.isEmpty()
        ? Map.of()
        : store.jobs().findAll(ids).stream()
            .collect(Collectors.toMap(Job::id, Function.identity()));
  }

  /** Which of these have ended, or are no node's any more. */
  Set<UUID> settled(Set<UUID> runIds) {
    Set<UUID> open = runIds.isEmpty() ? Set.of() : cluster.unended(runIds);
    Set<UUID> assigned = open.isEmpty() ? Set.of() : assigned();
    Predicate<UUID> isUnderWay = runId -> open.contains(runId) && assigned.contains(runId);
    return runIds.stream().filter(isUnderWay.negate()).collect(Collectors.toSet());
  }

  /**
   * Those of these runs, whose ends were told, that are under way though no end of theirs waits for
   * the leader: in one turn it takes that and ends the run.
   */
  List<Run> lost(UUID incarnation, Set<UUID> told) {
    if (told.isEmpty()) {
      return List.of();
    }
    Set<UUID> waiting = // before it is looked which are under way
        cluster.mailbox().outcomes(Integer.MAX_VALUE).stream()
            .map(Mailbox.Outcome::runId)
            .collect(Collectors.toSet());
    return cluster.assigned(
        incarnation, told.stream().filter(runId -> !waiting.contains(runId)).toList());
  }

  private Set<UUID> assigned() {
    return cluster.assignments().stream().map(one -> one.run().id()).collect(Collectors.toSet());
  }
}
