package dev.tempo.engine.queue;

import dev.tempo.DuplicateRunException;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Uniqueness;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.JobActivity;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.RunOutbox;
import dev.tempo.task.Arguments;
import java.time.Instant;
import java.util.Optional;

/**
 * Admits what was asked for in a transaction. Such a run has its id already, which may be less than
 * those of runs that were asked for since; so it is ranked: it stands in its queue by the instant
 * at which it was taken. What comes to nothing is a run that has ended, since somebody knows its
 * id. Used by the loop's thread alone.
 */
final class OutboxAdmission {
  private final EngineState state;
  private final RunQueues queues;
  private final Duplicates duplicates;
  private final Ids ids;

  OutboxAdmission(EngineState state, RunQueues queues, Duplicates duplicates, Ids ids) {
    this.ids = ids;
    this.state = state;
    this.queues = queues;
    this.duplicates = duplicates;
  }

  /** Admits a request of an enabled job, whose arguments are encrypted where they are secret. */
  void admit(Turn turn, Job job, RunOutbox.Request request, Arguments arguments) {
    RunOptions options = request.options();
    RunRequest runRequest = runRequest(options, arguments, Admission.attributes(job, options));
    Optional<String> refusal = refusal(turn, job, options, runRequest);
    if (refusal.isPresent()) {
      end(turn, request, RunStatus.SKIPPED, RunResult.failed(refusal.get()));
      return;
    }
    Run run = run(turn, request, Run.JobRef.of(job), runRequest);
    turn.queued(run);
    queues.released(turn, run);
    if (!isForLater(turn, options)) {
      waits(turn, run);
    }
    duplicates.admitted(turn, run);
  }

  /** It stands for later ones at once, and again once it has been put where it waits. */
  private void waits(Turn turn, Run run) {
    state.activities().of(run.jobId()).waits(run);
    turn.afterCommit(
        () -> {
          if (!turn.hasFinished(run.id())) {
            state.activities().of(run.jobId()).waits(run);
          }
        });
  }

  /** A request comes to nothing: its run has ended without having been queued. */
  void end(Turn turn, RunOutbox.Request request, RunStatus status, RunResult result) {
    RunOptions options = request.options();
    // Without its unique key, or it would be the latest request with that.
    RunRequest runRequest = runRequest(options, options.arguments(), options.attributes());
    Run run = run(turn, request, request.job(), runRequest);
    turn.skipped(run.withFinished(status, turn.now(), result));
  }

  private static RunRequest runRequest(
      RunOptions options, Arguments arguments, RunAttributes attributes) {
    RunOrigin origin = RunOrigin.request(options.cause(), options.startedBy());
    return RunRequest.first(origin, arguments).withAttributes(attributes);
  }

  /** Why another run stands for a request, for which no room was made; empty if none does. */
  private Optional<String> refusal(Turn turn, Job job, RunOptions options, RunRequest runRequest) {
    Optional<String> duplicate =
        options.queueing().uniqueness().flatMap(one -> duplicateOf(turn, job, one));
    if (duplicate.isPresent() || isForLater(turn, options)) {
      return duplicate;
    }
    JobActivity activity = state.activities().of(job.id());
    return switch (job.policy().overlap()) {
      case ALLOW -> Optional.empty();
      case SKIP -> activity.isBusy() ? Optional.of(RunMessages.SKIPPED.text()) : Optional.empty();
      case QUEUE -> activity.waitingLike(runRequest).map(waiting -> RunMessages.COALESCED.text());
      case REPLACE -> {
        queues.replace(turn, job.id(), activity);
        yield Optional.empty();
      }
    };
  }

  private Optional<String> duplicateOf(Turn turn, Job job, Uniqueness uniqueness) {
    try {
      return duplicates
          .standIn(turn, job, uniqueness)
          .map(earlier -> new DuplicateRunException(earlier).getMessage());
    } catch (DuplicateRunException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static boolean isForLater(Turn turn, RunOptions options) {
    return options.notBefore().filter(at -> at.isAfter(turn.now())).isPresent();
  }

  private Run run(Turn turn, RunOutbox.Request request, Run.JobRef job, RunRequest runRequest) {
    Instant asked = Instant.ofEpochMilli(request.runId().getMostSignificantBits() >>> 16);
    ids.advancePast(request.runId()); // the clock of whoever asked may be ahead
    Instant before = turn.now().minusMillis(1);
    Instant queuedAt = asked.isBefore(before) ? asked : before;
    Instant notBefore =
        request.options().notBefore().filter(at -> at.isAfter(turn.now())).orElse(turn.now());
    return new Run(
        request.runId(), job, runRequest, RunTimeline.queued(queuedAt, notBefore), RunResult.NONE);
  }
}
