package dev.tempo.store.jdbc.state;

import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.TriggerState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * Writes those changes of a turn of which there are many, in the way that is cheapest in its
 * database: it may gather them, until {@link #flush}. Those of one run come in the order of its
 * life, and only that order must be kept. Used by the thread alone that owns the connection.
 */
public interface RunWriter {

  /** Adds a run, unless it is there already or its trigger has a run for the same instant. */
  void add(Connection connection, Change.AddRun added) throws SQLException;

  /** Starts a run that is queued. */
  void start(Connection connection, Change.StartRun started) throws SQLException;

  /** Ends a run that has not ended. */
  void finish(Connection connection, Change.FinishRun finished) throws SQLException;

  /** Ends a run otherwise that was lost, when all that was gathered is made. */
  void correct(Connection connection, Change.CorrectRun corrected) throws SQLException;

  /** Keeps what a run has handed over, if there is such a run. */
  void keepResult(Connection connection, Change.KeepResult kept) throws SQLException;

  /** Makes a run that has ended a dead letter, or none. */
  void setDeadLetter(Connection connection, Change.SetDeadLetter change) throws SQLException;

  /** Notes of a run that is running what its file said. */
  void readScript(Connection connection, Change.ReadScript read) throws SQLException;

  /** Lets a run start from another instant on that is queued. */
  void release(Connection connection, Change.ReleaseRun released) throws SQLException;

  /** Queues a run again that is running. */
  void requeue(Connection connection, Change.RequeueRun requeued) throws SQLException;

  /** Deletes those of these runs that have ended, when all that was gathered is made. */
  void delete(Connection connection, Collection<UUID> runIds) throws SQLException;

  /** Moves a trigger on, if it is there. */
  void move(Connection connection, TriggerState state) throws SQLException;

  /** Puts an entry into the ledger, or in the place of that with the same id. */
  void record(Connection connection, DecisionEntry entry) throws SQLException;

  /**
   * Makes all that was gathered.
   *
   * @return the ids of runs that were refused since their trigger has another one for their instant
   */
  Set<UUID> flush(Connection connection) throws SQLException;

  /** Forgets what was gathered, after a failure at which statements may have been closed. */
  void clear();
}
