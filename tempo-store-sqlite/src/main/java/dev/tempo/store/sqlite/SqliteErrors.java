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
    String message = file + ": " + advice(e) + " (" + e.getMessage() + ")";
    return new StoreException(reason(e), message, e);
  }

  StoreException closed() {
    return new StoreException("The database " + file + " is closed");
  }

  private static StoreException.Reason reason(SQLException e) {
    boolean damaged =
        e instanceof SQLiteException known
            && switch (primary(known)) {
              case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
              default -> false;
            };
    return damaged ? StoreException.Reason.DAMAGED : StoreException.Reason.OTHER;
  }

  private static SQLiteErrorCode primary(SQLiteException e) {
    return SQLiteErrorCode.getErrorCode(e.getResultCode().code & PRIMARY);
  }

  private static String advice(SQLException e) {
    if (!(e instanceof SQLiteException known)) {
      return "it cannot be used";
    }
    return switch (primary(known)) {
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
