package dev.tempo.benchmarks.needs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.tempo.benchmarks.needs.Work.Order;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What each need takes with db-scheduler 16. */
@SuppressWarnings("unused")
final class DbSchedulerNeeds {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final TaskDescriptor<String> MAIL = TaskDescriptor.of("mail", String.class);

  private final Work work;
  private final Scheduler scheduler;

  DbSchedulerNeeds(Work work, Scheduler scheduler) {
    this.work = work;
    this.scheduler = scheduler;
  }

  RecurringTask<Void> cron() {
    // need: cron
    return Tasks.recurring("report", new CronSchedule("0 0 3 * * *", PARIS))
        .execute((instance, context) -> work.report());
    // end of need
  }

  void once(Instant later) {
    // need: once
    scheduler.scheduleIfNotExists(MAIL.instance("tea").data("tea").scheduledTo(later));
    // end of need
  }

  // need: interval, missed
  /** Another schedule, as if each run had ended when it was to begin. */
  record OnPlan(Schedule schedule) implements Schedule, Serializable {
    @Override
    public Instant getNextExecutionTime(ExecutionComplete complete) {
      Instant planned = complete.getExecution().executionTime;
      return schedule.getNextExecutionTime(ExecutionComplete.simulatedSuccess(planned));
    }

    @Override
    public boolean isDeterministic() {
      return schedule.isDeterministic();
    }
  }

  // end of need

  RecurringTask<Void> interval() {
    // need: interval
    return Tasks.recurring("interval", new OnPlan(FixedDelay.ofMinutes(5)))
        // end of need
        .execute((instance, context) -> work.report());
  }

  RecurringTask<Void> afterEach() {
    // need: after each
    return Tasks.recurring("again", FixedDelay.ofMinutes(5))
        // end of need
        .execute((instance, context) -> work.report());
  }

  // need: dst
  // none: as its parser of cron expressions does it
  // end of need

  RecurringTask<Void> missed() {
    // need: missed
    return Tasks.recurring("hourly", new OnPlan(new CronSchedule("0 0 * * * *", PARIS)))
        // end of need
        .execute((instance, context) -> work.report());
  }

  RecurringTask<Void> notOnHolidays(Set<LocalDate> holidays) {
    // need: holidays
    return Tasks.recurring("office", new CronSchedule("0 0 9 * * MON-FRI", PARIS))
        // end of need
        .execute(
            (instance, context) -> {
              // need: holidays
              if (holidays.contains(LocalDate.now(PARIS))) {
                return;
              }
              // end of need
              work.report();
            });
  }

  // need: own schedule
  /** The last day of each month, at a time of day. */
  record LastDay(LocalTime time) implements Schedule, Serializable {
    @Override
    public Instant getNextExecutionTime(ExecutionComplete complete) {
      Instant after = complete.getTimeDone();
      ZonedDateTime last = after.atZone(PARIS).with(TemporalAdjusters.lastDayOfMonth()).with(time);
      ZonedDateTime following = last.plusDays(1).with(TemporalAdjusters.lastDayOfMonth());
      return (last.toInstant().isAfter(after) ? last : following).toInstant();
    }

    @Override
    public boolean isDeterministic() {
      return true;
    }
  }

  // end of need

  RecurringTask<Void> monthly() {
    // need: own schedule
    return Tasks.recurring("monthly", new LastDay(LocalTime.of(18, 0)))
        // end of need
        .execute((instance, context) -> work.report());
  }

  // need: payload
  private static final TaskDescriptor<Order> BILL = TaskDescriptor.of("bill", Order.class);

  // end of need

  OneTimeTask<Order> payload() {
    // need: payload
    OneTimeTask<Order> bill =
        Tasks.oneTime(BILL).execute((instance, context) -> work.bill(instance.getData()));
    Order order = new Order("acme", List.of(100, 250));
    scheduler.scheduleIfNotExists(BILL.instance("acme").data(order).scheduledTo(Instant.now()));
    // end of need
    return bill;
  }

  // need: result
  private static final TaskDescriptor<Integer> TOTAL = TaskDescriptor.of("total", Integer.class);

  // end of need

  RecurringTask<Integer> total() {
    return Tasks.recurring(TOTAL, FixedDelay.ofHours(1))
        // need: result
        .initialData(0)
        .executeStateful((instance, context) -> 350);
    // end of need
  }

  void result() {
    // need: result
    var total = scheduler.getScheduledExecution(TOTAL.instanceId(RecurringTask.INSTANCE));
    System.out.println(total.orElseThrow().getData());
    // end of need
  }

  // need: progress
  // none: keep it yourself
  // end of need

