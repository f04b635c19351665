package dev.tempo.engine.turn;

import dev.tempo.engine.event.EventBus;
import dev.tempo.event.Event;
import dev.tempo.internal.collection.BoundedMap;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports failed decisions in the log and as an event: once, and again while they still fail an
 * hour later. Used by the loop's thread alone.
 */
public final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
  private static final long QUIET_NANOS = Duration.ofHours(1).toNanos();
  private static final int MOST = 1_000;

  private final EventBus events;
  private final Map<Trouble, Long> told = BoundedMap.byInsertion(MOST);

  private record Trouble(Decision.Subject subject, Class<?> failure) {}

  public FailureLog(EventBus events) {
    this.events = events;
  }

  void tell(Turn turn, Decision.Subject subject, Throwable failure) {
    Trouble trouble = new Trouble(subject, failure.getClass());
    Long before = told.get(trouble);
    if (before != null && turn.nanos() - before < QUIET_NANOS) {
      return;
    }
    told.put(trouble, turn.nanos());
    String words = ExceptionText.message(failure);
    LOG.error("{} failed; all else goes on: {}", subject, words, ExceptionText.loggable(failure));
    events.publish(
        new Event.DecisionFailed(
            turn.now(),
            new Event.Subject(subject.jobId(), subject.triggerId(), subject.runId()),
            subject.doing() + " failed: " + words));
  }
}
