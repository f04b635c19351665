package dev.tempo.server.cli;

import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts and stops a server in the background. */
final class BackgroundServer {
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final int TAIL_BYTES = 4_096;

  private final SettingsOptions options;
  private final Path directory;

  BackgroundServer(SettingsOptions options) {
    this.options = options;
    this.directory = options.read().dataDirectory();
  }

  /** What came of a start. */
  sealed interface Started {
    /**
     * It answers.
     *
     * @param server the new one, or one that ran before
     * @param before whether it ran before
     */
    record Ready(PidFile.Server server, boolean before) implements Started {}

    /**
     * It ended.
     *
     * @param exitCode its own
     * @param lastWords what it said last
     */
    record Failed(int exitCode, String lastWords) implements Started {}
  }

  Optional<PidFile.Server> running() {
    return PidFile.in(directory).read().filter(server -> server.handle().isPresent());
  }

  /** Starts a server, and waits until it answers or has ended. */
  Started start() throws InterruptedException {
    Optional<PidFile.Server> before = running();
    if (before.isPresent()) {
      return new Started.Ready(before.get(), true);
    }
    Path log = directory.resolve("logs/console.log");
    long begin = size(log);
    Process process = spawn(log);
    long deadline = START_PATIENCE.dividedBy(LOOK_EVERY);
    for (long looks = 0; looks < deadline; looks++) {
      if (process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Started.Failed(process.exitValue(), tail(log, begin));
      }
      Optional<PidFile.Server> server = running();
      if (server.isPresent()) {
        return new Started.Ready(server.get(), false);
      }
    }
    process.destroy();
    String late = "It was not ready within " + START_PATIENCE.toSeconds() + " s; see " + log;
    return new Started.Failed(ExitCode.FAILURE, late);
  }

  /**
   * Asks the server to end, and forces it when it has not within 10 s.
   *
   * @return false if none ran
   */
  boolean stop() throws InterruptedException {
    Optional<ProcessHandle> process = PidFile.in(directory).process();
    if (process.isEmpty()) {
      PidFile.in(directory).delete();
      return false;
    }
    process.get().destroy();
    if (!hasEnded(process.get(), STOP_GRACE)) {
      process.get().destroyForcibly();
      hasEnded(process.get(), STOP_GRACE);
      PidFile.in(directory).delete();
    }
    return true;
  }

  private static boolean hasEnded(ProcessHandle process, Duration patience)
      throws InterruptedException {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Process spawn(Path log) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid"); // a session of its own: closing the terminal does not end it
    }
    command.addAll(ownCommand());
    command.add("run");
    options.config().ifPresent(file -> command.addAll(List.of("--config", file.toString())));
    for (Map.Entry<String, String> flag : options.flags().entrySet()) {
      command.addAll(List.of("--set", flag.getKey() + "=" + flag.getValue()));
    }
    try {
      PrivateFiles.createDirectories(log.getParent());
      ProcessBuilder builder = new ProcessBuilder(command);
      Map<String, String> variables = builder.environment();
      if (!options.environment().equals(variables)) { // else inherited to the byte
        variables.clear();
        variables.putAll(options.environment());
      }
      return builder
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("The server cannot be started: " + e.getMessage(), e);
    }
  }

  /** The script that started this process, or else the same Java. */
  private static List<String> ownCommand() {
    String script = System.getProperty("tempo.launcher", "");
    if (!script.isEmpty()) {
      return List.of(script);
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "dev.tempo.server.Main");
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be read", e);
    }
  }

  /** What was written since, or the end of it. */
  private static String tail(Path file, long from) {
    try (var channel = Files.newByteChannel(file)) {
      channel.position(Math.max(from, channel.size() - TAIL_BYTES));
      return new String(
              java.nio.channels.Channels.newInputStream(channel).readAllBytes(),
              java.nio.charset.StandardCharsets.UTF_8)
          .strip();
    } catch (IOException e) {
      return "its output cannot be read: " + e;
    }
  }
}
