package dev.tempo.faults.cluster;

import dev.tempo.faults.cluster.JournalEntry.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * When each run was at work, by what was written down then. A node that stood still longer than it
 * trusts itself may act for a moment when it wakes, before it sees that it is none any more: what
 * is written in that moment is set apart.
 */
final class Activities {
  private static final long TRUST_NANOS = Duration.ofSeconds(4).toNanos();
  private static final long DAZED_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<UUID, Activity> byRun = new HashMap<>();
  private final List<ClusterFault> stops;

  /** What was written of a run. */
  static final class Activity {
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<JournalEntry> dazed = new ArrayList<>();
    private boolean begunDazed;

    /** How often it began. */
    long begins() {
      return entries.stream().filter(each -> each.kind() == Kind.BEGUN).count();
    }

    /** Its beginning; empty if there was none, or none that counts. */
    Optional<JournalEntry> begin() {
      return entries.stream().filter(each -> each.kind() == Kind.BEGUN).findFirst();
    }

    /** Whether it was about to begin as its node stood still, and is not known to have gone on. */
    boolean isOfAMoment() {
      return begunDazed && entries.size() == 1;
    }

    /** When it was at work last. */
    long lastNanos() {
      return entries.getLast().nanos();
    }

    /** When it was at work last, also in such a moment. */
    long veryLastNanos() {
      return dazed.isEmpty() ? lastNanos() : Math.max(lastNanos(), dazed.getLast().nanos());
    }

    /** How it ended by its own account; empty if it did not. */
    Optional<Kind> end() {
      List<JournalEntry> all = new ArrayList<>(entries);
      all.addAll(dazed);
      return all.stream()
          .map(JournalEntry::kind)
          .filter(kind -> kind == Kind.ENDED || kind == Kind.FAILED || kind == Kind.STOPPED)
          .findFirst();
    }
  }

  private Activities(List<ClusterFault> faults) {
    this.stops =
        faults.stream()
            .filter(each -> each.isStop() && each.toNanos() - each.fromNanos() >= TRUST_NANOS)
            .toList();
  }

  static Activities of(ClusterHistory history) {
    Activities all = new Activities(history.faults());
    history.journal().stream()
        .filter(each -> each.kind() != Kind.ANSWERED)
        .sorted(Comparator.comparingLong(JournalEntry::nanos))
        .forEach(all::add);
    return all;
  }

  private void add(JournalEntry entry) {
    Activity activity = byRun.computeIfAbsent(entry.runId(), any -> new Activity());
    boolean isDazed = stops.stream().anyMatch(stop -> dazes(stop, entry));
    boolean isBegin = entry.kind() == Kind.BEGUN; // of which there is one, whenever it is
    activity.begunDazed |= isDazed && isBegin;
    (isDazed && !isBegin ? activity.dazed : activity.entries).add(entry);
  }

  private static boolean dazes(ClusterFault stop, JournalEntry entry) {
    return stop.node().equals(entry.node())
        && entry.nanos() >= stop.fromNanos()
        && entry.nanos() <= stop.toNanos() + DAZED_NANOS;
  }

  Optional<Activity> of(UUID runId) {
    return Optional.ofNullable(byRun.get(runId)).filter(each -> !each.entries.isEmpty());
  }

  Map<UUID, Activity> all() {
    return byRun;
  }
}
