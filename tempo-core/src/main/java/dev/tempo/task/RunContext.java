package dev.tempo.task;

import dev.tempo.Run;
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

  /** Writes to the run's log; each line of the text becomes a line of stream {@code stdout}. */
  void log(String text);

  /** Writes to the run's log on stream {@code stderr}. */
  void logError(String text);

  /** True once the run is to end early: cancelled, timed out, or the engine shuts down. */
  boolean isStopping();

  /** The engine's time; virtual in tests that use the test kit. */
  Instant now();
}
