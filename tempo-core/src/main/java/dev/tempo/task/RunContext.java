package dev.tempo.task;

import dev.tempo.Run;
import dev.tempo.Scheduler;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a {@link Handler} is given: who it is, what it was asked, and where to log. Thread-safe. */
public interface RunContext {

  /** The run's id. */
  UUID runId();

  /** The job's id. */
  UUID jobId();

  /** The job's name. */
  String jobName();

  /** 1 for the first attempt, 2 for its first retry, and so on. */
  int attempt();

  /** The occurrence this run is for; empty when it was not started by a schedule. */
  Optional<Instant> scheduledFor();

  /** The job's parameters, overlaid with the run's own; unmodifiable. */
  Map<String, String> parameters();

  /**
   * One parameter's value.
   *
   * @throws IllegalArgumentException if the run has none of that name
   */
  default String parameter(String name) {
    String value = parameters().get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "Run of '"
              + jobName()
              + "' has no parameter '"
              + name
              + "'; it has "
              + parameters().keySet());
    }
    return value;
  }

  /** The name under which the handler is registered. */
  String handlerName();

  /** The run as it was when it started; without its secret parameters. */
  Run run();

  /**
   * What the request for the run gave it to carry, such as the identifiers of a trace; empty when a
   * trigger started it. Unmodifiable.
   *
   * @see dev.tempo.RunOptions#withContext
   */
  default Map<String, String> requestContext() {
    return run().request().attributes().context();
  }

  /**
   * The run's payload: its own, or that of its job as it was when the run was asked for. Decoded
   * anew at each call.
   *
   * @throws NonRetryableException if there is none, or it is not of this type
   */
  <T> T payload(Class<T> type);

  /** Whether the run has a payload. */
  default boolean hasPayload() {
    return run().request().arguments().payload().isPresent();
  }

  /**
   * Hands over what the run has come to. It is kept with the run, however that ends, from its end
   * on; the last one counts. {@link Scheduler#result} reads it.
   *
   * @param value encoded at once, by the payload codec
   * @throws IllegalArgumentException if it cannot be encoded, or has more than {@value
   *     Payload#MAX_BYTES} bytes
   */
  void result(Object value);

  /**
   * Says how far the run is. Whoever listens is told ({@link dev.tempo.event.Event.RunProgressed}),
   * some times a second at most; and each new percentage becomes a line {@code ::progress} of the
   * run's log, one a second at most, which pages draw as a bar.
   *
   * @param done how much is done, at least 0
   * @param total of how much; 0 if nobody knows
   * @param text what is being done, of one line; empty for nothing
   * @throws IllegalArgumentException if a number is negative
   */
  void progress(long done, long total, String text);

  /**
   * Starts, cancels and reads runs and jobs from within a run. What is asked for here is durable
   * when the method returns, also if the run fails afterwards. A run that waits for another one of
   * its own queue, or of its own job, may wait for ever if the queue's limit or the job's overlap
   * policy keeps that from starting.
   */
  Scheduler tempo();

  /**
   * Writes to the run's log; each line of the text becomes a line of stream {@code stdout}. What is
   * written after the handler has returned, by threads that it has left behind, is dropped.
   */
  void log(String text);

  /** Writes to the run's log on stream {@code stderr}. */
  void logError(String text);

  /** True once the run is to end early: cancelled, timed out, or the engine shuts down. */
  boolean isStopping();

  /** The engine's time; virtual in tests that use the test kit. */
  Instant now();
}
