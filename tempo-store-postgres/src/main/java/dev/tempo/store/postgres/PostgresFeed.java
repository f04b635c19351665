package dev.tempo.store.postgres;

import dev.tempo.store.cluster.Feed;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.jdbc.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Turns as rows, which the commits of turns add. Thread-safe. */
final class PostgresFeed implements Feed {
  private static final int AT_ONCE = 5_000;

  /** The number of the last one stays: it says which one comes next. */
  private static final String PRUNE =
      "DELETE FROM feed WHERE turn IN (SELECT turn FROM feed WHERE turn < (SELECT max(turn) FROM"
          + " feed) AND made_at < "
          + PostgresNodes.NOW
          + " - ? ORDER BY turn LIMIT "
          + AT_ONCE
          + ")";

  private static final String EMPTY_LAST =
      "UPDATE feed SET body = NULL WHERE turn = (SELECT max(turn) FROM feed) AND made_at < "
          + PostgresNodes.NOW
          + " - ? AND body IS NOT NULL";
  private static final String PRUNE_ANSWERS =
      "DELETE FROM answer WHERE command IN (SELECT command FROM answer WHERE answered_at < "
          + PostgresNodes.NOW
          + " - ? LIMIT "
          + AT_ONCE
          + ")";
  private static final String PRUNE_STOPS =
      "DELETE FROM run_stop s WHERE NOT EXISTS (SELECT 1 FROM run_open r WHERE r.id = s.run)";

  private final PostgresDatabase database;
  private final ControlSession mail;

  PostgresFeed(PostgresDatabase database, ControlSession mail) {
    this.database = database;
    this.mail = mail;
  }

  @Override
  public long last() {
    return mail.repeat(connection -> Sql.of(connection, "SELECT max(turn) FROM feed").count());
  }

  @Override
  public Optional<UUID> holder(long number) {
    String sql = "SELECT holder FROM feed WHERE turn = ?";
    return mail.repeat(
        connection -> Sql.of(connection, sql, number).first(row -> row.id("holder")));
  }

  @Override
  public List<FeedEntry> after(long number, int limit) {
    return mail.repeat(
        connection ->
            Sql.of(
                    connection,
                    "SELECT turn, holder, body FROM feed WHERE turn > ? AND body IS NOT NULL"
                        + " ORDER BY turn LIMIT ?",
                    number,
                    limit)
                .all(
                    row -> new FeedEntry(row.number("turn"), row.id("holder"), row.bytes("body"))));
  }

  /**
   * And what else was left behind: answers that nobody took, and requests to stop what has ended.
   */
  @Override
  public void prune(Duration age) {
    prune(PRUNE, age);
    database.write(c -> Sql.of(c, EMPTY_LAST, age.toMillis()).execute());
    prune(PRUNE_ANSWERS, age);
    database.write(connection -> Sql.of(connection, PRUNE_STOPS).execute());
  }

  private void prune(String portion, Duration age) {
    int pruned = AT_ONCE;
    while (pruned >= AT_ONCE) {
      pruned = database.write(c -> Sql.of(c, portion, age.toMillis()).execute());
    }
  }
}
