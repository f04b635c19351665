package dev.tempo;

import java.util.Optional;

/**
 * Tells under which label a run is filed that a trigger starts, as {@link RunOptions#withLabel}
 * tells it of a run that is asked for. Asked on the engine's own thread at each occurrence, so it
 * must be quick, must not wait for the engine, and must be thread-safe. An occurrence for which it
 * fails is tried again a while later.
 */
@FunctionalInterface
public interface RunLabels {

  /**
   * Returns the label of the runs of a job, of 1 to {@value RunAttributes#MAX_LABEL_LENGTH}
   * characters; empty for none.
   */
  Optional<String> of(Job job);
}
