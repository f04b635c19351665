package dev.tempo.benchmarks.punctual;

import dev.tempo.benchmarks.peer.QuartzInMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
import org.quartz.TriggerBuilder;

/** Quartz under a load, in memory: a job for each trigger. */
public final class QuartzFires {
  private static final Duration LEAD = Duration.ofSeconds(4);

  private static volatile Watch watch;

  private QuartzFires() {}

  /** The job; Quartz makes one for each fire. */
  public static final class Fire implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      watch.fired(context.getScheduledFireTime().toInstant());
    }
  }

  static Lateness inMemory(Load load) throws SchedulerException {
    Scheduler scheduler = QuartzInMemory.scheduler();
    try {
      watch = new Watch(load, LEAD);
      for (int number = 0; number < load.triggers(); number++) {
        scheduler.scheduleJob(
            JobBuilder.newJob(Fire.class).withIdentity(Integer.toString(number)).build(),
            trigger(load, number, watch.first()));
      }
      scheduler.start();
      watch.ready();
      return watch.await();
    } finally {
      scheduler.shutdown(true);
    }
  }

  private static SimpleTrigger trigger(Load load, int number, Instant from) {
    return TriggerBuilder.newTrigger()
        .withIdentity(Integer.toString(number))
        .startAt(Date.from(load.first(number, from)))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule()
                .withIntervalInMilliseconds(load.period().toMillis())
                .repeatForever())
        .build();
  }
}
