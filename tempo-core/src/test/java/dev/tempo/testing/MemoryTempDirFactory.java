package dev.tempo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Directories of tests, in memory where the system has such a file system with enough room and lets
 * programs run from it: tests commit tens of thousands of times, and would wait for a disk most of
 * their time. {@code -Dtempo.test.directory=/var/tmp} has them all on a disk.
 */
public final class MemoryTempDirFactory implements TempDirFactory {
  private static final String PARENT = "tempo.test.directory";
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final long ENOUGH_BYTES = 6L << 30;

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    return create("junit-");
  }

  /** Makes one for a test that deletes it itself. */
  public static Path create(String prefix) throws IOException {
    return Files.createTempDirectory(Parent.PATH, prefix);
  }

  private static Path parent() {
    String named = System.getProperty(PARENT, "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    return isFit() ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static boolean isFit() {
    try {
      return Files.isReadable(MOUNTS)
          && Files.readAllLines(MOUNTS).stream().anyMatch(MemoryTempDirFactory::runsPrograms)
          && Files.isWritable(MEMORY)
          && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a line of {@code mounts} is that of the memory, and its options forbid no programs. */
  private static boolean runsPrograms(String mount) {
    List<String> fields = Arrays.asList(mount.split(" "));
    return fields.get(1).equals(MEMORY.toString())
        && fields.get(2).equals("tmpfs")
        && !List.of(fields.get(3).split(",")).contains("noexec");
  }

  private static final class Parent {
    static final Path PATH = parent();
  }
}
