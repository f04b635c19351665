package dev.tempo.benchmarks.needs;

import static org.quartz.CronScheduleBuilder.cronSchedule;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.SimpleScheduleBuilder.repeatMinutelyForever;
import static org.quartz.TriggerBuilder.newTrigger;

import dev.tempo.benchmarks.needs.Work.Order;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.InterruptableJob;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.PersistJobDataAfterExecution;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.calendar.HolidayCalendar;
import org.quartz.listeners.JobChainingJobListener;
import org.quartz.listeners.JobListenerSupport;
import org.quartz.plugins.interrupt.JobInterruptMonitorPlugin;
import org.quartz.simpl.SimpleJobFactory;

/** What each need takes with Quartz 2.5. */
@SuppressWarnings("unused")
final class QuartzNeeds {
  private static final TimeZone PARIS = TimeZone.getTimeZone("Europe/Paris");
  private static final JobKey REPORT = new JobKey("report");
  private static final JobKey MAIL = new JobKey("mail");

  private final Scheduler scheduler;

  QuartzNeeds(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  // need: cron
  /** A report. */
  public static class Report implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      new Work().report();
    }
  }

  // end of need

  void cron() throws SchedulerException {
    // need: cron
    scheduler.scheduleJob(
        newJob(Report.class).withIdentity(REPORT).build(),
        newTrigger().withSchedule(cronSchedule("0 0 3 * * ?").inTimeZone(PARIS)).build());
    // end of need
  }

  void once(Instant later) throws SchedulerException {
    // need: once
    scheduler.scheduleJob(
        newTrigger().forJob(MAIL).usingJobData("of", "tea").startAt(Date.from(later)).build());
    // end of need
  }

  void interval() throws SchedulerException {
    // need: interval
    scheduler.scheduleJob(
        newTrigger().forJob(REPORT).withSchedule(repeatMinutelyForever(5)).build());
    // end of need
  }

  /** Schedules itself again. */
  public static class Again implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      // need: after each
      try {
        // end of need
        new Work().report();
        // need: after each
      } finally {
        Date next = Date.from(Instant.now().plusSeconds(300));
        Trigger again = newTrigger().forJob(context.getJobDetail()).startAt(next).build();
        try {
          context.getScheduler().scheduleJob(again);
        } catch (SchedulerException e) {
          throw new JobExecutionException(e);
        }
      }
      // end of need
    }
  }

  // need: dst
  // none: one rule for cron triggers, another one for calendar intervals
  // end of need

  void missed() throws SchedulerException {
    // need: missed
    var hourly = cronSchedule("0 0 * * * ?").withMisfireHandlingInstructionIgnoreMisfires();
    scheduler.scheduleJob(newTrigger().forJob(REPORT).withSchedule(hourly).build());
    // end of need
  }

  void holidays(Set<LocalDate> days) throws SchedulerException {
    // need: holidays
    HolidayCalendar holidays = new HolidayCalendar();
    for (LocalDate day : days) {
      holidays.addExcludedDate(Date.from(day.atStartOfDay(ZoneId.systemDefault()).toInstant()));
    }
    scheduler.addCalendar("holidays", holidays, true, true);
    var office = newTrigger().withSchedule(cronSchedule("0 0 9 ? * MON-FRI"));
    scheduler.scheduleJob(office.forJob(REPORT).modifiedByCalendar("holidays").build());
    // end of need
  }

  /** The last day of each month, at a time of day. */
  public static class Monthly implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      // need: own schedule
      try {
        // end of need
        new Work().report();
        // need: own schedule
      } finally {
        var day = ZonedDateTime.now(PARIS.toZoneId()).plusDays(1).with(LocalTime.of(18, 0));
        Date next = Date.from(day.with(TemporalAdjusters.lastDayOfMonth()).toInstant());
        Trigger again = newTrigger().forJob(context.getJobDetail()).startAt(next).build();
        try {
          context.getScheduler().scheduleJob(again);
        } catch (SchedulerException e) {
          throw new JobExecutionException(e);
        }
      }
      // end of need
    }
  }

  void payload() throws SchedulerException {
    // need: payload
    Order order = new Order("acme", List.of(100, 250));
    scheduler.addJob(newJob(Bill.class).withIdentity("bill").storeDurably().build(), true);
    scheduler.triggerJob(new JobKey("bill"), new JobDataMap(Map.of("order", order)));
    // end of need
  }

  // need: payload
  /** Reads it again. */
  public static class Bill implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      new Work().bill((Order) context.getMergedJobDataMap().get("order"));
    }
  }

  // end of need

  // need: result
  /** Keeps the last one with the job. */
  @PersistJobDataAfterExecution
  // end of need
  public static class Total implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      // need: result
      context.getJobDetail().getJobDataMap().put("total", 350);
      // end of need
    }
  }

  void result() throws SchedulerException {
    // need: result
    System.out.println(scheduler.getJobDetail(REPORT).getJobDataMap().getInt("total"));
    // end of need
  }

  // need: progress
  // none
  // end of need

  void within(JobExecutionContext context) throws SchedulerException {
    // need: within
    context.getScheduler().triggerJob(MAIL);
    // end of need
  }

  void many(JobDetail mail, List<String> addresses) throws SchedulerException {
    // need: many
    Set<Trigger> triggers = new HashSet<>();
    addresses.forEach(to -> triggers.add(newTrigger().usingJobData("to", to).build()));
    scheduler.scheduleJob(mail, triggers, true);
    // end of need
  }

  void chain() throws SchedulerException {
    // need: chain
    JobChainingJobListener chain = new JobChainingJobListener("chain"); // in memory
    chain.addJobChainLink(REPORT, MAIL);
    scheduler.getListenerManager().addJobListener(chain);
    // end of need
  }

  /** Schedules itself again, a while later each time. */
  public static class Load implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      // need: retries
      try {
        // end of need
        new Work().report();
        // need: retries
      } catch (RuntimeException e) {
        JobDataMap data = new JobDataMap(context.getMergedJobDataMap());
        int attempt = data.containsKey("attempt") ? data.getInt("attempt") + 1 : 1;
        if (attempt > 5 || e instanceof IllegalArgumentException) {
          throw new JobExecutionException(e);
        }
        data.put("attempt", attempt);
        Date next = Date.from(Instant.now().plusSeconds(10L << attempt));
        var again = newTrigger().forJob(context.getJobDetail()).usingJobData(data).startAt(next);
        try {
          context.getScheduler().scheduleJob(again.build());
        } catch (SchedulerException refused) {
          throw new JobExecutionException(refused);
        }
      }
      // end of need
    }
  }

  // need: dead letters
  // none: a failure is logged
  // end of need

  JobDetail timeout(Properties properties) {
    // need: time-out
    properties.put("org.quartz.plugin.interrupt.class", JobInterruptMonitorPlugin.class.getName());
    // end of need
    return newJob(Slow.class)
        // need: time-out
        .usingJobData(JobInterruptMonitorPlugin.AUTO_INTERRUPTIBLE, "true")
        .usingJobData(JobInterruptMonitorPlugin.MAX_RUN_TIME, "50")
        // end of need
        .build();
  }

  // need: time-out
  /** Ends itself. */
  public static class Slow implements InterruptableJob {
    private volatile Thread thread;

    // end of need

    @Override
    public void execute(JobExecutionContext context) {
      // need: time-out
      thread = Thread.currentThread();
      // end of need
      new Work().report();
    }

    // need: time-out
    @Override
    public void interrupt() {
      thread.interrupt();
    }
    // end of need
  }

  void limit(Properties properties) {
    // need: limit
    properties.put("org.quartz.threadPool.threadCount", "1"); // of all jobs of this scheduler
    // end of need
  }

  // need: rate
  // none
  // end of need

  // need: priority
  // none: it tells triggers apart that are due at the same instant, not those that wait
  // end of need

  // need: key
  /** One at a time of each job; in which order is not said. */
  @DisallowConcurrentExecution
  // end of need
  public static class Mail extends Report {}

  void key() throws SchedulerException {
    // need: key
    JobKey customer = new JobKey("customer-7", "mail");
    scheduler.addJob(newJob(Mail.class).withIdentity(customer).storeDurably().build(), true);
    scheduler.triggerJob(customer);
    // end of need
  }

  void unique() throws SchedulerException {
    // need: unique
    TriggerKey welcome = new TriggerKey("welcome ada");
    if (!scheduler.checkExists(welcome)) {
      scheduler.scheduleJob(newTrigger().forJob(MAIL).withIdentity(welcome).build());
    }
    // end of need
  }

  // need: declared
  // none: replaces, or leaves, what is there
  // end of need

  void transaction(Properties properties) {
    // need: transaction
    properties.put("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreCMT");
    properties.put("org.quartz.jobStore.dataSource", "managed"); // by JTA, or by Spring
    properties.put("org.quartz.jobStore.nonManagedTXDataSource", "direct");
    properties.put("org.quartz.dataSource.managed.jndiURL", "jdbc/managed");
    properties.put("org.quartz.dataSource.direct.jndiURL", "jdbc/direct");
    // end of need
  }

  void around() throws SchedulerException {
    // need: around
    SimpleJobFactory factory = new SimpleJobFactory();
    scheduler.setJobFactory(
        (bundle, owner) -> {
          Job job = factory.newJob(bundle, owner);
          return context -> {
            System.out.println("begin " + context.getJobDetail().getKey());
            try {
              job.execute(context);
            } finally {
              System.out.println("end");
            }
          };
        });
    // end of need
  }

  void events() throws SchedulerException {
    // need: events
    scheduler
        .getListenerManager()
        .addJobListener(
            new JobListenerSupport() {
              @Override
              public String getName() {
                return "events";
              }

              @Override
              public void jobWasExecuted(JobExecutionContext context, JobExecutionException e) {
                System.out.println(context.getJobDetail().getKey() + " " + (e == null));
              }
            });
    // end of need
  }

  // need: history
  // none: a plugin writes it into the log of the program
  // end of need

  // need: why
  // none
  // end of need

  // need: tests
  // none: time cannot be set
  // end of need

  // need: scripts
  // none: NativeJob of quartz-jobs starts a command, and does not end what it started
  // end of need
}
