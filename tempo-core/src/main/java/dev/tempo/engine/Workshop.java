package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.log.RunLogKey;
import dev.tempo.log.RunLogs;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessSupervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What does the work: logs, handlers, and, made when the first script runs, the supervisor of
 * processes. Thread-safe.
 */
final class Workshop {
  private final EngineSettings settings;
  private final RunLogs logs;
  private final HandlerLauncher handlers;
  private final ReentrantLock lock = new ReentrantLock();
  private ProcessSupervisor supervisor;
  private ScriptLauncher scripts;

  Workshop(EngineSettings settings) {
    this.settings = settings;
    this.logs = RunLogs.builder(settings.store().logs(), settings.time()).build();
    this.handlers = new HandlerLauncher(settings, this::log);
  }

  RunLogs logs() {
    return logs;
  }

  HandlerLauncher handlers() {
    return handlers;
  }

  /** What runs scripts; made at the first call. */
  ScriptLauncher scripts() {
    lock.lock();
    try {
      if (scripts == null) {
        Path directory = directory();
        supervisor = supervisor(directory.resolve("runs"));
        ScriptCommand commands =
            new ScriptCommand(
                new ScriptFiles(directory.resolve("scripts")),
                EnvironmentWhitelist.standard().select(settings.work().environment()));
        scripts = new ScriptLauncher(supervisor, commands, logs);
      }
      return scripts;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of everything; processes that still run are left to themselves. */
  void close() {
    logs.close();
    lock.lock();
    try {
      if (supervisor != null) {
        supervisor.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private ProcessSupervisor supervisor(Path directory) {
    try {
      return ProcessSupervisor.builder().directory(directory).clock(settings.time()).build();
    } catch (ProcessException e) {
      throw new IllegalStateException("Scripts cannot be run: " + e.getMessage(), e);
    }
  }

  private LazyLog log(Run run) {
    RunLogKey key =
        new RunLogKey(
            run.id(),
            run.jobId(),
            run.request().origin().startedBy(),
            run.startedAt().orElse(run.queuedAt()));
    return new LazyLog(logs, key);
  }

  private Path directory() {
    try {
      return settings.work().directory().isPresent()
          ? Files.createDirectories(settings.work().directory().get())
          : Files.createTempDirectory("tempo-");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create the directory for scripts " + settings.work().directory(), e);
    }
  }
}
