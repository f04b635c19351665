package dev.tempo.faults.cluster;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node in a process of its own, and its network. Used by one thread. */
final class NodeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final NodeProgram program;
  private final NodeSettings settings;
  private final FaultProxy network;
  private Process process;
  private BufferedReader out;
  private BufferedWriter in;
  private List<ProcessHandle> stopped = List.of();

  NodeProcess(NodeProgram program, NodeSettings settings, FaultProxy network) {
    this.program = program;
    this.settings = settings;
    this.network = network;
  }

  String name() {
    return settings.name();
  }

  FaultProxy network() {
    return network;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Starts it with a clock that is so far ahead; it need not be ready yet. */
  void start(Duration skew) throws IOException {
    List<String> command = program.command(settings.withSkew(skew).arguments());
    Path log = settings.directory().resolve(name() + ".log");
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    out = process.inputReader();
    in = process.outputWriter();
  }

  /** Waits until it works. */
  void awaitReady() throws IOException {
    String line = read();
    if (!"ready".equals(line)) {
      throw new IllegalStateException("Node " + name() + " did not start: " + line);
    }
  }

  /** Tells it to do something, and waits until that is done; empty if it is, else why not. */
  Optional<String> tell(String command) throws IOException {
    String answer = ask(command);
    return "done".equals(answer) ? Optional.empty() : Optional.of(answer);
  }

  /** Tells it to do something, and waits for the answer. */
  String ask(String command) throws IOException {
    in.write(command);
    in.newLine();
    in.flush();
    return String.valueOf(read());
  }

  private String read() throws IOException {
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return out.readLine();
              } catch (IOException e) {
                return "broken: " + e;
              }
            });
    try {
      return line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Node " + name() + " says nothing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Ends it at once; its scripts go on. */
  void kill() throws IOException {
    process.destroyForcibly();
    await();
  }

  /** Ends it in order. */
  void stop() throws IOException {
    tell("close");
    await();
  }

  private void await() throws IOException {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("Node " + name() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops it, and its scripts, too. */
  void suspend(boolean withScripts) throws IOException {
    List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
    if (withScripts) {
      process.descendants().forEach(all::add);
    }
    stopped = all;
    signal("STOP", all);
  }

  /** Lets it go on. */
  void resume() throws IOException {
    signal("CONT", stopped);
    stopped = List.of();
  }

  private static void signal(String name, List<ProcessHandle> processes) throws IOException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.forEach(each -> command.add(Long.toString(each.pid())));
    try {
      new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      List<ProcessHandle> scripts = process.descendants().toList();
      process.destroyForcibly();
      scripts.forEach(ProcessHandle::destroyForcibly);
    }
    network.close();
  }
}
