package dev.tempo.store.jdbc.state;

import dev.tempo.store.TriggerState;
import dev.tempo.store.TriggerStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads how far triggers have come. */
public final class JdbcTriggerStore implements TriggerStore {
  private static final String SELECT =
      "SELECT id, job_id, " + TriggerColumns.STATE + " FROM job_trigger ";

  private static final int MOST_AT_ONCE = 1_000;

  private final Database database;

  /** Reads triggers from a database. */
  public JdbcTriggerStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<TriggerState> find(UUID triggerId) {
    return database.read(
        connection ->
            Sql.bound(connection, SELECT + "WHERE id = ?", parameters -> parameters.id(triggerId))
                .firstReadable(TriggerColumns::readState));
  }

  @Override
  public List<TriggerState> findByJob(UUID jobId) {
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    SELECT + "WHERE job_id = ? ORDER BY position",
                    parameters -> parameters.id(jobId))
                .allReadable(TriggerColumns::readState));
  }

  /** One question for a thousand jobs. */
  @Override
  public List<TriggerState> findByJobs(Collection<UUID> jobIds) {
    List<UUID> all = List.copyOf(jobIds);
    List<TriggerState> found = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
      found.addAll(ofFew(all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE))));
    }
    return found;
  }

  private List<TriggerState> ofFew(List<UUID> jobIds) {
    String places = String.join(", ", Collections.nCopies(jobIds.size(), "?"));
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    SELECT + "WHERE job_id IN (" + places + ")",
                    parameters -> {
                      for (UUID jobId : jobIds) {
                        parameters.id(jobId);
                      }
                    })
                .allReadable(TriggerColumns::readState));
  }

  @Override
  public List<TriggerState> due(Instant until, int limit) {
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    SELECT + "WHERE next_at <= ? ORDER BY next_at, id LIMIT ?",
                    parameters -> parameters.instant(until).number(limit))
                .allReadable(TriggerColumns::readState));
  }

  @Override
  public Optional<Instant> nextDue() {
    return database.read(
        connection ->
            Sql.of(
                    connection,
                    "SELECT next_at FROM job_trigger WHERE next_at IS NOT NULL ORDER BY next_at LIMIT"
                        + " 1")
                .firstReadable(row -> row.instant("next_at")));
  }

  @Override
  public List<UUID> jobsThatFollow(Optional<UUID> after, int limit) {
    UUID first = after.orElse(new UUID(0, 0));
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    "SELECT DISTINCT job_id FROM job_trigger WHERE follows_jobs = 1 AND job_id > ?"
                        + " ORDER BY job_id LIMIT ?",
                    parameters -> parameters.id(first).number(limit))
                .allReadable(row -> row.id("job_id")));
  }

  @Override
  public List<UUID> jobsToRunAtStartup(Optional<UUID> after, int limit) {
    UUID first = after.orElse(new UUID(0, 0));
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    "SELECT DISTINCT job_id FROM job_trigger WHERE at_startup = 1 AND job_id > ?"
                        + " ORDER BY job_id LIMIT ?",
                    parameters -> parameters.id(first).number(limit))
                .allReadable(row -> row.id("job_id")));
  }
}
