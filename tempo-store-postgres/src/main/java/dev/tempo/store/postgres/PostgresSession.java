package dev.tempo.store.postgres;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.commit.Commit;
import dev.tempo.store.jdbc.commit.WriteSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that writes, with the lock of its part of the schema if it has one, made anew when
 * it is lost.
 *
 * <p>When the answer to a commit is lost, it may have taken place. Where doing it again would do it
 * twice, the transaction's number was asked for before, and the server is asked by it as soon as it
 * can be reached again.
 */
final class PostgresSession implements WriteSession {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long somebody is waited for who may be ending. */
  static final Duration ENDING = Duration.ofSeconds(2);

  /** How long it is waited for a session of our own to end. */
  private static final Duration LEAVING = Duration.ofSeconds(5);

  private static final String SET_SYNC = "SELECT set_config('synchronous_commit', ?, false)";
  private static final long BETWEEN_NANOS = Duration.ofMillis(200).toNanos();

  private final PostgresConnections connections;
  private final PostgresErrors errors;
  private final EngineLock lock;
  private final Parts parts;
  private volatile SchemaUse use = SchemaUse.OPEN;
  private @Nullable Connection connection;
  private EngineLock.@Nullable SessionId session;
  private boolean synced = true;

  /** How the session waits for the disk when it does. */
  private String syncedAs = "on";

  private boolean askable;
  private boolean inDoubt;

  /** Whether the last attempt to connect again took as long as is waited for that. */
  private boolean gaveUp;

  /**
   * What a session belongs to.
   *
   * @param part of the schema, which has a lock of its own
   * @param onRollback called when prepared statements may be gone
   * @param onLost told when another has taken over
   */
  record Parts(String part, Runnable onRollback, Consumer<StoreException> onLost) {}

  private PostgresSession(PostgresConnections connections, PostgresErrors errors, Parts parts) {
    this.connections = connections;
    this.errors = errors;
    this.parts = parts;
    this.lock = EngineLock.of(connections.options().schema(), parts.part());
  }

  /**
   * Opens a session, which has no lock.
   *
   * @throws SQLException if the database cannot be reached
   */
  static PostgresSession open(PostgresConnections connections, PostgresErrors errors, Parts parts)
      throws SQLException {
    PostgresSession session = new PostgresSession(connections, errors, parts);
    Connection first = connections.writer();
    try {
      PostgresConnections.requirePrimary(first);
      session.use(first);
      return session;
    } catch (SQLException | RuntimeException e) {
      first.close();
      throw e;
    }
  }

  /**
   * Takes or gives back the lock, for the writer's thread outside of a transaction.
   *
   * @throws StoreException if others have it
   */
  boolean change(Connection session, SchemaUse next) throws SQLException {
    SchemaUse before = use;
    if (next != before) {
      if (!lock.tryTake(session, next, ENDING)) {
        throw taken(session);
      }
      lock.release(session, before);
      use = next;
    }
    return true;
  }

  private StoreException taken(Connection session) throws SQLException {
    return errors.taken(lock, session, connections.options().schema());
  }

