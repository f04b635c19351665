package dev.tempo.faults.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own. What it says on its error stream is kept beside its data. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Tempo \\S+ ready on (\\S+) .*");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedReader out;
  private final Path errors;
  private final long errorsBefore;

  private ServerProcess(Process process, Path errors, long errorsBefore) {
    this.process = process;
    this.out = process.inputReader();
    this.errors = errors;
    this.errorsBefore = errorsBefore;
  }

  static ServerProcess start(Launcher launcher, Path data, int port) throws IOException {
    Path errors = data.resolveSibling(data.getFileName() + ".err");
    long before = Files.exists(errors) ? Files.size(errors) : 0;
    Process process =
        launcher
            .process("run", "--port", Integer.toString(port), "--data-path", data.toString())
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    return new ServerProcess(process, errors, before);
  }

  /**
   * Waits until it answers.
   *
   * @return its address
   * @throws IllegalStateException if it ends instead
   */
  public String awaitReady() throws IOException {
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new IllegalStateException("The server did not start: " + line + "\n" + said());
    }
    return ready.group(1);
  }

  /**
   * Its address, once it answers; empty if it ends instead, or is killed since it does neither
   * within two minutes.
   */
  public Optional<String> readyOrEnd() throws IOException {
    CompletableFuture<?> late =
        CompletableFuture.runAsync(
            process::destroyForcibly, CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES));
    try {
      return ready();
    } catch (IOException e) {
      if (late.isDone()) { // its output was closed as it was killed
        return Optional.empty();
      }
      throw e;
    } finally {
      late.cancel(false);
    }
  }

  private Optional<String> ready() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        return Optional.of(ready.group(1));
      }
    }
    return Optional.empty();
  }

  /** What this process said on its error stream. */
  public String said() throws IOException {
    byte[] all = Files.readAllBytes(errors);
    return new String(all, (int) errorsBefore, all.length - (int) errorsBefore, UTF_8);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it is there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, as no program can prevent; its scripts go on. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /**
   * Sends a signal.
   *
   * @param name such as {@code STOP}
   */
  public void signal(String name) throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-" + name, Long.toString(process.pid()));
    new ProcessBuilder(command).start().waitFor();
  }

  /**
   * Asks it to end, and waits.
   *
   * @return its exit code
   */
  public int stop() {
    process.destroy();
    return await();
  }

  /**
   * Waits until it has ended by itself.
   *
   * @return its exit code
   * @throws IllegalStateException if it does not within a minute
   */
  public int await() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("The server did not end within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
