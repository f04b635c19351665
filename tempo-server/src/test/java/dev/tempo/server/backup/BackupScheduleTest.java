package dev.tempo.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.SteppedTime;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStore;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is backed up each day where the database's backups are somebody else's affair. */
@WithPostgres
class BackupScheduleTest {
  @TempDir private Path directory;
  private final SteppedTime time = new SteppedTime();
  private final PostgresStore store =
      PostgresStore.open(
          PostgresServer.shared().source(),
          PostgresOptions.DEFAULT.withSchema(PostgresServer.newSchema()));
  private final Semaphore made = new Semaphore(0);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatGoesWithTheServersBackup_isMadeEachDay_alsoWithoutThat() throws Exception {
    SettingsService settings =
        new SettingsService(SettingSources.NONE, store.database(), directory);
    try (BackupService backups =
            new BackupService(settings, store, work -> work.get(), new ItemRestorers(), time);
        BackupSchedule schedule = new BackupSchedule(backups, time, made::release)) {
      assertThat(schedule.next()).as("of the server's own backup").isEmpty();
      time.step(Duration.ofDays(1));
      schedule.begin();
      assertThat(made.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      assertThat(made.availablePermits()).isZero();
      assertThat(backups.directory().all()).isEmpty();
    }
  }
}
