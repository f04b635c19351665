package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.NotFoundException;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunPredecessor;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.event.Event;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
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
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs and runs that follow others, by the virtual clock. */
class JobChainTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final Duration NO_TIME = Duration.ZERO;

  private final VirtualClock clock = VirtualClock.at(NOON.toString());
  private final MemoryStore store = new MemoryStore(1_000_000);
  private final List<String> done = new ArrayList<>();
  private final Set<String> failing = new HashSet<>();
  private Tempo tempo = start();

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  @Test
  void job_followsAnotherThatSucceeds_orFails_orEnds() {
    Job first = tempo.save(job("first").build());
    tempo.save(job("good").after(first, FollowCondition.ON_SUCCESS).build());
    tempo.save(job("bad").after(first, FollowCondition.ON_FAILURE).build());
    tempo.save(job("any").after(first, FollowCondition.ALWAYS).build());
    RunHandle run = tempo.run(first.id());
    assertThat(done).containsExactlyInAnyOrder("first", "good", "any");
    assertThat(only("good").cause()).isEqualTo(RunCause.JOB);
    assertThat(only("good").request().origin().predecessor())
        .contains(new RunPredecessor(run.id(), FollowCondition.ON_SUCCESS));
    failing.add("first");
    done.clear();
    tempo.run(first.id());
    assertThat(done).containsExactlyInAnyOrder("first", "bad", "any");
    tempo.pauseQueue("default");
    done.clear();
    tempo.cancel(tempo.run(first.id()).id());
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("any");
  }

  @Test
  void end_isThatOfTheLastAttempt() {
    failing.add("first");
    Job first = tempo.save(job("first").retry(RetryPolicy.times(2)).build());
    tempo.save(job("bad").after(first, FollowCondition.ON_FAILURE).build());
    tempo.save(job("good").after(first, FollowCondition.ON_SUCCESS).build());
    tempo.run(first.id());
    clock.advance(Duration.ofSeconds(11));
    assertThat(done).containsExactly("first", "first");
    failing.clear();
    clock.advance(Duration.ofMinutes(1));
    assertThat(done).containsExactly("first", "first", "first", "good");
  }

  @Test
  void job_followsAllOfSeveral_onceSinceItsLastRun_overARestart() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").build());
    Trigger all = Trigger.afterAll(List.of(a.id(), b.id()), FollowCondition.ON_SUCCESS);
    Job both = tempo.save(job("both").trigger(all).build());
    tempo.run(a.id());
    tempo.run(a.id());
    assertThat(tempo.explain(both.id(), clock.instant()).getFirst().text())
        .contains("a, b")
        .endsWith("since it fired last: a");
    tempo.save(both.toBuilder().name("both of them").build());
    restart();
    tempo.run(b.id());
    assertThat(done).containsExactly("a", "a", "b", "both of them");
    tempo.run(b.id());
    clock.advance(Duration.ofHours(1));
    tempo.run(a.id());
    assertThat(done.subList(4, done.size())).containsExactly("b", "a", "both of them");
  }

  @Test
  void job_followsAnyOfSeveral_afterEachEnd_overARestart() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").build());
    List<UUID> either = List.of(a.id(), b.id());
    Trigger any = Trigger.afterAny(either, FollowCondition.ON_SUCCESS);
    Job next = tempo.save(job("next").trigger(any).build());
    assertThat(tempo.explain(next.id(), clock.instant()).getFirst().text())
        .isEqualTo("It fires after each run of any of these jobs: a, b");
    tempo.run(a.id());
    failing.add("b");
    tempo.run(b.id());
    failing.clear();
    restart();
    tempo.run(b.id());
    assertThat(done).containsExactly("a", "next", "b", "b", "next");
    Trigger all = Trigger.afterAll(either, FollowCondition.ON_SUCCESS).withId(any.id());
    tempo.save(next.toBuilder().triggers(List.of(all)).build());
    done.clear();
    tempo.run(a.id());
    assertThat(done).as("what came before it waited for both does not count").containsExactly("a");
    tempo.save(next.toBuilder().triggers(List.of(any)).build());
    tempo.run(a.id());
    tempo.run(b.id());
    assertThat(done).containsExactly("a", "a", "next", "b", "next");
    assertThat(tempo.store().triggers().find(any.id()).orElseThrow().arrived()).isEmpty();
  }

  @Test
  void everyEnd_hasOneRunThatFollows_alsoWithinOneMillisecond() {
    Job first = tempo.save(job("first").build());
    tempo.save(job("next").after(first, FollowCondition.ALWAYS).build());
    tempo.pauseQueue("default");
    for (int i = 0; i < 50; i++) {
      tempo.run(first.id(), RunOptions.DEFAULT.withParameter("n", "" + i));
    }
    tempo.resumeQueue("default");
    assertThat(done.stream().filter("next"::equals)).hasSize(50);
  }

  @Test
  void runThatFollows_hasNoScheduledInstant_howeverManyEndAtOnce() {
    Job first = tempo.save(job("first").build());
    Job next = tempo.save(job("next").queue("other").after(first, FollowCondition.ALWAYS).build());
    Job single =
        tempo.save(
            job("single")
                .queue("other")
                .overlap(OverlapPolicy.QUEUE)
                .after(first, FollowCondition.ALWAYS)
                .build());
    tempo.pauseQueue("other");
    for (int i = 0; i < 1_500; i++) {
      tempo.run(first.id());
    }
    assertThat(tempo.runs(RunQuery.ALL.withJob(next.id()).withLimit(2_000)).runs())
        .hasSize(1_500)
        .allMatch(run -> run.scheduledFor().isEmpty());
    assertThat(store.triggers().findByJob(next.id()).getFirst().lastFiredAt()).contains(NOON);
    only("single");
    List<DecisionEntry> folded = store.decisions().entries(single.id(), NOON, NOON, 10);
    assertThat(folded).hasSize(1);
    assertThat(folded.getFirst().range()).isEqualTo(new DecisionEntry.Range(NOON, NOON, 1_499));
  }

  @Test
  void dueOccurrence_ofATriggerThatFollowsFromNowOn_isInTheLedger() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").trigger(Trigger.cron("0 13 * * *")).build());
    UUID trigger = b.triggers().getFirst().id();
    tempo.pause();
    clock.advance(Duration.ofMinutes(90));
    Instant due = Instant.parse("2026-03-28T13:00:00Z");
    Trigger after = Trigger.after(a).withId(trigger);
    tempo.save(b.toBuilder().triggers(List.of(after)).build());
    tempo.resume();
    assertThat(store.decisions().entries(b.id(), due, due, 10))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.subject().decision()).isEqualTo(DecisionEntry.Decision.SUPPRESSED);
              assertThat(entry.reason()).contains("schedule was changed");
            });
    tempo.run(a.id());
    assertThat(done).containsExactly("a", "b");
  }

  @Test
  void jobsThatWouldFollowThemselves_orNothing_areRefused() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").after(a, FollowCondition.ALWAYS).build());
    Job c = tempo.save(job("c").after(b, FollowCondition.ON_FAILURE).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.save(a.toBuilder().after(c, FollowCondition.ON_SUCCESS).build()))
        .withMessageContaining("a → b → c → a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.save(a.toBuilder().after(a, FollowCondition.ALWAYS).build()))
        .withMessageContaining("follow itself without end");
    Job never = job("never").build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.save(job("d").after(never, FollowCondition.ALWAYS).build()))
        .withMessageContaining("does not exist; save that one first");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trigger.afterAll(List.of(), FollowCondition.ALWAYS));
    tempo.run(a.id());
    assertThat(done).containsExactly("a", "b");
  }

  @Test
  void jobThatIsFollowed_canBeDeleted_andTheFollowerSaysSo() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").after(a, FollowCondition.ALWAYS).build());
    tempo.delete(a.id());
    assertThat(tempo.explain(b.id(), clock.instant()).getFirst().text()).contains("which is gone");
    Job renamed = tempo.save(b.toBuilder().name("still").build());
    assertThat(renamed.version()).isGreaterThan(b.version());
    tempo.setEnabled(b.id(), false);
    assertThat(tempo.nextFires(b.id(), 3)).isEmpty();
  }

  @Test
  void disabledFollower_doesNotRun_andATriggerBeyondItsEndNeither() {
    Job a = tempo.save(job("a").build());
    Job off = tempo.save(job("off").after(a, FollowCondition.ALWAYS).build());
    tempo.save(job("over").trigger(Trigger.after(a).withEnd(NOON.minusSeconds(1))).build());
    tempo.setEnabled(off.id(), false);
    tempo.run(a.id());
    assertThat(done).containsExactly("a");
    tempo.setEnabled(off.id(), true);
    tempo.run(a.id());
    assertThat(done).containsExactly("a", "a", "off");
  }

  @Test
  void runThen_waitsForTheOther_overARestart_andGoesOnFromThere() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").build());
    Job c = tempo.save(job("c").build());
    tempo.pauseQueue("default");
    RunHandle second = tempo.run(a.id()).then(b.id());
    RunHandle third = second.then(c.id());
    RunHandle failed =
        second.then(
            FollowCondition.ON_FAILURE,
            new RunSubmission(c.id(), RunOptions.DEFAULT.withParameter("n", "never")));
    clock.advance(Duration.ofDays(1));
    assertThat(second.run().status()).isEqualTo(RunStatus.QUEUED);
    restart();
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("a", "b", "c");
    assertThat(tempo.findRun(third.id()).orElseThrow().status()).isEqualTo(RunStatus.SUCCESS);
    Run cancelled = tempo.findRun(failed.id()).orElseThrow();
    assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(cancelled.error().orElseThrow()).contains("ended with the status SUCCESS");
  }

  @Test
  void runThen_afterTheEnd_isDecidedAtOnce_andWhatIsCancelledCancelsWhatFollows() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").build());
    RunHandle ended = tempo.run(a.id());
    ended.then(b.id());
    assertThat(done).containsExactly("a", "b");
    failing.add("a");
    RunHandle none = tempo.run(a.id()).then(b.id());
    assertThat(none.await(NO_TIME).status()).isEqualTo(RunStatus.CANCELLED);
    tempo.pauseQueue("default");
    RunHandle waiting = tempo.run(b.id());
    RunHandle then = waiting.then(a.id());
    RunHandle last = then.then(b.id());
    tempo.cancel(then.id());
    assertThat(last.await(NO_TIME).status()).isEqualTo(RunStatus.CANCELLED);
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("a", "b", "a", "b");
    assertThatThrownBy(() -> waiting.then(new UUID(1, 1))).isInstanceOf(NotFoundException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                waiting.then(
                    FollowCondition.ALWAYS,
                    new RunSubmission(a.id(), RunOptions.DEFAULT.withNotBefore(NOON))));
  }

  @Test
  void runThen_ofARunThatWasTriedAgain_followsItsLastAttempt() {
    Job a = tempo.save(job("a").retry(RetryPolicy.times(2)).build());
    Job b = tempo.save(job("b").build());
    failing.add("a");
    RunHandle tried = tempo.run(a.id());
    tried.then(b.id());
    assertThat(done).as("it is tried again").containsExactly("a");
    failing.clear();
    clock.advance(Duration.ofMinutes(1));
    assertThat(done).containsExactly("a", "a", "b");
    RunHandle late = tried.then(b.id());
    assertThat(late.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(done).containsExactly("a", "a", "b", "b");
  }

  @Test
  void followersOfOneRun_goAtOnce_whileOthersWaitForOtherRuns() {
    Job a = tempo.save(job("a").build());
    Job b = tempo.save(job("b").build());
    Job c = tempo.save(job("c").queue("other").build());
    tempo.pauseQueue("other");
    RunHandle later = tempo.run(c.id());
    later.then(b.id());
    tempo.pauseQueue("default");
    tempo.run(a.id()).then(b.id());
    clock.advance(Duration.ofSeconds(20));
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("a", "b");
  }

  @Test
  void followerThatEndsWithItsPredecessorInOneTurn_endsOnce() {
    Job a = tempo.save(job("a").build());
    tempo.pauseQueue("default");
    List<UUID> ended = new ArrayList<>();
    tempo.onEvent(
        event -> {
          if (event instanceof Event.RunFinished finished) {
            ended.add(finished.run().id());
          }
        });
    RunHandle first = tempo.run(a.id());
    RunHandle then =
        first.then(FollowCondition.ALWAYS, new RunSubmission(a.id(), RunOptions.DEFAULT));
    tempo.delete(a.id());
    tempo.resumeQueue("default");
    clock.advance(Duration.ofMinutes(1));
    assertThat(ended).containsExactlyInAnyOrder(first.id(), then.id());
    assertThat(done).isEmpty();
  }

  @Test
  void releaseThatTheStoreDoesNotTake_isMadeOnce() {
    Logger.getLogger("dev.tempo").setLevel(Level.OFF);
    AtomicBoolean refuses = new AtomicBoolean();
    tempo.close();
    tempo =
        start(
            new ForwardingStore(store) {
              @Override
              public Set<UUID> commit(List<Change> changes) {
                if (refuses.get()
                    && changes.stream().anyMatch(Change.ReleaseRun.class::isInstance)) {
                  throw new ArithmeticException("Poison, says the test");
                }
                return super.commit(changes);
              }
            });
    try {
      Job a = tempo.save(job("a").build());
      Job b = tempo.save(job("b").build());
      tempo.pauseQueue("default");
      RunHandle then = tempo.run(a.id()).then(b.id());
      clock.advance(Duration.ofSeconds(5));
      refuses.set(true);
      tempo.resumeQueue("default");
      assertThat(done).as("its end is not durable yet").containsExactly("a");
      refuses.set(false);
      clock.advance(Duration.ofMinutes(2));
      assertThat(done).containsExactly("a", "b");
      assertThat(then.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    } finally {
      Logger.getLogger("dev.tempo").setLevel(null);
    }
  }

  /** The other ends before, while, or after it is said what follows, as it happens. */
  @Test
  void runThen_isNotMissed_whenTheOtherEndsAtTheSameTime() {
    try (MemoryStore real = new MemoryStore();
        Tempo quick = Tempo.builder().store(real).handler("note", context -> {}).build().start()) {
      Job a = quick.save(job("a").build());
      Job b = quick.save(job("b").build());
      for (int i = 0; i < 300; i++) {
        RunHandle then = quick.run(a.id()).then(b.id());
        assertThat(then.await(Duration.ofSeconds(20)).status()).isEqualTo(RunStatus.SUCCESS);
      }
    }
  }

  /** The end of each run and what follows it are one transaction, whatever fails or dies. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomFaults_neitherLoseNorDoubleWhatFollows(long seed) {
    Logger.getLogger("dev.tempo").setLevel(Level.OFF);
    try {
      history(seed);
    } finally {
      Logger.getLogger("dev.tempo").setLevel(null);
    }
  }

  private void history(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    tempo.close();
    FaultyStore faulty = new FaultyStore(store, random.split(), store::commit);
    tempo = start(faulty);
    Job first = tempo.save(job("first").build());
    Job second = tempo.save(job("second").build());
    tempo.save(job("next").after(first, FollowCondition.ON_SUCCESS).build());
    List<UUID> both = List.of(first.id(), second.id());
    tempo.save(job("either").trigger(Trigger.afterAny(both, FollowCondition.ON_SUCCESS)).build());
    for (int i = 0; i < 200; i++) {
      faulty.fail(0.05, 0.03);
      try {
        tempo.run(both.get(i % 2), RunOptions.DEFAULT.withParameter("n", "" + i));
        clock.advance(Duration.ofSeconds(random.nextInt(30)));
      } catch (FaultyStore.Crash crash) {
        clock.detachAll();
        faulty = faulty.reopened();
        tempo = start(faulty);
      } catch (StoreException refused) {
        assertThat(refused).hasMessageContaining("disk is full");
      }
    }
    faulty.fail(0, 0);
    clock.advance(Duration.ofHours(1));
    assertThat(Math.min(succeeded("first"), succeeded("second"))).isPositive();
    assertFollowed("next", succeeded("first"), seed);
    assertFollowed("either", succeeded("first") + succeeded("second"), seed);
  }

  private void assertFollowed(String name, int ends, long seed) {
    assertThat(
            ofJob(name).stream()
                .filter(run -> run.attempt() == 1)
                .map(run -> run.request().origin().predecessor().orElseThrow().runId()))
        .as("seed %d", seed)
        .doesNotHaveDuplicates()
        .hasSize(ends);
  }

  private int succeeded(String name) {
    return (int) ofJob(name).stream().filter(run -> run.status() == RunStatus.SUCCESS).count();
  }

  private List<Run> ofJob(String name) {
    return store.runs().list(RunQuery.ALL.withLimit(100_000)).runs().stream()
        .filter(run -> run.jobName().equals(name))
        .toList();
  }

  private Run only(String name) {
    assertThat(ofJob(name)).hasSize(1);
    return ofJob(name).getFirst();
  }

  private static Job.Builder job(String name) {
    return Job.named(name).task(Task.handler("note")).overlap(OverlapPolicy.ALLOW);
  }

  private Tempo start() {
    return start(store);
  }

  private Tempo start(Store on) {
    return Tempo.builder()
        .store(on)
        .timeSource(clock)
        .handler(
            "note",
            context -> {
              done.add(context.jobName());
              if (failing.contains(context.jobName())) {
                throw new IllegalStateException("on purpose");
              }
            })
        .build()
        .start();
  }

  private void restart() {
    tempo.close();
    tempo = start();
  }
}
