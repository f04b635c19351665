package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.MisfirePolicy;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.ZoneId;

/** Intervals, what happens when clocks change, and what was missed. */
public final class SchedulesMain {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  private SchedulesMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (Tempo tempo = Tempo.builder().handler("report", context -> {}).build().start()) {
      // need: interval
      tempo.save(report("Each five minutes").trigger(Trigger.every(Duration.ofMinutes(5))).build());
      // end of need
      // need: after each
      tempo.save(report("And again").trigger(Trigger.afterEach(Duration.ofMinutes(5))).build());
      // end of need
      // need: dst
      Trigger night = Trigger.cron("30 2 * * *").withZone(PARIS).withDst(DstPolicy.LITERAL);
      tempo.save(report("Half past two, where there is one").trigger(night).build());
      // end of need
      // need: missed
      Trigger hourly = Trigger.cron("0 * * * *").withMisfire(MisfirePolicy.RUN_ALL);
      tempo.save(report("Each hour, however late").trigger(hourly).build());
      // end of need
      tempo
          .jobs()
          .map(job -> job.name() + ": " + tempo.nextFires(job.id(), 3).size() + " times known")
          .sorted()
          .forEach(System.out::println);
    }
  }

  private static Job.Builder report(String name) {
    return Job.named(name).task(Task.handler("report"));
  }
}
