package dev.tempo.store;

import dev.tempo.value.StoredText;

/**
 * What is kept of a queue.
 *
 * @param name the queue's name
 * @param paused whether its runs wait until it is resumed
 */
public record QueueState(String name, boolean paused) {

  /** Checks the name. */
  public QueueState {
    StoredText.checked("A queue's name", name);
  }
}
