package dev.tempo.benchmarks.embed;

import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.peer.SqliteSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.JobId;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr on SQLite as it comes. What runs first is asked for before the start, as it looks for
 * jobs when it starts, and then every fifteen seconds. Public, as JobRunr calls no others.
 */
public final class JobRunrProgram {
  private static final CountDownLatch BEGUN = new CountDownLatch(1);

  private JobRunrProgram() {}

  /** Takes a directory. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    StorageProvider store =
        new SqLiteStorageProvider(SqliteSource.pool(Path.of(arguments[0], "jobrunr.db"), 4));
    store.setJobMapper(new org.jobrunr.jobs.mappers.JobMapper(new JacksonJsonMapper()));
    JobScheduler scheduler = new JobScheduler(store);
    for (int number = 0; number < Program.DAILY_JOBS; number++) {
      scheduler.scheduleRecurrently("daily-" + number, "0 3 * * *", () -> nothing());
    }
    JobId first = scheduler.enqueue(() -> first());
    JobRunr.configure()
        .useJsonMapper(new JacksonJsonMapper())
        .useStorageProvider(store)
        .useBackgroundJobServer()
        .initialize();
    BEGUN.await();
    Patience.until(
        "its end",
        Duration.ofMillis(20),
        () -> store.getJobById(first).hasState(StateName.SUCCEEDED));
    Program.observe();
  }

  /** The job that runs first; JobRunr calls it by its name. */
  public static void first() {
    BEGUN.countDown();
  }

  /** The daily ones. */
  public static void nothing() {}
}
