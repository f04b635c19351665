package dev.tempo.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Reads the decisions about occurrences that did not become runs (the <i>ledger</i> of the
 * documentation).
 */
public interface DecisionStore {

  /**
   * Entries of a job whose range meets a span of time, the earliest first.
   *
   * @param from inclusive
   * @param to inclusive
   * @param limit at least 1
   */
  List<DecisionEntry> entries(UUID jobId, Instant from, Instant to, int limit);
}
