package dev.tempo.micrometer;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Scheduler;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Meters of what a started Tempo runs, Java code and scripts alike:
 *
 * <ul>
 *   <li>{@code tempo.runs}, a timer of runs that have started and ended, with the tags {@code job}
 *       (its name), {@code status} (such as {@code success}) and {@code cause} (such as {@code
 *       schedule});
 *   <li>{@code tempo.runs.wait}, a timer of how long they waited since they could have started,
 *       with the tag {@code queue};
 *   <li>{@code tempo.runs.unstarted}, a counter of those that ended without having started, such as
 *       skipped ones, with the tags of {@code tempo.runs};
 *   <li>{@code tempo.runs.exhausted}, a counter of failures after which there is no other attempt,
 *       with the tag {@code job};
 *   <li>{@code tempo.runs.running} and {@code tempo.runs.queued}, gauges of how many there are.
 * </ul>
 *
 * <p>Each attempt is a run. Thread-safe.
 */
public final class TempoMetrics implements MeterBinder, AutoCloseable {
  private static final String RUNS = "tempo.runs";

  private final Scheduler scheduler;
  private final Set<UUID> queued = ConcurrentHashMap.newKeySet();
  private final Set<UUID> running = ConcurrentHashMap.newKeySet();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /**
   * Makes meters, which count nothing before they are bound.
   *
   * @param scheduler started before the meters are bound to a registry
   */
  public TempoMetrics(Scheduler scheduler) {
    this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
  }

  /**
   * Registers the meters; from now on they count.
   *
   * @throws IllegalStateException if the scheduler was not started, or is closed
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    subscriptions.add(scheduler.onEvent(event -> count(registry, event)));
    known(RunStatus.QUEUED, queued);
    known(RunStatus.RUNNING, running);
    Gauge.builder(RUNS + ".queued", queued, Set::size)
        .description("Runs that wait for their time, their queue or an earlier run of their job")
        .baseUnit("runs")
        .register(registry);
    Gauge.builder(RUNS + ".running", running, Set::size)
        .description("Runs that are under way")
        .baseUnit("runs")
        .register(registry);
  }

  /** Ends the counting; the meters stay with what they have. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    subscriptions.clear();
  }

  /** What an earlier process left, of which no event tells. */
  private void known(RunStatus status, Set<UUID> in) {
    RunQuery query = RunQuery.ALL.withStatus(status).withLimit(1_000);
    Optional<UUID> next;
    do {
      RunPage page = scheduler.runs(query);
      page.runs().forEach(run -> in.add(run.id()));
      next = page.next();
      query = next.map(query::withBefore).orElse(query);
    } while (next.isPresent());
    // What moved on between the event and the page is what it is now.
    in.removeIf(id -> scheduler.findRun(id).map(run -> run.status() != status).orElse(true));
  }

  private void count(MeterRegistry registry, Event event) {
    switch (event) {
      case Event.RunQueued(var at, var run) -> queued.add(run.id());
      case Event.RunStarted(var at, var run) -> {
        queued.remove(run.id());
        running.add(run.id());
        Timer.builder(RUNS + ".wait")
            .description("How long runs waited since they could have started")
            .tag("queue", run.job().queue())
            .register(registry)
            .record(waited(run));
      }
      case Event.RunFinished finished -> ended(registry, finished);
      default -> {
        // of no run
      }
    }
  }

  private void ended(MeterRegistry registry, Event.RunFinished event) {
    Run run = event.run();
    queued.remove(run.id());
    running.remove(run.id());
    String[] tags = {
      "job", run.jobName(), "status", lower(run.status()), "cause", lower(run.cause())
    };
    if (run.duration().isPresent()) {
      Timer.builder(RUNS)
          .description("Runs that have ended, and how long they took")
          .tags(tags)
          .register(registry)
          .record(run.duration().get());
    } else {
      Counter.builder(RUNS + ".unstarted")
          .description("Runs that ended without having started")
          .tags(tags)
          .register(registry)
          .increment();
    }
    if (event.isLast() && isFailure(run.status())) {
      Counter.builder(RUNS + ".exhausted")
          .description("Failures after which there is no other attempt")
          .tag("job", run.jobName())
          .register(registry)
          .increment();
    }
  }

  private static boolean isFailure(RunStatus status) {
    return status == RunStatus.FAILURE || status == RunStatus.TIMEOUT || status == RunStatus.LOST;
  }

  private static Duration waited(Run run) {
    Instant queuedAt = run.queuedAt();
    Instant notBefore = run.timeline().notBefore();
    Instant since = notBefore.isAfter(queuedAt) ? notBefore : queuedAt;
    Duration waited = Duration.between(since, run.startedAt().orElse(since));
    return waited.isNegative() ? Duration.ZERO : waited;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
