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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A queue of which only a window of four is in memory. */
class RunQueueTest {
  private static final int WINDOW = 4;

  private final Ids ids = new Ids(3);
  private final MemoryStore memory = new MemoryStore();
  private final RetryingStore store =
      new RetryingStore(memory, VirtualClock.at(Instant.EPOCH), EventBus.inline(), millis -> {});
  private final RunQueue queue =
      new RunQueue(new QueueSettings("q", 100, QueueSettings.Threads.VIRTUAL), WINDOW);

  @Test
  void runsBeyondTheWindow_areReadFromTheStore_eachOnceAndInOrder() {
    List<Run> all = queue(11);

    assertThat(queue.wantsMore()).isFalse();
    assertThat(drain()).containsExactlyElementsOf(all);
    assertThat(queue.wantsMore()).isFalse();
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
    blocked.forEach(run -> queue.poll());
    Run read = queue.readMore(store).getFirst(); // blocked, too, and still in the store
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
    queue.recover();

    assertThat(queue.wantsMore()).isTrue();
    assertThat(drain()).containsExactlyElementsOf(all);
    assertThat(queue.readMore(store)).isEmpty();
    assertThat(queue.wantsMore()).isFalse();
  }

  @Test
  void pausedOrFullQueue_hasNoWork() {
    RunQueue narrow =
        new RunQueue(new QueueSettings("q", 1, QueueSettings.Threads.VIRTUAL), WINDOW);
    assertThat(narrow.hasWork()).isFalse();
    narrow.add(stored());
    assertThat(narrow.hasWork()).isTrue();
    narrow.pause(true);
    assertThat(narrow.hasWork()).isFalse();
    narrow.pause(false);
    narrow.started();
    assertThat(narrow.hasWork()).isFalse();
    narrow.ended();
    assertThat(narrow.hasWork()).isTrue();
  }

  private List<Run> queue(int count) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Run run = stored();
      queue.add(run);
      runs.add(run);
    }
    return runs;
  }

  /** Starts all runs, as the loop does: what is read comes back, and what started has left. */
  private List<Run> drain() {
    List<Run> started = new ArrayList<>();
    while (queue.hasWork() || queue.wantsMore()) {
      if (queue.wantsMore()) {
        queue.readMore(store).forEach(queue::addBack);
      }
      if (queue.hasWork()) {
        Run run = queue.poll();
        started.add(run);
        Run now = run.withStarted(run.job(), Instant.EPOCH);
        store.commit(List.of(new Change.StartRun(now, new UUID(1, 2))));
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
    store.commit(List.of(new Change.AddRun(run, new UUID(1, 2))));
    return run;
  }
}
