package dev.tempo.internal.process;

import dev.tempo.process.OsAccount;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs one short command to its end, with a time limit. What it prints goes to a file: a child that
 * keeps a pipe open cannot hold up the reader.
 */
public final class TimedProcess {
  private static final int MOST_BYTES = 256 * 1024;

  /**
   * How a command ended.
   *
   * @param exitCode as the system says; meaningless after a time-out
   * @param output standard output and standard error, cut after 256 KiB
   */
  public record Result(int exitCode, String output, boolean timedOut) {
    public boolean success() {
      return exitCode == 0 && !timedOut;
    }

    /** The last line that is not blank; empty if there is none. */
    public String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (first, last) -> last);
    }
  }

  private TimedProcess() {}

  /**
   * Runs the command in the root directory.
   *
   * @param environment all of it; nothing is inherited
   * @param limit after it the command and all its descendants are killed
   * @throws IOException if it cannot be started, or the thread is interrupted
   */
  public static Result run(List<String> command, Map<String, String> environment, Duration limit)
      throws IOException {
    return run(command, environment, limit, Optional.empty());
  }

  /**
   * As {@link #run(List, Map, Duration)}, under an account.
   *
   * @param environment nobody but this process's own account may have chosen it
   */
  public static Result run(
      List<String> command,
      Map<String, String> environment,
      Duration limit,
      Optional<OsAccount> account)
      throws IOException {
    Map<String, String> variables = new HashMap<>(environment);
    account.ifPresent(other -> variables.putAll(other.variables()));
    return runThere(account.map(other -> other.command(command)).orElse(command), variables, limit);
  }

  private static Result runThere(
      List<String> command, Map<String, String> environment, Duration limit) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted before a short process was started");
    }
    Path output = Files.createTempFile("tempo-python", ".out");
    try {
      Process process = start(command, environment, output);
      boolean ended = await(process, limit);
      return new Result(ended ? process.exitValue() : -1, read(output), !ended);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static Process start(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(output.getRoot().toFile())
            .redirectInput(Redirect.from(nullDevice()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static File nullDevice() {
    return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
  }

  private static boolean await(Process process, Duration limit) throws IOException {
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a short process");
    } finally {
      if (!ended) {
        kill(process);
      }
    }
  }

  /** Kills a process and what descends from it, children first told last. */
  public static void kill(Process process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private static String read(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    }
  }
}