  void within(ExecutionContext context) {
    // need: within
    context.getSchedulerClient().scheduleIfNotExists(MAIL.instance("a").scheduledTo(Instant.now()));
    // end of need
  }

  void many(List<String> addresses) {
    // need: many
    scheduler.scheduleBatch(
        addresses.stream().map(to -> MAIL.instance(to).data(to).build()), Instant.now());
    // end of need
  }

  OneTimeTask<Void> chain() {
    return Tasks.oneTime("first")
        .execute(
            (instance, context) -> {
              work.report();
              // need: chain
              context
                  .getSchedulerClient()
                  .scheduleIfNotExists(MAIL.instance(instance.getId()).scheduledTo(Instant.now()));
              // end of need
            });
  }

  OneTimeTask<String> retries() {
    // need: retries
    FailureHandler<String> growing =
        FailureHandler.<String>maxRetries(5).withBackoff(Duration.ofSeconds(10)).thenRemove();
    // end of need
    return Tasks.oneTime(MAIL)
        // need: retries
        .onFailure(
            (complete, operations) -> {
              if (complete.getCause().orElse(null) instanceof IllegalArgumentException) {
                operations.remove();
              } else {
                growing.onFailure(complete, operations);
              }
            })
        // end of need
        .execute((instance, context) -> work.mail(instance.getData()));
  }

  OneTimeTask<String> kept() {
    return Tasks.oneTime(MAIL)
        // need: dead letters
        .onFailure((complete, operations) -> operations.reschedule(complete, Schedule.NEVER))
        // end of need
        .execute((instance, context) -> work.mail(instance.getData()));
  }

  void deadLetters() {
    // need: dead letters
    for (Execution dead : scheduler.getFailingExecutions(Duration.ZERO)) {
      scheduler.reschedule(dead, Instant.now());
    }
    // end of need
  }

  // need: time-out
  // none: an execution may take as long as it likes
  // end of need

  SchedulerBuilder limit(SchedulerBuilder builder) {
    return builder
        // need: limit
        .threads(1); // of all tasks of this scheduler
    // end of need
  }

  // need: rate
  // none
  // end of need

  SchedulerBuilder prioritized(SchedulerBuilder builder) {
    return builder
        // need: priority
        .enablePriority();
    // end of need
  }

  void priority() {
    // need: priority
    scheduler.scheduleIfNotExists(MAIL.instance("boss").priority(90).scheduledTo(Instant.now()));
    // end of need
  }

  // need: key
  // none: of one task and instance there is one at most, not a row of them
  // end of need

  void unique() {
    // need: unique
    scheduler.scheduleIfNotExists(MAIL.instance("welcome ada").scheduledTo(Instant.now()));
    // end of need
  }

  // need: declared
  // none: recurring tasks follow the program at each start; what is gone stays until it is removed
  // end of need

  void transaction(Connection connection, OneTimeTask<String> mail) throws SQLException {
    // need: transaction
    DataSource mine = new SingleConnectionDataSource(connection, true);
    SchedulerClient.Builder.create(mine, mail)
        .build()
        .scheduleIfNotExists(MAIL.instance("A-1").scheduledTo(Instant.now()));
    connection.commit();
    // end of need
  }

  SchedulerBuilder around(SchedulerBuilder builder) {
    return builder
        // need: around
        .addExecutionInterceptor(
        (instance, context, chain) -> {
          System.out.println("begin " + instance.getTaskName());
          try {
            return chain.proceed(instance, context);
          } finally {
            System.out.println("end");
          }
        });
    // end of need
  }

  SchedulerBuilder events(SchedulerBuilder builder) {
    return builder
        // need: events
        .addSchedulerListener(
        new AbstractSchedulerListener() {
          @Override
          public void onExecutionComplete(ExecutionComplete complete) {
            String task = complete.getExecution().getTaskName();
            System.out.println(task + " " + complete.getResult());
          }
        });
    // end of need
  }

  // need: history
  // none: by db-scheduler-log, an extension; a log of a run is kept nowhere
  // end of need

  // need: why
  // none
  // end of need

  void tests(DataSource dataSource, RecurringTask<Void> nightly) {
    // need: tests
    SettableClock clock = new SettableClock();
    ManualScheduler manual =
        TestHelper.createManualScheduler(dataSource)
            .clock(clock)
            .startTasks(List.of(nightly))
            .start();
    for (int day = 0; day < 365; day++) {
      manual.tick(Duration.ofDays(1));
      manual.runAnyDueExecutions();
    }
    // end of need
  }

  // need: scripts
  // none
  // end of need
}
