package dev.tempo.benchmarks.punctual;

import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.benchmarks.peer.SqliteSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr under a load, as it comes. Its recurring jobs know no milliseconds, so each fire is a job
 * of its own that is scheduled beforehand.
 */
public final class JobRunrFires {
  private static final Duration LEAD = Duration.ofSeconds(4);
  private static final int SAVED_PER_SECOND = 100;

  private static volatile Watch watch;

  private JobRunrFires() {}

  /** The job; JobRunr calls it by its name. */
  public static void fire(long nominalMs) {
    watch.fired(Instant.ofEpochMilli(nominalMs));
  }

  static Lateness byDefault(Load load, Path directory) {
    try (HikariDataSource source = SqliteSource.pool(directory.resolve("jobrunr.db"), 4)) {
      JobScheduler scheduler =
          JobRunr.configure()
              .useJsonMapper(new JacksonJsonMapper())
              .useStorageProvider(new SqLiteStorageProvider(source))
              .useBackgroundJobServer()
              .initialize()
              .getJobScheduler();
      try {
        watch = new Watch(load, LEAD.plusSeconds(load.fires() / SAVED_PER_SECOND));
        for (int fire = 0; fire < watch.allFires(); fire++) {
          Instant nominal = watch.first().plus(load.step().multipliedBy(fire));
          long nominalMs = nominal.toEpochMilli();
          scheduler.schedule(nominal, () -> JobRunrFires.fire(nominalMs));
        }
        watch.ready();
        return watch.await();
      } finally {
        JobRunr.destroy();
      }
    }
  }
}
