package dev.tempo.store.sqlite;

import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Brings a file's own tables up to date by numbered scripts, each in a transaction. The version of
 * these is {@code PRAGMA user_version}; parts that keep tables of their own in the file have theirs
 * in the table {@code component}.
 */
final class FileMigrations {
  private FileMigrations() {}

  /** Refuses a file whose form this version does not know. */
  static void requireKnown(Connection connection, SqliteErrors errors) throws SQLException {
    int found = version(connection);
    int known = errors.profile().migrations().version();
    if (found > known) {
      throw errors.tooNew(found, known);
    }
  }

  /** Runs all scripts that were not run yet. */
  static void migrate(Connection connection, Migrations migrations) throws SQLException {
    for (int done = version(connection); done < migrations.version(); done++) {
      SqliteTransaction.begin(connection);
      try {
        Migrations.run(connection, migrations.script(SqliteDialect.INSTANCE, done + 1));
        SqliteDatabase.execute(connection, "PRAGMA user_version = " + (done + 1));
        SqliteTransaction.commit(connection);
      } catch (SQLException e) {
        SqliteTransaction.rollback(connection);
        throw e;
      }
    }
  }

  static int version(Connection connection) throws SQLException {
    return (int) Sql.of(connection, "PRAGMA user_version").count();
  }
}
