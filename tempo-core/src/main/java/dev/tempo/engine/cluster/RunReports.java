package dev.tempo.engine.cluster;

import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * What the work of one run has to say, until its end is durable: to this node's own leader, if it
 * leads, and otherwise by mail, as all that follows then, so that it comes in order. What a leader
 * took that was deposed before it was durable is mailed; so is all once more, if the database has
 * lost it. Thread-safe.
 */
final class RunReports implements ReportOutbox.Sender {
  private static final long UNHEARD_NANOS = Duration.ofSeconds(5).toNanos();

  private final Ways ways;
  private final UUID runId;
  private final BooleanSupplier settled;
  private final List<Report> said = new CopyOnWriteArrayList<>();
  private volatile UUID incarnation;
  private volatile Report.Ended end;
  private volatile Optional<Object> toldTo = Optional.empty();
  private volatile boolean isMailed;
  private volatile boolean isTold;
  private volatile long toldNanos;

  /**
   * How it is told.
   *
   * @param leader this node's own
   * @param outbox for the one that leads
   * @param posts has the outbox emptied soon
   * @param time is for what nothing follows
   */
  record Ways(LocalLeader leader, ReportOutbox outbox, Runnable posts, TimeSource time) {}

  /**
   * Reports of a run.
   *
   * @param settled whether nobody needs to be told any more
   */
  RunReports(Ways ways, UUID runId, UUID incarnation, BooleanSupplier settled) {
    this.ways = ways;
    this.runId = runId;
    this.incarnation = incarnation;
    this.settled = settled;
  }

  /** Under which incarnation of its node it goes on. */
  UUID incarnation() {
    return incarnation;
  }

  /** From now on it goes on under this one. */
  void moved(UUID next) {
    incarnation = next;
  }

  @Override
  public UUID runId() {
    return runId;
  }

  @Override
  public boolean isSettled() {
    return settled.getAsBoolean();
  }

  @Override
  public void told(Report report) {
    if (report == end) {
      toldNanos = ways.time().nanoTime();
      isTold = true;
    }
  }

  /** Whether the end is, or was, durable in the mail. */
  boolean isEndTold() {
    return isTold;
  }

  /** Whether it was long ago. */
  boolean isUnheard() {
    return isTold && ways.time().nanoTime() - toldNanos >= UNHEARD_NANOS;
  }

  /**
   * Keeps what is said before the end.
   *
   * @param isHeard whether anybody is to hear it
   */
  void say(Report report, boolean isHeard) {
    said.add(report);
    if (isHeard && (isMailed || !take(report, () -> {}))) {
      mail(report);
    }
  }

  /** Sets the end, which is not told yet. */
  void ends(Report.Ended report) {
    end = report;
  }

  /** Tells the end; the action is done once what a leader of this node took is durable. */
  void tellEnd(Runnable durable) {
    if (isMailed || !take(end, durable)) {
      mail(end);
    }
  }

  /** A leader that took the end, and was deposed before it was durable, is replaced. */
  void tellAgain() {
    boolean isUnheard = toldTo.isPresent() && !ways.leader().current().equals(toldTo);
    if (isUnheard && end != null && !isSettled() && !isMailed) {
      mailAll();
    }
  }

  /** The database has lost it. */
  void tellLost() {
    isTold = false;
    mailAll();
  }

  private boolean take(Report report, Runnable durable) {
    LocalLeader leader = ways.leader();
    Optional<Object> current = leader.current();
    boolean isTaken =
        current.isPresent() && leader.take(current.get(), runId, incarnation, report, durable);
    toldTo = isTaken ? current : toldTo;
    return isTaken;
  }

  private void mail(Report report) {
    isMailed = true; // and all that follows, so that it comes in order
    ways.outbox().add(this, report);
    ways.posts().run();
  }

  private void mailAll() {
    said.forEach(this::mail);
    mail(end);
  }
}
