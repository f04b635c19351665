package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.store.Change;
import dev.tempo.store.QueueStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queues that are set up anew while runs wait in them, and whose store fails meanwhile. */
class QueueChangeTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private final VirtualClock clock = VirtualClock.at(NOON.toString());
  private final MemoryStore memory = new MemoryStore();
  private final UnreadableQueues store = new UnreadableQueues(memory);
  private final List<String> done = new ArrayList<>();
  private final List<Instant> starts = new ArrayList<>();
  private final Tempo tempo =
      Tempo.builder()
          .store(store)
          .timeSource(clock)
          .handler(
              "note",
              context -> {
                done.add(context.parameters().get("n"));
                starts.add(clock.instant());
              })
          .build()
          .start();

  @AfterEach
  void close() {
    tempo.close();
    memory.close();
  }

  @Test
  void rateThatIsChanged_isWaitedForAnew_andKeepsNobodyWhoseTimeHasNotCome() {
    tempo.saveQueue(mail(100, Duration.ofHours(10)));
    Job job = job();
    tempo.run(job.id(), options("first"));
    RunHandle second = tempo.run(job.id(), options("second"));
    RunHandle later = tempo.runAt(job.id(), NOON.plusSeconds(7200), options("later"));
    assertThat(tempo.blockedReason(second.id())).isPresent();
    assertThat(tempo.blockedReason(later.id())).isEmpty();
    tempo.saveQueue(mail(100, Duration.ofMinutes(30)));
    assertThat(tempo.blockedReason(second.id()).orElseThrow()).contains("T12:");
    clock.advance(Duration.ofHours(5));
    assertThat(done).containsExactly("first", "second", "later");
    assertThat(starts.get(1)).isBefore(NOON.plus(Duration.ofHours(1)));
  }

  @Test
  void queueWhoseChangeFails_andThatCannotBeRead_staysAsItWasUntilItCanBe() {
    Logger logger = Logger.getLogger("dev.tempo");
    logger.setLevel(Level.OFF);
    try {
      Duration minute = Duration.ofMinutes(1);
      tempo.saveQueue(mail(2, minute));
      store.fails = true;
      assertThatThrownBy(() -> tempo.saveQueue(mail(3, minute))).isInstanceOf(StoreException.class);
      assertThat(tempo.queue("mail").rate()).contains(new QueueRate(1, minute));
      store.fails = false;
      clock.advance(Duration.ofMinutes(2));
      assertThat(tempo.queue("mail")).isEqualTo(mail(2, minute));
    } finally {
      logger.setLevel(null);
    }
  }

  private Job job() {
    return tempo.save(
        Job.named("mail")
            .task(Task.handler("note"))
            .overlap(OverlapPolicy.ALLOW)
            .queue("mail")
            .build());
  }

  private static RunOptions options(String name) {
    return RunOptions.DEFAULT.withParameter("n", name);
  }

  private static QueueSettings mail(int limit, Duration per) {
    return new QueueSettings("mail", limit, QueueSettings.Threads.VIRTUAL)
        .withRate(new QueueRate(1, per));
  }

  /** A store that neither reads nor writes how queues are set up while it fails. */
  private static final class UnreadableQueues extends ForwardingStore {
    private boolean fails;

    UnreadableQueues(MemoryStore store) {
      super(store);
    }

    @Override
    public QueueStore queues() {
      check(true);
      return super.queues();
    }

    @Override
    public Set<UUID> commit(List<Change> changes) {
      check(changes.stream().anyMatch(Change.SaveQueue.class::isInstance));
      return super.commit(changes);
    }

    private void check(boolean isOfQueues) {
      if (isOfQueues && fails) {
        throw new ArithmeticException("Poison, says the test");
      }
    }
  }
}
