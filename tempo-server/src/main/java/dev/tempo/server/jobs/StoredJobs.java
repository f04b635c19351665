package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.store.jdbc.JdbcStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Jobs in a store on which no server works, such as that of a backup. Reads only, but for tables
 * that the store does not have yet. Thread-safe.
 */
public final class StoredJobs {
  private static final int AT_ONCE = 500;

  private final JdbcStore store;
  private final DetailsStore details;
  private final JobRowsStore rows;
  private final FolderTree folders;

  /** Over a store. */
  public StoredJobs(JdbcStore store) {
    this.store = store;
    this.details = new DetailsStore(store.database());
    this.rows = new JobRowsStore(store.database());
    this.folders = new FolderTree(store.database());
  }

  /** The folders there. */
  public FolderTree folders() {
    return folders;
  }

  /** All jobs that can be read, in the order of their keys. */
  public List<JobIndexEntry> all() {
    Map<UUID, JobDetails> known = details.all();
    List<JobIndexEntry> all = new ArrayList<>();
    List<Job> page = store.jobs().list(Optional.empty(), AT_ONCE);
    while (!page.isEmpty()) {
      page.forEach(
          job ->
              all.add(
                  JobIndexEntry.of(
                      job, known.getOrDefault(job.id(), JobDetails.none(Instant.EPOCH)))));
      page = store.jobs().list(Optional.of(page.getLast().key()), AT_ONCE);
    }
    return all;
  }

  /** A job with what other tables keep of it; empty if there is none that can be read. */
  public Optional<RecentDeletions.Gone> find(UUID id) {
    return store
        .jobs()
        .find(id)
        .map(
            job ->
                new RecentDeletions.Gone(
                    new ManagedJob(
                        job, details.find(id).orElseGet(() -> JobDetails.none(Instant.EPOCH))),
                    rows.read(id),
                    Optional.empty()));
  }
}
