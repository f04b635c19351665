package dev.tempo.engine.work;

import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.turn.EngineClosedException;
import dev.tempo.event.Event;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.environment.BuildProgress;
import dev.tempo.python.environment.EnvironmentSpec;
import dev.tempo.python.environment.Environments;
import dev.tempo.python.environment.PythonEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the environments of an engine's jobs on first use. What takes its time is done by up to two
 * threads of its own, which end when there is nothing to do. Thread-safe.
 *
 * <p>At the moment of opening it is put in order what an earlier engine left: pins of runs that did
 * not outlive it are loosened, and environments of jobs that are gone are deleted. Nobody can pin
 * anything before that is done.
 */
public final class EnvironmentManager implements Supplier<Environments>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentManager.class);
  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 5;
  private static final long LAST_SECONDS = 2;

  private final EngineSettings settings;
  private final Supplier<Path> workDirectory;
  private final EventBus events;
  private final StoreRetry retry;
  private final ThreadPoolExecutor threads = threads();
  private final ReentrantLock lock = new ReentrantLock();
  private final CompletableFuture<Void> recovered = new CompletableFuture<>();
  private Optional<Set<UUID>> live = Optional.empty();
  private Optional<Environments> opened = Optional.empty();
  private boolean closed;

  EnvironmentManager(
      EngineSettings settings, Supplier<Path> workDirectory, EventBus events, StoreRetry retry) {
    this.retry = retry;
    this.settings = settings;
    this.workDirectory = workDirectory;
    this.events = events;
  }

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("tempo-environments-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Says which runs go on after a restart; to be called before any run starts. */
  public void recovered(Set<UUID> runs) {
    lock.lock();
    try {
      live = Optional.of(Set.copyOf(runs));
    } finally {
      lock.unlock();
    }
    if (isInUse()) {
      later(this::get);
    }
    recovered.complete(null);
  }

  /**
   * All environments.
   *
   * @throws IllegalStateException if the engine was not started or is closed, or another one uses
   *     their directory
   */
  @Override
  public Environments get() {
    lock.lock();
    try {
      if (closed) {
        throw new EngineClosedException();
      }
      if (opened.isEmpty()) {
        opened = Optional.of(open(live.orElseThrow(EnvironmentManager::notStarted)));
      }
      return opened.get();
    } finally {
      lock.unlock();
    }
  }

  /** Sees to it that an environment is there; asks for its spec off the caller's thread. */
  CompletableFuture<PythonEnvironment> prepare(Supplier<EnvironmentSpec> spec) {
    return CompletableFuture.supplyAsync(
            () -> retry.ask(() -> get().prepare(spec.get())), this::later)
        .thenCompose(built -> built);
  }

  /** A run has ended; its environment may go. Returns at once. */
  void release(UUID runId) {
    if (isInUse()) {
      later(() -> get().unpin(runId));
    }
  }

  /** A job was deleted; its environment may go. Returns at once. */
  public void forget(UUID jobId) {
    if (isInUse()) {
      later(() -> get().remove(jobId.toString()));
    }
  }

  /**
   * Does something soon that may take its time, but not before it is known which runs go on after a
   * restart. After the end it is left.
   */
  void later(Runnable work) {
    recovered.thenRun(() -> execute(work));
  }

  private void execute(Runnable work) {
    try {
      threads.execute(() -> guarded(work));
    } catch (RejectedExecutionException e) {
      LOG.debug("The engine has ended; the next one puts its environments in order");
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (EngineClosedException e) {
      LOG.debug("The engine has ended; the next one puts its environments in order");
    } catch (RuntimeException e) {
      LOG.warn("The environments of jobs could not be put in order", e);
    }
  }

  /** Whether there is anything on disk or open. */
  private boolean isInUse() {
    lock.lock();
    try {
      return opened.isPresent() || isKept() && Files.isDirectory(directory());
    } finally {
      lock.unlock();
    }
  }

  /** Whether anybody can find them again when this engine has ended. */
  private boolean isKept() {
    return options().directory().isPresent() || settings.work().directory().isPresent();
  }

  private PythonOptions options() {
    return settings.work().python();
  }

  private Path directory() {
    return options().directory().orElseGet(() -> workDirectory.get().resolve("envs"));
  }

  private static IllegalStateException notStarted() {
    return new IllegalStateException("This Tempo was not started; call start() first");
  }

  private Environments open(Set<UUID> running) {
    Environments.Builder builder =
        Environments.builder()
            .directory(directory())
            .time(settings.time())
            .variablesFrom(settings.work().environment());
    settings.work().scriptEnvironment().account().ifPresent(builder::runAs);
    options().environments().accept(builder);
    Environments environments = builder.open();
    try {
      environments.retainPins(running);
      environments.jobs().stream().filter(this::isGone).forEach(environments::remove);
      environments.onProgress(this::tell);
      return environments;
    } catch (RuntimeException | Error e) { // or their directory would be in use when they are asked
      environments.close(); // for again, as after a failure of the store
      throw e;
    }
  }

  private boolean isGone(String job) {
    try {
      return settings.store().jobs().find(UUID.fromString(job)).isEmpty();
    } catch (IllegalArgumentException e) {
      return false; // not one of a job
    }
  }

  private void tell(BuildProgress progress) {
    UUID job = UUID.fromString(progress.job());
    switch (progress.phase()) {
      case READY -> {
        events.publish(new Event.EnvironmentReady(progress.at(), job, progress.build()));
        later(() -> forgetIfGone(progress.job()));
      }
      case FAILED ->
          events.publish(
              new Event.EnvironmentFailed(progress.at(), job, progress.line().orElse("")));
      default -> events.publish(new Event.EnvironmentProgress(progress.at(), job, progress));
    }
  }

  /** A job may be deleted while its environment is being asked for. */
  private void forgetIfGone(String job) {
    if (isGone(job)) {
      get().remove(job);
    }
  }

  /** Ends builds, without waiting for what they would have come to. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      boolean done = threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
      LOG.debug("All that was asked for is done: {}", done);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    takeAll().ifPresent(this::close);
  }

  private Optional<Environments> takeAll() {
    lock.lock();
    try {
      closed = true;
      Optional<Environments> all = opened;
      opened = Optional.empty();
      return all;
    } finally {
      lock.unlock();
    }
  }

  private void close(Environments environments) {
    if (!isKept()) {
      environments.jobs().forEach(environments::remove);
    }
    environments.close();
  }
}
