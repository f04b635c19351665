package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Jobs that are deleted once they are done, on a store that does not take that. */
class DoneJobsTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  @Test
  void deletionThatFails_isTriedAgain_andCostsNoOtherOne() {
    Logger logger = Logger.getLogger("dev.tempo");
    logger.setLevel(Level.OFF);
    VirtualClock clock = VirtualClock.at(NOON.toString());
    try (MemoryStore memory = new MemoryStore();
        Undeletable store = new Undeletable(memory);
        Tempo tempo =
            Tempo.builder()
                .store(store)
                .timeSource(clock)
                .handler("nothing", context -> {})
                .build()
                .start()) {
      List<UUID> jobs = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Job job =
            Job.named("job " + i)
                .task(Task.handler("nothing"))
                .overlap(OverlapPolicy.ALLOW)
                .trigger(Trigger.at(NOON.plusSeconds(5)))
                .deleteWhenDone()
                .build();
        jobs.add(tempo.save(job).id());
      }
      store.kept.add(jobs.get(2));
      clock.advance(Duration.ofMinutes(1));
      assertThat(tempo.jobs().map(Job::id)).containsExactly(jobs.get(2));
      store.kept.clear();
      clock.advance(Duration.ofMinutes(3));
      assertThat(tempo.jobs()).isEmpty();
    } finally {
      logger.setLevel(null);
    }
  }

  /** A store that cannot delete some jobs. */
  private static final class Undeletable extends ForwardingStore {
    private final Set<UUID> kept = new HashSet<>();

    Undeletable(MemoryStore store) {
      super(store);
    }

    @Override
    public Set<UUID> commit(List<Change> changes) {
      for (Change change : changes) {
        if (change instanceof Change.DeleteJob delete && kept.contains(delete.jobId())) {
          throw new ArithmeticException("Poison, says the test");
        }
      }
      return super.commit(changes);
    }
  }
}
