package dev.tempo.event;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.process.ResourceSample;
import dev.tempo.python.environment.BuildProgress;
import dev.tempo.task.ScriptText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that happened, told once it is durable; only samples are not waited for. Events of one
 * run come in order.
 */
public sealed interface Event {

  /** When it happened. */
  Instant at();

  /**
   * A run was queued.
   *
   * @param at when
   * @param run as it was then
   */
  record RunQueued(Instant at, Run run) implements Event {}

  /**
   * A run started.
   *
   * @param at when
   * @param run as it was then
   */
  record RunStarted(Instant at, Run run) implements Event {}

  /**
   * A run that has started executes a file where it lies, which was read.
   *
   * @param at when
   * @param run as it is now, with the digest of the file
   * @param script what the file says; bytes that are no text are replaced in it
   */
  record ScriptRead(Instant at, Run run, ScriptText script) implements Event {}

  /**
   * A run ended, or was skipped.
   *
   * @param at when
   * @param run as it is now
   */
  record RunFinished(Instant at, Run run) implements Event {}

  /**
   * Runs were deleted, with their logs, by whoever or by retention.
   *
   * @param at when
   * @param runIds which
   */
  record RunsDeleted(Instant at, List<UUID> runIds) implements Event {

    /** Copies the list. */
    public RunsDeleted {
      runIds = List.copyOf(runIds);
    }
  }

  /**
   * A job was created or changed.
   *
   * @param at when
   * @param job as it is now
   */
  record JobSaved(Instant at, Job job) implements Event {}

  /**
   * A job was deleted.
   *
   * @param at when
   * @param jobId which
   */
  record JobDeleted(Instant at, UUID jobId) implements Event {}

  /**
   * A running script was sampled. Told as it is measured: stored within about a minute, and told
   * live only.
   *
   * @param at when
   * @param runId which
   * @param usage what its process tree uses
   */
  record Sampled(Instant at, UUID runId, ResourceSample usage) implements Event {}

  /**
   * A step of the build of a job's Python environment, or a line that its installer printed. Told
   * as it happens, and live only.
   *
   * @param at when
   * @param jobId whose
   * @param progress what is being done
   */
  record EnvironmentProgress(Instant at, UUID jobId, BuildProgress progress) implements Event {}

  /**
   * A job has a new Python environment, which its runs use from now on.
   *
   * @param at when
   * @param jobId which
   * @param build names it among the job's
   */
  record EnvironmentReady(Instant at, UUID jobId, String build) implements Event {}

  /**
   * A job's Python environment could not be built; what it had before is still in use.
   *
   * @param at when
   * @param jobId which
   * @param message the installer's own words
   */
  record EnvironmentFailed(Instant at, UUID jobId, String message) implements Event {}

  /**
   * The wall clock stepped, or the machine slept.
   *
   * @param at the new time
   * @param by how far, forward or (negative) back
   */
  record ClockJumped(Instant at, Duration by) implements Event {}

  /**
   * The store failed, or works again.
   *
   * @param at when
   * @param working whether it works
   * @param message what is wrong; empty when it works
   */
  record StoreHealth(Instant at, boolean working, String message) implements Event {}

  /**
   * Something could not be decided, since its code threw an exception; all else goes on. It is
   * tried again, or was ended. Told once, and again if it still fails an hour later.
   *
   * @param at when
   * @param subject what it is about
   * @param message what failed and why, for people
   */
  record DecisionFailed(Instant at, Subject subject, String message) implements Event {}

  /**
   * What an event is about.
   *
   * @param jobId which job
   * @param triggerId which trigger
   * @param runId which run
   */
  record Subject(Optional<UUID> jobId, Optional<UUID> triggerId, Optional<UUID> runId) {}
}
