package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.log.RunLogKey;
import dev.tempo.log.RunLogs;
import dev.tempo.process.EnvironmentWhitelist;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.process.ResourceUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * What does the work: logs, handlers, and, made when the first script runs, the supervisor of
 * processes. Thread-safe.
 */
final class Workshop {
  private final EngineSettings settings;
  private final BiConsumer<UUID, ResourceUsage> onSample;
  private final RunLogs logs;
  private final HandlerLauncher handlers;
  private final ReentrantLock lock = new ReentrantLock();
  private ProcessSupervisor supervisor;
  private ScriptLauncher scripts;

  /** Work for an engine; samples of scripts are told by the supervisor's thread. */
  Workshop(EngineSettings settings, BiConsumer<UUID, ResourceUsage> onSample) {
    this.settings = settings;
    this.onSample = onSample;
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
        scripts = new ScriptLauncher(supervisor, commands, logs, onSample);
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
    return new LazyLog(logs, logKey(run));
  }

  /** Whose log that of a run is. */
  static RunLogKey logKey(Run run) {
    return new RunLogKey(
        run.id(),
        run.jobId(),
        run.request().origin().startedBy(),
        run.startedAt().orElse(run.queuedAt()));
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
