package dev.tempo.python.environment;

import dev.tempo.process.Adoption;
import dev.tempo.process.AdoptionPolicy;
import dev.tempo.process.OsAccount;
import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessLimits;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessSpec;
import dev.tempo.process.ProcessSupervisor;
import dev.tempo.process.StopReason;
import dev.tempo.process.SupervisedProcess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs installers as supervised processes: with a time limit, ended as a whole tree, and ended by
 * the next manager when this JVM is killed. Thread-safe.
 */
final class InstallerRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InstallerRunner.class);
  private static final long LOOK_MS = 40;
  private static final int FORGET_ATTEMPTS = 100;
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(15);

  /**
   * What may be used.
   *
   * @param time for one tool
   * @param resources for its tree
   */
  record Budget(Duration time, ProcessLimits resources) {}

  /**
   * What to run.
   *
   * @param environment all of it
   */
  record Tool(List<String> command, Map<String, String> environment, Path directory) {}

  /** Takes what a tool prints, line by line, on the thread that runs it. */
  interface Listener {
    void line(boolean error, String text);
  }

  private final ProcessSupervisor supervisor;
  private final Budget budget;
  private final Map<String, String> variables;

  /**
   * Tools whose run directories are in this one.
   *
   * @param account under which they run; empty for that of this JVM
   * @throws ProcessException if it cannot be used
   */
  InstallerRunner(Path directory, Budget budget, Optional<OsAccount> account)
      throws ProcessException {
    ProcessSupervisor.Builder builder = ProcessSupervisor.builder().directory(directory);
    account.ifPresent(builder::runAs);
    this.supervisor = builder.build();
    this.budget = budget;
    this.variables = account.map(OsAccount::variables).orElse(Map.of());
  }

  /** Ends what an earlier manager left running. Blocks until it is gone, some seconds at most. */
  void endOrphans() {
    List<UUID> known = List.copyOf(supervisor.runIds());
    List<Adoption> adoptions = new ArrayList<>();
    known.forEach(id -> adoptions.add(supervisor.adopt(id, AdoptionPolicy.END)));
    adoptions.forEach(InstallerRunner::awaitEnd);
    known.forEach(this::forget);
  }

  private static void awaitEnd(Adoption adoption) {
    if (adoption instanceof Adoption.Running running) {
      LOG.info("An installer that outlived its manager is ended: {}", running.process().identity());
      try {
        running.process().result().get(ORPHAN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("It cannot be ended: {}", running.process().identity(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Deletes the run directory. A process that has just ended may still be known to the supervisor
   * for a moment.
   */
  private void forget(UUID id) {
    int attempts = 1;
    while (!forgotten(id, attempts == FORGET_ATTEMPTS)) {
      attempts++;
      LockSupport.parkNanos(LOOK_MS * 100_000);
    }
  }

  private boolean forgotten(UUID id, boolean lastAttempt) {
    try {
      supervisor.deleteRecord(id);
      return true;
    } catch (IllegalStateException | java.io.UncheckedIOException e) {
      if (lastAttempt) {
        LOG.warn("The directory of installer {} cannot be deleted", id, e);
      }
      return lastAttempt;
    }
  }

  /**
   * Runs a tool to its end.
   *
   * @param cancellation asked for all the time
   * @throws IOException if it cannot be started, its output cannot be read, or the thread is
   *     interrupted
   */
  ProcessResult run(Tool tool, CancellationToken cancellation, Listener listener)
      throws IOException {
    SupervisedProcess process = start(spec(tool));
    try (FileTail out = new FileTail(process.stdout(), text -> listener.line(false, text));
        FileTail error = new FileTail(process.stderr(), text -> listener.line(true, text))) {
      ProcessResult result = follow(process, cancellation, List.of(out, error));
      out.finish();
      error.finish();
      return result;
    } finally {
      endAndForget(process);
    }
  }

  private ProcessSpec spec(Tool tool) {
    Map<String, String> environment = new HashMap<>(tool.environment());
    environment.putAll(variables);
    return ProcessSpec.of(UUID.randomUUID(), tool.command())
        .environment(environment)
        .directory(tool.directory())
        .timeout(budget.time())
        .grace(GRACE)
        .limits(budget.resources())
        .build();
  }

  private SupervisedProcess start(ProcessSpec spec) throws IOException {
    try {
      return supervisor.start(spec);
    } catch (ProcessException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ProcessResult follow(
      SupervisedProcess process, CancellationToken cancellation, List<FileTail> tails)
      throws IOException {
    Optional<ProcessResult> result = Optional.empty();
    while (result.isEmpty()) {
      if (cancellation.requested()) {
        process.stop(StopReason.CANCELLED);
      }
      result = look(process);
      for (FileTail tail : tails) {
        tail.poll();
      }
    }
    return result.get();
  }

  /** Its result, if it ends within a moment. */
  private static Optional<ProcessResult> look(SupervisedProcess process) throws IOException {
    try {
      return Optional.of(process.result().get(LOOK_MS, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an installer was running");
    }
  }

  private void endAndForget(SupervisedProcess process) {
    if (process.result().isDone()) {
      forget(process.id());
    } else {
      process.stop(StopReason.CANCELLED);
      process.result().whenCompleteAsync((result, failure) -> forget(process.id()));
    }
  }

  @Override
  public void close() {
    supervisor.close();
  }
}
