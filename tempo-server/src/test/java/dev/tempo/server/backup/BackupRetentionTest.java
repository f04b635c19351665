package dev.tempo.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.backup.Backup.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which backups are kept, and which one counts as the weekly. */
final class BackupRetentionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");

  private static Backup made(int daysAgo, Kind kind, long bytes) {
    Instant at = NOW.minus(Duration.ofDays(daysAgo));
    String id = Backup.newId(at, kind);
    return new Backup(id, at, kind, Path.of(id), bytes);
  }

  private static List<String> deleted(List<Backup> all, int days, int weeks, long bytes) {
    return BackupRetention.toDelete(all, new BackupRetention.Limits(days, weeks, bytes), NOW)
        .stream()
        .map(Backup::id)
        .toList();
  }

  @Test
  void dailyOnes_goAfterDays_weeklyOnesAfterWeeks_thoseByHandNever() {
    List<Backup> all = new ArrayList<>();
    for (int day = 0; day < 80; day++) {
      all.add(made(day, day % 7 == 0 ? Kind.WEEKLY : Kind.DAILY, 1));
    }
    all.add(made(500, Kind.MANUAL, 1));
    List<String> gone = deleted(all, 30, 8, Long.MAX_VALUE);
    assertThat(gone)
        .doesNotContain(made(500, Kind.MANUAL, 1).id(), made(56, Kind.WEEKLY, 1).id())
        .contains(made(31, Kind.DAILY, 1).id(), made(63, Kind.WEEKLY, 1).id())
        .doesNotContain(made(30, Kind.DAILY, 1).id());
  }

  @Test
  void tooMuch_losesTheOldest_andNeverTheNewest() {
    List<Backup> all =
        List.of(made(0, Kind.DAILY, 60), made(1, Kind.DAILY, 60), made(2, Kind.DAILY, 30));
    assertThat(deleted(all, 30, 8, 100))
        .as("the oldest before one that is newer, though it would fit")
        .containsExactly(all.get(1).id(), all.get(2).id());
    assertThat(deleted(all, 30, 8, 120)).containsExactly(all.get(2).id());
    assertThat(deleted(all, 30, 8, 10)).containsExactly(all.get(1).id(), all.get(2).id());
  }

  @Test
  void weekWithoutAWeeklyOne_makesTheNextOneWeekly() {
    List<Backup> young = List.of(made(1, Kind.DAILY, 1), made(3, Kind.DAILY, 1));
    assertThat(BackupRetention.lacksWeekly(young, NOW)).as("no week has passed").isFalse();
    List<Backup> failed = List.of(made(1, Kind.DAILY, 1), made(8, Kind.WEEKLY, 1));
    assertThat(BackupRetention.lacksWeekly(failed, NOW)).isTrue();
    List<Backup> well = List.of(made(7, Kind.WEEKLY, 1), made(9, Kind.DAILY, 1));
    assertThat(BackupRetention.lacksWeekly(well, NOW)).as("Sunday to Sunday").isFalse();
    List<Backup> byHand = List.of(made(3, Kind.MANUAL, 1), made(30, Kind.MANUAL, 1));
    assertThat(BackupRetention.lacksWeekly(byHand, NOW)).isFalse();
  }
}
