package dev.tempo.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Knows how much room a disk has. Thread-safe. */
@FunctionalInterface
interface FreeRoom {
  /** That of the disk itself. */
  FreeRoom OF_DISK = place -> Files.getFileStore(place).getUsableSpace();

  /** What stays free for what a server writes when it starts. */
  long RESERVE_BYTES = 64L << 20;

  /** How many bytes can be written below a directory, which exists. */
  long at(Path directory) throws IOException;

  /**
   * What may be unpacked below a directory, which need not exist: what the disk has but for a
   * reserve, and half of the memory.
   */
  default Unpacked roomAt(Path directory) throws IOException {
    Path there = directory.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    return new Unpacked(at(there) - RESERVE_BYTES, Runtime.getRuntime().maxMemory() / 2);
  }
}
