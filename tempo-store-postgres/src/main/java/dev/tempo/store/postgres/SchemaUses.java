package dev.tempo.store.postgres;

import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For whom a store has its schema: for nobody, for an engine that is alone, or for a cluster.
 * Thread-safe.
 */
final class SchemaUses {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaUses.class);

  private final PostgresConnections connections;
  private final PostgresDatabase database;
  private final PostgresLogStore logs;
  private final ReentrantLock lock = new ReentrantLock();
  private SchemaUse use = SchemaUse.OPEN;
  private boolean kept;

  SchemaUses(PostgresConnections connections, PostgresDatabase database, PostgresLogStore logs) {
    this.connections = connections;
    this.database = database;
    this.logs = logs;
  }

  /**
   * Takes the schema for an engine, unless it is shared.
   *
   * @throws dev.tempo.store.StoreException if others use it
   */
  void claim() {
    lock.lock();
    try {
      if (use == SchemaUse.OPEN) {
        change(SchemaUse.CLAIMED);
        hold();
      }
    } finally {
      lock.unlock();
    }
  }

  private void hold() {
    try {
      connections.hold(database);
    } catch (RuntimeException e) {
      giveBack();
      throw e;
    }
  }

  /** Takes it, and gives it back when the store is closed or the schema shared. */
  void keepClaim() {
    claim();
    lock.lock();
    try {
      kept = true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a claim back; a session that cannot be reached has done that by itself. */
  void release() {
    lock.lock();
    try {
      if (use == SchemaUse.CLAIMED && !kept) {
        giveBack();
      }
    } finally {
      lock.unlock();
    }
  }

  private void giveBack() {
    try {
      change(SchemaUse.OPEN);
    } catch (RuntimeException e) {
      LOG.debug("A claim could not be given back; it ends with its session", e);
    }
  }

  /**
   * Shares the schema with other nodes from now on.
   *
   * @throws dev.tempo.store.StoreException if an engine that is alone has it
   */
  void share() {
    lock.lock();
    try {
      if (use != SchemaUse.SHARED) {
        change(SchemaUse.SHARED);
        connections.share(database);
      }
    } finally {
      lock.unlock();
    }
  }

  private void change(SchemaUse next) {
    database.use(next);
    try {
      logs.use(next);
    } catch (RuntimeException e) {
      database.use(use);
      throw e;
    }
    use = next;
  }
}