  /**
   * Sees to it that nobody claims or shares the schema before the transaction has ended, if this
   * session does not.
   *
   * @throws StoreException if somebody does
   */
  void requireNoOther(Connection session) throws SQLException {
    if (use == SchemaUse.OPEN) {
      long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      while (!lock.tryTakeForTransaction(session)) {
        if (System.nanoTime() - end > 0) {
          throw taken(session);
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }

  /**
   * Sees to it that nobody else claims the schema before the transaction has ended.
   *
   * @return true
   * @throws StoreException if somebody does
   */
  boolean requireUnclaimed(Connection session) throws SQLException {
    if (!lock.tryShareForTransaction(session)) {
      throw taken(session);
    }
    return true;
  }

  private void use(Connection opened) throws SQLException {
    session = EngineLock.session(opened);
    syncedAs =
        Sql.of(opened, "SELECT current_setting('synchronous_commit') AS value")
            .first(row -> row.text("value"))
            .orElseThrow();
    opened.setAutoCommit(false);
    connection = opened;
    synced = true;
  }

  @Override
  public String name() {
    return connections.name();
  }

  @Override
  public Connection begin(Set<Commit> kinds) throws SQLException {
    inDoubt = false;
    Connection opened = opened();
    opened.setAutoCommit(false);
    opened.setNetworkTimeout(Runnable::run, (int) PostgresConnections.WRITER_TIMEOUT.toMillis());
    askable = !errors.logs() && !kinds.equals(Set.of(Commit.REPEATABLE));
    if (errors.logs()) {
      sync(opened, kinds.contains(Commit.DURABLE) || kinds.contains(Commit.REPEATABLE));
    }
    return opened;
  }

  /** By itself, or a rollback would undo it. */
  private void sync(Connection opened, boolean toBeSynced) throws SQLException {
    if (toBeSynced != synced) {
      Sql.of(opened, SET_SYNC, toBeSynced ? syncedAs : "off").exists();
      opened.commit();
      synced = toBeSynced;
    }
  }

  @Override
  public Connection alone() throws SQLException {
    inDoubt = false;
    Connection opened = opened();
    opened.setAutoCommit(true);
    return opened;
  }

  @Override
  public void commit() throws SQLException {
    Optional<String> transaction = askable ? transaction() : Optional.empty();
    try {
      opened().commit();
    } catch (SQLException e) {
      if (!PostgresErrors.isLost(e) || transaction.isEmpty()) {
        throw e;
      }
      discard();
      if (!wasCommitted(transaction.get(), e)) {
        throw e;
      }
    }
  }

  /** Empty if nothing was written. */
  private Optional<String> transaction() throws SQLException {
    return Sql.of(opened(), "SELECT pg_current_xact_id_if_assigned()::text AS id")
        .first(row -> row.optionalText("id"))
        .flatMap(id -> id);
  }

  private boolean wasCommitted(String transaction, SQLException failure) throws SQLException {
    inDoubt = true;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String status = status(transaction);
      if (!status.equals("in progress") || System.nanoTime() - end > 0) {
        inDoubt = !status.equals("committed") && !status.equals("aborted");
        LOG.warn("{}: a transaction whose end was not told: {}", name(), status, failure);
        return status.equals("committed");
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
  }

  private String status(String transaction) throws SQLException {
    Connection opened = opened();
    String status =
        Sql.of(
                opened,
                "SELECT coalesce(pg_xact_status(?::text::xid8), 'unknown') AS status",
                transaction)
            .first(row -> row.text("status"))
            .orElse("unknown");
    opened.rollback();
    return status;
  }

  @Override
  public void rollback() {
    Connection open = connection;
    if (open != null) {
      try {
        if (!open.getAutoCommit()) {
          open.rollback();
          open.setAutoCommit(true);
        }
        PostgresConnections.requirePrimary(open);
        open.setAutoCommit(false);
      } catch (SQLException e) {
        discard();
      }
    }
    parts.onRollback().run();
  }

  @Override
  public boolean isWorthRetrying(Throwable failure) {
    return PostgresErrors.isLost(failure) && !inDoubt;
  }

  @Override
  public boolean isInDoubt(Throwable failure) {
    return inDoubt;
  }

  @Override
  public RuntimeException translate(Throwable failure) {
    return errors.translate(failure);
  }

  @Override
  public RuntimeException closed() {
    return errors.closed();
  }

  @Override
  public void close() throws SQLException {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        if (!open.getAutoCommit()) {
          open.rollback();
          open.setAutoCommit(true);
        }
        lock.release(open, use);
      } finally {
        open.close();
      }
    }
  }

  private void discard() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.debug("A session had ended already", e);
      }
    }
    parts.onRollback().run();
  }

  private Connection opened() throws SQLException {
    Optional<StoreException> lost = connections.lost();
    if (lost.isPresent()) {
      throw lost.get();
    }
    Connection open = connection;
    if (open == null) {
      open = reopen();
    }
    return open;
  }

  private Connection reopen() throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        Connection next = reopenOnce();
        gaveUp = false;
        return next;
      } catch (SQLException e) {
        if (gaveUp || System.nanoTime() - end > 0) {
          gaveUp = true; // whoever comes next has waited meanwhile
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }

  private StoreException lost(String holder) {
    StoreException lost = errors.lost(holder);
    if (connections.lose(lost)) {
      parts.onLost().accept(lost);
    }
    return connections.lost().orElse(lost);
  }

  private Connection reopenOnce() throws SQLException {
    Connection next = connections.writer();
    try {
      PostgresConnections.requirePrimary(next);
      EngineLock.SessionId former = session;
      if (former != null) {
        EngineLock.end(next, former);
      }
      if (!lock.tryTake(next, use, LEAVING)) {
        throw lost(lock.holder(next).orElse("another session"));
      }
      if (use == SchemaUse.CLAIMED && !connections.isHeld(next)) {
        lock.release(next, use);
        throw lost("another engine, which may have ended since,");
      }
      use(next);
      LOG.info("{}: connected again", name());
      return next;
    } catch (SQLException | RuntimeException e) {
      next.close();
      throw e;
    }
  }
}
