package dev.tempo.store;

import java.util.List;

/** Reads what is kept of queues. */
public interface QueueStore {

  /** All queues that were ever paused, in the order of their names. */
  List<QueueState> list();
}
