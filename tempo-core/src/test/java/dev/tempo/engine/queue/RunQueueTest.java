package dev.tempo.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.event.EventBus;
import dev.tempo.store.Change;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.testkit.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A queue of which only a window of four is in memory. */
class RunQueueTest {
  private static final int WINDOW = 4;
  private static final Instant NOW = Instant.EPOCH;

  private final Ids ids = new Ids(3);
  private final MemoryStore memory = new MemoryStore();
  private final RetryingStore store =
      new RetryingStore(memory, VirtualClock.at(Instant.EPOCH), EventBus.inline(), millis -> {});
  private final RunQueue queue =
      new RunQueue(
          new QueueSettings("q", 100, QueueSettings.Threads.VIRTUAL), new HashMap<>(), WINDOW);

  @Test
  void runsBeyondTheWindow_areReadFromTheStore_eachOnceAndInOrder() {
    List<Run> all = queue(11);

    assertThat(queue.wantsMore(NOW)).isFalse();
    assertThat(drain()).containsExactlyElementsOf(all);
    assertThat(queue.wantsMore(NOW)).isFalse();
  }

  @Test
  void queueThatOverflowsTwice_goesOnBehindWhatItHasRead() {
    List<Run> all = new ArrayList<>(queue(6));
    List<Run> started = drain();
    all.addAll(queue(7));
    started.addAll(drain());

    assertThat(started).containsExactlyElementsOf(all);
  }

  /** Runs that were blocked come back, and are older than what was read meanwhile. */
  @Test
  void queueThatOverflowsWithOlderRuns_doesNotReadAgainWhatItHasRead() {
    List<Run> blocked = queue(WINDOW + 1).subList(0, WINDOW);
    blocked.forEach(run -> queue.poll(NOW));
    Run read = queue.readMore(store, NOW).getFirst(); // blocked, too, and still in the store
    blocked.forEach(queue::addBack);
    Run beyond = queue(1).getFirst();

    assertThat(drain()).containsAll(blocked).contains(beyond).doesNotContain(read).hasSize(5);
  }

  @Test
  void recoveredQueue_isReadFromItsBeginning_andAFullLastPageIsFollowedByNone() {
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < 2 * WINDOW; i++) {
      all.add(stored());
    }
    queue.recover(List.of());

    assertThat(queue.wantsMore(NOW)).isTrue();
    assertThat(drain()).containsExactlyElementsOf(all);
    assertThat(queue.readMore(store, NOW)).isEmpty();
    assertThat(queue.wantsMore(NOW)).isFalse();
  }

  @Test
  void pausedOrFullQueue_hasNoWork() {
    RunQueue narrow =
        new RunQueue(
            new QueueSettings("q", 1, QueueSettings.Threads.VIRTUAL), new HashMap<>(), WINDOW);
    assertThat(narrow.hasWork(NOW, 0)).isFalse();
    narrow.add(stored(), NOW);
    assertThat(narrow.hasWork(NOW, 0)).isTrue();
    narrow.pause(true);
    assertThat(narrow.hasWork(NOW, 0)).isFalse();
    narrow.pause(false);
    narrow.started(stored(), 0);
    assertThat(narrow.hasWork(NOW, 0)).isFalse();
    narrow.ended(stored());
    assertThat(narrow.hasWork(NOW, 0)).isTrue();
  }

  private List<Run> queue(int count) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Run run = stored();
      queue.add(run, NOW);
      runs.add(run);
    }
    return runs;
  }

  /** Starts all runs, as the loop does: what is read comes back, and what started has left. */
  private List<Run> drain() {
    List<Run> started = new ArrayList<>();
    while (queue.hasWork(NOW, 0) || queue.wantsMore(NOW)) {
      if (queue.wantsMore(NOW)) {
        queue.readMore(store, NOW).forEach(queue::addBack);
      }
      if (queue.hasWork(NOW, 0)) {
        Run run = queue.poll(NOW);
        started.add(run);
        Run now = run.withStarted(run.job(), Instant.EPOCH);
        store.commit(List.of(new Change.StartRun(now, new UUID(1, 2))), List.of());
      }
    }
    return started;
  }

  private Run stored() {
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    Run run =
        new Run(
            ids.next(0),
            new Run.JobRef(new UUID(1, 1), "job", 1, "q"),
            RunRequest.first(origin, Map.of()),
            RunTimeline.queued(Instant.EPOCH),
            RunResult.NONE);
    store.commit(List.of(new Change.AddRun(run, new UUID(1, 2))), List.of());
    return run;
  }
}
