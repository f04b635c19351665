package dev.tempo.engine;

import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.Turn;
import dev.tempo.event.Event;
import dev.tempo.internal.message.HealthMessages;
import dev.tempo.internal.message.UnitMessages;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's one thread, which owns all of its state.
 *
 * <p>It works in turns. A turn takes what others asked for and what has ended, fires what is due,
 * and starts what can start; it commits all that in one transaction; and then it acts: handlers and
 * processes start, events are told, callers get their answers. So nothing is ever reported that is
 * not durable, many changes share one commit when there is much to do, and no lock is needed.
 * Between turns it parks until the next instant at which something is due, but not longer than a
 * second, so that a sleep of the machine or a step of its clock is noticed.
 *
 * <p>{@link #turn} may also be called by hand, by the test kit, on one thread.
 */
final class EngineLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
  private static final Duration LONGEST_PARK = Duration.ofSeconds(1);
  private static final int COMMANDS_PER_TURN = 4_096;
  private static final long FIRST_WAIT_NANOS = Duration.ofMillis(5).toNanos();
  private static final int MOST_DOUBLINGS = 10;

  /** As many turns in a row that failed as a whole are no accident. */
  private static final int FAILING = 3;

  private static final Duration JUMP = Duration.ofSeconds(2);

  private final TimeSource time;
  private final Turn.Listeners outlets;
  private final ConcurrentLinkedQueue<LoopCommand> inbox = new ConcurrentLinkedQueue<>();
  private final EngineComponents parts;
  private final Runnable afterEnds;
  private volatile Thread thread;
  private final AtomicBoolean parked = new AtomicBoolean();
  private volatile boolean ended;
  private volatile Runnable onEnd = () -> {};
  private volatile boolean succeeded;
  private volatile long beatNanos;
  private volatile int failures;
  private volatile String lastFailure = "";
  private Turn open;
  private Instant lastNow;
  private long lastNanos;

  /** A loop that does {@code afterEnds} after each turn in which runs ended. */
  EngineLoop(TimeSource time, Turn.Listeners outlets, EngineComponents parts, Runnable afterEnds) {
    this.time = time;
    this.parts = parts;
    this.afterEnds = afterEnds;
    this.outlets = outlets;
    this.lastNow = time.nowMillis();
    this.lastNanos = time.nanoTime();
  }

  /** The time that it goes by. */
  TimeSource time() {
    return time;
  }

  /** Does this when the thread ends, for whatever reason. To be called before it starts. */
  void onEnd(Runnable action) {
    onEnd = action;
  }

  /** Another node decides when this one does not any more. To be called before it starts. */
  void isSucceeded() {
    succeeded = true;
  }

  /** Asks for something; it is done in one of the next turns. Safe for all threads. */
  void submit(LoopCommand command) {
    inbox.add(command);
    if (parked.get() && parked.compareAndSet(true, false)) { // one of many need wake it
      LockSupport.unpark(thread);
    }
  }

  /** Starts the thread. */
  void start(String name, boolean daemon) {
    beatNanos = time.nanoTime();
    thread =
        Thread.ofPlatform()
            .name(name)
            .daemon(daemon)
            .inheritInheritableThreadLocals(false)
            .unstarted(this::run);
    thread.start();
  }

  /** Lets the thread end once nothing is asked of it any more. */
  void endWhenIdle() {
    ended = true;
    LockSupport.unpark(thread);
  }

  /** Waits for the thread. */
  void join(Duration timeout) throws InterruptedException {
    thread.join(timeout);
  }

  /** Whether it has a thread that lives. */
  boolean isAlive() {
    Thread running = thread;
    return running != null && running.isAlive();
  }

  /** True if something was asked for that no turn has taken. */
  boolean hasCommands() {
    return !inbox.isEmpty();
  }

  /** What is wrong if the thread has ended, fails, or is at one turn for longer than so. */
  Optional<String> problem(Duration patience) {
    Thread running = thread;
    if (running == null) {
      return Optional.empty(); // turns are made by hand, or it was not started
    }
    if (!running.isAlive()) {
      return Optional.of(HealthMessages.THREAD_ENDED.text());
    }
    if (failures >= FAILING) {
      return Optional.of(HealthMessages.FAILING_TURNS.text(failures, lastFailure));
    }
    Duration busy = Duration.ofNanos(time.nanoTime() - beatNanos);
    return busy.compareTo(patience) > 0
        ? Optional.of(HealthMessages.LONG_TURN.text(UnitMessages.seconds(busy)))
        : Optional.empty();
  }

  /** One turn. */
  void turn() {
    try {
      complete(decide());
    } catch (RuntimeException | Error e) {
      parts.isolation().drop(open, e);
      throw e;
    }
  }

  private Turn decide() {
    Isolation isolation = parts.isolation();
    Turn first = newTurn();
    noticeJump(first);
    parts.store().probe(first.nanos());
    isolation.takeUp(first);
    parts.active().noticeDelays(first);
    parts.clock().look(first, isolation);
    parts.queues().refill(first, isolation);
    Turn turn = takeCommands(first);
    parts.deadlines().run(turn, isolation);
    parts.outbox().take(turn, isolation);
    if (parts.isFiring()) {
      parts.timer().fireDue(turn, isolation);
    }
    parts.queues().dispatch(turn, isolation);
    isolation.flush(turn);
    return turn;
  }

  /** How long until the next turn has something to do; at most {@code maxWait}. */
  Duration untilNext(Duration maxWait) {
    if (hasCommands() || parts.clock().isBusy()) {
      return Duration.ZERO;
    }
    long nanos = time.nanoTime();
    long left = parts.deadlines().nanosLeft(nanos, DurationFormat.nanos(maxWait));
    left = parts.outbox().nanosLeft(nanos, left);
    Instant due = nextDue();
    Instant now = time.instant();
    if (due.isBefore(now.plusNanos(left))) { // a day at most
      left = due.isAfter(now) ? Duration.between(now, due).toNanos() : 0; // may be Instant.MIN
    }
    return Duration.ofNanos(left);
  }

  private Instant nextDue() {
    Instant trigger = parts.isFiring() ? parts.near().nextAt() : Instant.MAX;
    Instant run = parts.queues().nextAfter(lastNow);
    return run.isBefore(trigger) ? run : trigger;
  }

  private void run() {
    try {
      while (!ended || hasCommands()) {
        failures = step() ? 0 : failures + 1;
        if (failures > 0) {
          LockSupport.parkNanos(this, FIRST_WAIT_NANOS << Math.min(failures, MOST_DOUBLINGS));
        }
      }
    } catch (StoreException e) {
      if (succeeded) { // the normal end of one that stood still, or was cut off
        LOG.warn(
            "This node decides nothing more; what its store did not take is decided anew by the"
                + " node that leads: {}",
            ExceptionText.message(e));
      } else {
        LOG.error("The engine gives up what its store did not take: {}", ExceptionText.message(e));
      }
    } finally {
      onEnd.run();
    }
  }

  /** False if a turn failed as a whole. */
  private boolean step() {
    try {
      turn();
      park();
      return true;
    } catch (StoreException e) {
      if (parts.store().isGivenUp()) {
        throw e;
      }
      if (!parts.store().isLost()) { // which was told
        tell(e);
      }
    } catch (RuntimeException | Error e) {
      tell(e);
    }
    return false;
  }

  /** Out of memory, even this may fail; the loop goes on nevertheless. */
  private void tell(Throwable failure) {
    try {
      lastFailure = ExceptionText.message(failure);
      LOG.error("A turn of the engine failed; it is made again", ExceptionText.loggable(failure));
    } catch (RuntimeException | Error e) {
      Thread.onSpinWait();
    }
  }

  private void park() {
    Thread.interrupted(); // or it would never park again
    parked.set(true);
    try {
      Duration wait = untilNext(LONGEST_PARK);
      if (wait.isPositive() && !ended) {
        LockSupport.parkNanos(this, wait.toNanos());
      }
    } finally {
      parked.set(false);
    }
  }

  private Turn newTurn() {
    beatNanos = time.nanoTime();
    open = new Turn(time.nowMillis(), beatNanos, outlets);
    return open;
  }

  /** Takes what was asked for; an edit that must see what the turn decided ends the turn first. */
  private Turn takeCommands(Turn first) {
    Turn turn = first;
    for (int taken = 0; taken < COMMANDS_PER_TURN; taken++) {
      LoopCommand command = inbox.peek();
      if (command == null) {
        break;
      }
      List<?> edits = command.edits();
      if (!edits.isEmpty() && !turn.canEdit(edits)) {
        parts.isolation().flush(turn);
        complete(turn);
        turn = newTurn();
      }
      inbox.remove(); // not before, or it would be lost with a commit that fails
      parts.isolation().attempt(turn, command.decision(), command);
      turn.markEdited(edits);
    }
    return turn;
  }

  private void complete(Turn turn) {
    turn.complete();
    if (turn.hasEnds()) {
      afterEnds.run();
    }
  }

  /**
   * Wall time and monotonic time that disagree mean that the clock stepped or the machine slept.
   */
  private void noticeJump(Turn turn) {
    Duration wall = Duration.between(lastNow, turn.now());
    Duration by = wall.minusNanos(turn.nanos() - lastNanos); // of instants, so it cannot overflow
    lastNow = turn.now();
    lastNanos = turn.nanos();
    if (by.abs().compareTo(JUMP) > 0) {
      LOG.warn("The wall clock jumped by {}", by);
      turn.publish(() -> new Event.ClockJumped(turn.now(), by));
    }
  }
}
