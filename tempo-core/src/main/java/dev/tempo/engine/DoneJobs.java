package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.store.RunQuery;
import dev.tempo.store.TriggerState;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Deletes jobs that are to be deleted once they have nothing left to do. Used by the loop's thread
 * alone.
 *
 * <p>Whether a job is done is asked of the store, after the end of its run is durable: in a turn of
 * its own, since what the same turn has admitted is not there yet. Those that are done by then are
 * deleted together. What a crash lets be forgotten is found when the next engine starts.
 */
final class DoneJobs implements LoopCommand {
  private static final int PAGE = 1_000;
  private static final RunStatus[] FAILED = {RunStatus.FAILURE, RunStatus.TIMEOUT, RunStatus.LOST};

  private final EngineComponents parts;
  private final WorkServices work;
  private final Consumer<LoopCommand> later;
  private final Set<UUID> candidates = new LinkedHashSet<>();
  private final Set<UUID> haveRun = new HashSet<>();

  DoneJobs(EngineComponents parts, WorkServices work, Consumer<LoopCommand> later) {
    this.parts = parts;
    this.work = work;
    this.later = later;
  }

  /** Something of a job has ended, or will not happen again. */
  void look(Turn turn, UUID jobId) {
    Optional<Job> job = parts.jobs().find(jobId);
    if (job.isPresent() && job.get().policy().deleteWhenDone()) {
      turn.afterCommit(() -> add(jobId));
    }
  }

  /** Runs of these jobs were deleted, which may have kept them. */
  void runsDeleted(Turn turn, Set<UUID> jobIds) {
    for (UUID jobId : jobIds) {
      look(turn, jobId);
      turn.afterCommit(
          () -> {
            if (candidates.contains(jobId)) {
              haveRun.add(jobId);
            }
          });
    }
  }

  /** Looks for what an earlier engine has not come to. */
  void recover(Turn turn) {
    List<UUID> page = unplanned(Optional.empty());
    while (!page.isEmpty()) {
      page.forEach(jobId -> turn.afterCommit(() -> add(jobId)));
      page = unplanned(Optional.of(page.getLast()));
    }
  }

  private List<UUID> unplanned(Optional<UUID> after) {
    return parts.store().ask(all -> all.jobs().unplannedToDelete(after, PAGE));
  }

  private void add(UUID jobId) {
    if (candidates.isEmpty()) {
      later.accept(this);
    }
    candidates.add(jobId);
  }

  private void submitAgain() {
    if (!candidates.isEmpty()) {
      later.accept(this);
    }
  }

  @Override
  public List<?> edits() {
    return List.copyOf(candidates);
  }

  @Override
  public Decision decision() {
    return Decision.of(
        Decision.Subject.of("Deleting jobs that are done"), (turn, failure) -> submitAgain());
  }

  @Override
  public void apply(Turn turn) {
    Set<UUID> looked = Set.copyOf(candidates);
    candidates.clear();
    Set<UUID> busy =
        parts.active().all().stream()
            .map(ActiveRun::run)
            .map(Run::jobId)
            .collect(Collectors.toSet());
    for (UUID jobId : looked) {
      if (!busy.contains(jobId)) {
        parts.isolation().attempt(turn, deletion(jobId), next -> deleteIfDone(next, jobId));
      }
    }
  }

  /** What fails for one job is tried again, and costs no other one. */
  private Decision deletion(UUID jobId) {
    return Decision.of(
        Decision.Subject.ofJob("Deleting a job that is done", jobId),
        (turn, failure) -> parts.backoffs().later(turn, key(jobId), again -> add(jobId)));
  }

  private static Object key(UUID jobId) {
    return "deletion of job " + jobId;
  }

  private void deleteIfDone(Turn turn, UUID jobId) {
    parts.jobs().find(jobId).filter(this::isDone).ifPresent(job -> delete(turn, job));
    turn.afterCommit(
        () -> {
          haveRun.remove(jobId);
          parts.backoffs().over(key(jobId));
        });
  }

  private void delete(Turn turn, Job job) {
    parts.editor().delete(turn, job);
    turn.afterCommit(() -> work.environments().forget(job.id()));
  }

  private boolean isDone(Job job) {
    return job.enabled()
        && job.policy().deleteWhenDone()
        && parts.store().ask(all -> all.triggers().findByJob(job.id())).stream()
            .allMatch(DoneJobs::isDealtWith)
        && runs(RunQuery.ALL.withJob(job.id()).withStatus(RunStatus.QUEUED)).isEmpty()
        && (!job.triggers().isEmpty() || hasRun(job.id()))
        && !hasDeadLetter(job.id());
  }

  private boolean hasRun(UUID jobId) {
    return haveRun.contains(jobId) || !runs(RunQuery.ALL.withJob(jobId)).isEmpty();
  }

  /** What is to be done again needs the job. */
  private boolean hasDeadLetter(UUID jobId) {
    RunQuery failed = RunQuery.ALL.withJob(jobId).withStatus(FAILED);
    return !runs(failed).isEmpty() && !runs(failed.withDeadLettersOnly()).isEmpty();
  }

  private static boolean isDealtWith(TriggerState state) {
    return state.next().isEmpty() && state.lastFiredAt().isPresent();
  }

  private List<Run> runs(RunQuery query) {
    return parts.store().ask(all -> all.runs().list(query.withLimit(1))).runs();
  }
}
