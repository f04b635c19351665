package dev.tempo.server.environments;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.message.Message;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.PythonService;
import dev.tempo.python.environment.EnvironmentStatus;
import dev.tempo.python.environment.EnvironmentStatus.State;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.server.jobs.JobEnvironments;
import dev.tempo.server.message.Messages;
import dev.tempo.server.scripts.ScriptTree;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.time.TimeSource;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Tracks the environment of each job and builds those that are missing. What takes its time, such
 * as adding up sizes, is done in the background and known a moment later. Thread-safe.
 */
public final class EnvironmentService implements JobEnvironments, AutoCloseable {
  private record Size(String build, long bytes) {}

  private final PythonService python;
  private final ScriptScanner scanner;
  private final SerialExecutor background = new SerialExecutor("tempo-server-environments");
  private final EnvironmentPreparer starter;
  private final CondaHealthCache conda;
  private final Map<UUID, Size> sizes = new ConcurrentHashMap<>();
  private final Map<UUID, String> ofConda = new ConcurrentHashMap<>();
  private final Set<UUID> measuring = ConcurrentHashMap.newKeySet();
  private final Subscription events;

  /** Over an engine. */
  public EnvironmentService(
      Tempo tempo, ScriptTree scripts, ScriptScanner scanner, TimeSource time) {
    this.python = tempo.python();
    this.scanner = scanner;
    this.starter = new EnvironmentPreparer(python, scripts, background);
    this.conda = new CondaHealthCache(python, background, time);
    this.events = tempo.onEvent(this::follow);
    if (python.options().isolation() == PythonOptions.Isolation.EACH_JOB) {
      background.later(() -> python.interpreters().all()); // takes a while, the first time
    }
  }

  @Override
  public void saved(Job job) {
    starter.saved(job);
    known(job);
  }

  @Override
  public void known(Job job) {
    EnvironmentPreparer.settings(python, job)
        .flatMap(PythonSettings::condaEnvironment)
        .ifPresentOrElse(name -> ofConda.put(job.id(), name), () -> ofConda.remove(job.id()));
  }

  @Override
  public Set<UUID> broken() {
    Set<UUID> broken = new HashSet<>(starter.refused());
    ownJobs().filter(id -> own(id).state() == State.FAILED).forEach(broken::add);
    ofConda.forEach(
        (id, name) ->
            conda
                .last(name)
                .flatMap(CondaHealthCache.Entry::problem)
                .ifPresent(p -> broken.add(id)));
    return broken;
  }

  private Stream<UUID> ownJobs() {
    try {
      return python.environments().jobs().stream().map(UUID::fromString);
    } catch (IllegalStateException | UncheckedIOException e) { // another engine has the directory
      return Stream.empty();
    }
  }

  @Override
  public Standing of(Job job) {
    Optional<PythonSettings> settings = EnvironmentPreparer.settings(python, job);
    if (settings.isEmpty()) {
      return Standing.NONE;
    }
    Optional<String> name = settings.get().condaEnvironment();
    if (name.isPresent()) {
      return conda.last(name.get()).map(EnvironmentService::ofConda).orElse(Standing.NONE);
    }
    boolean own = python.needsEnvironment(job.id(), (PythonTask) job.task());
    return own ? own(job.id()) : Standing.NONE;
  }

  /** As {@link #of}, but looks where it would say that something is not known yet. */
  Standing now(Job job) {
    EnvironmentPreparer.settings(python, job)
        .flatMap(PythonSettings::condaEnvironment)
        .ifPresent(conda::look);
    Standing standing = of(job);
    if (standing.state() == State.NONE || standing.sizeBytes().isPresent()) {
      return standing;
    }
    measure(job.id());
    return of(job);
  }

  @Override
  public List<Message> warnings(Job job) {
    List<Message> warnings = new ArrayList<>(scanner.warnings(job.task()));
    EnvironmentPreparer.settings(python, job)
        .flatMap(PythonSettings::condaEnvironment)
        .flatMap(conda::last)
        .flatMap(CondaHealthCache.Entry::problem)
        .ifPresent(warnings::add);
    starter.refusal(job.id()).ifPresent(warnings::add);
    return warnings;
  }

  /** What conda has may have changed. */
  void forgetConda() {
    conda.clear();
  }

  @Override
  public void close() {
    events.close();
    background.close();
  }

  private void follow(Event event) {
    switch (event) {
      case Event.EnvironmentReady ready -> measureLater(ready.jobId());
      case Event.JobDeleted deleted -> {
        starter.deleted(deleted.jobId());
        ofConda.remove(deleted.jobId());
        sizes.remove(deleted.jobId());
      }
      default -> {} // not about environments
    }
  }

  private Standing own(UUID jobId) {
    boolean pending = starter.isPending(jobId); // asked first: what is so no more is being built
    EnvironmentStatus status;
    try {
      status = python.environment(jobId);
    } catch (IllegalStateException | UncheckedIOException e) { // another engine has the directory
      return new Standing(
          State.FAILED, Optional.empty(), OptionalLong.empty(), Optional.of(Messages.of(e)));
    }
    Optional<PythonEnvironment> current = status.current();
    return new Standing(
        pending ? State.BUILDING : state(jobId, status),
        current.map(environment -> environment.spec().interpreter().version().toString()),
        current.map(environment -> size(jobId, environment)).orElse(OptionalLong.empty()),
        status
            .failure()
            .map(failure -> Messages.kept(failure.message()))
            .or(() -> starter.refusal(jobId)));
  }

  private State state(UUID jobId, EnvironmentStatus status) {
    boolean refused = starter.refusal(jobId).isPresent();
    return refused && status.state() != State.BUILDING ? State.FAILED : status.state();
  }

  private OptionalLong size(UUID jobId, PythonEnvironment environment) {
    Size known = sizes.get(jobId);
    if (known != null && known.build().equals(environment.build())) {
      return OptionalLong.of(known.bytes());
    }
    measureLater(jobId);
    return OptionalLong.empty();
  }

  private void measureLater(UUID jobId) {
    if (measuring.add(jobId)) {
      background.later(
          () -> {
            measuring.remove(jobId);
            measure(jobId);
          });
    }
  }

  private void measure(UUID jobId) {
    python
        .environment(jobId)
        .current()
        .ifPresent(
            environment ->
                sizes.put(jobId, new Size(environment.build(), python.sizeBytes(jobId))));
  }

  private static Standing ofConda(CondaHealthCache.Entry look) {
    return new Standing(
        look.problem().isPresent() ? State.FAILED : State.READY,
        look.version(),
        OptionalLong.empty(),
        look.problem());
  }
}
