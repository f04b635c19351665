package dev.tempo.process;

import dev.tempo.process.ProcessLimits.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * The shell script between the JVM and the command. It is installed in the runs' directory under a
 * name that is a digest of its text: a newer Tempo brings its own beside it, and never changes one
 * that a shell is still reading.
 */
final class Wrapper {
  private static final String SHELL = "/bin/sh";
  private static final String UNSET = "-";
  private static final int FILE_BLOCK_BYTES = 512; // ulimit -f in POSIX

  private final Path script;

  private Wrapper(Path script) {
    this.script = script;
  }

  static Wrapper install(Path directory) throws IOException {
    byte[] text = text();
    Path script =
        directory.resolve("wrapper-" + Integer.toHexString(Arrays.hashCode(text)) + ".sh");
    if (!Files.exists(script)) {
      Path beside = directory.resolve("wrapper-" + UUID.randomUUID() + ".new");
      Files.write(beside, text);
      Files.move(beside, script, StandardCopyOption.ATOMIC_MOVE);
    }
    return new Wrapper(script);
  }

  private static byte[] text() throws IOException {
    try (InputStream in = Wrapper.class.getResourceAsStream("wrapper.sh")) {
      return in.readAllBytes();
    }
  }

  /** The command line that runs {@code command} inside the wrapper. */
  List<String> around(List<String> command, Path runDirectory, RunRecord record) {
    ProcessLimits limits = record.policy().limits();
    List<String> line = new ArrayList<>();
    line.addAll(List.of(SHELL, script.toString(), runDirectory.toString()));
    line.add(record.cgroup().map(Path::toString).orElse(UNSET));
    line.add(text(limits.get(Kind.UMASK), Long::toOctalString));
    line.add(text(limits.get(Kind.MEMORY_BYTES), Wrapper::dataKibibytes));
    line.add(text(limits.get(Kind.FILE_BYTES), Wrapper::fileBlocks));
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
