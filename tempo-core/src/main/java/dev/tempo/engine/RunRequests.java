package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunPredecessor;
import dev.tempo.RunRequest;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.RunType;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.event.Event;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.Change;
import dev.tempo.task.Arguments;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

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

  /**
   * What was answered to a request.
   *
   * @param run the run that stands for it
   * @param isNew whether it is one of its own
   */
  public record Answered(Run run, boolean isNew) {}

  /** Asks for a run, and waits until it is durable. */
  public Answered run(UUID jobId, RunOptions options) {
    return engine.answer(runAsync(jobId, options));
  }

  /** Asks for runs, and waits until all are durable. */
  public List<Answered> runAll(List<RunSubmission> submissions) {
    return engine.answerAll(submissions, one -> runAsync(one.jobId(), one.options()));
  }

  /** Asks for a run; the answer comes when it is durable. */
  public CompletableFuture<Answered> runAsync(UUID jobId, RunOptions requested) {
    RunOptions options;
    try {
      options = work.payloads().encoded(jobId, requested);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return engine.ask(
        turn -> {
          Job job = engine.known(jobId);
          int before = turn.addedRuns();
          Run run = parts.admission().admit(turn, job, options, arguments(job, options));
          return new Answered(run, turn.addedRuns() > before);
        });
  }

  /** Asks for a run after the end of another one, and waits until it is durable. */
  public Answered runAfter(UUID runId, FollowCondition condition, RunSubmission next) {
    RunOptions options = work.payloads().encoded(next.jobId(), next.options());
    boolean isOther =
        options.notBefore().isPresent()
            || options.queueing().uniqueness().isPresent()
            || options.script().isPresent()
            || options.attributes().type() == RunType.SERVICE;
    if (isOther) {
      throw new InvalidValueException(JobMessages.FOLLOWER.of());
    }
    Optional<Run> follower = Optional.empty();
    while (follower.isEmpty()) {
      Run last = lastAttempt(runId); // not by the loop: it may have to look far
      follower =
          engine.answer(
              engine.ask(
                  List.of(last.id()), // so that the store has what was decided of it
                  turn -> follow(turn, last, condition, next.jobId(), options)));
    }
    return new Answered(follower.get(), true);
  }

  /** The attempt after which no other one was made so far. */
  private Run lastAttempt(UUID runId) {
    Optional<UUID> next = Optional.of(runId);
    Run run = null;
    while (next.isPresent()) {
      UUID wanted = next.get();
      run =
          engine
              .stored()
              .runs()
              .find(wanted)
              .filter(Run::isRegular)
              .orElseThrow(() -> new NotFoundException(JobMessages.NO_RUN.of(wanted)));
      next = run.status().isFinal() ? engine.nextAttempt(run) : Optional.empty();
    }
    return run;
  }

  /** Empty if the run has ended since it was looked at, and another attempt may have come. */
  private Optional<Run> follow(
      Turn turn, Run last, FollowCondition condition, UUID jobId, RunOptions options) {
    boolean hasEnded = last.status().isFinal();
    if (!hasEnded && !isOpen(last.id())) {
      return Optional.empty();
    }
    Job job = engine.known(jobId);
    UUID first = last.request().firstRunId().orElse(last.id());
    RunPredecessor predecessor = new RunPredecessor(first, condition);
    Run follower =
        parts.admission().admitAfter(turn, job, options, arguments(job, options), predecessor);
    if (hasEnded) {
      parts.admission().followers().go(turn, last, follower);
    } else {
      parts.admission().followers().waits(follower); // the other may end in this turn
    }
    return Optional.of(follower);
  }

  private boolean isOpen(UUID runId) {
    return store
        .ask(all -> all.runs().find(runId))
        .filter(run -> !run.status().isFinal())
        .isPresent();
  }

  private Arguments arguments(Job job, RunOptions options) {
    return job.task()
        .arguments()
        .without(options.omittedParameters())
        .with(work.vault().seal(job.id(), options.arguments()));
  }

  /** Cancels a run that is queued or runs; false if it has ended. */
  public boolean cancel(UUID runId, String by) {
    return engine.answer(
        engine.ask(
            List.of(runId), // so that the store has what was decided of it
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

  /** What a run has handed over; empty if it has nothing. */
  public <T> Optional<T> result(UUID runId, Class<T> type) {
    return engine
        .stored()
        .runs()
        .result(runId)
        .map(text -> work.payloads().decode("The result of the run " + runId, text, type));
  }

  /** Takes runs off the dead letters; how many were. */
  public int acknowledge(Collection<UUID> runIds, String by) {
    return engine.answer(
        engine.ask(
            turn -> {
              Set<UUID> dead =
                  runIds.stream()
                      .filter(runId -> store.ask(all -> all.runs().isDeadLetter(runId)))
                      .collect(Collectors.toCollection(LinkedHashSet::new));
              dead.forEach(runId -> acknowledge(turn, runId, by));
              return dead.size();
            }));
  }

  private static void acknowledge(Turn turn, UUID runId, String by) {
    turn.change(new Change.SetDeadLetter(runId, false));
    turn.publish(() -> new Event.RunAcknowledged(turn.now(), runId, by));
  }

  /** Has the work of a run that has ended done once more, from its first attempt. */
  public Run requeue(UUID runId, String by) {
    return engine.answer(
        engine.ask(
            turn -> {
              Run ended =
                  store
                      .ask(all -> all.runs().find(runId))
                      .orElseThrow(() -> new NotFoundException(JobMessages.NO_RUN.of(runId)));
              if (!ended.status().isFinal() || !ended.isRegular()) {
                throw new IllegalStateException(
                    "The run "
                        + runId
                        + " cannot be queued again: it must have ended, have run its job's own"
                        + " script or handler, and not be a service");
              }
              Job job = engine.known(ended.jobId());
              if (!job.enabled()) {
                throw new JobDisabledException(job);
              }
              if (store.ask(all -> all.runs().isDeadLetter(runId))) {
                acknowledge(turn, runId, by);
              }
              return parts.admission().readmit(turn, ended, again(ended, by), turn.now());
            }));
  }

  /** The same work for the same occurrence, which no trigger asks for this time. */
  private static RunRequest again(Run ended, String by) {
    RunOrigin origin =
        new RunOrigin(RunCause.MANUAL, Optional.of(by), Optional.empty(), ended.scheduledFor());
    return RunRequest.first(origin, ended.request().arguments())
        .withAttributes(ended.request().attributes());
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
