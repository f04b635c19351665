package dev.tempo.examples;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import dev.tempo.testkit.TempoFixture;
import java.time.Duration;
import java.time.Instant;

/** A year of nights in tenths of a second, as tests see it. */
public final class VirtualTimeMain {
  private VirtualTimeMain() {}

  /**
   * Runs the example.
   *
   * @param args none
   */
  public static void main(String[] args) {
    Job nightly =
        Job.named("Nightly")
            .task(Task.handler("report"))
            .trigger(Trigger.cron("30 2 * * *"))
            .build();
    // need: tests
    try (TempoFixture fixture = TempoFixture.at(Instant.parse("2026-03-27T12:00:00Z"))) {
      Tempo tempo = fixture.start(builder -> builder.handler("report", context -> {}));
      Job report = tempo.save(nightly);
      fixture.clock().advance(Duration.ofDays(365));
      fixture.assertRunsOf(report).ran(365).allSucceeded();
    }
    // end of need
    System.out.println("365 nights");
  }
}
