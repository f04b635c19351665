package dev.tempo.engine.cluster;

import dev.tempo.store.cluster.Mailbox;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Scripts that were begun under earlier incarnations of a node, by this process or by those before
 * it. Under each new incarnation they are named, and the leader gives them to it that still counts
 * them as running. Used by the thread that ticks, but for {@link #take}.
 */
final class LeftScripts {
  private static final long SETTLE_NANOS = Duration.ofMinutes(1).toNanos();

  private final ReportOutbox outbox;
  private final WorkLaunchers launchers;
  private final TimeSource time;
  private final Set<UUID> left = ConcurrentHashMap.newKeySet();
  private Optional<UUID> named = Optional.empty();
  private long namedNanos;
  private boolean isSettled;

  LeftScripts(ReportOutbox outbox, WorkLaunchers launchers, TimeSource time) {
    this.outbox = outbox;
    this.launchers = launchers;
    this.time = time;
  }

  /** Whether an earlier process left it, and nobody has taken it over. */
  boolean contains(UUID runId) {
    return left.contains(runId);
  }

  /** All that an earlier process left, and nobody has taken over. */
  Set<UUID> all() {
    return left.isEmpty() ? Set.of() : Set.copyOf(left);
  }

  /** It is taken over now; false if no earlier process left it. */
  boolean take(UUID runId) {
    return left.remove(runId);
  }

  /**
   * Names those that are here, once for each incarnation.
   *
   * @param here scripts of this process
   * @return whether they were named just now
   */
  boolean name(UUID incarnation, Supplier<Set<UUID>> here) {
    if (named.equals(Optional.of(incarnation))) {
      settle();
      return false;
    }
    if (named.isEmpty()) {
      left.addAll(launchers.left());
    }
    Set<UUID> all = new HashSet<>(left);
    all.addAll(here.get());
    List<Mailbox.Outcome> told = new ArrayList<>();
    all.forEach(runId -> told.add(outbox.outcome(runId, incarnation, new Report.Found())));
    told.add(outbox.outcome(incarnation, incarnation, new Report.FoundAll()));
    if (!outbox.tell(incarnation, told)) {
      return false;
    }
    named = Optional.of(incarnation);
    namedNanos = time.nanoTime();
    return true;
  }

  /** What was left and was not given to this node for so long is nobody's. */
  private void settle() {
    if (!isSettled && time.nanoTime() - namedNanos >= SETTLE_NANOS) {
      isSettled = true;
      launchers.settled();
    }
  }
}
