package dev.tempo.benchmarks.throughput;

import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.peer.QuartzInMemory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;

/**
 * Quartz doing nothing, in memory: a job with a trigger for each run, since it searches all
 * triggers of a job whenever one of them ends.
 */
public final class QuartzRuns {
  private static final AtomicLong DONE = new AtomicLong();

  private QuartzRuns() {}

  /** The job; Quartz makes one for each run. */
  public static final class Nothing implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      DONE.incrementAndGet();
    }
  }

  /** So many, until the last has ended. */
  static void run(int runs) throws SchedulerException {
    DONE.set(0);
    Scheduler scheduler = QuartzInMemory.scheduler();
    try {
      scheduler.start();
      for (int number = 0; number < runs; number++) {
        String name = Integer.toString(number);
        scheduler.scheduleJob(
            JobBuilder.newJob(Nothing.class).withIdentity(name).build(),
            TriggerBuilder.newTrigger().withIdentity(name).startNow().build());
      }
      Patience.until("the last job", Duration.ofMillis(1), () -> DONE.get() == runs);
    } finally {
      scheduler.shutdown(true);
    }
  }
}
