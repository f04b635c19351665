package dev.tempo.server.jobs;

import dev.tempo.server.jobs.JobIndexEntry.Running;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Reads of all jobs only what is kept of each in memory, in one query. Reading whole definitions
 * takes many times as long. Thread-safe.
 *
 * @param database with the jobs
 */
record JobHeadStore(Database database) {
  private static final int VERY_MANY = 5_000;

  /** Stands for details that are not read yet. */
  static final JobDetails UNKNOWN = JobDetails.none(Instant.EPOCH);

  /** True if there are so many jobs that reading their definitions keeps a start waiting. */
  boolean areVeryMany() {
    return database.read(c -> Sql.of(c, "SELECT count(*) FROM job").count()) >= VERY_MANY;
  }

  /** All of them, each with unknown details. */
  List<JobIndexEntry> all() {
    return database.read(
        c -> {
          Set<UUID> following =
              new HashSet<>(
                  Sql.of(c, "SELECT DISTINCT job_id FROM job_trigger WHERE follows_jobs = 1")
                      .all(row -> row.id("job_id")));
          return Sql.of(c, "SELECT id, key, name, version, enabled, queue FROM job")
              .allReadable(
                  row -> {
                    UUID id = row.id("id");
                    String key = row.text("key");
                    String name = row.text("name");
                    Running running =
                        new Running(
                            row.number("version"),
                            row.flag("enabled"),
                            row.text("queue").intern(),
                            following.contains(id));
                    return new JobIndexEntry(
                        id, key, name.equals(key) ? key : name, running, UNKNOWN);
                  });
        });
  }
}
