package dev.tempo.engine.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.engine.event.EventBus;
import dev.tempo.event.Event;
import dev.tempo.process.ResourceSample;
import dev.tempo.store.MetricBucket;
import dev.tempo.store.MetricPeriod;
import dev.tempo.store.MetricStore;
import dev.tempo.store.RunSamples;
import dev.tempo.store.StoreException;
import dev.tempo.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Samples on their way to the store, and the passes that bring them there. */
class MetricsMaintenanceTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final UUID RUN = new UUID(1, 2);

  private final EventBus events = EventBus.inline();
  private final SampleRecorder recorder = new SampleRecorder(events);
  private final MetricStore stored = new MemoryStore().metrics();
  private final Metrics metrics = new Metrics();
  private final List<Duration> wanted = new ArrayList<>();
  private final MetricsMaintenance upkeep =
      new MetricsMaintenance(metrics, recorder, Runnable::run, wanted::add, () -> true);

  /** A store of metrics that may fail, or be in the middle of something. */
  private final class Metrics implements MetricStore {
    private Runnable during = () -> {};
    private int rollUps;
    private int left;

    @Override
    public void add(List<RunSamples> samples) {
      during.run();
      stored.add(samples);
    }

    @Override
    public List<ResourceSample> samples(UUID runId, Instant from, int limit) {
      return stored.samples(runId, from, limit);
    }

    @Override
    public boolean rollUp() {
      rollUps++;
      return left-- > 0;
    }

    @Override
    public List<MetricBucket> buckets(UUID jobId, MetricPeriod period, Instant from, Instant to) {
      return List.of();
    }

    @Override
    public void prune(MetricPeriod period, Instant before) {
      throw new AssertionError("Not an upkeep's work");
    }
  }

  @Test
  void samples_waitUntilAPass_andAreStoredThen() {
    recorder.record(RUN, sample(0));
    recorder.record(RUN, sample(5));

    assertThat(recorder.waiting(RUN, NOON.plusSeconds(1))).containsExactly(sample(5));
    upkeep.run();
    assertThat(recorder.waiting(RUN, NOON)).isEmpty();
    assertThat(stored.samples(RUN, NOON, 10)).containsExactly(sample(0), sample(5));
  }

  @Test
  void samplesThatComeWhileOthersAreStored_waitForTheNextPass() {
    recorder.record(RUN, sample(0));
    metrics.during = () -> recorder.record(RUN, sample(2));
    upkeep.run();
    assertThat(recorder.waiting(RUN, NOON)).containsExactly(sample(2));

    metrics.during = () -> {};
    upkeep.run();
    assertThat(stored.samples(RUN, NOON, 10)).containsExactly(sample(0), sample(2));
  }

  @Test
  void samplesOfAStoreThatFailsForLong_areBounded() {
    for (int i = 0; i < 200_010; i++) {
      recorder.record(new UUID(1, i % 10), sample(i));
    }
    int waiting = 0;
    for (int i = 0; i < 10; i++) {
      waiting += recorder.waiting(new UUID(1, i), NOON).size();
    }
    assertThat(waiting).isEqualTo(200_000);
  }

  @Test
  void samples_areToldToWhoListens() {
    List<Event> told = new ArrayList<>();
    recorder.record(RUN, sample(0));
    events.subscribe(told::add);
    recorder.record(RUN, sample(2));

    assertThat(told).containsExactly(new Event.Sampled(NOON.plusSeconds(2), RUN, sample(2)));
  }

  @Test
  void pass_countsUntilNothingIsLeft() {
    metrics.left = 3;
    upkeep.run();
    assertThat(metrics.rollUps).isEqualTo(4);
  }

  @Test
  void wantingTwice_asksForOnePass_andAgainAfterIt() {
    upkeep.request();
    upkeep.request();
    assertThat(wanted).containsExactly(Duration.ofMinutes(1));
    upkeep.run();
    upkeep.request();
    assertThat(wanted).hasSize(2);
  }

  @Test
  void passThatFails_keepsTheSamples_andAsksForAnother() {
    recorder.record(RUN, sample(0));
    metrics.during =
        () -> {
          throw new StoreException("full");
        };
    upkeep.run();
    assertThat(wanted).hasSize(1);
    assertThat(recorder.waiting(RUN, NOON)).hasSize(1);

    upkeep.close(); // fails, too, and is only logged
    assertThat(recorder.waiting(RUN, NOON)).hasSize(1);
  }

  @Test
  void closedUpkeep_hasStoredWhatWaited_andMakesNoPassAnyMore() {
    recorder.record(RUN, sample(0));
    upkeep.close();
    assertThat(stored.samples(RUN, NOON, 10)).containsExactly(sample(0));

    recorder.record(RUN, sample(2));
    upkeep.run();
    assertThat(metrics.rollUps).isZero();
    assertThat(stored.samples(RUN, NOON, 10)).hasSize(1);
  }

  private static ResourceSample sample(int second) {
    return new ResourceSample(NOON.plusSeconds(second), 50, 1_000, 1);
  }
}
