package dev.tempo.store.sqlite;

import dev.tempo.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says in words what SQLite's error codes mean.
 *
 * @param file the database
 */
record SqliteErrors(Path file) {

  /** The primary code is the low byte of an extended one (sqlite.org/rescode.html). */
  private static final int PRIMARY = 0xFF;

  RuntimeException translate(Exception e) {
    return e instanceof SQLException sql ? of(sql) : (RuntimeException) e;
  }

  StoreException of(SQLException e) {
    return new StoreException(file + ": " + advice(e) + " (" + e.getMessage() + ")", e);
  }

  StoreException closed() {
    return new StoreException("The database " + file + " is closed");
  }

  private static String advice(SQLException e) {
    if (!(e instanceof SQLiteException known)) {
      return "it cannot be used";
    }
    return switch (SQLiteErrorCode.getErrorCode(known.getResultCode().code & PRIMARY)) {
      case SQLITE_FULL -> "no room is left on its disk; free some";
      case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds it; end that program";
      case SQLITE_READONLY, SQLITE_PERM ->
          "it may not be written; check the permissions of the file and its directory";
      case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is damaged; restore it from a backup";
      case SQLITE_CANTOPEN -> "it cannot be opened; check that its directory exists and is yours";
      case SQLITE_IOERR -> "its disk reports an error";
      default -> "SQLite reports an error";
    };
  }
}
