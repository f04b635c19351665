package dev.tempo.benchmarks.embed;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import dev.tempo.benchmarks.peer.DbSchedulerTables;
import dev.tempo.benchmarks.peer.SqliteSource;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * db-scheduler on SQLite as it comes. What runs first is asked for before the start, as it looks
 * for due tasks when it starts, and then every ten seconds.
 */
final class DbSchedulerProgram {
  private DbSchedulerProgram() {}

  /** Takes a directory. */
  public static void main(String[] arguments) throws Exception {
    DataSource source = SqliteSource.pool(Path.of(arguments[0], "db-scheduler.db"), 4);
    DbSchedulerTables.create(source);
    OneTimeTask<Void> first = Tasks.oneTime("first").execute((instance, context) -> {});
    List<RecurringTask<?>> daily =
        IntStream.range(0, Program.DAILY_JOBS)
            .<RecurringTask<?>>mapToObj(DbSchedulerProgram::daily)
            .toList();
    CountDownLatch end = new CountDownLatch(1);
    Scheduler scheduler =
        Scheduler.create(source, first)
            .startTasks(daily)
            .addSchedulerListener(
                new AbstractSchedulerListener() {
                  @Override
                  public void onExecutionComplete(ExecutionComplete execution) {
                    end.countDown();
                  }
                })
            .build();
    scheduler.schedule(first.instance("1"), Instant.now());
    scheduler.start();
    end.await();
    Program.observe();
  }

  private static RecurringTask<Void> daily(int number) {
    return Tasks.recurring("daily " + number, Schedules.daily(LocalTime.of(3, 0)))
        .execute((instance, context) -> {});
  }
}
