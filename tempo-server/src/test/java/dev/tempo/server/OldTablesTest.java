package dev.tempo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose parts are of their first form is brought up to date, with what it holds. */
final class OldTablesTest {
  @TempDir private Path directory;
  private final UUID user = Ids.next();

  @Test
  void tablesOfTheFirstForm_areChanged_andKeepWhatTheyHold() {
    try (JdbcStore store = SqliteStoreProvider.INSTANCE.open(directory, Optional.empty())) {
      fill(store.database());
    }
    try (TestServer server = TestServer.start(directory)) {
      Database database = server.store().database();
      assertThat(version(database, "keys")).isEqualTo(2);
      assertThat(version(database, "sessions")).isEqualTo(2);
      assertThat(version(database, "notifications")).isEqualTo(2);
      assertThat(text(database, "SELECT name FROM api_keys WHERE made_by IS NULL"))
          .isEqualTo("old");
      assertThat(text(database, "SELECT lane FROM notice")).isEqualTo("mail");
      assertThat(text(database, "SELECT user_id FROM sessions WHERE half_hash IS NULL"))
          .isNotNull();
      assertThat(server.client().get("/api/setup/status").data("needsSetup").booleanValue())
          .isFalse();
    }
  }

  private void fill(Database database) {
    for (String part : new String[] {"users", "keys", "sessions", "notifications"}) {
      database.migrate(new Migrations(TempoServer.class, part, 1));
    }
    Instant now = Instant.now();
    run(
        database,
        "INSERT INTO users (id, username, username_key, role, active, theme, password_hash, created_at)"
            + " VALUES (?, 'ada', 'ada', 'admin', 1, 'system', 'x', ?)",
        user,
        now);
    run(
        database,
        "INSERT INTO api_keys (id, owner_id, epoch, hash, name, prefix, from_settings, scope, created_at)"
            + " VALUES (?, ?, 0, ?, 'old', 'p', 0, 'API', ?)",
        Ids.next(),
        user,
        new byte[] {1},
        now);
    run(
        database,
        "INSERT INTO sessions (id, user_id, created_at, expires_at, epoch) VALUES (?, ?, ?, ?, 0)",
        Ids.next(),
        user,
        now,
        now.plusSeconds(86_400));
    run(
        database,
        "INSERT INTO notice (id, run_id, channel, target, document, created_at, attempts)"
            + " VALUES (?, ?, 'EMAIL', 'a@example.org', '{}', ?, 1)",
        Ids.next(),
        Ids.next(),
        now);
  }

  private static void run(Database database, String statement, Object... arguments) {
    database.write(c -> Sql.of(c, statement, arguments).execute());
  }

  private static long version(Database database, String part) {
    return database.read(
        c -> Sql.of(c, "SELECT version FROM component WHERE name = ?", part).count());
  }

  private static String text(Database database, String query) {
    return database
        .read(c -> Sql.of(c, query).first(row -> String.valueOf(row.raw(row.columns().getFirst()))))
        .orElseThrow();
  }
}
