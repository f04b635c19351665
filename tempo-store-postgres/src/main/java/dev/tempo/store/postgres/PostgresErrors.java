package dev.tempo.store.postgres;

import dev.tempo.log.LogStorageException;
import dev.tempo.log.LogStorageException.Reason;
import dev.tempo.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;

/**
 * Says in words what PostgreSQL's error codes mean, as the exception that the users of a database
 * expect. Immutable.
 *
 * @param name how the database is called
 * @param logs whether its users are those of a log store
 */
record PostgresErrors(String name, boolean logs) {
  /** What a server says as it ends, or ends a session. */
  private static final Set<String> ENDED =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

  /** What a server says that has become a standby, so that another one has its place. */
  private static final String READ_ONLY = "25006";

  /** What is said here where all sessions are in use: insufficient resources, of whatever kind. */
  static final String BUSY = "53000";

  /** Returns whether the connection on which this happened cannot be used any more. */
  static boolean isLost(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isLost(state(sql))) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a lock was waited for as long as its session waits. */
  static boolean isLockTimeout(SQLException failure) {
    return "55P03".equals(failure.getSQLState());
  }

  /** Returns whether there is another row already. */
  static boolean isDuplicate(SQLException failure) {
    return "23505".equals(failure.getSQLState());
  }

  private static boolean isLost(String state) {
    return state.startsWith("08") || ENDED.contains(state) || state.equals(READ_ONLY);
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  RuntimeException translate(Throwable e) {
    return switch (e) {
      case SQLException sql -> of(sql);
      case StoreException lost when logs ->
          exception(
              isLost(lost) ? Reason.UNREACHABLE : Reason.OTHER,
              String.valueOf(lost.getMessage()),
              lost);
      case RuntimeException known -> known;
      default -> exception(Reason.OTHER, name + " could not be written: " + e, e);
    };
  }

  RuntimeException of(SQLException e) {
    return of(e, advice(state(e), "an engine that runs goes on by itself"));
  }

  /** Of what could not be opened, by whoever ends for that. */
  RuntimeException ofOpening(SQLException e) {
    String advice =
        isLost(state(e))
            ? "it cannot be reached; see that it runs, and that its address is right, and try again"
            : advice(state(e), "try again");
    return of(e, advice);
  }

  private RuntimeException of(SQLException e, String advice) {
    String message = name + ": " + advice + " (" + e.getMessage() + ")";
    return exception(reason(e), message, e);
  }

  RuntimeException closed() {
    return exception(Reason.CLOSED, "The database " + name + " is closed", null);
  }

  /** Another engine has taken the place of this one. */
  StoreException lost(String holder) {
    return new StoreException(
        StoreException.Reason.LOST,
        name
            + " was taken over by "
            + holder
            + " while this process was cut off from it: nothing more is written. Stop one of the"
            + " two",
        null);
  }

  /**
   * Others use the schema.
   *
   * @param lock that they have
   * @param session looks into the schema
   */
  StoreException taken(EngineLock lock, Connection session, String schema) throws SQLException {
    List<String> nodes = lock.nodes(session);
    return nodes.isEmpty()
        ? taken(schema, lock.holder(session).orElse("another session"))
        : taken(schema, nodes);
  }

  private StoreException taken(String schema, String holder) {
    return new StoreException(
        inUse(schema, holder)
            + ". Only one engine may use it, unless all are nodes of a cluster (a server is one that"
            + " has a name, TEMPO_NODE_NAME): stop that one, or choose another schema",
        null);
  }

  private StoreException taken(String schema, List<String> nodes) {
    boolean isOne = nodes.size() == 1;
    return new StoreException(
        inUse(schema, (isOne ? "the node " : "the nodes ") + String.join(", ", nodes))
            + ". Stop "
            + (isOne ? "it" : "all of them")
            + " first; or, to start another node, give it a name (TEMPO_NODE_NAME)",
        null);
  }

  private String inUse(String schema, String whom) {
    return name + ": the schema '" + schema + "' is in use by " + whom;
  }

  private RuntimeException exception(Reason reason, String message, Throwable cause) {
    return logs
        ? new LogStorageException(reason, message, cause)
        : new StoreException(reasonOfStore(reason), message, cause);
  }

  private static StoreException.Reason reasonOfStore(Reason reason) {
    if (reason.isTemporary()) {
      return StoreException.Reason.UNAVAILABLE;
    }
    return reason == Reason.DAMAGED ? StoreException.Reason.DAMAGED : StoreException.Reason.OTHER;
  }

  private static Reason reason(SQLException e) {
    Reason told = reason(state(e));
    boolean isPassing = told == Reason.OTHER && e instanceof SQLTransientConnectionException;
    return isPassing ? Reason.UNREACHABLE : told; // as a pool says that has none free
  }

  private static Reason reason(String state) {
    return switch (state) {
      case "53100" -> Reason.FULL;
      case "53300", BUSY -> Reason.UNREACHABLE; // until other sessions have ended
      case "55P03", "40P01", "40001" -> Reason.LOCKED;
      case "25006", "42501" -> Reason.READ_ONLY;
      case "XX001", "XX002" -> Reason.DAMAGED;
      default -> isLost(state) ? Reason.UNREACHABLE : Reason.OTHER;
    };
  }

  private static String advice(String state, String then) {
    return switch (state) {
      case "53100" -> "no room is left on its disk; free some, and " + then;
      case "53300" -> "it takes no more connections; raise max_connections, or end some";
      case BUSY -> "all its sessions are at work; once one is free, " + then;
      case "55P03", "40P01" -> "another session holds a lock; end it, and " + then;
      case "25006" -> "it may only be read; connect to the primary server, not to a standby";
      case "42501" -> "a permission is missing; give it to the role that Tempo connects as";
      case "28P01", "28000" -> "it does not accept the user or the password";
      case "3D000" -> "there is no database of this name; create it";
      case "XX001", "XX002" -> "it is damaged; restore it from a backup";
      case "" -> "PostgreSQL reports an error";
      default ->
          isLost(state)
              ? "it cannot be reached; once it can, " + then
              : "PostgreSQL reports an error";
    };
  }
}
