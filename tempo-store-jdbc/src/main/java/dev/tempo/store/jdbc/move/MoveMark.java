package dev.tempo.store.jdbc.move;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Sql;
import java.util.Optional;

/**
 * Says in a database that it is the target of a move that has not ended, from where, and what was
 * done once.
 */
final class MoveMark {
  static final String TABLE = "store_move";

  private static final String SOURCE = "source";
  private static final String FIND = "SELECT note FROM store_move WHERE part = ?";
  private static final String ADD = "INSERT INTO store_move (part, note) VALUES (?, ?)";

  private final Database database;

  MoveMark(Database database) {
    this.database = database;
  }

  /** Returns where what is here comes from; empty if nothing is being moved here. */
  Optional<String> source() {
    return database.read(
        c ->
            Sql.of(c, database.dialect().tableExists(), TABLE).exists()
                ? Sql.of(c, FIND, SOURCE).first(row -> row.text("note"))
                : Optional.empty());
  }

  void begin(String source) {
    database.write(
        c -> {
          Sql.of(c, "CREATE TABLE store_move (part TEXT PRIMARY KEY, note TEXT NOT NULL)")
              .execute();
          return Sql.of(c, ADD, SOURCE, source).execute();
        });
  }

  /** Whether something was done once. */
  boolean isDone(String what) {
    return database.read(c -> Sql.of(c, FIND, what).exists());
  }

  void done(String what) {
    database.write(c -> Sql.of(c, ADD, what, "").execute());
  }

  void end() {
    database.write(c -> Sql.of(c, "DROP TABLE store_move").execute());
  }
}
