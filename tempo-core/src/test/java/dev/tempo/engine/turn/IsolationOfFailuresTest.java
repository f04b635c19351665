package dev.tempo.engine.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Run;
import dev.tempo.engine.event.EventBus;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.store.StoreException;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.testkit.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done instead of a decision that failed may fail, too. */
class IsolationOfFailuresTest {
  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final EventBus events = EventBus.inline();
  private final MemoryStore memory = new MemoryStore();
  private final RetryingStore store = new RetryingStore(memory, clock, events, millis -> {});
  private final Isolation isolation = new Isolation(store, new Forgetful(), new FailureLog(events));
  private final Turn turn =
      new Turn(clock.instant(), 0, new Turn.Listeners(new UUID(1, 2), events, new RunWaiters()));
  private final List<Event.DecisionFailed> told = new ArrayList<>();
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void listen() {
    events.subscribe(
        event -> {
          if (event instanceof Event.DecisionFailed failed) {
            told.add(failed);
          }
        });
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static void fail(String words) {
    throw new IllegalStateException(words);
  }

  @Test
  void replacementThatFails_isTold_andTheOthersGoOn() {
    Decision bad = Decision.of(Decision.Subject.of("Firing"), (turn, failure) -> fail("again"));
    isolation.attempt(turn, bad, next -> fail("at first"));
    isolation.attempt(turn, bad, next -> done.add("goes on"));
    assertThat(done).containsExactly("goes on");
    assertThat(told)
        .extracting(Event.DecisionFailed::message)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Firing failed:").contains("at first"),
            second ->
                assertThat(second).startsWith("Dealing with a failure failed:").contains("again"));
  }

  @Test
  void storeThatIsGivenUp_endsTheTurn_whoeverNoticesIt() {
    store.giveUp();
    Decision decision =
        Decision.asked(
            Decision.Subject.of("Asking"),
            (turn, failure) -> {
              throw new StoreException("gone");
            });
    assertThatThrownBy(() -> isolation.attempt(turn, decision, next -> fail("at first")))
        .isInstanceOf(StoreException.class)
        .hasMessage("gone");
    assertThatThrownBy(
            () ->
                isolation.attempt(
                    turn,
                    decision,
                    next -> {
                      throw new StoreException("gone before");
                    }))
        .hasMessage("gone before");
    assertThat(told).isEmpty();
  }

  @Test
  void storeThatFailsOnce_whileAFailureIsDealtWith_isTold_asItMayWorkAgain() {
    Decision decision =
        Decision.asked(
            Decision.Subject.of("Asking"),
            (turn, failure) -> {
              throw new StoreException("full");
            });
    isolation.attempt(turn, decision, next -> fail("at first"));
    assertThat(told).singleElement().satisfies(one -> assertThat(one.message()).contains("full"));
  }

  @Test
  void turnThatFailedAsAWhole_isTakenUpOnce_andEachWhoAskedIsAnswered() {
    isolation.attempt(
        turn,
        Decision.asked(Decision.Subject.of("Asking"), (next, failure) -> done.add("answered")),
        next -> done.add("asked"));
    isolation.attempt(
        turn,
        Decision.of(Decision.Subject.of("Firing"), (next, failure) -> done.add("later")),
        next -> done.add("fired"));
    Decision failed =
        Decision.of(Decision.Subject.of("Moving"), (next, failure) -> done.add("moved later"));
    isolation.attempt(turn, failed, next -> fail("at first"));
    isolation.drop(turn, new IllegalStateException("the turn"));
    Turn next =
        new Turn(Instant.EPOCH, 0, new Turn.Listeners(new UUID(1, 2), events, new RunWaiters()));
    isolation.takeUp(next);
    isolation.takeUp(next);
    assertThat(done).containsExactly("asked", "fired", "moved later", "answered", "later");
  }

  /** Has nothing in memory. */
  private static final class Forgetful implements JobMemory {
    @Override
    public void refused(Run run) {}

    @Override
    public void forgetAdded(Turn turn, Change change) {}

    @Override
    public void notStarted(UUID runId) {}

    @Override
    public void startAgain(Turn turn, Collection<Change> changes) {}

    @Override
    public void reread(Turn turn, Set<UUID> jobIds) {}
  }
}
