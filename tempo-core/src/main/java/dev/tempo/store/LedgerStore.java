package dev.tempo.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Reads the ledger of decisions. */
public interface LedgerStore {

  /**
   * Entries of a job whose range meets a span of time, the earliest first.
   *
   * @param from inclusive
   * @param to inclusive
   * @param limit at least 1
   */
  List<LedgerEntry> entries(UUID jobId, Instant from, Instant to, int limit);
}
