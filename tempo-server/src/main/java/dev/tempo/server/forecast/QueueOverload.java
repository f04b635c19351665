package dev.tempo.server.forecast;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A time in which more jobs of a queue run than it lets run at once, so that some wait.
 *
 * @param from its first minute
 * @param until the end of its last
 * @param queue which
 * @param peak how many would run in the worst of these minutes
 * @param jobs whose these are
 */
record QueueOverload(Instant from, Instant until, Queue queue, int peak, Jobs jobs) {

  /**
   * A queue.
   *
   * @param limit how many it lets run at once
   */
  record Queue(String name, int limit) {}

  /**
   * Jobs.
   *
   * @param ids of the first of them
   * @param count how many there are
   */
  record Jobs(List<UUID> ids, int count) {}
}
