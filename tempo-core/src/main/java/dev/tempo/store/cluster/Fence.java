package dev.tempo.store.cluster;

import java.util.Objects;
import java.util.UUID;

/**
 * What a leader shows with each commit. Number and holder together: after a failover to a standby
 * that lagged, the same number may be given again, but not the same holder.
 *
 * @param lease its name
 * @param holder random, made anew for each time of leading
 * @param epoch grows with each holder
 */
public record Fence(String lease, UUID holder, long epoch) {
  /** Checks that nothing is null. */
  public Fence {
    Objects.requireNonNull(lease, "lease");
    Objects.requireNonNull(holder, "holder");
  }
}
