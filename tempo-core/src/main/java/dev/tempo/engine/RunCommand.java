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
import dev.tempo.TempoMessages;
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.turn.Turn;
import dev.tempo.event.Event;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.Change;
import dev.tempo.task.Arguments;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is asked of whoever decides about runs. */
sealed interface RunCommand<T> extends Request<T> {

  /** Asks for a run. */
  record Submit(UUID jobId, RunOptions options) implements RunCommand<RunRequests.Answered> {
    @Override
    public RunRequests.Answered decide(EngineComponents parts, Turn turn) {
      Job job = parts.known(jobId);
      int before = turn.addedRuns();
      Run run = parts.admission().admit(turn, job, options, arguments(parts, job, options));
      return new RunRequests.Answered(run, turn.addedRuns() > before);
    }

    @Override
    public Class<RunRequests.Answered> answerType() {
      return RunRequests.Answered.class;
    }
  }

  /**
   * What became of a request to follow.
   *
   * @param run empty if the run has ended since it was looked at, and another attempt may have come
   */
  record Following(Optional<Run> run) {}

  /** Asks for a run after the end of another one, as that was seen. */
  record SubmitAfter(Run last, FollowCondition condition, UUID jobId, RunOptions options)
      implements RunCommand<Following> {
    @Override
    public Following decide(EngineComponents parts, Turn turn) {
      boolean hasEnded = last.status().isFinal();
      if (!hasEnded && !isOpen(parts, last.id())) {
        return new Following(Optional.empty());
      }
      Job job = parts.known(jobId);
      UUID first = last.request().firstRunId().orElse(last.id());
      RunPredecessor predecessor = new RunPredecessor(first, condition);
      Run follower =
          parts
              .admission()
              .admitAfter(turn, job, options, arguments(parts, job, options), predecessor);
      if (hasEnded) {
        parts.admission().followers().go(turn, last, follower);
      } else {
        parts.admission().followers().waits(follower); // the other may end in this turn
      }
      return new Following(Optional.of(follower));
    }

    private static boolean isOpen(EngineComponents parts, UUID runId) {
      return parts
          .store()
          .ask(all -> all.runs().find(runId))
          .filter(run -> !run.status().isFinal())
          .isPresent();
    }

    @Override
    public Class<Following> answerType() {
      return Following.class;
    }

    @Override
    public List<?> edits() {
      return List.of(last.id()); // so that the store has what was decided of it
    }
  }

  /** Has what was asked for in transactions taken soon. */
  record ReadOutbox() implements RunCommand<Boolean> {
    @Override
    public Boolean decide(EngineComponents parts, Turn turn) {
      parts.outbox().expect();
      return true;
    }

    @Override
    public Class<Boolean> answerType() {
      return Boolean.class;
    }
  }

  /** Cancels a run that is queued or runs; false if it has ended. */
  record Cancel(UUID runId, String by) implements RunCommand<Boolean> {
    @Override
    public Boolean decide(EngineComponents parts, Turn turn) {
      String reason = RunMessages.CANCELLED.text(by);
      ActiveRun active = parts.active().find(runId);
      if (active != null) {
        return parts.active().stop(turn, active, new StopCause(StopCause.Kind.CANCEL, reason));
      }
      Optional<Run> queued =
          parts
              .store()
              .ask(all -> all.runs().find(runId))
              .filter(run -> run.status() == RunStatus.QUEUED);
      queued.ifPresent(run -> parts.queues().cancel(turn, run, reason));
      return queued.isPresent();
    }

    @Override
    public Class<Boolean> answerType() {
      return Boolean.class;
    }

    @Override
    public List<?> edits() {
      return List.of(runId); // so that the store has what was decided of it
    }
  }

  /** Takes runs off the dead letters; how many were. */
  record Acknowledge(List<UUID> runIds, String by) implements RunCommand<Integer> {
    @Override
    public Integer decide(EngineComponents parts, Turn turn) {
      Set<UUID> dead =
          runIds.stream()
              .filter(runId -> parts.store().ask(all -> all.runs().isDeadLetter(runId)))
              .collect(Collectors.toCollection(LinkedHashSet::new));
      dead.forEach(runId -> acknowledge(parts, turn, runId, by));
      return dead.size();
    }

    @Override
    public Class<Integer> answerType() {
      return Integer.class;
    }
  }

  /** Has the work of a run that has ended done once more, from its first attempt. */
  record Requeue(UUID runId, String by) implements RunCommand<Run> {
    @Override
    public Run decide(EngineComponents parts, Turn turn) {
      Run ended =
          parts
              .store()
              .ask(all -> all.runs().find(runId))
              .orElseThrow(() -> new NotFoundException(JobMessages.NO_RUN.of(runId)));
      if (!ended.status().isFinal() || !ended.isRegular()) {
        throw new IllegalStateException(
            "The run "
                + runId
                + " cannot be queued again: it must have ended, have run its job's own"
                + " script or handler, and not be a service");
      }
      Job job = parts.known(ended.jobId());
      if (!job.enabled()) {
        throw new JobDisabledException(job);
      }
      if (parts.store().ask(all -> all.runs().isDeadLetter(runId))) {
        acknowledge(parts, turn, runId, by);
      }
      return parts.admission().admitAgain(turn, ended, again(ended, by));
    }

    /** The same work for the same occurrence, which no trigger asks for this time. */
    private static RunRequest again(Run ended, String by) {
      RunOrigin origin =
          new RunOrigin(RunCause.MANUAL, Optional.of(by), Optional.empty(), ended.scheduledFor());
      return RunRequest.first(origin, ended.request().arguments())
          .withAttributes(ended.request().attributes());
    }

    @Override
    public Class<Run> answerType() {
      return Run.class;
    }
  }

  /** Tells that runs were deleted, which any node may do. */
  record TellDeleted(List<UUID> runIds) implements RunCommand<Boolean> {
    @Override
    public Boolean decide(EngineComponents parts, Turn turn) {
      turn.publish(() -> new Event.RunsDeleted(turn.now(), runIds));
      return true;
    }

    @Override
    public Class<Boolean> answerType() {
      return Boolean.class;
    }
  }

  /**
   * What is said of why a run is held back.
   *
   * @param text for people; empty if it is not
   */
  record Reason(Optional<String> text) {
    Optional<Message> message() {
      return text.flatMap(TempoMessages.templates()::recognise);
    }
  }

  /** Asks why a queued run is held back from its turn. */
  record AskReason(Run run) implements RunCommand<Reason> {
    @Override
    public Reason decide(EngineComponents parts, Turn turn) {
      return new Reason(parts.blockedReason(run, turn.now()).map(Message::text));
    }

    @Override
    public Class<Reason> answerType() {
      return Reason.class;
    }
  }

  static Arguments arguments(EngineComponents parts, Job job, RunOptions options) {
    return job.task()
        .arguments()
        .without(options.omittedParameters())
        .with(parts.work().vault().seal(job.id(), options.arguments()));
  }

  private static void acknowledge(EngineComponents parts, Turn turn, UUID runId, String by) {
    turn.change(new Change.SetDeadLetter(runId, false));
    parts
        .store()
        .ask(all -> all.runs().find(runId))
        .ifPresent(run -> parts.acknowledged(turn, run.jobId()));
    turn.publish(() -> new Event.RunAcknowledged(turn.now(), runId, by));
  }
}
