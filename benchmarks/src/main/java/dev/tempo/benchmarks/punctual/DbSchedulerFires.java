package dev.tempo.benchmarks.punctual;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteReschedule;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.zaxxer.hikari.HikariDataSource;
import dev.tempo.benchmarks.peer.DbSchedulerTables;
import dev.tempo.benchmarks.peer.SqliteSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** db-scheduler under a load: a task that reschedules itself, an instance for each trigger. */
final class DbSchedulerFires {
  private static final Duration LEAD = Duration.ofSeconds(6);
  private static final int SAVED_PER_SECOND = 5_000;
  private static final int THREADS = 10;

  private DbSchedulerFires() {}

  /** As it comes: it looks every ten seconds. */
  static Lateness byDefault(Load load, Path directory) throws SQLException {
    return run(load, directory, builder -> builder);
  }

  /** As often as is any use: below this it does nothing but look. */
  static Lateness atBest(Load load, Path directory) throws SQLException {
    return run(load, directory, builder -> builder.pollingInterval(Duration.ofMillis(10)));
  }

  /** Changes settings. */
  @FunctionalInterface
  private interface Settings {
    SchedulerBuilder of(SchedulerBuilder builder);
  }

  private static Lateness run(Load load, Path directory, Settings settings) throws SQLException {
    Path file = directory.resolve("db-scheduler.db");
    Watch watch = new Watch(load, LEAD.plusSeconds(load.triggers() / SAVED_PER_SECOND));
    CustomTask<Void> task = task(load, watch);
    save(load, file, task, watch.first());
    try (HikariDataSource source = SqliteSource.pool(file, 4)) {
      Scheduler scheduler = settings.of(Scheduler.create(source, task).threads(THREADS)).build();
      try {
        scheduler.start();
        watch.ready();
        return watch.await();
      } finally {
        scheduler.stop();
      }
    }
  }

  private static void save(Load load, Path file, CustomTask<Void> task, Instant from)
      throws SQLException {
    try (HikariDataSource source = SqliteSource.unsynced(file)) {
      DbSchedulerTables.create(source);
      Stream<SchedulableInstance<?>> instances =
          IntStream.range(0, load.triggers())
              .mapToObj(
                  number ->
                      SchedulableInstance.of(
                          task.instance(Integer.toString(number)), load.first(number, from)));
      SchedulerClient.Builder.create(source, task).build().scheduleBatch(instances);
    }
  }

  private static CustomTask<Void> task(Load load, Watch watch) {
    Schedule grid = new Grid(load.period());
    return Tasks.custom("fire", Void.class)
        .execute(
            (instance, context) -> {
              watch.fired(context.getExecution().executionTime);
              return new OnCompleteReschedule<>(grid);
            });
  }

  /** A fixed rate: the next time is a period after the last one, however late that was. */
  private record Grid(Duration period) implements Schedule {
    @Override
    public Instant getNextExecutionTime(ExecutionComplete done) {
      return done.getExecution().executionTime.plus(period);
    }

    @Override
    public boolean isDeterministic() {
      return true;
    }
  }
}
