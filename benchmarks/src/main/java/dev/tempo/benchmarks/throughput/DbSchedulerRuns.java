package dev.tempo.benchmarks.throughput;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.peer.DbSchedulerTables;
import dev.tempo.benchmarks.peer.SqliteSource;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * db-scheduler doing nothing: a batch of one-time tasks is scheduled in one transaction and
 * executed. Its settings are those that were fastest on two cores.
 */
final class DbSchedulerRuns {
  private static final int THREADS = 10;

  private DbSchedulerRuns() {}

  /** So many, until the last has ended. */
  static void run(Path directory, int runs) throws SQLException {
    AtomicLong done = new AtomicLong();
    try (HikariDataSource source = SqliteSource.pool(directory.resolve("db-scheduler.db"), 4)) {
      DbSchedulerTables.create(source);
      OneTimeTask<Void> task =
          Tasks.oneTime("nothing").execute((instance, context) -> done.incrementAndGet());
      Scheduler scheduler =
          Scheduler.create(source, task)
              .threads(THREADS)
              .pollingInterval(Duration.ofMillis(100))
              .pollUsingFetch(1, 20)
              .build();
      try {
        Stream<TaskInstance<?>> instances =
            IntStream.range(0, runs).mapToObj(number -> task.instance(Integer.toString(number)));
        OneTransaction.in(
            source,
            single ->
                SchedulerClient.Builder.create(single, task)
                    .build()
                    .scheduleBatch(instances, TimeSource.system().instant()));
        scheduler.start();
        Patience.until("the last task", Duration.ofMillis(1), () -> done.get() == runs);
        Patience.until(
            "the last end",
            Duration.ofMillis(2),
            () -> scheduler.getScheduledExecutions().isEmpty());
      } finally {
        scheduler.stop();
      }
    }
  }
}
