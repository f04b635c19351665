package dev.tempo.store.jdbc;

import dev.tempo.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A database in which a store and others keep their tables, each its own. All SQL goes through one
 * of {@link #read}, {@link #readInBackground} and {@link #write}, which give a connection for the
 * time of the call; {@link Sql} runs statements on it.
 *
 * <p>A read sees every write that returned before it began. Implementations are thread-safe, and
 * may be called by virtual threads.
 */
public interface Database {

  /** Returns how this database is called in messages: a file, or an address without credentials. */
  String name();

  /** Returns in what its SQL differs from that of others. */
  SqlDialect dialect();

  /**
   * Reads on a connection that cannot write.
   *
   * @param work must be short; it must not keep the connection, nor call this database otherwise
   * @throws StoreException if the database fails
   */
  <T extends @Nullable Object> T read(SqlFunction<Connection, T> work);

  /**
   * Reads as {@link #read} does, what may take seconds: such reads are few at a time and hold up no
   * others.
   *
   * @throws StoreException if the database fails
   */
  <T extends @Nullable Object> T readInBackground(SqlFunction<Connection, T> work);

  /**
   * Writes in a transaction, and returns once that is durable. Writes that wait may share one: what
   * one of them has done is seen by those behind it, and one that fails undoes nothing of the
   * others.
   *
   * @param work may be called again after a failure of others, so it must have no effect besides;
   *     it must not keep the connection, nor call this database otherwise
   * @throws StoreException if the database fails; nothing of this work was done then
   */
  <T extends @Nullable Object> T write(SqlFunction<Connection, T> work);

  /**
   * Makes and changes the tables of a part. Scripts that were run before are not run again; each
   * runs in a transaction of its own.
   *
   * @throws StoreException if a newer version of the part was here, or a script fails
   */
  default void migrate(Migrations migrations) {
    migrations.apply(this);
  }

  /**
   * Does something while nobody else does something under the same name, in this process or in
   * another that uses this database. May be called within itself. Reads and writes within it are
   * transactions of their own.
   *
   * @param lock the name of the lock
   * @param timeout how long to wait for it, positive
   * @throws LockTimeoutException if it is not free in time, or the thread is interrupted
   */
  <T extends @Nullable Object> T exclusively(String lock, Duration timeout, Supplier<T> work);

  /**
   * Writes a consistent copy of the whole database; reads go on meanwhile, writes wait.
   *
   * @param target a file that does not exist
   * @throws StoreException if it cannot be read or written
   */
  void copyTo(Path target);
}
