package dev.tempo.server.quota;

import java.util.Optional;

/**
 * What an account uses of what its logs may take.
 *
 * @param usedBytes that they take, as they are stored
 * @param quotaBytes that they may take; 0 for no limit
 */
public record LogQuota(long usedBytes, long quotaBytes) {
  private static final int WARNING_PERCENT = 90;

  /** True if no further logs are kept. */
  public boolean isUsedUp() {
    return quotaBytes > 0 && usedBytes >= quotaBytes;
  }

  /** {@code none} without a limit, else {@code ok}, {@code near} from 90 % on, or {@code full}. */
  public String state() {
    if (quotaBytes == 0) {
      return "none";
    }
    boolean near = usedBytes >= quotaBytes / 100 * WARNING_PERCENT;
    return isUsedUp() ? "full" : near ? "near" : "ok";
  }

  /** The limit; empty if there is none. */
  public Optional<Long> limitBytes() {
    return quotaBytes == 0 ? Optional.empty() : Optional.of(quotaBytes);
  }
}
