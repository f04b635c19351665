package dev.tempo.python.environment;

import dev.tempo.internal.message.PythonMessages;
import dev.tempo.python.environment.BuildProgress.Phase;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which builds run, and what waits for what. Thread-safe.
 *
 * <p>A job has one build at a time: a second request for the same need joins it, one for another
 * need follows it. Builds of equal environments for several jobs follow each other, so that all but
 * the first are copies. The rest run side by side, as many as are allowed.
 */
final class BuildQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BuildQueue.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(8);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final class Active {
    private final EnvironmentBuild build;
    private final boolean fresh;
    private final CompletableFuture<PythonEnvironment> result = new CompletableFuture<>();

    Active(EnvironmentBuild build, boolean fresh) {
      this.build = build;
      this.fresh = fresh;
    }
  }

  private final BuildRegistry catalog;
  private final EnvironmentBuild.Toolchain workshop;
  private final Semaphore places;
  private final Duration retryAfter;
  private final List<Consumer<BuildProgress>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Active> byJob = new HashMap<>();
  private final Map<String, Active> byShare = new HashMap<>();
  private PipSettings settings = PipSettings.MACHINE;
  private boolean closed;

  BuildQueue(
      BuildRegistry catalog,
      EnvironmentBuild.Toolchain workshop,
      int concurrency,
      Duration retryAfter) {
    this.catalog = catalog;
    this.workshop = workshop;
    this.places = new Semaphore(concurrency, true);
    this.retryAfter = retryAfter;
  }

  synchronized void settings(PipSettings settings) {
    this.settings = settings;
  }

  Runnable onProgress(Consumer<BuildProgress> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  synchronized CompletableFuture<PythonEnvironment> prepare(EnvironmentSpec spec) {
    checkOpen();
    String need = spec.fingerprint();
    Active active = byJob.get(spec.job());
    if (active != null) {
      return active.build.spec().fingerprint().equals(need)
          ? active.result.copy()
          : after(active, () -> prepare(spec));
    }
    Optional<PythonEnvironment> current = catalog.current(spec.job());
    if (current.isPresent() && current.get().spec().fingerprint().equals(need)) {
      return CompletableFuture.completedFuture(current.get());
    }
    Optional<BuildFailure> failure = recentFailure(spec.job(), need);
    return failure.isPresent()
        ? CompletableFuture.failedFuture(new EnvironmentException(failure.get(), current))
        : begin(spec, false);
  }

  synchronized CompletableFuture<PythonEnvironment> rebuild(EnvironmentSpec spec) {
    checkOpen();
    Active active = byJob.get(spec.job());
    if (active == null) {
      return begin(spec, true);
    }
    boolean same = active.fresh && active.build.spec().fingerprint().equals(spec.fingerprint());
    return same ? active.result.copy() : after(active, () -> rebuild(spec));
  }

  private static CompletableFuture<PythonEnvironment> after(
      Active active, java.util.function.Supplier<CompletableFuture<PythonEnvironment>> next) {
    return active.result.handle((environment, failure) -> next.get()).thenCompose(future -> future);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the environments are closed");
    }
  }

  private Optional<BuildFailure> recentFailure(String job, String need) {
    TimeSource time = workshop.time();
    return catalog
        .failure(job)
        .filter(failed -> failed.need().equals(need))
        .map(JobEnvironmentDirectory.Failed::failure)
        .filter(failure -> time.nowMillis().isBefore(failure.at().plus(retryAfter)))
        .filter(failure -> !failure.at().isAfter(time.nowMillis()));
  }

  private CompletableFuture<PythonEnvironment> begin(EnvironmentSpec spec, boolean fresh) {
    BuildDirectory directory = catalog.job(spec.job()).build(newId());
    EnvironmentBuild build =
        new EnvironmentBuild(workshop, spec, directory, new InstallerSettings(settings));
    build.listener(this::tell);
    Active active = new Active(build, fresh);
    byJob.put(spec.job(), active);
    Optional<Active> equal = Optional.ofNullable(byShare.get(build.share()));
    byShare.put(build.share(), active);
    Thread.ofPlatform()
        .daemon()
        .name("tempo-environment-" + spec.job())
        .start(() -> run(active, equal));
    return active.result.copy();
  }

  private String newId() {
    String random = UUID.randomUUID().toString().substring(0, 8);
    return STAMP.format(workshop.time().nowMillis()) + "-" + random;
  }

  private void tell(BuildProgress progress) {
    for (Consumer<BuildProgress> listener : listeners) {
      try {
        listener.accept(progress);
      } catch (RuntimeException e) {
        LOG.warn("A listener for builds failed: {}", e.toString());
        LOG.debug("The listener failed here", e);
      }
    }
  }

  private void run(Active active, Optional<Active> equal) {
    active.build.enter(Phase.WAITING);
    equal.ifPresent(first -> first.result.handle((environment, failure) -> failure).join());
    Runnable completion = takePlace(active);
    completion.run(); // whoever waits for it may take the place
    catalog.sweep();
  }

  /** Builds, and tells how that ended before the next build begins. */
  private Runnable takePlace(Active active) {
    places.acquireUninterruptibly();
    try {
      PythonEnvironment environment = build(active);
      end(active);
      active.build.enter(Phase.READY);
      return () -> active.result.complete(environment);
    } catch (EnvironmentBuild.Failed | RuntimeException e) {
      EnvironmentException failure = fail(active, e);
      return () -> active.result.completeExceptionally(failure);
    } finally {
      places.release();
    }
  }

  private PythonEnvironment build(Active active) throws EnvironmentBuild.Failed {
    EnvironmentBuild build = active.build;
    if (build.cancellation().requested()) {
      throw new EnvironmentBuild.Failed(PythonMessages.BUILD_CANCELLED.text(), null);
    }
    PythonEnvironment environment = makeOrCopy(active);
    try {
      catalog.use(build.directory(), new BuildDirectory.Ready(environment, build.share()));
    } catch (IOException e) {
      throw new EnvironmentBuild.Failed(PythonMessages.BUILD_NOT_USED.text(e), e);
    }
    return environment;
  }

  private PythonEnvironment makeOrCopy(Active active) throws EnvironmentBuild.Failed {
    Optional<PythonEnvironment> twin =
        active.fresh ? Optional.empty() : catalog.hold(active.build.share());
    if (twin.isEmpty()) {
      return active.build.make();
    }
    try {
      return active.build.copy(twin.get());
    } finally {
      catalog.release(twin.get());
    }
  }

  private EnvironmentException fail(Active active, Exception cause) {
    EnvironmentBuild build = active.build;
    BuildFailure failure =
        new BuildFailure(build.phase(), words(cause), workshop.time().nowMillis());
    LOG.info("The environment of {} could not be built: {}", build.spec().job(), failure.message());
    discard(build.directory());
    boolean cancelled = build.cancellation().requested();
    if (cancelled) {
      catalog.tidy(build.spec().job());
    } else {
      catalog.fail(
          build.spec().job(),
          new JobEnvironmentDirectory.Failed(build.spec().fingerprint(), failure));
    }
    end(active);
    build.failed(failure.message());
    return new EnvironmentException(failure, catalog.current(build.spec().job()));
  }

  private static String words(Exception cause) {
    return cause instanceof EnvironmentBuild.Failed ? cause.getMessage() : cause.toString();
  }

  private static void discard(BuildDirectory directory) {
    try {
      directory.delete();
    } catch (IOException e) {
      LOG.warn("The failed build {} cannot be deleted now", directory.path(), e);
    }
  }

  private synchronized void end(Active active) {
    byJob.remove(active.build.spec().job(), active);
    byShare.remove(active.build.share(), active);
  }

  synchronized void cancel(String job) {
    Active active = byJob.get(job);
    if (active != null) {
      active.build.cancellation().request();
    }
  }

  EnvironmentStatus status(String job) {
    Optional<BuildProgress> progress;
    boolean building;
    synchronized (this) {
      Active active = byJob.get(job);
      building = active != null;
      progress = building ? active.build.progress() : Optional.empty();
    }
    Optional<PythonEnvironment> current = catalog.current(job);
    Optional<BuildFailure> failure =
        catalog.failure(job).map(JobEnvironmentDirectory.Failed::failure);
    return new EnvironmentStatus(state(building, current, failure), current, failure, progress);
  }

  private static EnvironmentStatus.State state(
      boolean building, Optional<PythonEnvironment> current, Optional<BuildFailure> failure) {
    if (building) {
      return EnvironmentStatus.State.BUILDING;
    }
    if (failure.isPresent()) {
      return EnvironmentStatus.State.FAILED;
    }
    return current.isPresent() ? EnvironmentStatus.State.READY : EnvironmentStatus.State.NONE;
  }

  @Override
  public void close() {
    List<Active> running;
    synchronized (this) {
      closed = true;
      running = new ArrayList<>(byJob.values());
    }
    running.forEach(active -> active.build.cancellation().request());
    CompletableFuture<?>[] ends =
        running.stream()
            .map(active -> active.result.handle((environment, failure) -> failure))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(ends)
        .completeOnTimeout(null, CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
