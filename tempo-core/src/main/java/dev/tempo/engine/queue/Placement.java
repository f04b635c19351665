package dev.tempo.engine.queue;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.message.Message;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Decides which node executes a run. Used by the loop's thread alone, but for what says otherwise.
 */
public interface Placement {

  /** Where a run that may start goes; empty if nowhere, and then it is held until that changes. */
  Optional<UUID> place(Run run, Job job);

  /** Says where runs go that were held, and need not wait any more. */
  void onRoom(Consumer<Run> queue);

  /** Forgets a run that will not start. */
  void forget(UUID runId);

  /** A job was edited: what is held of it need not wait any more. */
  void jobChanged(UUID jobId);

  /** Why a run is held; empty if it is not. Safe for all threads. */
  Optional<Message> reason(UUID runId);

  /** Everything goes to one engine. */
  static Placement on(UUID engineId) {
    Optional<UUID> always = Optional.of(engineId);
    return new Placement() {
      @Override
      public Optional<UUID> place(Run run, Job job) {
        return always;
      }

      @Override
      public void onRoom(Consumer<Run> queue) {
        // there always is
      }

      @Override
      public void forget(UUID runId) {
        // nothing is held
      }

      @Override
      public void jobChanged(UUID jobId) {
        // nothing is held
      }

      @Override
      public Optional<Message> reason(UUID runId) {
        return Optional.empty();
      }
    };
  }
}
