package dev.tempo.store.jdbc.files;

import dev.tempo.files.PosixPermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files that nobody else may open, from their first byte on: databases and their lock. SQLite
 * gives the files that it makes beside a database the same permissions.
 */
public final class OwnerOnly {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);

  private OwnerOnly() {}

  /** Makes an empty file if there is none; whatever is against it, who opens it will tell. */
  public static void make(Path file) {
    if (!PosixPermissions.areSupported() || Files.exists(file)) {
      return;
    }
    try {
      Files.createFile(file, PosixPermissions.of("rw-------"));
    } catch (IOException e) {
      LOG.debug("{} cannot be made", file, e);
    }
  }
}
