package dev.tempo.store.jdbc;

import dev.tempo.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Opens stores of one kind, and copies, checks and reads their databases without opening them as
 * stores: the one place where a server learns which kind it has. Thread-safe.
 */
public interface StoreProvider {

  /** Returns in what the SQL of these databases differs from that of others. */
  SqlDialect dialect();

  /**
   * Opens the store of a directory; makes both if they do not exist, and brings older data up to
   * date.
   *
   * @param database the file of the database; empty for that in the directory
   * @throws StoreException if another process has it, which is named; if it cannot be written; or
   *     if a newer version of Tempo wrote it
   */
  JdbcStore open(Path directory, Optional<Path> database);

  /**
   * Does something while no store of this directory is open, in this process or another.
   *
   * @throws StoreException if one is, or the directory cannot be written
   */
  void whileLocked(Path directory, Runnable work);

  /**
   * Keeps other servers off a directory for a server that is about to start in it, before it has
   * opened the store, and until it has ended. A store that does so itself while it is open need
   * only be looked for.
   *
   * @throws StoreException if another process has it, which is named; or it cannot be written
   */
  Reservation reserve(Path directory);

  /** What somebody has of a directory until it is closed. */
  @FunctionalInterface
  interface Reservation extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Returns whether a store was made already.
   *
   * @param database the file of the database
   */
  default boolean isThere(Path database) {
    return Files.exists(database);
  }

  /**
   * Returns whether there is a store, made or brought up to date by this version. Nobody else need
   * have closed it.
   *
   * @param database the file of the database
   * @throws StoreException if it cannot be read
   */
  boolean isCurrent(Path database);

  /**
   * Returns to which installation a database belongs, which is left as it is; empty if it has no
   * id.
   *
   * @param file exists
   * @throws StoreException if it cannot be read
   */
  Optional<UUID> identity(Path file);

  /**
   * Returns whether databases are files, of which this makes copies. Else backups are made by the
   * database's own tools, and what needs copies fails.
   */
  default boolean makesCopies() {
    return true;
  }

  /** Returns the names of the files in which a copy lies; the first one has jobs and runs. */
  List<String> copyNames();

  /**
   * Writes consistent copies of databases that may be in use, also by another process, so that the
   * logs of every run that is in the copy are in it, too, provided that nothing is deleted
   * meanwhile.
   *
   * @param database the file of the database
   * @param directory one without {@linkplain #copyNames these files}
   * @throws StoreException if they cannot be read or written
   */
  void copy(Path database, Path directory);

  /**
   * Checks a copy that nobody uses.
   *
   * @return what is wrong with it; empty if every page and index is sound
   * @throws StoreException if it is no database, or cannot be read
   */
  Optional<String> damage(Path copy);

  /**
   * Makes the indexes of a copy anew that nobody uses; does nothing where there is no need to.
   *
   * @throws StoreException if its rows cannot be read
   */
  default void rebuildIndexes(Path copy) {}

  /**
   * Reads a database, which may be in use, also by another process, or be a copy.
   *
   * @param file exists
   * @throws StoreException if it cannot be read
   */
  <T extends @Nullable Object> T read(Path file, SqlFunction<Connection, T> work);
}
