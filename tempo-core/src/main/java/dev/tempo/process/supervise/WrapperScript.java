package dev.tempo.process.supervise;

import dev.tempo.files.RegularFile;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessLimits.Kind;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * Wraps a command in the shell script that records its exit. It is installed in the runs' directory
 * under a name that is a digest of its text: a newer Tempo brings its own beside it, and never
 * changes one that a shell is still reading.
 *
 * <p>A shell takes an empty or cut script for one that ends well. So its content is compared when a
 * supervisor is made and each time before it is used, and what differs is written anew. Its own
 * status is worth nothing in any case: only the {@code exit} file tells how a command ended.
 */
public final class WrapperScript {
  private static final String SHELL = "/bin/sh";
  private static final String UNSET = "-";
  private static final int FILE_BLOCK_BYTES = 512; // ulimit -f in POSIX

  private final Path script;
  private final byte[] text;

  private WrapperScript(Path script, byte[] text) {
    this.script = script;
    this.text = text;
  }

  public static WrapperScript install(Path directory) throws IOException {
    byte[] text = text();
    WrapperScript wrapper =
        new WrapperScript(
            directory.resolve("wrapper-" + Integer.toHexString(Arrays.hashCode(text)) + ".sh"),
            text);
    wrapper.ensure();
    return wrapper;
  }

  private static byte[] text() throws IOException {
    try (InputStream in = WrapperScript.class.getResourceAsStream("wrapper.sh")) {
      return in.readAllBytes();
    }
  }

  /** Sees to it that the script is there, and says what it should. */
  private void ensure() throws IOException {
    if (!isWhole()) {
      write();
    }
  }

  private boolean isWhole() {
    try {
      return Arrays.equals(RegularFile.read(script, text.length + 1), text);
    } catch (IOException e) {
      return false;
    }
  }

  /** By another file and a rename, both synced: a shell reads the old one to its end. */
  private void write() throws IOException {
    Path beside = script.resolveSibling("wrapper-" + UUID.randomUUID() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, script, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    syncDirectory();
  }

  private void syncDirectory() throws IOException {
    if (File.separatorChar == '/') { // elsewhere a directory cannot be opened
      try (FileChannel channel = FileChannel.open(script.getParent(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * The command line that runs {@code command} inside the wrapper.
   *
   * @param relay the program between its output and the files; its pipes are there then
   * @throws IOException if the script is not whole and cannot be written
   */
  public List<String> wrap(
      List<String> command, Path runDirectory, Optional<Path> relay, RunFile record)
      throws IOException {
    ensure();
    ProcessLimits limits = record.policy().limits();
    List<String> line = new ArrayList<>();
    line.addAll(List.of(SHELL, script.toString(), runDirectory.toString()));
    line.add(relay.map(Path::toString).orElse(UNSET));
    line.add(record.cgroup().map(Path::toString).orElse(UNSET));
    line.add(text(limits.get(Kind.UMASK), Long::toOctalString));
    line.add(text(limits.get(Kind.MEMORY_BYTES), WrapperScript::dataKibibytes));
    line.add(text(limits.get(Kind.FILE_BYTES), WrapperScript::fileBlocks));
    line.add(text(limits.get(Kind.OOM_SCORE_ADJ), Long::toString));
    line.add(text(limits.get(Kind.NICE), Long::toString));
    line.addAll(command);
    return line;
  }

  /**
   * RLIMIT_DATA in KiB for one process: generous, because it counts what is reserved, not what is
   * used. The watchdog is to catch a tree first and to say so; this only keeps a process from
   * eating the machine between two looks.
   */
  private static String dataKibibytes(long memoryBytes) {
    long spare = Math.max(memoryBytes, 1L << 30);
    return Long.toString((Math.min(memoryBytes, Long.MAX_VALUE - spare) + spare) >> 10);
  }

  private static String fileBlocks(long bytes) {
    return Long.toString((bytes - 1) / FILE_BLOCK_BYTES + 1);
  }

  private static String text(OptionalLong value, LongFunction<String> format) {
    return value.isPresent() ? format.apply(value.getAsLong()) : UNSET;
  }
}
