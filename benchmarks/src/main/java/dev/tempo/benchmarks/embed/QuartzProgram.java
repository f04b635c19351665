package dev.tempo.benchmarks.embed;

import dev.tempo.benchmarks.peer.QuartzInMemory;
import java.util.concurrent.CountDownLatch;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.listeners.JobListenerSupport;

/** Quartz with its store in memory. */
final class QuartzProgram {
  private QuartzProgram() {}

  /** Takes no arguments that it needs. */
  public static void main(String[] arguments) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Scheduler scheduler = QuartzInMemory.scheduler();
    scheduler.getListenerManager().addJobListener(new End(end));
    scheduler.start();
    for (int number = 0; number < Program.DAILY_JOBS; number++) {
      scheduler.scheduleJob(
          job("daily " + number),
          TriggerBuilder.newTrigger()
              .withSchedule(CronScheduleBuilder.cronSchedule("0 0 3 * * ?"))
              .build());
    }
    scheduler.scheduleJob(job("first"), TriggerBuilder.newTrigger().startNow().build());
    end.await();
    Program.observe();
  }

  private static JobDetail job(String name) {
    return JobBuilder.newJob(Nothing.class).withIdentity(name).build();
  }

  /** The job; Quartz makes one for each run. */
  public static final class Nothing implements Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  private static final class End extends JobListenerSupport {
    private final CountDownLatch end;

    private End(CountDownLatch end) {
      this.end = end;
    }

    @Override
    public String getName() {
      return "end";
    }

    @Override
    public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
      end.countDown();
    }
  }
}
