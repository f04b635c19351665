package dev.tempo.store.sqlite;

import dev.tempo.log.LogStorageException.Reason;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says in words what SQLite's error codes mean, as the exception that the users of a file expect.
 *
 * @param file the database
 * @param profile whose exceptions are made
 */
record SqliteErrors(Path file, DatabaseProfile profile) {

  /** The primary code is the low byte of an extended one (sqlite.org/rescode.html). */
  private static final int PRIMARY = 0xFF;

  RuntimeException translate(Throwable e) {
    return switch (e) {
      case SQLException sql -> of(sql);
      case RuntimeException known -> known;
      default -> profile.exception(Reason.OTHER, file + " could not be written: " + e, e);
    };
  }

  RuntimeException of(SQLException e) {
    return of(e, "an engine that runs goes on by itself");
  }

  /** Of what could not be opened, by whoever ends for that. */
  RuntimeException ofOpening(SQLException e) {
    return of(e, "try again");
  }

  private RuntimeException of(SQLException e, String then) {
    SQLiteErrorCode code =
        e instanceof SQLiteException known
            ? SQLiteErrorCode.getErrorCode(known.getResultCode().code & PRIMARY)
            : SQLiteErrorCode.UNKNOWN_ERROR;
    String message = file + ": " + advice(code, then) + " (" + cause(e) + ")";
    return profile.exception(reason(code), message, e);
  }

  /** What the driver says; of a connection that it could not make it does not say why. */
  private static String cause(SQLException e) {
    Throwable first = e;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    if (first instanceof NativeLibraryNotFoundException) {
      return "the driver cannot unpack its library into "
          + System.getProperty("java.io.tmpdir")
          + ": see that there is room, and that what lies there may be executed, or name another"
          + " directory by -Djava.io.tmpdir (in TEMPO_JAVA_OPTS)";
    }
    return first == e ? e.getMessage() : e.getMessage() + ": " + first.getMessage();
  }

  RuntimeException closed() {
    return profile.exception(Reason.CLOSED, "The database " + file + " is closed", null);
  }

  /** A newer version has changed the form of this file. */
  RuntimeException tooNew(int found, int known) {
    String message =
        String.format(
            Locale.ROOT,
            "%s was written by a newer version of Tempo (form %d, this one knows %d); run that version, or restore a backup",
            file,
            found,
            known);
    return profile.exception(Reason.TOO_NEW, message, null);
  }

  private static Reason reason(SQLiteErrorCode code) {
    return switch (code) {
      case SQLITE_FULL -> Reason.FULL;
      case SQLITE_BUSY, SQLITE_LOCKED -> Reason.LOCKED;
      case SQLITE_READONLY, SQLITE_PERM -> Reason.READ_ONLY;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> Reason.DAMAGED;
      default -> Reason.OTHER;
    };
  }

  private static String advice(SQLiteErrorCode code, String then) {
    return switch (code) {
      case SQLITE_FULL -> "no room is left on its disk; free some, and " + then;
      case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds it; end that program, and " + then;
      case SQLITE_READONLY, SQLITE_PERM ->
          "it may not be written; check the permissions of the file and its directory";
      case SQLITE_CORRUPT, SQLITE_NOTADB -> "it is damaged; restore it from a backup";
      case SQLITE_CANTOPEN -> "it cannot be opened; check that its directory exists and is yours";
      case SQLITE_IOERR -> "its disk reports an error";
      default -> "SQLite reports an error";
    };
  }
}
