package dev.tempo.process.supervise;

import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessLimits.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * Wraps a command in the shell script that records its exit. Its own status is worth nothing: only
 * the {@code exit} file tells how a command ended.
 */
public final class WrapperScript {
  private static final String SHELL = "/bin/sh";
  private static final String UNSET = "-";
  private static final int FILE_BLOCK_BYTES = 512; // ulimit -f in POSIX

  private final InstalledScript script;

  private WrapperScript(InstalledScript script) {
    this.script = script;
  }

  public static WrapperScript install(Path directory) throws IOException {
    return new WrapperScript(InstalledScript.install(directory, "wrapper"));
  }

  /**
   * The command line that runs {@code command} inside the wrapper.
   *
   * @param relay the program between its output and the files; its pipes are there then
   * @param start which start of its run it is, as is noted in the directory
   * @throws IOException if the script is not whole and cannot be written
   */
  public List<String> wrap(
      List<String> command, Path runDirectory, Optional<Path> relay, RunFile record, String start)
      throws IOException {
    ProcessLimits limits = record.policy().limits();
    List<String> line = new ArrayList<>();
    line.addAll(List.of(SHELL, script.path().toString(), runDirectory.toString()));
    line.add(relay.map(Path::toString).orElse(UNSET));
    line.add(record.cgroup().map(Path::toString).orElse(UNSET));
    line.add(text(limits.get(Kind.UMASK), Long::toOctalString));
    line.add(text(limits.get(Kind.MEMORY_BYTES), WrapperScript::dataKibibytes));
    line.add(text(limits.get(Kind.FILE_BYTES), WrapperScript::fileBlocks));
    line.add(text(limits.get(Kind.OOM_SCORE_ADJ), Long::toString));
    line.add(text(limits.get(Kind.NICE), Long::toString));
    line.add(start);
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
