package dev.tempo.event;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunProgress;
import dev.tempo.process.ResourceSample;
import dev.tempo.python.environment.BuildProgress;
import dev.tempo.task.ScriptText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
  record RunQueued(Instant at, Run run) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public RunQueued {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * A run started.
   *
   * @param at when
   * @param run as it was then
   */
  record RunStarted(Instant at, Run run) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public RunStarted {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * A run that has started executes a file where it lies, which was read.
   *
   * @param at when
   * @param run as it is now, with the digest of the file
   * @param script what the file says; bytes that are no text are replaced in it
   */
  record ScriptRead(Instant at, Run run, ScriptText script) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public ScriptRead {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(script, "script");
    }
  }

  /**
   * A run ended, or was skipped.
   *
   * @param at when
   * @param run as it is now
   * @param nextAttempt the run that tries the same work again; empty if none does
   */
  record RunFinished(Instant at, Run run, Optional<UUID> nextAttempt) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public RunFinished {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(nextAttempt, "nextAttempt");
    }

    /** True if the work is not tried again, whether it succeeded or not. */
    public boolean isLast() {
      return nextAttempt.isEmpty();
    }
  }

  /**
   * A run that was lost with its node, which was told as its end, has gone on and ended after all.
   *
   * @param at when that became known
   * @param run as it has ended in truth
   */
  record RunCorrected(Instant at, Run run) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public RunCorrected {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * Somebody has acknowledged that the work of a run failed for good: it is no dead letter any
   * more.
   *
   * @param at when
   * @param runId which run
   * @param acknowledgedBy who
   */
  record RunAcknowledged(Instant at, UUID runId, String acknowledgedBy) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public RunAcknowledged {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(acknowledgedBy, "acknowledgedBy");
    }
  }

  /**
   * Runs were deleted, with their logs, by whoever or by retention.
   *
   * @param at when
   * @param runIds which
   */
  record RunsDeleted(Instant at, List<UUID> runIds) implements Event {

    /**
     * Copies the list.
     *
     * @throws NullPointerException if anything is null
     */
    public RunsDeleted {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(runIds, "runIds");
      runIds = List.copyOf(runIds);
    }
  }

  /**
   * A job was created or changed.
   *
   * @param at when
   * @param job as it is now
   */
  record JobSaved(Instant at, Job job) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public JobSaved {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(job, "job");
    }
  }

  /**
   * A job was deleted.
   *
   * @param at when
   * @param jobId which
   */
  record JobDeleted(Instant at, UUID jobId) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public JobDeleted {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(jobId, "jobId");
    }
  }

  /**
   * A running script was sampled. Told as it is measured: stored within about a minute, and told
   * live only.
   *
   * @param at when
   * @param runId which
   * @param usage what its process tree uses
   */
  record Sampled(Instant at, UUID runId, ResourceSample usage) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Sampled {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(usage, "usage");
    }
  }

  /**
   * A handler has said how far it is. Told as it is said, some times a second at most, and live
   * only.
   *
   * @param at when
   * @param runId which run
   * @param progress how far it is
   */
  record RunProgressed(Instant at, UUID runId, RunProgress progress) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public RunProgressed {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(progress, "progress");
    }
  }

  /**
   * A step of the build of a job's Python environment, or a line that its installer printed. Told
   * as it happens, and live only.
   *
   * @param at when
   * @param jobId whose
   * @param progress what is being done
   */
  record EnvironmentProgress(Instant at, UUID jobId, BuildProgress progress) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public EnvironmentProgress {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(progress, "progress");
    }
  }

  /**
   * A job has a new Python environment, which its runs use from now on.
   *
   * @param at when
   * @param jobId which
   * @param build names it among the job's
   */
  record EnvironmentReady(Instant at, UUID jobId, String build) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public EnvironmentReady {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(build, "build");
    }
  }

  /**
   * A job's Python environment could not be built; what it had before is still in use.
   *
   * @param at when
   * @param jobId which
   * @param message the installer's own words
   */
  record EnvironmentFailed(Instant at, UUID jobId, String message) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public EnvironmentFailed {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * Other nodes have done things of which this one was not told, since it was cut off for long:
   * whoever keeps what events tell reads it anew.
   *
   * @param at when that was noticed
   */
  record EventsMissed(Instant at) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public EventsMissed {
      Objects.requireNonNull(at, "at");
    }
  }

  /**
   * This node begins to decide, or does not any more. Told to this node alone, and only where
   * several share a store; see {@link dev.tempo.Nodes#isLeader}.
   *
   * @param at when
   * @param isLeader whether it decides from now on
   */
  record LeadershipChanged(Instant at, boolean isLeader) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public LeadershipChanged {
      Objects.requireNonNull(at, "at");
    }
  }

  /**
   * The wall clock stepped, or the machine slept.
   *
   * @param at the new time
   * @param by how far, forward or (negative) back
   */
  record ClockJumped(Instant at, Duration by) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public ClockJumped {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(by, "by");
    }
  }

  /**
   * The store failed, or works again.
   *
   * @param at when
   * @param working whether it works
   * @param message what is wrong; empty when it works
   */
  record StoreHealth(Instant at, boolean working, String message) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public StoreHealth {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * Something could not be decided, since its code threw an exception; all else goes on. It is
   * tried again, or was ended. Told once, and again if it still fails an hour later.
   *
   * @param at when
   * @param subject what it is about
   * @param message what failed and why, for people
   */
  record DecisionFailed(Instant at, Subject subject, String message) implements Event {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public DecisionFailed {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(subject, "subject");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * What an event is about.
   *
   * @param jobId which job
   * @param triggerId which trigger
   * @param runId which run
   */
  record Subject(Optional<UUID> jobId, Optional<UUID> triggerId, Optional<UUID> runId) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Subject {
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(triggerId, "triggerId");
      Objects.requireNonNull(runId, "runId");
    }
  }
}
