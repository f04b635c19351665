package dev.tempo.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says where paths lead. */
public final class RealPath {
  private RealPath() {}

  /** Where a path leads, as far as it is there. */
  public static Path of(Path path) {
    Path there = path.toAbsolutePath().normalize();
    Path missing = there;
    while (missing.getParent() != null && !Files.exists(missing)) {
      missing = missing.getParent();
    }
    try {
      return missing.toRealPath().resolve(missing.relativize(there));
    } catch (IOException e) {
      return there;
    }
  }
}
