package dev.tempo.server.jobs;

import dev.tempo.Ids;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.scripts.Discarded;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was deleted of late, whole, so that whoever did it can take it back. Kept in memory, for an
 * hour at most and as long as there is room: what scripts wrote is in the trash for longer.
 * Thread-safe.
 */
public final class RecentDeletions {
  private static final Duration KEPT = Duration.ofHours(1);
  private static final int MOST_JOBS = 2_000;

  /** The oldest first; guarded by itself. */
  private final Deque<Deleted> deleted = new ArrayDeque<>();

  private final TimeSource time;

  RecentDeletions(TimeSource time) {
    this.time = time;
  }

  /**
   * A job that was deleted.
   *
   * @param job as it was
   * @param rows what other tables kept of it
   * @param files where its files are; empty if there are none, or none any more
   */
  public record Gone(ManagedJob job, List<JobRowsStore.StoredRow> rows, Optional<Discarded> files) {

    /** Copies the list. */
    public Gone {
      rows = List.copyOf(rows);
    }
  }

  /**
   * What one call deleted.
   *
   * @param id by which it is taken back
   * @param userId who did it
   * @param at when
   * @param folders that went, those that are deeper later
   * @param jobs that went
   */
  public record Deleted(UUID id, UUID userId, Instant at, List<Folder> folders, List<Gone> jobs) {

    /** Copies the lists. */
    public Deleted {
      folders = List.copyOf(folders);
      jobs = List.copyOf(jobs);
    }
  }

  /** Keeps what somebody has deleted; gives the id by which it is taken back. */
  public UUID add(Caller caller, List<Folder> folders, List<Gone> jobs) {
    Deleted added = new Deleted(Ids.next(), caller.userId(), time.nowMillis(), folders, jobs);
    synchronized (deleted) {
      deleted.addLast(added);
      forgetOld();
    }
    return added.id();
  }

  /**
   * What the caller has deleted.
   *
   * @throws ApiException 404 if it is not kept any more, or somebody else's
   */
  public Deleted find(UUID id, Caller caller) {
    synchronized (deleted) {
      forgetOld();
      return deleted.stream()
          .filter(one -> one.id().equals(id) && one.userId().equals(caller.userId()))
          .findFirst()
          .orElseThrow(() -> ApiException.notFound("deletion", id.toString()));
    }
  }

  /** Forgets what was taken back. */
  public void remove(Deleted taken) {
    synchronized (deleted) {
      deleted.removeIf(one -> one.id().equals(taken.id()));
    }
  }

  private void forgetOld() {
    Instant oldest = time.nowMillis().minus(KEPT);
    long jobs = deleted.stream().mapToLong(one -> one.jobs().size()).sum();
    while (!deleted.isEmpty()
        && (deleted.getFirst().at().isBefore(oldest) || jobs > MOST_JOBS && deleted.size() > 1)) {
      jobs -= deleted.removeFirst().jobs().size();
    }
  }
}
