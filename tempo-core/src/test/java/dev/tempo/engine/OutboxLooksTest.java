package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.RunOutbox;
import dev.tempo.store.Store;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often the outbox is looked into: a look costs what an idle program notices. */
final class OutboxLooksTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final List<RunOutbox.Request> written = new ArrayList<>();
  private final Outbox outbox = new Outbox();

  /** Holds what is written until it is committed. */
  private final class Outbox implements RunOutbox {
    private List<Request> committed = List.of();
    private boolean used;
    private int looks;

    @Override
    public void add(Object connection, List<Request> requests) {
      used = true;
      written.addAll(requests);
    }

    @Override
    public List<Request> oldest(int limit) {
      looks++;
      List<Request> found = committed;
      committed = List.of();
      return found;
    }

    @Override
    public boolean isUsed() {
      return used;
    }

    private int looksIn(Duration time) {
      int before = looks;
      clock.advance(time);
      return looks - before;
    }
  }

  private Tempo start() {
    Store store =
        new ForwardingStore(new MemoryStore()) {
          @Override
          public Optional<RunOutbox> outbox() {
            return Optional.of(outbox);
          }
        };
    return Tempo.builder()
        .store(store)
        .timeSource(clock)
        .handler("nothing", context -> {})
        .build()
        .start();
  }

  /** The engine's turns each second are real; here they are those of a job. */
  private static Job everySecond(Tempo tempo) {
    return tempo.save(
        Job.named("second")
            .task(Task.handler("nothing"))
            .trigger(Trigger.cron("* * * * * *"))
            .build());
  }

  @Test
  void unused_isLookedIntoRarely_andEachSecondOnceItWasUsed() {
    try (Tempo tempo = start()) {
      Job job = everySecond(tempo);
      clock.advance(MINUTE);
      assertThat(outbox.looksIn(MINUTE)).as("nobody asked for anything").isLessThanOrEqualTo(2);

      tempo.within("a connection").run(job.id(), RunOptions.DEFAULT);
      assertThat(outbox.looksIn(MINUTE)).as("it may be committed any time").isGreaterThan(50);

      outbox.committed = List.copyOf(written);
      clock.advance(Duration.ofSeconds(2));
      assertThat(tempo.findRun(written.getFirst().runId())).isPresent();
    }
  }

  @Test
  void usedByOtherProcesses_isLookedIntoEachSecond() {
    outbox.used = true;
    try (Tempo tempo = start()) {
      everySecond(tempo);
      clock.advance(MINUTE);
      assertThat(outbox.looksIn(MINUTE)).isGreaterThan(50);
    }
  }

  @Test
  void leftByAnEngineBefore_isTakenAtTheStart() {
    try (Tempo first = start()) {
      Job job = everySecond(first);
      first.within("a connection").run(job.id(), RunOptions.DEFAULT);
    }
    outbox.committed = List.copyOf(written);
    try (Tempo second = start()) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(outbox.committed).as("taken").isEmpty();
      assertThat(second.findRun(written.getFirst().runId())).isPresent();
    }
  }
}
