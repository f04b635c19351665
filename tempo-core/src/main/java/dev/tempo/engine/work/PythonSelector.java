package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.engine.queue.EnvironmentGate;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.Message;
import dev.tempo.python.PythonDefaults;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.PythonService;
import dev.tempo.python.ScriptNeeds;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.python.environment.EnvironmentException;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.task.PythonTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Selects the Python of each run: that of a conda environment, of the job's own environment, which
 * the run then keeps until its end, or a plain interpreter. Thread-safe.
 */
public final class PythonSelector implements EnvironmentGate.Environments {
  private static final String USUAL = "python3";
  private static final String BASE = "base";

  private final PythonService python;
  private final EnvironmentManager house;
  private final String path;
  private Function<UUID, Optional<Throwable>> failures = run -> Optional.empty();

  /**
   * A choice.
   *
   * @param path where the usual interpreter is looked for, as in {@code PATH}
   */
  PythonSelector(PythonService python, EnvironmentManager house, String path) {
    this.python = python;
    this.house = house;
    this.path = path;
  }

  /** Says where it is known why a run's environment could not be built. */
  public void failures(Function<UUID, Optional<Throwable>> source) {
    failures = source;
  }

  @Override
  public boolean needs(Job job) {
    return job.task() instanceof PythonTask task && python.needsEnvironment(job.id(), task);
  }

  @Override
  public CompletableFuture<?> prepare(Job job) {
    PythonTask task = (PythonTask) job.task();
    return house.prepare(() -> python.spec(job.id(), task));
  }

  /**
   * The Python for a run that starts: the first that applies of the job's conda environment, that
   * of its group, its own environment, conda's base and a plain interpreter. May take its time.
   *
   * @param task what it executes: that of the job, or what its script says by now
   * @throws IllegalStateException if there is none; says what to do
   */
  PythonCommand choose(Job job, PythonTask task, UUID runId) {
    Optional<PythonDefaults> group = python.policy().defaults(job.id());
    List<Message> passedOver = new ArrayList<>();
    Optional<PythonCommand> conda = ofConda(job, task, group, passedOver);
    return conda
        .or(() -> ofItsOwn(job, task, runId))
        .or(() -> group.flatMap(any -> base(python.withoutConda(job.id(), task))))
        .orElseGet(() -> plain(python.withoutConda(job.id(), task), group.isPresent()))
        .after(passedOver);
  }

  /** The run has ended. Returns at once. */
  void release(UUID runId) {
    house.release(runId);
  }

  private Optional<PythonCommand> ofConda(
      Job job, PythonTask task, Optional<PythonDefaults> group, List<Message> passedOver) {
    Optional<String> own = task.python().condaEnvironment();
    Optional<String> groups = group.flatMap(PythonDefaults::condaEnvironment);
    for (String name : Stream.concat(own.stream(), groups.stream()).distinct().toList()) {
      try {
        CondaEnvironment environment = python.condaEnvironment(name);
        boolean isOwn = own.equals(Optional.of(name));
        return Optional.of(
            conda(environment, PythonNotices.conda(environment, name, isOwn, python))
                .also(asItIs(job, task, name)));
      } catch (IllegalStateException e) {
        if (!python.policy().condaFallback()) {
          throw e;
        }
        passedOver.add(PythonNotices.fallback(name, e));
      }
    }
    return Optional.empty();
  }

  private static PythonCommand conda(CondaEnvironment environment, Message uses) {
    return new PythonCommand(environment.python(), environment::variables, List.of(uses));
  }

  private List<Message> asItIs(Job job, PythonTask task, String name) {
    PythonTask alone = python.withoutConda(job.id(), task);
    boolean wanted = ScriptNeeds.known(alone).requirements().stream().anyMatch(this::isOne);
    return wanted ? List.of(PythonNotices.asItIs(name)) : List.of();
  }

  private boolean isOne(String requirement) {
    return !requirement.isBlank() && !requirement.strip().startsWith("#");
  }

  /** What was prepared before the start, unless that was for another text or with conda. */
  private Optional<PythonCommand> ofItsOwn(Job job, PythonTask task, UUID runId) {
    PythonTask alone = python.withoutConda(job.id(), task);
    if (!python.needsEnvironmentAlone(job.id(), alone)) {
      return Optional.empty();
    }
    boolean prepared = needs(job) && task.equals(job.task());
    return Optional.of(prepared ? pinned(job, runId) : settled(job, alone, runId));
  }

  private PythonCommand settled(Job job, PythonTask task, UUID runId) {
    try {
      house.prepare(() -> python.spec(job.id(), task)).join();
    } catch (CompletionException e) {
      refuse(e.getCause() == null ? e : e.getCause());
    }
    return pinned(job, runId, Optional.empty());
  }

  private PythonCommand pinned(Job job, UUID runId) {
    return pinned(job, runId, failures.apply(runId));
  }

  private PythonCommand pinned(Job job, UUID runId, Optional<Throwable> failure) {
    failure.filter(cause -> !leavesPrevious(cause)).ifPresent(PythonSelector::refuse);
    PythonEnvironment environment =
        house.get().pin(PythonService.name(job.id()), runId).orElseThrow(PythonSelector::deleted);
    List<Message> notices = new ArrayList<>();
    notices.add(PythonNotices.own(environment));
    failure.ifPresent(cause -> notices.add(PythonNotices.previous(environment, cause)));
    return new PythonCommand(environment.python(), environment::variables, notices);
  }

  /** Conda's base, if it is there and of a version that will do. */
  private Optional<PythonCommand> base(PythonTask task) {
    if (python.options().conda() == PythonOptions.Conda.OFF) {
      return Optional.empty();
    }
    return python
        .conda()
        .find(BASE)
        .filter(found -> Files.isExecutable(found.python()))
        .filter(found -> python.fits(task, found.pythonVersion()))
        .map(found -> conda(found, PythonNotices.base(found, python)));
  }

  private PythonCommand plain(PythonTask task, boolean tell) {
    Path executable = interpreter(task);
    List<Message> uses = tell ? List.of(PythonNotices.interpreter(executable, python)) : List.of();
    return new PythonCommand(executable, UnaryOperator.identity(), uses);
  }

  private static boolean leavesPrevious(Throwable failure) {
    return failure instanceof EnvironmentException exception && exception.previous().isPresent();
  }

  private static void refuse(Throwable failure) {
    IllegalStateException refusal =
        new IllegalStateException(
            RunMessages.ENVIRONMENT_NOT_BUILT.text(String.valueOf(failure.getMessage())));
    if (StoreRetry.isOfStore(failure)) {
      refusal.addSuppressed(failure); // it was waited for, and is not asked again
    } else {
      refusal.initCause(failure);
    }
    throw refusal;
  }

  private static IllegalStateException deleted() {
    return new IllegalStateException(RunMessages.ENVIRONMENT_DELETED.text());
  }

  /** As a shell would find it; by Tempo's own rules only if that fails or a version is wanted. */
  private Path interpreter(PythonTask task) {
    boolean any =
        task.python().version().isEmpty()
            && python.options().version().isEmpty()
            && ScriptNeeds.known(task) == task.python();
    Optional<Path> usual = any ? onPath() : Optional.empty();
    return usual.orElseGet(() -> python.interpreter(task).executable());
  }

  private Optional<Path> onPath() {
    for (String directory : path.split(":")) {
      Path candidate = Path.of(directory, USUAL);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
