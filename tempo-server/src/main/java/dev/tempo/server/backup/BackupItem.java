package dev.tempo.server.backup;

import java.util.Locale;
import java.util.Optional;

/**
 * A thing in a backup that can be restored by itself. Immutable.
 *
 * @param kind of thing
 * @param id its identity
 * @param name what people call it
 * @param place where it lies below the data directory: of a job the names of its folders in its
 *     key, of a project and a group its directory
 * @param owner the name of whose it is; empty for nobody's
 */
public record BackupItem(Kind kind, String id, String name, String place, Optional<String> owner) {

  /** The kinds of things. */
  public enum Kind {
    /** A job that was made here, with its triggers, versions and files. */
    JOB,
    /** A project of an account, with its files. */
    PROJECT,
    /** A group of scripts with their jobs. */
    GROUP;

    /** As the API has it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What becomes of a thing that is here already. */
  public enum Conflict {
    /** Nothing is restored. */
    REFUSE,
    /** It becomes what it was. */
    REPLACE,
    /** It stays, and what it was is added under another name. */
    COPY
  }
}
