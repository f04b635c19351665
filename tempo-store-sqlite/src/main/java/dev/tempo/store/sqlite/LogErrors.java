package dev.tempo.store.sqlite;

import dev.tempo.log.LogStorageException;
import dev.tempo.log.LogStorageException.Reason;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in words what SQLite's error codes mean for logs. */
final class LogErrors {

  private LogErrors() {}

  static LogStorageException of(Path file, SQLException e) {
    Reason reason =
        e instanceof SQLiteException known ? reason(known.getResultCode()) : Reason.OTHER;
    String advice =
        switch (reason) {
          case FULL -> "no room is left on its disk; storing goes on by itself once there is some";
          case LOCKED -> "another program holds it; storing goes on by itself once it lets go";
          case READ_ONLY ->
              "it may not be written; check the permissions of the file and its directory";
          case DAMAGED -> "it is damaged; restore it from a backup, or move it away to begin anew";
          default -> "SQLite reports an error";
        };
    return new LogStorageException(reason, file + ": " + advice + " (" + e.getMessage() + ")", e);
  }

  private static Reason reason(SQLiteErrorCode code) {
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xFF)) {
      case SQLITE_FULL -> Reason.FULL;
      case SQLITE_BUSY, SQLITE_LOCKED -> Reason.LOCKED;
      case SQLITE_READONLY, SQLITE_PERM -> Reason.READ_ONLY;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> Reason.DAMAGED;
      default -> Reason.OTHER;
    };
  }

  static LogStorageException closed(Path file) {
    return new LogStorageException(Reason.CLOSED, "The log store " + file + " is closed");
  }
}
