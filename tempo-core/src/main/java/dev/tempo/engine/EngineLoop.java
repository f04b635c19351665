package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.event.Event;
import dev.tempo.event.EventBus;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
  private static final Duration JUMP = Duration.ofSeconds(2);

  private final TimeSource time;
  private final Turn.Outlets outlets;
  private final ConcurrentLinkedQueue<Command> inbox = new ConcurrentLinkedQueue<>();
  private final EngineParts parts;
  private final Runnable afterEnds;
  private volatile Thread thread;
  private final AtomicBoolean parked = new AtomicBoolean();
  private volatile boolean ended;
  private Instant lastNow;
  private long lastNanos;

  /** A loop that does {@code afterEnds} after each turn in which runs ended. */
  EngineLoop(
      TimeSource time, EventBus events, UUID engineId, EngineParts parts, Runnable afterEnds) {
    this.time = time;
    this.parts = parts;
    this.afterEnds = afterEnds;
    this.outlets = new Turn.Outlets(engineId, events, parts.watchers());
    this.lastNow = time.nowMillis();
    this.lastNanos = time.nanoTime();
  }

  /** Asks for something; it is done in one of the next turns. Safe for all threads. */
  void submit(Command command) {
    inbox.add(command);
    if (parked.get() && parked.compareAndSet(true, false)) { // one of many need wake it
      LockSupport.unpark(thread);
    }
  }

  /** Starts the thread. */
  void start(String name) {
    thread = new Thread(this::run, name);
    thread.start();
  }

  /** Lets the thread end once nothing is asked of it any more. */
  void endWhenIdle() {
    ended = true;
    LockSupport.unpark(thread);
  }

  /** Waits for the thread. */
  void join(Duration longest) throws InterruptedException {
    thread.join(longest);
  }

  /** True if something was asked for that no turn has taken. */
  boolean hasCommands() {
    return !inbox.isEmpty();
  }

  /** One turn. */
  void turn() {
    Turn turn = newTurn();
    noticeJump(turn);
    parts.clock().look(turn);
    parts.queues().readOn(turn);
    turn = takeCommands(turn);
    parts.deadlines().run(turn);
    if (parts.isFiring()) {
      parts.timer().fireDue(turn);
    }
    parts.queues().dispatch(turn);
    commit(turn);
  }

  /** How long until the next turn has something to do; at most {@code longest}. */
  Duration untilNext(Duration longest) {
    if (hasCommands() || parts.clock().isBusy()) {
      return Duration.ZERO;
    }
    long left = parts.deadlines().nanosLeft(time.nanoTime(), longest.toNanos());
    Instant due = parts.isFiring() ? parts.near().nextAt() : Instant.MAX;
    Instant now = time.instant();
    if (due.isBefore(now.plusNanos(left))) {
      left = due.isAfter(now) ? Duration.between(now, due).toNanos() : 0; // may be Instant.MIN
    }
    return Duration.ofNanos(left);
  }

  private void run() {
    while (!ended || hasCommands()) {
      try {
        turn();
        park();
      } catch (StoreException e) {
        LOG.error("The engine gives up what its store did not take: {}", e.getMessage());
        return;
      } catch (RuntimeException | Error e) {
        LOG.error("The engine's loop failed; it goes on", e);
      }
    }
  }

  private void park() {
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
    return new Turn(time.nowMillis(), time.nanoTime(), outlets);
  }

  /** Takes what was asked for; an edit that must see what the turn decided ends the turn first. */
  private Turn takeCommands(Turn first) {
    Turn turn = first;
    for (int taken = 0; taken < COMMANDS_PER_TURN; taken++) {
      Command command = inbox.poll();
      if (command == null) {
        break;
      }
      List<?> edits = command.edits();
      if (!edits.isEmpty() && !turn.mayEdit(edits)) {
        commit(turn);
        turn = newTurn();
      }
      command.apply(turn);
      turn.edited(edits);
    }
    return turn;
  }

  private void commit(Turn turn) {
    if (!turn.changes().isEmpty()) {
      Set<UUID> refused = parts.store().commit(turn.changes());
      turn.refuse(refused).forEach(this::refused);
    }
    turn.complete();
    if (turn.hasEnds()) {
      afterEnds.run();
    }
  }

  /** A trigger that waits for the end of a run which never was must not wait for ever. */
  private void refused(Run run) {
    parts.refused(run);
    submit(turn -> parts.timer().ended(turn, run));
  }

  /**
   * Wall time and monotonic time that disagree mean that the clock stepped or the machine slept.
   */
  private void noticeJump(Turn turn) {
    Duration wall = Duration.between(lastNow, turn.now());
    Duration by = wall.minusNanos(turn.nanos() - lastNanos);
    lastNow = turn.now();
    lastNanos = turn.nanos();
    if (by.abs().compareTo(JUMP) > 0) {
      LOG.warn("The wall clock jumped by {}", by);
      turn.publish(() -> new Event.ClockJumped(turn.now(), by));
    }
  }
}
