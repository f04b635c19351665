package dev.tempo.benchmarks.throughput;

import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.peer.SqliteSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/** JobRunr doing nothing: a batch of jobs is enqueued and processed. */
public final class JobRunrRuns {
  private static final AtomicLong DONE = new AtomicLong();

  private JobRunrRuns() {}

  /** The job; JobRunr calls it by its name. */
  public static void nothing() {
    DONE.incrementAndGet();
  }

  /** So many, until the last has ended. */
  static void run(Path directory, int runs) {
    DONE.set(0);
    try (HikariDataSource source = SqliteSource.pool(directory.resolve("jobrunr.db"), 4)) {
      SqLiteStorageProvider store = new SqLiteStorageProvider(source);
      JobScheduler scheduler =
          JobRunr.configure()
              .useJsonMapper(new JacksonJsonMapper())
              .useStorageProvider(store)
              .useBackgroundJobServer()
              .initialize()
              .getJobScheduler();
      try {
        scheduler.enqueue(Stream.generate(() -> "").limit(runs), any -> JobRunrRuns.nothing());
        Patience.until("the last job", Duration.ofMillis(1), () -> DONE.get() == runs);
        Patience.until(
            "the last end",
            Duration.ofMillis(20),
            () -> store.getJobStats().getSucceeded() == runs);
      } finally {
        JobRunr.destroy();
      }
    }
  }
}
