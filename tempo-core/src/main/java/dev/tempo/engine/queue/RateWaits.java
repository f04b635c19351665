package dev.tempo.engine.queue;

import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import dev.tempo.store.Change;
import dev.tempo.store.QueueState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which queues wait for permits of their rates, and until when; wakes the loop then. Used by the
 * loop's thread alone, except for {@link #reason}.
 */
final class RateWaits {
  private final TimerQueue deadlines;
  private final QueueCatalog catalog;
  private final Map<String, Opening> openings = new ConcurrentHashMap<>();

  private record Opening(long nanos, Instant at, TimerQueue.Key deadline) {}

  RateWaits(TimerQueue deadlines, QueueCatalog catalog) {
    this.deadlines = deadlines;
    this.catalog = catalog;
  }

  /** Why a run of a queue must wait that waits for permits; empty if it does not. By any thread. */
  Optional<Message> reason(QueueSettings queue) {
    Opening opening = openings.get(queue.name());
    return opening == null
        ? Optional.empty()
        : queue.rate().map(rate -> message(queue.name(), rate, opening.at()));
  }

  /** The same, from what is stored of the permits that a queue has taken. */
  static Optional<Message> reason(QueueSettings queue, QueueState stored, Instant now) {
    if (queue.rate().isEmpty()) {
      return Optional.empty();
    }
    RateWindow window = new RateWindow(queue.rate().get());
    window.restore(stored.permitUses(), now, 0);
    return window.isOpen(0)
        ? Optional.empty()
        : Optional.of(message(queue.name(), window.rate(), now.plusNanos(window.opensAt())));
  }

  private static Message message(String queue, QueueRate rate, Instant opensAt) {
    return RunMessages.RATE.of(
        queue,
        rate.permits(),
        DurationFormat.inWords(rate.per()),
        opensAt.truncatedTo(ChronoUnit.MILLIS));
  }

  /** What a queue has taken of its rate is stored with the starts that took it, and waited for. */
  void note(Turn turn, Isolation isolation, RunQueue queue) {
    String name = queue.settings().name();
    Optional<RateWindow> rate = queue.rate();
    rate.filter(RateWindow::isChanged).ifPresent(taken -> store(turn, isolation, name, taken));
    if (rate.isPresent() && queue.waitsForRate(turn.now(), turn.nanos())) {
      waits(turn, name, rate.get().opensAt());
    } else {
      over(name);
    }
  }

  private void store(Turn turn, Isolation isolation, String name, RateWindow rate) {
    Decision noting =
        Decision.of(
            Decision.Subject.of("Noting what the queue '" + name + "' has started"),
            (failed, failure) -> rate.change());
    isolation.attempt(
        turn,
        noting,
        next -> {
          QueueState state = catalog.state(name);
          QueueState noted = state.withPermitUses(rate.uses(next.now(), next.nanos()));
          catalog.state(noted);
          next.change(new Change.SaveQueue(noted));
        });
  }

  /** A queue waits until a monotonic instant, whatever was said before. */
  private void waits(Turn turn, String queue, long opensAt) {
    Opening known = openings.get(queue);
    if (known == null || known.nanos() != opensAt) {
      over(queue);
      Instant at = turn.now().plusNanos(opensAt - turn.nanos());
      TimerQueue.Key deadline = deadlines.at(opensAt, due -> openings.remove(queue));
      openings.put(queue, new Opening(opensAt, at, deadline));
    }
  }

  /** A queue does not wait. */
  private void over(String queue) {
    Opening known = openings.isEmpty() ? null : openings.remove(queue);
    if (known != null) {
      deadlines.cancel(known.deadline());
    }
  }
}
