package dev.tempo.engine.cluster;

import dev.tempo.Ids;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * What a node has to tell the leader of its runs, in order, until that is durable. Reports are
 * added by any thread, and posted by one.
 */
final class ReportOutbox {
  private static final int MOST_OUTCOMES = 1_000;

  private final Mailbox mailbox;
  private final Membership membership;
  private final TimeSource time;
  private final Ids ids = new Ids();
  private final ConcurrentLinkedDeque<Letter> letters = new ConcurrentLinkedDeque<>();

  /** Whoever has something to tell of a run. */
  interface Sender {
    /** Which run. */
    UUID runId();

    /** Whether nobody needs to be told any more. */
    boolean isSettled();

    /** What it had to tell is durable, up to and including this. */
    void told(Report report);
  }

  private record Letter(Sender sender, Report report) {}

  ReportOutbox(Mailbox mailbox, Membership membership, TimeSource time) {
    this.mailbox = mailbox;
    this.membership = membership;
    this.time = time;
  }

  /** Has this told. */
  void add(Sender sender, Report report) {
    letters.add(new Letter(sender, report));
  }

  /** Tells all that is there, unless this incarnation is none any more. */
  void post(UUID incarnation) {
    boolean goesOn = true;
    while (goesOn && !letters.isEmpty()) {
      List<Letter> batch = new ArrayList<>();
      for (Letter next = letters.poll();
          next != null;
          next = batch.size() < MOST_OUTCOMES ? letters.poll() : null) {
        batch.add(next);
      }
      boolean isTold = false;
      try {
        isTold = post(incarnation, batch);
        goesOn = isTold;
      } finally {
        if (!isTold) { // in their order, before what came meanwhile
          batch.reversed().forEach(letters::addFirst);
        }
      }
    }
  }

  private boolean post(UUID incarnation, List<Letter> batch) {
    List<Mailbox.Outcome> outcomes =
        batch.stream()
            .filter(one -> !one.sender().isSettled())
            .map(one -> outcome(one.sender().runId(), incarnation, one.report()))
            .toList();
    boolean isTold = outcomes.isEmpty() || tell(incarnation, outcomes);
    if (isTold) {
      batch.forEach(one -> one.sender().told(one.report()));
    }
    return isTold;
  }

  /** Tells this at once; false if this incarnation is none any more. */
  boolean tell(UUID incarnation, List<Mailbox.Outcome> outcomes) {
    boolean isTold = mailbox.tell(incarnation, outcomes);
    if (!isTold) {
      membership.deny(incarnation);
    }
    return isTold;
  }

  /** A report as the leader gets it. */
  Mailbox.Outcome outcome(UUID runId, UUID incarnation, Report report) {
    return new Mailbox.Outcome(
        ids.next(time.millis()),
        runId,
        incarnation,
        report.getClass().getSimpleName(),
        WireFormat.write(report));
  }
}
