package dev.tempo.server.streaming;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What clients can ask to be told of. */
final class Topics {
  /** Every run that the client may see. */
  static final String RUNS = "runs";

  /** Every job that the client may see, and its environment. */
  static final String JOBS = "jobs";

  /** What is done with backups; for administrators. */
  static final String BACKUPS = "backups";

  private static final String RUN = "run:";

  private Topics() {}

  /** One run. */
  static String of(UUID runId) {
    return RUN + runId;
  }

  /** True if there is such a topic. */
  static boolean exists(String topic) {
    return Set.of(RUNS, JOBS, BACKUPS).contains(topic) || run(topic).isPresent();
  }

  /** The run that a topic is about. */
  static Optional<UUID> run(String topic) {
    try {
      return topic.startsWith(RUN)
          ? Optional.of(UUID.fromString(topic.substring(RUN.length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
