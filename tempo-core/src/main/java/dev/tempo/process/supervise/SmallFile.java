package dev.tempo.process.supervise;

import dev.tempo.files.RegularFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a run's directory, in which a command of the same account may do as it likes. */
final class SmallFile {
  private static final int MOST_BYTES = 1 << 20;

  private SmallFile() {}

  /**
   * What a file says, which is no link and is not waited for; empty if there is none.
   *
   * @throws IOException if it is no regular file, or larger than any of Tempo's
   */
  static Optional<String> read(Path file) throws IOException {
    try {
      byte[] bytes = RegularFile.read(file, MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(file + " is larger than any that Tempo writes");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }
}
