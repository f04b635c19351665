package dev.tempo.server.clustering;

import dev.tempo.server.http.Tickets;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.time.TimeSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tickets in the table of {@code changes-1.sql}. Thread-safe. */
public final class TicketStore implements Tickets.SharedTickets {
  private final Database database;
  private final Credentials credentials;
  private final TimeSource time;

  /**
   * Who may act with credentials, by their ids; empty once those have ended.
   *
   * @param ofSession by log-ins
   * @param ofKey by API keys
   */
  public record Credentials(
      Function<UUID, Optional<Caller>> ofSession, Function<UUID, Optional<Caller>> ofKey) {

    private Optional<Caller> caller(Optional<UUID> session, Optional<UUID> key) {
      return session.flatMap(ofSession).or(() -> key.flatMap(ofKey));
    }
  }

  /** Those of a database that nodes share. */
  public TicketStore(Database database, Credentials credentials, TimeSource time) {
    this.database = database;
    this.credentials = credentials;
    this.time = time;
  }

  @Override
  public void add(String hash, String path, Caller caller, Instant expiresAt) {
    Instant now = time.nowMillis();
    database.write(
        c -> {
          Sql.of(c, "DELETE FROM shared_ticket WHERE expires_at < ?", now).execute();
          return Sql.of(
                  c,
                  "INSERT INTO shared_ticket (hash, path, session_id, key_id, expires_at)"
                      + " VALUES (?, ?, ?, ?, ?)",
                  hash,
                  path,
                  caller.sessionId(),
                  caller.key().map(Caller.Key::id),
                  expiresAt)
              .execute();
        });
  }

  private record Kept(String path, Optional<UUID> session, Optional<UUID> key, Instant expiresAt) {}

  private static Kept kept(ResultRow row) throws SQLException {
    return new Kept(
        row.text("path"),
        row.optionalId("session_id"),
        row.optionalId("key_id"),
        row.instant("expires_at"));
  }

  @Override
  public Optional<Supplier<Optional<Caller>>> take(String hash, String path) {
    if (!isThere(hash)) {
      return Optional.empty(); // what strangers make up costs no write
    }
    String sql = "DELETE FROM shared_ticket WHERE hash = ? RETURNING *";
    return database
        .write(c -> Sql.of(c, sql, hash).first(TicketStore::kept))
        .filter(kept -> kept.path().equals(path) && kept.expiresAt().isAfter(time.nowMillis()))
        .map(kept -> () -> credentials.caller(kept.session(), kept.key()));
  }

  private boolean isThere(String hash) {
    String sql = "SELECT hash FROM shared_ticket WHERE hash = ?";
    return database.read(c -> Sql.of(c, sql, hash).first(row -> row.text("hash"))).isPresent();
  }
}
