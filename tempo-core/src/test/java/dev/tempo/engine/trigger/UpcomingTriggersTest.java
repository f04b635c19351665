package dev.tempo.engine.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.store.Change;
import dev.tempo.store.JobStore;
import dev.tempo.store.TriggerState;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is due soon is read ahead, and that holds nothing up. */
class UpcomingTriggersTest {
  private static final Instant START = Instant.parse("2026-03-28T12:00:00Z");
  private static final int COUNT = 1_000;

  private final VirtualClock clock = VirtualClock.at(START.toString());
  private final WatchedStore store = new WatchedStore(new MemoryStore());
  private Tempo tempo;
  private int fired;

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void jobsOfWhatIsDueSoon_areReadAheadAFewAtATime() {
    save(number -> START.plusMillis(1 + number));
    start();

    clock.advance(Duration.ofMillis(COUNT / 2));
    int read = store.reads.stream().mapToInt(jobs -> jobs).sum();
    assertThat(fired).isEqualTo(COUNT / 2);
    assertThat(read).isBetween(COUNT / 2 + 200, COUNT - 100);

    clock.advance(Duration.ofMillis(COUNT / 2));

    assertThat(fired).isEqualTo(COUNT);
    assertThat(store.reads).allMatch(jobs -> jobs <= UpcomingTriggers.JOBS_AT_ONCE);
    assertThat(store.single).isZero();
  }

  @Test
  void jobsOfWhatIsDueAlready_areReadAtOnce() {
    save(number -> START.minusMillis(number));
    start();

    assertThat(store.reads).containsExactly(COUNT);
    assertThat(fired).isEqualTo(COUNT);
    assertThat(store.single).isZero();
  }

  private void start() {
    tempo =
        Tempo.builder()
            .store(store)
            .timeSource(clock)
            .handler("count", context -> fired++)
            .build()
            .start();
  }

  private void save(IntFunction<Instant> due) {
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < COUNT; number++) {
      Instant first = due.apply(number);
      Job job =
          Job.named("job " + number)
              .task(Task.handler("count"))
              .trigger(Trigger.of(IntervalSchedule.fixedRate(Duration.ofDays(1), first)))
              .version(1)
              .build();
      TriggerState state =
          new TriggerState(
              job.triggers().getFirst().id(),
              job.id(),
              Optional.of(new TriggerState.Due(first, first)),
              Optional.empty());
      changes.add(new Change.SaveJob(job, List.of(state)));
    }
    store.commit(changes);
  }

  /** Notes how many jobs each question was for. */
  private static final class WatchedStore extends ForwardingStore {
    private final List<Integer> reads = new ArrayList<>();
    private final JobStore jobs;
    private int single;

    WatchedStore(MemoryStore store) {
      super(store);
      JobStore all = store.jobs();
      this.jobs =
          (JobStore)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {JobStore.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().equals("findAll")) {
                      reads.add(((Collection<?>) arguments[0]).size());
                    } else if (method.getName().equals("find")) {
                      single++;
                    }
                    return method.invoke(all, arguments);
                  });
    }

    @Override
    public JobStore jobs() {
      return jobs;
    }
  }
}
