package dev.tempo.process;

import dev.tempo.process.linux.ProcessBackends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;

/**
 * Says in a directory that what an earlier boot of the system left there was dealt with. Files that
 * were written before a power loss may be gone after it; but within one boot, a file that is not
 * there was never written.
 */
public final class BootMark {
  private static final String NAME = "boot";

  private BootMark() {}

  /**
   * Whether the mark of this boot is there; false where boots cannot be told apart.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isIn(Path directory) throws IOException {
    Objects.requireNonNull(directory, "directory");
    return isIn(directory, ProcessBackends.systemTable().bootId());
  }

  /**
   * Leaves the mark of this boot.
   *
   * @throws IOException if it cannot be written
   */
  public static void leave(Path directory) throws IOException {
    Objects.requireNonNull(directory, "directory");
    leave(directory, ProcessBackends.systemTable().bootId());
  }

  static boolean isIn(Path directory, String bootId) throws IOException {
    Path mark = directory.resolve(NAME);
    return !bootId.isEmpty() && Files.isRegularFile(mark) && Files.readString(mark).equals(bootId);
  }

  static void leave(Path directory, String bootId) throws IOException {
    if (!isIn(directory, bootId)) {
      Path beside = directory.resolve(NAME + "-" + UUID.randomUUID() + ".new");
      Files.writeString(beside, bootId);
      Files.move(
          beside,
          directory.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
