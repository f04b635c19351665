package dev.tempo.server.backup;

import dev.tempo.server.backup.Backup.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Selects the automatic backups to keep. Those made by hand are nobody's to delete. */
final class BackupRetention {
  /** An hour more, since Sunday's is seldom made in the same second, or by the same clock. */
  private static final Duration WEEK = Duration.ofDays(7).plusHours(1);

  private BackupRetention() {}

  /**
   * How many are kept.
   *
   * @param days for daily ones
   * @param weeks for weekly ones
   * @param maxBytes for all automatic ones together
   */
  record Limits(int days, int weeks, long maxBytes) {}

  /**
   * Whether no weekly one is left of the last seven days, as when Sunday's failed, though there
   * have been backups for longer.
   */
  static boolean lacksWeekly(List<Backup> all, Instant now) {
    Instant weekAgo = now.minus(WEEK);
    List<Backup> automatic = all.stream().filter(backup -> backup.kind() != Kind.MANUAL).toList();
    return automatic.stream().anyMatch(backup -> backup.createdAt().isBefore(weekAgo))
        && automatic.stream()
            .filter(backup -> backup.kind() == Kind.WEEKLY)
            .noneMatch(backup -> !backup.createdAt().isBefore(weekAgo));
  }

  /** Those that are too old, and the oldest while all are too large; never the newest. */
  static List<Backup> toDelete(List<Backup> all, Limits limits, Instant now) {
    List<Backup> newestFirst =
        all.stream()
            .filter(backup -> backup.kind() != Kind.MANUAL)
            .sorted(Comparator.comparing(Backup::createdAt).reversed())
            .toList();
    List<Backup> delete = new ArrayList<>();
    long kept = 0;
    boolean full = false; // once one is too much, all that are older are, too
    for (Backup backup : newestFirst) {
      boolean newest = backup.equals(newestFirst.getFirst());
      if (!newest && isTooOld(backup, limits, now)) {
        delete.add(backup);
        continue;
      }
      full = full || !newest && kept + backup.sizeBytes() > limits.maxBytes();
      if (full) {
        delete.add(backup);
      } else {
        kept += backup.sizeBytes();
      }
    }
    return delete;
  }

  private static boolean isTooOld(Backup backup, Limits limits, Instant now) {
    int days = backup.kind() == Kind.WEEKLY ? limits.weeks() * 7 : limits.days();
    return Duration.between(backup.createdAt(), now).compareTo(Duration.ofDays(days)) > 0;
  }
}
