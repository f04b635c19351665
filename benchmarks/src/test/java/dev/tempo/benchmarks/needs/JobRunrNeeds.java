package dev.tempo.benchmarks.needs;

import dev.tempo.benchmarks.needs.Work.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jobrunr.JobRunrException;
import org.jobrunr.jobs.annotations.Job;
import org.jobrunr.jobs.context.JobContext;
import org.jobrunr.jobs.context.JobDashboardLogger.JobDashboardLogLines;
import org.jobrunr.jobs.context.JobDashboardProgressBar;
import org.jobrunr.jobs.filters.ApplyStateFilter;
import org.jobrunr.jobs.filters.JobServerFilter;
import org.jobrunr.jobs.states.JobState;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.Paging.AmountBasedList;
import org.jobrunr.storage.StorageProvider;

/** What each need takes with the free edition of JobRunr 8, which calls only what is public. */
@SuppressWarnings("unused")
public final class JobRunrNeeds {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Set<LocalDate> HOLIDAYS = Set.of(LocalDate.of(2026, 5, 1));

  private final Work work;
  private final JobScheduler scheduler;
  private final StorageProvider storage;

  JobRunrNeeds(Work work, JobScheduler scheduler, StorageProvider storage) {
    this.work = work;
    this.scheduler = scheduler;
    this.storage = storage;
  }

  void cron() {
    // need: cron
    scheduler.scheduleRecurrently("report", "0 3 * * *", PARIS, () -> work.report());
    // end of need
  }

  void once(Instant later) {
    // need: once
    scheduler.schedule(later, () -> work.mail("tea"));
    // end of need
  }

  void interval() {
    // need: interval
    scheduler.scheduleRecurrently("interval", Duration.ofMinutes(5), () -> work.report());
    // end of need
  }

  // need: after each
  @Job(retries = 0)
  // end of need
  public void again() {
    // need: after each
    try {
      // end of need
      work.report();
      // need: after each
    } finally {
      scheduler.schedule(Instant.now().plusSeconds(300), () -> again());
    }
    // end of need
  }

  // need: dst
  // none: as its parser of cron expressions does it
  // end of need

  // need: missed
  // paid
  // end of need

  void notOnHolidays() {
    // need: holidays
    scheduler.scheduleRecurrently("office", "0 9 * * MON-FRI", PARIS, () -> open());
    // end of need
  }

  public void open() {
    // need: holidays
    if (HOLIDAYS.contains(LocalDate.now(PARIS))) {
      return;
    }
    // end of need
    work.report();
  }

  // need: own schedule
  /** The last day of each month, at a time of day. */
  @Job(retries = 0)
  // end of need
  public void monthly() {
    // need: own schedule
    try {
      // end of need
      work.report();
      // need: own schedule
    } finally {
      ZonedDateTime next = ZonedDateTime.now(PARIS).plusDays(1).with(LocalTime.of(18, 0));
      scheduler.schedule(next.with(TemporalAdjusters.lastDayOfMonth()), () -> monthly());
    }
    // end of need
  }

  void payload() {
    // need: payload
    Order order = new Order("acme", List.of(100, 250));
    scheduler.enqueue(() -> work.bill(order));
    // end of need
  }

  // need: result
  // paid
  // end of need

  public void progress(JobContext context, int total) {
    // need: progress
    JobDashboardProgressBar bar = context.progressBar(total);
    bar.incrementSucceeded();
    // end of need
  }

  public void within() {
    // need: within
    scheduler.enqueue(() -> work.mail("a"));
    // end of need
  }

  void many(List<String> addresses) {
    // need: many
    scheduler.<String>enqueue(addresses.stream(), to -> work.mail(to));
    // end of need
  }

  public void first() {
    work.report();
    // need: chain
    scheduler.enqueue(() -> work.mail("a"));
    // end of need
  }

  // need: retries
  @Job(retries = 5)
  // end of need
  public void load() {
    // need: retries
    try {
      // end of need
      work.report();
      // need: retries
    } catch (IllegalArgumentException e) {
      throw new JobRunrException("No further attempt would help", true, e);
    }
    // end of need
  }

  void deadLetters() {
    // need: dead letters
    for (var dead : storage.getJobList(StateName.FAILED, AmountBasedList.ascOnUpdatedAt(100))) {
      dead.enqueue();
      storage.save(dead);
    }
    // end of need
  }

  // need: time-out
  // paid
  // end of need

  BackgroundJobServerConfiguration limit() {
    return BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
        // need: limit
        .andWorkerCount(1); // of all jobs of this server; of a queue in the paid edition
    // end of need
  }

  // need: rate
  // paid
  // end of need

  // need: priority
  // paid
  // end of need

  // need: key
  // paid
  // end of need

  void unique() {
    // need: unique
    UUID id = UUID.nameUUIDFromBytes("welcome ada".getBytes(StandardCharsets.UTF_8));
    scheduler.enqueue(id, () -> work.mail("ada"));
    // end of need
  }

  // need: declared
  // none: recurring jobs follow the program at each start; what is gone stays until it is deleted
  // end of need

  // need: transaction
  // paid
  // end of need

  // need: around
  /** Is told before and after. */
  static final class Around implements JobServerFilter {
    @Override
    public void onProcessing(org.jobrunr.jobs.Job job) {
      System.out.println("begin " + job.getJobName());
    }

    @Override
    public void onProcessingSucceeded(org.jobrunr.jobs.Job job) {
      System.out.println("end");
    }

    @Override
    public void onProcessingFailed(org.jobrunr.jobs.Job job, Exception e) {
      System.out.println("end");
    }
  }

  // end of need

  // need: events
  /** Is told of each change. */
  static final class Listener implements ApplyStateFilter {
    @Override
    public void onStateApplied(org.jobrunr.jobs.Job job, JobState from, JobState to) {
      System.out.println(job.getJobName() + " " + to.getName());
    }
  }

  // end of need

  public void history(JobContext context) {
    // need: history
    context.logger().info("rows: 100");
    // end of need
  }

  void history(UUID id) {
    // need: history
    System.out.println(storage.getJobById(id).getState());
    for (Object part : storage.getJobById(id).getMetadata().values()) {
      if (part instanceof JobDashboardLogLines log) {
        log.getLogLines().forEach(line -> System.out.println(line.getLogMessage()));
      }
    }
    // end of need
  }

  // need: why
  // none
  // end of need

  // need: tests
  // none: time cannot be set
  // end of need

  // need: scripts
  // none
  // end of need
}
