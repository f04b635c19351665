package dev.tempo.faults.cluster;

import dev.tempo.Run;
import dev.tempo.faults.history.ScheduledTarget;
import dev.tempo.faults.history.SeenEntry;
import dev.tempo.faults.history.SeenRun;
import java.time.Instant;
import java.util.List;

/**
 * All that was seen of nodes.
 *
 * @param runs what the store says in the end
 * @param entries what its ledger says in the end
 * @param targets the instants that the schedules name
 * @param journal what nodes and scripts wrote down themselves
 * @param faults what befell them
 * @param clock how their times compare
 * @param broken what else went wrong
 */
record ClusterHistory(
    List<StoredRun> runs,
    List<SeenEntry> entries,
    List<ScheduledTarget> targets,
    List<JournalEntry> journal,
    List<ClusterFault> faults,
    Clock clock,
    List<String> broken) {

  ClusterHistory {
    runs = List.copyOf(runs);
    entries = List.copyOf(entries);
    targets = List.copyOf(targets);
    journal = List.copyOf(journal);
    faults = List.copyOf(faults);
    broken = List.copyOf(broken);
  }

  /**
   * A run with its log.
   *
   * @param run as it is stored
   * @param seen with its lines
   */
  record StoredRun(Run run, SeenRun seen) {}

  /**
   * The machine's clocks.
   *
   * @param wallAheadNanos how far nanoseconds since 1970 are ahead of {@link System#nanoTime}
   * @param end when nothing was to begin any more
   */
  record Clock(long wallAheadNanos, Instant end) {
    static Clock now(Instant end) {
      Instant wall = Instant.now();
      return new Clock(nanos(wall) - System.nanoTime(), end);
    }

    long nanosOf(Instant wall) {
      return nanos(wall) - wallAheadNanos;
    }

    Instant wallOf(long nanos) {
      long wall = nanos + wallAheadNanos;
      return Instant.ofEpochSecond(0, wall);
    }

    private static long nanos(Instant wall) {
      return wall.getEpochSecond() * 1_000_000_000L + wall.getNano();
    }
  }
}
