package dev.tempo.webapp;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSurroundings;
import dev.tempo.RunType;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.internal.message.WebAppMessages;
import dev.tempo.time.TimeSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts scripts that serve web pages, gives each a port ({@code --port 5200}), waits until they
 * answer, and watches them. A page goes on until {@link #stop}, or until its script ends; it stays
 * when this is closed, as far as the Tempo leaves scripts running, and {@link #recover} takes it up
 * again.
 *
 * <p>Scripts get their ports by {@link #of}, so the Tempo must be told: {@code
 * tempo.runSurroundings(apps)}, or by way of a hook of the host that asks this one. Thread-safe.
 */
public final class WebApps implements RunSurroundings, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebApps.class);
  private static final int PAGE = 1_000;

  private final Tempo tempo;
  private final PortPool ports;
  private final PortNotes notes;
  private final WebAppPolicy policy;
  private final TimeSource clock;
  private final Function<Job, OptionalInt> preferredPort;
  private final Consumer<WebApp> onChange;
  private final Map<UUID, WebApp> byRun = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> given = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Subscription events;

  private WebApps(Builder builder) {
    this.tempo = builder.tempo;
    this.ports = builder.ports;
    this.notes = builder.notes;
    this.policy = builder.policy;
    this.clock = builder.clock;
    this.preferredPort = builder.preferredPort;
    this.onChange = builder.onChange;
    this.events = tempo.onEvent(this::see);
  }

  /** Returns a new builder for the pages of a Tempo's jobs. */
  public static Builder builder(Tempo tempo) {
    return new Builder(Objects.requireNonNull(tempo, "tempo"));
  }

  /** Builder for {@link WebApps}; for one thread. */
  public static final class Builder {
    private final Tempo tempo;
    private PortPool ports = PortPool.of(PortPool.DEFAULT_FROM, PortPool.DEFAULT_TO);
    private PortNotes notes = PortNotes.inMemory();
    private WebAppPolicy policy = WebAppPolicy.DEFAULT;
    private TimeSource clock = TimeSource.system();
    private Function<Job, OptionalInt> preferredPort = job -> OptionalInt.empty();
    private Consumer<WebApp> onChange = app -> {};

    private Builder(Tempo tempo) {
      this.tempo = tempo;
    }

    /** Sets where ports come from; ports 5200 to 5400 by default. */
    public Builder ports(PortPool pool) {
      ports = Objects.requireNonNull(pool, "pool");
      return this;
    }

    /** Sets what keeps ports over a restart; by default they are kept in memory alone. */
    public Builder notes(PortNotes kept) {
      notes = Objects.requireNonNull(kept, "kept");
      return this;
    }

    /** Sets how pages are waited for and watched. */
    public Builder policy(WebAppPolicy policy) {
      this.policy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /** Sets what tells when a page answered. */
    public Builder clock(TimeSource source) {
      clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /** Sets which port the script of a job likes; called on any thread. */
    public Builder preferredPort(Function<Job, OptionalInt> source) {
      preferredPort = Objects.requireNonNull(source, "source");
      return this;
    }

    /** Sets who is told when a page's state or run changes; called on the page's own thread. */
    public Builder onChange(Consumer<WebApp> listener) {
      onChange = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** Builds an instance that has no pages yet. */
    public WebApps build() {
      return new WebApps(this);
    }
  }

  /**
   * Opens the page of a job: runs its script as a service with the cause {@link
   * RunCause#INTERFACE}. Where several nodes share a store it runs on this one.
   *
   * @throws dev.tempo.NotFoundException if there is no job of this id
   * @throws dev.tempo.JobDisabledException if it is disabled
   */
  public WebApp open(UUID jobId, RunOptions options) {
    RunOptions service =
        here(Objects.requireNonNull(options, "options")).withCause(RunCause.INTERFACE).asService();
    Run run = tempo.run(Objects.requireNonNull(jobId, "jobId"), service).run();
    return watch(new WebApp(run, onChange));
  }

  private RunOptions here(RunOptions options) {
    if (!tempo.nodes().isShared()) {
      return options;
    }
    Map<String, String> context = new LinkedHashMap<>(options.attributes().context());
    context.put(RunAttributes.ON_NODE, tempo.nodes().localId().toString());
    return options.withContext(context);
  }

  /** Whether the page of a run is on this node; as all are where no others share the store. */
  public boolean isHere(Run run) {
    return !tempo.nodes().isShared()
        || tempo
            .nodes()
            .localId()
            .toString()
            .equals(run.request().attributes().context().get(RunAttributes.ON_NODE));
  }

  /**
   * Takes up the pages of this node whose runs an earlier process left, running or queued.
   *
   * @return those that were not known before
   */
  public List<WebApp> recover() {
    Stream<Run> queued =
        tempo.store().runs().queued(JobPolicy.SERVICE_QUEUE, Optional.empty(), PAGE).stream();
    return Stream.concat(tempo.store().runs().running().stream(), queued)
        .filter(WebApps::isPage)
        .filter(this::isHere)
        .filter(run -> !byRun.containsKey(run.id()))
        .filter(run -> run.status() == RunStatus.QUEUED || notes.find(run.id()).isPresent())
        .map(this::adopt)
        .toList();
  }

  private WebApp adopt(Run run) {
    notes
        .find(run.id())
        .ifPresent(
            port -> {
              ports.claim(port);
              given.put(run.id(), port);
            });
    return watch(new WebApp(run, onChange));
  }

  private WebApp watch(WebApp app) {
    byRun.put(app.id(), app);
    Thread.ofVirtual()
        .name("tempo-page-" + app.id())
        .start(new WebAppWatcher(this, app, policy, clock)::run);
    return app;
  }

  /** The pages whose scripts have not ended. */
  public List<WebApp> list() {
    return byRun.values().stream().distinct().toList();
  }

  /** The page of a run whose script has not ended. */
  public Optional<WebApp> find(UUID runId) {
    return Optional.ofNullable(byRun.get(Objects.requireNonNull(runId, "runId")));
  }

  /**
   * Asks the script of a page to end and forces it after its grace; returns before it has ended.
   *
   * @param by who wants that, for the run's log
   * @return false if it has ended, or is already being ended
   */
  public boolean stop(WebApp app, String by) {
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(app, "app").askStop();
    return tempo.cancel(app.status().runId(), by);
  }

  /**
   * Returns {@code --port} and a port for the script of a page, and nothing for all others.
   *
   * @throws IllegalStateException if no port is free
   */
  @Override
  public Additions of(Job job, Run run) {
    Objects.requireNonNull(job, "job");
    return isPage(Objects.requireNonNull(run, "run"))
        ? new Additions(List.of("--port", Integer.toString(port(job, run))), Map.of())
        : Additions.NONE;
  }

  private static boolean isPage(Run run) {
    return run.type() == RunType.SERVICE && run.cause() == RunCause.INTERFACE;
  }

  private int port(Job job, Run run) {
    return given.computeIfAbsent(
        run.id(),
        id -> {
          int port =
              ports
                  .takeLowest(preferredPort.apply(job))
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              WebAppMessages.NO_PORT.text(ports.from(), ports.to())));
          note(id, port);
          return port;
        });
  }

  /** A port that cannot be noted is not kept: the run is given another when it is asked again. */
  private void note(UUID runId, int port) {
    try {
      notes.put(runId, port);
    } catch (RuntimeException | Error e) {
      ports.release(port);
      throw e;
    }
  }

  /** The port that a run was given; empty until it was. */
  OptionalInt port(UUID runId) {
    Integer port = given.get(runId);
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /**
   * The run of a page has ended, and nothing is left of its script.
   *
   * @return the port that it had, which is still taken
   */
  OptionalInt ended(UUID runId) {
    byRun.remove(runId);
    Integer port = given.remove(runId);
    try {
      notes.remove(runId);
    } catch (RuntimeException e) { // a note too many does no harm: its run has ended
      LOG.warn("The port of run {} could not be forgotten: {}", runId, e.toString());
    }
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  /** Gives ports back. */
  void release(List<Integer> had) {
    had.forEach(ports::release);
  }

  /** Starts the script of a page again; it gets another port, as the one it had is still taken. */
  void again(WebApp app, Run ended) {
    RunOptions options =
        new RunOptions(
            RunCause.INTERFACE,
            ended.request().origin().startedBy(),
            new RunOptions.Overrides(ended.request().arguments(), Optional.empty(), Set.of()),
            ended.request().attributes());
    Run next = tempo.run(ended.jobId(), options).run();
    app.again(next);
    byRun.put(next.id(), app);
    if (app.isStopAsked()) {
      tempo.cancel(next.id());
    }
  }

  /** How a run is by now. */
  Optional<Run> run(UUID runId) {
    return tempo.findRun(runId);
  }

  /** Completed once this is closed. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  private void see(Event event) {
    if (event instanceof Event.RunFinished finished) {
      WebApp app = byRun.get(finished.run().id());
      if (app != null && app.status().runId().equals(finished.run().id())) {
        app.end().complete(finished.run());
      }
    }
  }

  /** Lets go of all pages: they are not watched any more, and not stopped. */
  @Override
  public void close() {
    events.close();
    closed.complete(null);
  }
}
