package dev.tempo.store.jdbc.state;

import dev.tempo.store.DecisionEntry;
import dev.tempo.store.DecisionStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.StatementParameters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Reads the ledger. */
public final class JdbcDecisionStore implements DecisionStore {
  /** The columns of an entry. */
  public static final String COLUMNS =
      "id, job_id, trigger_id, decision, run_id, first_at, last_at, count, reason, decided_at";

  /** Ids begin with the millisecond in which they were made, so this is a range of them. */
  static final String PRUNE = "DELETE FROM ledger WHERE id < ? AND last_at < ?";

  /** Deletes as many of these as the third parameter says, at most. */
  private static final String PRUNE_SOME =
      "DELETE FROM ledger WHERE id IN (SELECT id FROM ledger WHERE id < ? AND last_at < ? LIMIT ?)";

  private final Database database;

  /** Reads the ledger from a database. */
  public JdbcDecisionStore(Database database) {
    this.database = database;
  }

  @Override
  public List<DecisionEntry> entries(UUID jobId, Instant from, Instant to, int limit) {
    return database.read(
        connection ->
            Sql.bound(
                    connection,
                    "SELECT "
                        + COLUMNS
                        + " FROM ledger WHERE job_id = ? AND last_at >= ? AND first_at <= ?"
                        + " ORDER BY first_at, id LIMIT ?",
                    parameters -> parameters.id(jobId).instant(from).instant(to).number(limit))
                .allReadable(JdbcDecisionStore::entry));
  }

  /** Sets the {@link #COLUMNS}. */
  public static void bind(StatementParameters to, DecisionEntry entry) throws SQLException {
    to.id(entry.id())
        .id(entry.subject().jobId())
        .id(entry.subject().triggerId())
        .text(entry.subject().decision().name())
        .id(entry.subject().runId())
        .instant(entry.range().from())
        .instant(entry.range().to())
        .number(entry.range().count())
        .text(entry.reason())
        .instant(entry.decidedAt());
  }

  /**
   * Prunes at most so many entries that were made and lie before an instant.
   *
   * @return how many were pruned
   * @throws SQLException if the database fails
   */
  public static int pruneSome(Connection connection, Instant before, int limit)
      throws SQLException {
    return Sql.of(connection, PRUNE_SOME, ColumnCodecs.firstId(before), before, limit).execute();
  }

  static void bindPrune(StatementParameters to, Instant before) throws SQLException {
    to.id(ColumnCodecs.firstId(before)).instant(before);
  }

  /** One that is not known says no more than that the occurrences did not run. */
  private static DecisionEntry.Decision decision(String text) {
    return Arrays.stream(DecisionEntry.Decision.values())
        .filter(known -> known.name().equals(text))
        .findFirst()
        .orElse(DecisionEntry.Decision.SUPPRESSED);
  }

  private static DecisionEntry entry(ResultRow row) throws SQLException {
    DecisionEntry.Subject subject =
        new DecisionEntry.Subject(
            row.id("job_id"),
            row.id("trigger_id"),
            decision(row.text("decision")),
            row.optionalId("run_id"));
    DecisionEntry.Range range =
        new DecisionEntry.Range(
            row.instant("first_at"), row.instant("last_at"), row.number("count"));
    return new DecisionEntry(
        row.id("id"), subject, range, row.text("reason"), row.instant("decided_at"));
  }
}
