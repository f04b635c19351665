package dev.tempo.faults.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.benchmarks.Patience;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/** Others on the same PostgreSQL, doing nothing, with the settings that were fastest for them. */
public final class PeerRuns {
  private static final AtomicLong DONE = new AtomicLong();
  private static final int DB_SCHEDULER_THREADS = 50;
  private static final double LOWER = 0.5;
  private static final double UPPER = 20;
  private static final int CONNECTIONS = 20;
  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE scheduled_tasks (
            task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
            execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
            last_success timestamptz, last_failure timestamptz, consecutive_failures int,
            last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
            PRIMARY KEY (task_name, task_instance))
          """,
          "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
          "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)",
          "CREATE INDEX priority_idx ON scheduled_tasks (priority DESC, execution_time ASC)");

  private PeerRuns() {}

  /** What JobRunr calls by its name. */
  public static void nothing() {
    DONE.incrementAndGet();
  }

  /** How many a second db-scheduler brings to their end. */
  static double ofDbScheduler(PostgresServer database, int runs) throws SQLException {
    AtomicLong done = new AtomicLong();
    try (HikariDataSource source = pool(database, "db_scheduler")) {
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        for (String sql : TABLES) {
          statement.execute(sql);
        }
      }
      OneTimeTask<Void> task =
          Tasks.oneTime("nothing").execute((instance, context) -> done.incrementAndGet());
      Scheduler scheduler =
          Scheduler.create(source, task)
              .threads(DB_SCHEDULER_THREADS)
              .pollingInterval(Duration.ofMillis(100))
              .pollUsingLockAndFetch(LOWER, UPPER)
              .build();
      try {
        Stream<TaskInstance<?>> instances =
            IntStream.range(0, runs).mapToObj(number -> task.instance(Integer.toString(number)));
        scheduler.scheduleBatch(instances, Instant.now());
        long begun = System.nanoTime();
        scheduler.start();
        Patience.until("the last task", Duration.ofMillis(1), () -> done.get() == runs);
        return runs / ((System.nanoTime() - begun) / 1e9);
      } finally {
        scheduler.stop();
      }
    }
  }

  /** How many a second JobRunr brings to their end. */
  static double ofJobRunr(PostgresServer database, int runs) throws SQLException {
    DONE.set(0);
    try (HikariDataSource source = pool(database, "jobrunr")) {
      JobScheduler scheduler =
          JobRunr.configure()
              .useJsonMapper(new JacksonJsonMapper())
              .useStorageProvider(new PostgresStorageProvider(source))
              .useBackgroundJobServer()
              .initialize()
              .getJobScheduler();
      try {
        long begun = System.nanoTime();
        scheduler.enqueue(Stream.generate(() -> "").limit(runs), any -> PeerRuns.nothing());
        Patience.until("the last job", Duration.ofMillis(1), () -> DONE.get() == runs);
        return runs / ((System.nanoTime() - begun) / 1e9);
      } finally {
        JobRunr.destroy();
      }
    }
  }

  private static HikariDataSource pool(PostgresServer database, String schema) throws SQLException {
    try (Connection connection = database.source().getConnection()) {
      connection.createStatement().execute("CREATE SCHEMA IF NOT EXISTS " + schema);
    }
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(database.source());
    pool.setSchema(schema);
    pool.setMaximumPoolSize(CONNECTIONS);
    return new HikariDataSource(pool);
  }
}
