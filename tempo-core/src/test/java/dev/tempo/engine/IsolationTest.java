package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What throws while one thing is decided costs that one thing. */
class IsolationTest {
  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:30Z");
  private final MemoryStore memory = new MemoryStore();
  private FaultyStore store = new FaultyStore(memory, new SplittableRandom(7), memory::commit);
  private final List<Event> told = new ArrayList<>();
  private final List<String> begun = new ArrayList<>();
  private int inside;
  private Tempo tempo = start();

  @AfterEach
  void close() {
    store.poison(Optional.empty());
    tempo.close();
    memory.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void triggerThatCannotFire_doesNotMove_andAllOthersFire(boolean unread) {
    Job good = tempo.save(job("good").trigger(Trigger.cron("* * * * *")).build());
    Job bad = tempo.save(job("bad").trigger(Trigger.cron("* * * * *")).build());
    if (unread) {
      restart();
    }
    store.poison(Optional.of(bad.id()));
    clock.advance(Duration.ofMinutes(5));
    assertThat(runs(good)).hasSize(5).allMatch(run -> run.status() == RunStatus.SUCCESS);
    assertThat(told)
        .filteredOn(Event.DecisionFailed.class::isInstance)
        .singleElement()
        .satisfies(event -> assertThat(event.toString()).contains("Poison", "" + bad.id()));
    assertThat(tempo.storeFailure()).isEmpty();

    store.poison(Optional.empty());
    clock.advance(Duration.ofMinutes(2));
    assertThat(runs(bad)).isNotEmpty().allMatch(run -> run.status() == RunStatus.SUCCESS);
    long folded =
        memory
            .decisions()
            .entries(bad.id(), clock.instant().minusSeconds(3_600), clock.instant(), 99)
            .stream()
            .mapToLong(entry -> entry.range().count())
            .sum();
    assertThat(runs(bad).size() + folded).isEqualTo(7);
  }

  @Test
  void whoeverAsks_isAnswered_andNothingOfItIsDone() {
    Job bad = tempo.save(job("bad").build());
    Job good = tempo.save(job("good").build());
    store.poison(Optional.of(bad.id()));
    assertThatThrownBy(() -> tempo.run(bad.id()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Exception: Poison");
    assertThatThrownBy(() -> tempo.save(bad.toBuilder().name("other").build()))
        .isInstanceOf(StoreException.class);
    assertThat(tempo.run(good.id()).await(Duration.ZERO).status()).isEqualTo(RunStatus.SUCCESS);

    store.poison(Optional.empty());
    Job saved = tempo.save(bad.toBuilder().name("third").build());
    assertThat(memory.jobs().find(bad.id())).contains(saved);
    tempo.run(bad.id());
    clock.advance(Duration.ofMinutes(1));
    assertThat(memory.runs().running()).isEmpty();
  }

  @Test
  void endThatCannotBeStored_isStoredLater_andItsRetryFollows() {
    Job bad =
        tempo.save(
            Job.named("failing")
                .task(Task.handler("failing"))
                .retry(dev.tempo.RetryPolicy.times(1).withDelay(Duration.ofSeconds(1)))
                .build());
    RunHandle run = tempo.run(bad.id());
    clock.advance(Duration.ofMinutes(10));
    assertThat(runs(bad).getLast().id()).isEqualTo(run.id());

    for (int attempt = 1; attempt <= 2; attempt++) { // each poisons the store
      store.poison(Optional.empty());
      clock.advance(Duration.ofMinutes(3));
    }
    store.poison(Optional.empty());
    clock.advance(Duration.ofMinutes(3));
    assertThat(runs(bad)).hasSize(2).allMatch(each -> each.status() == RunStatus.FAILURE);
  }

  @Test
  void storeThatThrowsAnything_isReportedAsFailing_andNothingIsLost() {
    Job job = tempo.save(job("job").trigger(Trigger.cron("* * * * *")).build());
    store.fail(0, 0);
    store.poison(Optional.of(job.id()));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> tempo.run(job.id())).isInstanceOf(StoreException.class);
    }
    assertThat(tempo.storeFailure()).isPresent();
    store.poison(Optional.empty());
    clock.advance(Duration.ofMinutes(3));
    assertThat(tempo.storeFailure()).isEmpty();
    assertThat(runs(job)).isNotEmpty();
  }

  /**
   * The store has the start, and says that it failed; it cannot be asked until another one runs.
   */
  @Test
  void startThatTookPlaceAndFailed_isMadeUpFor_onceOnly_andWithinTheLimit() {
    Job bad = tempo.save(job("bad").task(Task.handler("slow")).queue("narrow").build());
    Job other = tempo.save(job("other").task(Task.handler("slow")).queue("narrow").build());
    tempo.pauseQueue("narrow");
    RunHandle first = tempo.run(bad.id());
    RunHandle second = tempo.run(other.id());
    store.poison(Optional.of(bad.id()));
    tempo.resumeQueue("narrow");
    clock.advance(Duration.ofMinutes(5));
    assertThat(begun)
        .containsExactly(
            "run " + second.id() + " beside 0 while the other is RUNNING",
            "run " + first.id() + " beside 0 while the other is SUCCESS");
    assertThat(runs(bad)).allMatch(run -> run.status() == RunStatus.SUCCESS).hasSize(1);
    assertThat(memory.runs().running()).isEmpty();
  }

  /** Takes half a minute, in which all else goes on. */
  private void takeTime(RunContext context) {
    Run other =
        memory.runs().list(RunQuery.ALL).runs().stream()
            .filter(run -> !run.id().equals(context.runId()))
            .findFirst()
            .orElseThrow();
    begun.add(
        "run %s beside %d while the other is %s"
            .formatted(context.runId(), inside, other.status()));
    store.poison(Optional.empty());
    inside++;
    clock.advance(Duration.ofSeconds(30));
    inside--;
  }

  @Test
  void everyAnswer_comes_whenTheEngineIsClosed() {
    Tempo real = Tempo.builder().handler("wait", context -> waitLong()).build().start();
    Job job = real.save(Job.named("wait").task(Task.handler("wait")).grace(Duration.ZERO).build());
    RunHandle run = real.run(job.id());
    var ends = run.completion();
    var asked = real.runAsync(job.id(), RunOptions.DEFAULT);
    real.close();
    assertThat(ends).isDone();
    assertThat(asked).isDone();
    assertThatThrownBy(() -> real.run(job.id())).isInstanceOf(IllegalStateException.class);
  }

  private static void waitLong() {
    try {
      new java.util.concurrent.CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restart() {
    tempo.close();
    store = store.reopened();
    tempo = start();
  }

  private Tempo start() {
    Tempo started =
        Tempo.builder()
            .store(store)
            .timeSource(clock)
            .queue("narrow", 1)
            .handler("note", context -> {})
            .handler("slow", this::takeTime)
            .handler(
                "failing",
                context -> {
                  store.poison(Optional.of(context.jobId()));
                  throw new IllegalStateException("fails");
                })
            .build()
            .start();
    started.onEvent(told::add);
    return started;
  }

  private List<Run> runs(Job job) {
    return memory.runs().list(RunQuery.ALL.withJob(job.id())).runs();
  }

  private static Job.Builder job(String name) {
    return Job.named(name).task(Task.handler("note"));
  }
}
