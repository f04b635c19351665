package dev.tempo;

import dev.tempo.value.StoredText;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One execution of a job, as it stood when it was read. Immutable.
 *
 * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="run"}
 *
 * @param id a UUID of version 7; sorts by the time at which the run was queued
 * @param job whose run it is, by the version that was asked for
 * @param request where it comes from, with which parameters, which attempt
 * @param timeline how far it is
 * @param result how it ended; {@link RunResult#NONE} before
 */
public record Run(UUID id, JobRef job, RunRequest request, RunTimeline timeline, RunResult result) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public Run {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(timeline, "timeline");
    Objects.requireNonNull(result, "result");
  }

  /**
   * A job as a run knows it, also when the job is gone.
   *
   * @param id the job's id
   * @param name its name when the run was queued
   * @param version its version then
   * @param queue its queue then
   * @param scriptSha256 of the file that the run executes where it lies, as it was read when the
   *     run started, in hexadecimal digits; empty before, and where there is no such file
   */
  public record JobRef(
      UUID id, String name, long version, String queue, Optional<String> scriptSha256) {

    /**
     * Checks the texts.
     *
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if one contains NUL or half of a surrogate pair
     */
    public JobRef {
      Objects.requireNonNull(id, "id");
      StoredText.checked("name", name);
      StoredText.checked("queue", queue);
      StoredText.checked("scriptSha256", scriptSha256);
    }

    /** A job whose run has read no file. */
    public JobRef(UUID id, String name, long version, String queue) {
      this(id, name, version, queue, Optional.empty());
    }

    /** What a run keeps of a job. */
    public static JobRef of(Job job) {
      return new JobRef(job.id(), job.name(), job.version(), job.policy().queue());
    }

    /** The same job as it is now, its run on the same queue. */
    public JobRef asOf(Job job) {
      boolean isSame =
          version == job.version() && name.equals(job.name()) && scriptSha256.isEmpty();
      return isSame ? this : of(job).withQueue(queue);
    }

    /** The same job, its run on another queue. */
    public JobRef withQueue(String queue) {
      return this.queue.equals(queue) ? this : new JobRef(id, name, version, queue, scriptSha256);
    }

    /** The same job, its run not having read any file. */
    JobRef withoutScript() {
      return new JobRef(id, name, version, queue);
    }

    /** The same job, its run executing a file that says this. */
    public JobRef withScript(String sha256) {
      return new JobRef(id, name, version, queue, Optional.of(sha256));
    }
  }

  /** Where it stands. */
  public RunStatus status() {
    return timeline.status();
  }

  /** The id of its job. */
  public UUID jobId() {
    return job.id();
  }

  /** The name of its job when it was queued. */
  public String jobName() {
    return job.name();
  }

  /** Why it exists. */
  public RunCause cause() {
    return request.origin().cause();
  }

  /** The nominal instant of its occurrence; empty when no schedule started it. */
  public Optional<Instant> scheduledFor() {
    return request.origin().scheduledFor();
  }

  /** Its parameters: the job's, overlaid with its own, without those that are secret. */
  public Map<String, String> parameters() {
    return request.parameters();
  }

  /** What the host files it under; see {@link RunOptions#withLabel}. */
  public Optional<String> label() {
    return request.attributes().label();
  }

  /** How it is treated. */
  public RunType type() {
    return request.attributes().type();
  }

  /**
   * Whether it says how its job goes, and its job's other runs reckon with it: it is neither
   * {@linkplain #isUnsaved unsaved} nor a {@linkplain RunType#SERVICE service}.
   */
  public boolean isRegular() {
    return !isUnsaved() && type() == RunType.BATCH;
  }

  /** Whether it executes a text of its own, and not its job's script as that is saved. */
  public boolean isUnsaved() {
    return request.scriptSha256().isPresent();
  }

  /** 1 for the first attempt. */
  public int attempt() {
    return request.attemptNumber();
  }

  /** When it was queued. */
  public Instant queuedAt() {
    return timeline.queuedAt();
  }

  /** When it started; empty if it has not. */
  public Optional<Instant> startedAt() {
    return timeline.startedAt();
  }

  /** When it ended; empty if it has not. */
  public Optional<Instant> finishedAt() {
    return timeline.finishedAt();
  }

  /** How long it ran; empty unless it has started and ended. */
  public Optional<Duration> duration() {
    return startedAt().flatMap(start -> finishedAt().map(end -> Duration.between(start, end)));
  }

  /** The exit code of its process. */
  public OptionalInt exitCode() {
    return result.exitCode();
  }

  /** What went wrong. */
  public Optional<String> error() {
    return result.error();
  }

  /** This run, started by the job as it is now. */
  public Run withStarted(JobRef by, Instant at) {
    return new Run(id, by, request, timeline.withStarted(at), result);
  }

  /** This run, executing a file that was read and says this. */
  public Run withScriptRead(String sha256) {
    return new Run(id, job.withScript(sha256), request, timeline, result);
  }

  /** This run, which may start at another instant. */
  public Run withNotBefore(Instant at) {
    return new Run(id, job, request, timeline.withNotBefore(at), result);
  }

  /** This run, queued as before: it was to start, and never began. */
  public Run withRequeued() {
    return new Run(id, job.withoutScript(), request, timeline.withRequeued(), result);
  }

  /** This run, ended. */
  public Run withFinished(RunStatus status, Instant at, RunResult how) {
    return new Run(id, job, request, timeline.withFinished(status, at), how);
  }
}
