package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.message.Message;
import dev.tempo.python.environment.EnvironmentStatus.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** What jobs have to do with their Python environments. Answers from memory. Thread-safe. */
public interface JobEnvironments {

  /**
   * Learns that a job was saved, so that what it needs can be made in the background. Called with
   * names locked, so it returns at once.
   */
  void saved(Job job);

  /** Learns of a job that was there before the server started. */
  default void known(Job job) {}

  /** The jobs whose environments cannot be used, as far as that is known. */
  default Set<UUID> broken() {
    return Set.of();
  }

  /** How it stands with a job's environment. */
  Standing of(Job job);

  /** What should be said about a job's script and environment; empty while it is not known yet. */
  List<Message> warnings(Job job);

  /**
   * How it stands with an environment.
   *
   * @param state in a word; {@code NONE} also for a job that needs none
   * @param pythonVersion of the one that runs use now
   * @param sizeBytes on disk; empty while it is not known yet
   * @param error why there is none, or no newer one
   */
  record Standing(
      State state,
      Optional<String> pythonVersion,
      OptionalLong sizeBytes,
      Optional<Message> error) {

    /** There is none. */
    public static final Standing NONE =
        new Standing(State.NONE, Optional.empty(), OptionalLong.empty(), Optional.empty());
  }
}
