package dev.tempo.engine;

import dev.tempo.DuplicatePolicy;
import dev.tempo.DuplicateRunException;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunSubmission;
import dev.tempo.RunType;
import dev.tempo.Uniqueness;
import dev.tempo.engine.work.WorkServices;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.RunOutbox;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What is asked of an engine about runs. Its methods may be called by any thread. */
public final class RunRequests {
  private final Engine engine;
  private final WorkServices work;
  private final Ids ids = new Ids();

  RunRequests(Engine engine, WorkServices work) {
    this.engine = engine;
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
    return engine.ask(new RunCommand.Submit(jobId, options));
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
          engine
              .answer(
                  engine.ask(new RunCommand.SubmitAfter(last, condition, next.jobId(), options)))
              .run();
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

  /**
   * Writes requests in a transaction of the program's own.
   *
   * @return the ids that their runs will have
   */
  public List<UUID> enqueue(RunOutbox outbox, Object connection, List<RunSubmission> submissions) {
    engine.checkOpen();
    List<RunOutbox.Request> requests = submissions.stream().map(this::request).toList();
    outbox.add(connection, requests);
    engine.askInPassing(new RunCommand.ReadOutbox());
    return requests.stream().map(RunOutbox.Request::runId).toList();
  }

  private RunOutbox.Request request(RunSubmission submission) {
    UUID jobId = submission.jobId();
    Job job =
        engine
            .stored()
            .jobs()
            .find(jobId)
            .orElseThrow(() -> new NotFoundException(JobMessages.NO_JOB.of(jobId)));
    if (!job.enabled()) {
      throw new JobDisabledException(job);
    }
    RunOptions options = work.payloads().encoded(jobId, submission.options());
    if (options.script().isPresent() || options.attributes().type() == RunType.SERVICE) {
      throw new InvalidValueException(JobMessages.IN_TRANSACTION.of());
    }
    options.queueing().uniqueness().ifPresent(unique -> refuseDuplicate(job, unique));
    RunOptions kept =
        new RunOptions(
            options.cause(),
            options.startedBy(),
            new RunOptions.Overrides(
                work.vault().seal(jobId, options.arguments()),
                Optional.empty(),
                options.omittedParameters()),
            options.attributes(),
            options.queueing());
    UUID id = ids.next(engine.now().toEpochMilli());
    return new RunOutbox.Request(id, Run.JobRef.of(job), kept);
  }

  /** As far as it is known now; it is looked at again when the request is taken. */
  private void refuseDuplicate(Job job, Uniqueness unique) {
    if (unique.policy() == DuplicatePolicy.REJECT) {
      engine.stored().runs().findByUniqueKey(job.id(), unique.key()).stream()
          .filter(run -> !run.status().isFinal())
          .findFirst()
          .ifPresent(
              run -> {
                throw new DuplicateRunException(run);
              });
    }
  }

  /** A run that was asked for in a transaction, if that is committed: it is taken now. */
  public Optional<Run> findEnqueued(UUID runId) {
    if (engine.stored().outbox().isEmpty()) {
      return Optional.empty();
    }
    engine.answer(engine.ask(new RunCommand.ReadOutbox()));
    engine.answer(engine.ask(new RunCommand.ReadOutbox())); // by now the first turn has taken it
    return engine.stored().runs().find(runId);
  }

  /** Cancels a run that is queued or runs; false if it has ended. */
  public boolean cancel(UUID runId, String by) {
    return engine.answer(engine.ask(new RunCommand.Cancel(runId, by)));
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
    return engine.answer(engine.ask(new RunCommand.Acknowledge(List.copyOf(runIds), by)));
  }

  /** Has the work of a run that has ended done once more, from its first attempt. */
  public Run requeue(UUID runId, String by) {
    return engine.answer(engine.ask(new RunCommand.Requeue(runId, by)));
  }

  /** The run once it has ended; at once if it has. */
  public CompletableFuture<Run> whenEnded(UUID runId) {
    CompletableFuture<Run> ended = engine.openAnswer();
    engine.watch(runId, ended);
    if (engine.isManual()) {
      engine.runUntilIdle();
    }
    return ended;
  }
}
