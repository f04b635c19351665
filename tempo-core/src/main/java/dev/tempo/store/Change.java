package dev.tempo.store;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.secret.Secret;
import dev.tempo.task.Payload;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.ScriptText;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One change that an engine makes, as part of a {@link Store#commit commit}. Each is stated as what
 * is true afterwards, never as a difference, so that making it twice is making it once.
 */
public sealed interface Change {

  /**
   * A job is as given, and these are all its triggers.
   *
   * @param job the definition
   * @param triggers one for each trigger of the job, with its next time
   */
  record SaveJob(Job job, List<TriggerState> triggers) implements Change {

    /**
     * Sees to it that no store is ever given a secret's plain text, or a payload that is no text.
     *
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if one of the job's secrets is not encrypted
     * @throws IllegalStateException if its payload is not encoded
     */
    public SaveJob {
      Objects.requireNonNull(triggers, "triggers");
      Objects.requireNonNull(job, "job");
      Map<String, Secret> variables =
          job.task() instanceof ScriptTask script ? script.settings().secrets() : Map.of();
      Map<String, Secret> parameters = job.task().arguments().secret();
      if (!Stream.concat(variables.values().stream(), parameters.values().stream())
          .allMatch(Secret::isSealed)) {
        throw new IllegalArgumentException(
            "The secrets of " + job + " are not encrypted; save it through Tempo");
      }
      job.task().arguments().payload().ifPresent(Payload::text);
    }
  }

  /**
   * A job and its triggers are gone; its runs stay.
   *
   * @param jobId which
   */
  record DeleteJob(UUID jobId) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public DeleteJob {
      Objects.requireNonNull(jobId, "jobId");
    }
  }

  /**
   * A trigger has moved on. Nothing happens if it is gone.
   *
   * @param state what it is now
   */
  record MoveTrigger(TriggerState state) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public MoveTrigger {
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * A run is there, queued, started or already ended. Refused if its trigger already has a first
   * attempt for its instant under another id.
   *
   * @param run the run as it is now
   * @param engineId which engine has it
   */
  record AddRun(Run run, UUID engineId) implements Change {

    /**
     * Sees to it that no store is ever given a secret's plain text.
     *
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if one of the run's secret parameters is not encrypted
     * @throws IllegalStateException if its payload is not encoded
     */
    public AddRun {
      Objects.requireNonNull(engineId, "engineId");
      Objects.requireNonNull(run, "run");
      Map<String, Secret> parameters = run.request().arguments().secret();
      if (!parameters.isEmpty() && !parameters.values().stream().allMatch(Secret::isSealed)) {
        throw new IllegalArgumentException(
            "The secret parameters of run " + run.id() + " are not encrypted");
      }
      run.request().arguments().payload().ifPresent(Payload::text);
    }
  }

  /**
   * A run executes this text in the place of its job's script. The text goes with the run.
   *
   * @param runId which
   * @param script the text
   */
  record KeepScript(UUID runId, ScriptText script) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public KeepScript {
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(script, "script");
    }
  }

  /**
   * A run has handed over a result. It goes with the run; nothing happens if there is no such run.
   *
   * @param runId which
   * @param text the result, as a codec has written it
   */
  record KeepResult(UUID runId, String text) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public KeepResult {
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * A run has started. Nothing happens if it is not queued.
   *
   * @param run the run as it is now, by the version of the job that it runs
   * @param engineId which engine runs it
   */
  record StartRun(Run run, UUID engineId) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public StartRun {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(engineId, "engineId");
    }
  }

  /**
   * A run that has started executes a file where it lies, which said this. Nothing happens if it is
   * not running.
   *
   * @param runId which
   * @param sha256 of the file, in hexadecimal digits
   */
  record ReadScript(UUID runId, String sha256) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public ReadScript {
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(sha256, "sha256");
    }
  }

  /**
   * A queued run may start from another instant on. Nothing happens if it is not queued.
   *
   * @param run the run as it is now
   */
  record ReleaseRun(Run run) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public ReleaseRun {
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * A run that was to start is queued again, since its work has never begun. Nothing happens if it
   * is not running.
   *
   * @param run the run as it is now, with the status {@code QUEUED}
   */
  record RequeueRun(Run run) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public RequeueRun {
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * A run has ended. Nothing happens if it had ended before.
   *
   * @param run the run as it is now, with a final status
   */
  record FinishRun(Run run) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public FinishRun {
      Objects.requireNonNull(run, "run");
    }
  }

  /**
   * A run that was taken for lost has ended in truth as is given here, and counts so in all sums.
   * Nothing happens if it is not {@code LOST}.
   *
   * @param run the run as it is now, with a final status that is not {@code LOST}
   */
  record CorrectRun(Run run) implements Change {
    /**
     * Checks the run.
     *
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it has not ended, or is lost
     */
    public CorrectRun {
      Objects.requireNonNull(run, "run");
      if (!run.status().isFinal() || run.status() == RunStatus.LOST) {
        throw new IllegalArgumentException("A run that has ended in truth, but got " + run);
      }
    }
  }

  /**
   * A run is a dead letter, or is none any more. Nothing happens if it has not ended.
   *
   * @param runId which
   * @param isDeadLetter whether its work failed for good, and nobody has acknowledged that
   */
  record SetDeadLetter(UUID runId, boolean isDeadLetter) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public SetDeadLetter {
      Objects.requireNonNull(runId, "runId");
    }
  }

  /**
   * Runs that have ended are gone with their samples, and {@linkplain MetricStore counted}; those
   * that have not ended are left.
   *
   * @param runIds which
   */
  record DeleteRuns(Collection<UUID> runIds) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public DeleteRuns {
      Objects.requireNonNull(runIds, "runIds");
    }
  }

  /**
   * An entry of the ledger is as given; one with the same id is replaced.
   *
   * @param entry the entry
   */
  record Record(DecisionEntry entry) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Record {
      Objects.requireNonNull(entry, "entry");
    }
  }

  /**
   * Entries of the ledger that were made before an instant, and whose last occurrence lies before
   * it, are gone.
   *
   * @param before exclusive
   */
  record PruneDecisions(Instant before) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public PruneDecisions {
      Objects.requireNonNull(before, "before");
    }
  }

  /**
   * A request is not in the {@link RunOutbox} any more, since it was dealt with in this commit.
   *
   * @param runId of the run that was asked for
   */
  record TakeRequest(UUID runId) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public TakeRequest {
      Objects.requireNonNull(runId, "runId");
    }
  }

  /**
   * A queue is as given.
   *
   * @param state what it is now
   */
  record SaveQueue(QueueState state) implements Change {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public SaveQueue {
      Objects.requireNonNull(state, "state");
    }
  }
}
