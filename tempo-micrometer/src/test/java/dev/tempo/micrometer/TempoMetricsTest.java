package dev.tempo.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import dev.tempo.testkit.TempoFixture;
import dev.tempo.testkit.TempoTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@TempoTest
class TempoMetricsTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void runs_areCountedByJobStatusAndCause_alsoThoseThatAreRetried(TempoFixture fixture) {
    Tempo tempo =
        fixture.start(
            builder ->
                builder
                    .failureLogLevel(Optional.empty())
                    .handler("good", context -> {})
                    .handler(
                        "bad",
                        context -> {
                          throw new IllegalStateException("always");
                        }));
    try (TempoMetrics metrics = new TempoMetrics(tempo)) {
      metrics.bindTo(registry);
      tempo.save(
          Job.named("Good").task(Task.handler("good")).trigger(Trigger.cron("0 * * * *")).build());
      tempo.save(
          Job.named("Bad")
              .task(Task.handler("bad"))
              .retry(RetryPolicy.times(1))
              .trigger(Trigger.cron("30 12 * * *"))
              .build());

      fixture.clock().advance(Duration.ofDays(1));

      eventually(() -> timed("Good", "success") == 24 && timed("Bad", "failure") == 2);
      eventually(() -> registry.get("tempo.runs.exhausted").counter().count() == 1);
      assertThat(registry.get("tempo.runs.exhausted").tag("job", "Bad").counter().count()).isOne();
      assertThat(registry.get("tempo.runs").tag("cause", "retry").timer().count()).isOne();
      assertThat(registry.get("tempo.runs.wait").tag("queue", "default").timer().count())
          .isEqualTo(26);
      assertThat(registry.get("tempo.runs.queued").gauge().value()).isZero();
      assertThat(registry.get("tempo.runs.running").gauge().value()).isZero();
    }
  }

  @Test
  void waitingRuns_areKnown_alsoThoseOfAnEarlierProcess(TempoFixture fixture) {
    Tempo before = fixture.start(builder -> builder.handler("later", context -> {}));
    Job job = before.save(Job.named("Later").task(Task.handler("later")).build());
    before.run(
        job.id(), RunOptions.DEFAULT.withNotBefore(fixture.clock().instant().plusSeconds(60)));

    Tempo tempo = fixture.restart(builder -> builder.handler("later", context -> {}));
    try (TempoMetrics metrics = new TempoMetrics(tempo)) {
      metrics.bindTo(registry);
      assertThat(registry.get("tempo.runs.queued").gauge().value()).isOne();

      fixture.clock().advance(Duration.ofSeconds(61));

      eventually(() -> registry.get("tempo.runs.queued").gauge().value() == 0);
      eventually(() -> timed("Later", "success") == 1);
      assertThat(
              registry
                  .get("tempo.runs.wait")
                  .timer()
                  .totalTime(java.util.concurrent.TimeUnit.SECONDS))
          .as("since it could have started")
          .isLessThan(1);
    }
  }

  private long timed(String job, String status) {
    var found = registry.find("tempo.runs").tag("job", job).tag("status", status).timers();
    return found.stream().mapToLong(timer -> timer.count()).sum();
  }

  /** Events come on a thread of their own. */
  private static void eventually(BooleanSupplier condition) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(until);
      Thread.onSpinWait();
    }
  }
}
