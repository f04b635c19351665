package dev.tempo.faults.history;

import java.time.Instant;
import java.util.UUID;

/**
 * An entry of the ledger: occurrences that became no runs of their own.
 *
 * @param trigger whose
 * @param from the first
 * @param to the last
 * @param count how many it says that they are
 */
public record SeenEntry(UUID trigger, Instant from, Instant to, long count) {

  boolean covers(ScheduledTarget target) {
    return trigger.equals(target.trigger())
        && !target.at().isBefore(from)
        && !target.at().isAfter(to);
  }
}
