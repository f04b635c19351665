package dev.tempo.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.store.Change;
import dev.tempo.store.RunPlace;
import dev.tempo.store.RunStore;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Arguments;
import dev.tempo.testkit.VirtualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue of which only a window of four is in memory. */
class RunQueueTest {
  private static final int WINDOW = 4;
  private static final Instant NOW = Instant.EPOCH;

  private final Ids ids = new Ids(3);
  private final MemoryStore memory = new MemoryStore();
  private final Set<UUID> unreadable = new HashSet<>();
  private final RetryingStore store =
      new RetryingStore(
          hiding(memory), VirtualClock.at(Instant.EPOCH), EventBus.inline(), millis -> {});
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

  /** A store leaves those out, and its page is shorter than it was asked for. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void runsBehindOneThatCannotBeRead_areReadAllTheSame(int priority) {
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < 3 * WINDOW; i++) {
      all.add(stored(priority, NOW));
    }
    unreadable.add(all.remove(1).id());
    queue.recover(List.of(priority));

    assertThat(drain()).containsExactlyElementsOf(all);
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

  /** Whatever is in memory, and whatever only in the store. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void runsOfPrioritiesAndTimes_startInTheOrderOfTheirRanks_whateverTheWindow(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Run> all = new ArrayList<>();
    List<Run> polled = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Instant from = NOW.plusSeconds(random.nextInt(3) * 60L);
      Run run = stored(random.nextInt(-1, 2), from);
      queue.add(run, NOW);
      all.add(run);
    }
    Instant late = NOW.plusSeconds(600);
    for (int i = 0; i < 10; i++) { // out, and back again, as what was blocked
      read(late);
      polled.add(queue.poll(late));
    }
    polled.forEach(queue::addBack);
    List<Run> started = drain(late);
    assertThat(started).containsExactlyInAnyOrderElementsOf(all);
    Comparator<Run> order = Comparator.comparing(RunPlace::rank);
    assertThat(started.stream().filter(RunPlace::isRanked).toList())
        .as("those that are ranked")
        .isSortedAccordingTo(order.thenComparing(Run::id));
    assertThat(queue.wantsMore(late)).isFalse();
    assertThat(queue.nextAfter(late)).isEqualTo(Instant.MAX);
  }

  @Test
  void runsOfOneRank_startInTheOrderInWhichTheyWereAskedFor() {
    Run first = stored(0, NOW);
    Run second = stored(-1, NOW.minus(RunPlace.STEP));
    Run third = stored(1, NOW.plus(RunPlace.STEP));
    Run fourth = stored(0, NOW);
    List<Run> all = List.of(first, second, third, fourth);
    for (int i = all.size() - 1; i >= 0; i--) {
      queue.add(all.get(i), NOW.plus(RunPlace.STEP));
    }
    List<UUID> started = drain(NOW.plus(RunPlace.STEP)).stream().map(Run::id).toList();
    assertThat(started).hasSize(4).isSorted();
  }

  @Test
  void queueOfARate_waitsForThatAlone_whileThereIsRoomAndWork() {
    QueueSettings settings =
        new QueueSettings("q", 2, QueueSettings.Threads.VIRTUAL)
            .withRate(new QueueRate(1, Duration.ofSeconds(10)));
    RunQueue slow = new RunQueue(settings, new HashMap<>(), WINDOW);
    assertThat(slow.waitsForRate(NOW, 0)).as("there is no work").isFalse();
    slow.add(stored(), NOW);
    assertThat(slow.waitsForRate(NOW, 0)).as("it may start one").isFalse();
    slow.started(stored(), 0);
    assertThat(slow.waitsForRate(NOW, 0)).isTrue();
    slow.started(stored(), 0);
    assertThat(slow.waitsForRate(NOW, 0)).as("it is full").isFalse();
    assertThat(queue.waitsForRate(NOW, 0)).as("it has no rate").isFalse();
  }

  /** Leaves out of lists what cannot be read. */
  private Store hiding(Store whole) {
    return answering(
        Store.class,
        whole,
        answer ->
            answer instanceof RunStore runs
                ? answering(RunStore.class, runs, this::readable)
                : answer);
  }

  private Object readable(Object answer) {
    return answer instanceof List<?> list
        ? list.stream()
            .filter(one -> !(one instanceof Run r && unreadable.contains(r.id())))
            .toList()
        : answer;
  }

  private static <T> T answering(Class<T> type, T whole, UnaryOperator<Object> change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> change.apply(method.invoke(whole, arguments))));
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
    return drain(NOW);
  }

  private void read(Instant now) {
    while (queue.wantsMore(now)) {
      queue.readMore(store, now).forEach(queue::addBack);
    }
  }

  private List<Run> drain(Instant at) {
    List<Run> started = new ArrayList<>();
    while (queue.hasWork(at, 0) || queue.wantsMore(at)) {
      read(at);
      if (queue.hasWork(at, 0)) {
        Run run = queue.poll(at);
        started.add(run);
        Run now = run.withStarted(run.job(), Instant.EPOCH);
        store.commit(List.of(new Change.StartRun(now, new UUID(1, 2))), List.of());
      }
    }
    return started;
  }

  private Run stored() {
    return stored(0, Instant.EPOCH);
  }

  private Run stored(int priority, Instant from) {
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    RunAttributes attributes = RunAttributes.DEFAULT.withPriority(priority);
    Run run =
        new Run(
            ids.next(0),
            new Run.JobRef(new UUID(1, 1), "job", 1, "q"),
            RunRequest.first(origin, Arguments.of(Map.of()), attributes),
            RunTimeline.queued(Instant.EPOCH, from),
            RunResult.NONE);
    store.commit(List.of(new Change.AddRun(run, new UUID(1, 2))), List.of());
    return run;
  }
}
