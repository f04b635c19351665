package dev.tempo.store.jdbc;

import dev.tempo.store.Damage;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A store in a database, in which others may keep tables of their own: all that a server needs of
 * its store. Thread-safe.
 */
public interface JdbcStore extends Store {

  /** Returns the database that has jobs and runs, for others who keep tables of their own in it. */
  Database database();

  /** Returns its tables, as they are moved into a store of another kind. */
  StoreTables tables();

  /** Returns what opens stores of this kind, and copies their files. */
  StoreProvider provider();

  /**
   * Writes consistent copies of its databases, as {@link StoreProvider#copy} does. Reads and writes
   * go on.
   *
   * @param directory one without {@linkplain StoreProvider#copyNames these files}
   * @throws StoreException if they cannot be read or written
   */
  void copyTo(Path directory);

  /**
   * Calls a listener, once and on a thread of its own, when the store will never work again, as
   * when its files were deleted or replaced.
   */
  void onLost(Consumer<StoreException> listener);

  /** Returns to which installation each part of the store belongs. */
  Identities identities();

  /** Says to which installation all parts belong; they keep it, also in copies. */
  void identify(UUID installation);

  /** Reads every job, and returns what cannot be read of them. */
  List<Damage> readAllJobs();

  /**
   * Replaces all that cannot be read of jobs, so that they can be used again: such a trigger is
   * deleted; in the place of another part comes what stands for it, and the job is disabled. For
   * use while no engine runs on this store.
   *
   * @return what was replaced, with how it was stored
   */
  List<Damage> replaceDamaged();

  /**
   * To which installation the parts of a store belong.
   *
   * @param database that of jobs and runs; empty if it was never said
   * @param logs that of the logs; empty if it was never said
   */
  record Identities(Optional<UUID> database, Optional<UUID> logs) {
    /** Checks for null. */
    public Identities {
      Objects.requireNonNull(database, "database");
      Objects.requireNonNull(logs, "logs");
    }
  }
}
