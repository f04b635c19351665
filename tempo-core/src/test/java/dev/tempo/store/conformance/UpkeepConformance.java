package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricBucket.Counts;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.Store;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine counts and clears away on a store, in virtual time. */
public abstract class UpkeepConformance {
  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private Store store;
  private Tempo tempo;

  /** An empty store. */
  protected abstract Store open();

  @BeforeEach
  void startEngine() {
    store = open();
    tempo = start();
  }

  @AfterEach
  void closeEngine() {
    tempo.close();
    store.close();
  }

  @Test
  void runs_areCountedAsTimePasses() {
    Job job = tempo.save(every10Minutes("j"));
    clock.advance(Duration.ofHours(2).plusMinutes(2));

    List<MetricBucket> hours = tempo.metrics(job.id(), Duration.ofDays(7));
    assertThat(hours)
        .extracting(MetricBucket::counts)
        .containsExactly(new Counts(5, 5, 0), new Counts(6, 6, 0), new Counts(1, 1, 0));
    List<MetricBucket> days = tempo.metrics(job.id(), Duration.ofDays(30));
    assertThat(days).hasSize(1).allMatch(day -> day.period() == MetricPeriod.DAILY);
    assertThat(days.getFirst().counts().runs()).isEqualTo(12);
  }

  @Test
  void runsThatWereNotCountedBeforeACrash_areCountedOnce() {
    Job job = tempo.save(every10Minutes("j"));
    clock.advance(Duration.ofMinutes(10));
    assertThat(total(job)).isZero();
    crash();
    assertThat(total(job)).isEqualTo(1);

    clock.advance(Duration.ofMinutes(10).plusSeconds(59));
    crash();
    crash();
    assertThat(total(job)).isEqualTo(2);
  }

  @Test
  void idleEngine_doesNothing() {
    clock.advance(Duration.ofDays(365));
    assertThat(clock.instant()).isEqualTo("2027-03-28T12:00:00Z");
  }

  private Tempo start() {
    return Tempo.builder()
        .store(store)
        .time(clock)
        .handler("nothing", context -> {})
        .build()
        .start();
  }

  private void crash() {
    clock.detachAll();
    tempo = start();
  }

  private long total(Job job) {
    return tempo.metrics(job.id(), Duration.ofDays(1)).stream()
        .mapToLong(bucket -> bucket.counts().runs())
        .sum();
  }

  private static Job every10Minutes(String name) {
    return Job.named(name)
        .task(Task.handler("nothing"))
        .trigger(Trigger.cron("*/10 * * * *"))
        .build();
  }
}
