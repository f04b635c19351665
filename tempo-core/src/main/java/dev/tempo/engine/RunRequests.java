package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.task.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What is asked of an engine about runs. Its methods may be called by any thread. */
public final class RunRequests {
  private final Engine engine;
  private final EngineComponents parts;
  private final RetryingStore store;
  private final WorkServices work;

  RunRequests(Engine engine, EngineComponents parts, RetryingStore store, WorkServices work) {
    this.engine = engine;
    this.parts = parts;
    this.store = store;
    this.work = work;
  }

  /** Asks for a run, and waits until it is durable. */
  public Run run(UUID jobId, RunOptions options) {
    return engine.answer(runAsync(jobId, options));
  }

  /** Asks for runs, and waits until all are durable. */
  public List<Run> runAll(List<RunSubmission> submissions) {
    return engine.answerAll(submissions, one -> runAsync(one.jobId(), one.options()));
  }

  /** Asks for a run; the answer comes when it is durable. */
  public CompletableFuture<Run> runAsync(UUID jobId, RunOptions requested) {
    RunOptions options;
    try {
      options = work.payloads().encoded(jobId, requested);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return engine.ask(
        turn -> {
          Job job = engine.known(jobId);
          Arguments arguments =
              job.task()
                  .arguments()
                  .without(options.omittedParameters())
                  .with(work.vault().seal(jobId, options.arguments()));
          return parts.admission().admit(turn, job, options, arguments);
        });
  }

  /** Cancels a run that is queued or runs; false if it has ended. */
  public boolean cancel(UUID runId, String by) {
    return engine.answer(
        engine.ask(
            turn -> {
              String reason = RunMessages.CANCELLED.text(by);
              ActiveRun active = parts.active().find(runId);
              if (active != null) {
                return parts
                    .active()
                    .stop(turn, active, new StopCause(StopCause.Kind.CANCEL, reason));
              }
              Optional<Run> queued =
                  store
                      .ask(all -> all.runs().find(runId))
                      .filter(run -> run.status() == RunStatus.QUEUED);
              queued.ifPresent(run -> parts.queues().cancel(turn, run, reason));
              return queued.isPresent();
            }));
  }

  /** The run once it has ended; at once if it has. */
  public CompletableFuture<Run> whenEnded(UUID runId) {
    CompletableFuture<Run> ended = engine.openAnswer();
    engine.submit(
        ended,
        List.of(),
        turn -> {
          Run run =
              store
                  .ask(all -> all.runs().find(runId))
                  .orElseThrow(() -> new NotFoundException(JobMessages.NO_RUN.of(runId)));
          if (run.status().isFinal()) {
            ended.complete(run);
          } else {
            parts.watchers().add(runId, ended);
          }
        });
    if (engine.isManual()) {
      engine.runUntilIdle();
    }
    return ended;
  }
}
