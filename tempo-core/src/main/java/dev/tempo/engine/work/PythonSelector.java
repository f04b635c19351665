package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.engine.queue.EnvironmentGate;
import dev.tempo.message.Message;
import dev.tempo.python.PythonService;
import dev.tempo.python.ScriptNeeds;
import dev.tempo.python.conda.CondaEnvironment;
import dev.tempo.python.environment.EnvironmentException;
import dev.tempo.python.environment.PythonEnvironment;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Selects the Python of each run: that of a conda environment, of the job's own environment, which
 * the run then keeps until its end, or a plain interpreter. Thread-safe.
 */
public final class PythonSelector implements EnvironmentGate.Environments {
  private static final String USUAL = "python3";

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
    return job.task() instanceof PythonTask task && needs(task);
  }

  private boolean needs(PythonTask task) {
    return isUnclear(task) || python.options().needsEnvironment(ScriptNeeds.known(task));
  }

  @Override
  public CompletableFuture<?> prepare(Job job) {
    PythonTask task = (PythonTask) job.task();
    return house.prepare(() -> python.spec(job.id(), task));
  }

  /** Whether the script says wrongly what it needs, of which its run then fails. */
  private static boolean isUnclear(PythonTask task) {
    try {
      ScriptNeeds.of(task);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /**
   * The Python for a run that starts. May take its time.
   *
   * @param task what it executes: that of the job, or what its script says by now
   * @throws IllegalStateException if there is none; says what to do
   */
  PythonCommand choose(Job job, PythonTask task, UUID runId) {
    PythonSettings settings = task.python();
    if (settings.condaEnvironment().isPresent()) {
      return conda(settings, settings.condaEnvironment().get());
    }
    if (!needs(task)) {
      return PythonCommand.plain(interpreter(task));
    }
    return task.equals(job.task()) ? pinned(job, runId) : settled(job, task, runId);
  }

  /** Its script has changed since the job was saved, and may need something else. */
  private PythonCommand settled(Job job, PythonTask task, UUID runId) {
    try {
      house.prepare(() -> python.spec(job.id(), task)).join();
    } catch (CompletionException e) {
      refuse(e.getCause() == null ? e : e.getCause());
    }
    return pinned(job, runId, Optional.empty());
  }

  /** The run has ended. Returns at once. */
  void release(UUID runId) {
    house.release(runId);
  }

  private PythonCommand conda(PythonSettings settings, String name) {
    CondaEnvironment environment = python.condaEnvironment(name);
    List<Message> notices =
        settings.requirements().isEmpty()
            ? List.of()
            : List.of(
                Message.of(
                    "python.condaAsItIs",
                    "The job's requirements were not installed: it runs in the conda environment"
                        + " '{environment}', which is used as it is",
                    "environment",
                    name));
    return new PythonCommand(environment.python(), environment::variables, notices);
  }

  private PythonCommand pinned(Job job, UUID runId) {
    return pinned(job, runId, failures.apply(runId));
  }

  private PythonCommand pinned(Job job, UUID runId, Optional<Throwable> failure) {
    failure.filter(cause -> !leavesPrevious(cause)).ifPresent(PythonSelector::refuse);
    PythonEnvironment environment =
        house.get().pin(PythonService.name(job.id()), runId).orElseThrow(PythonSelector::deleted);
    List<Message> notices =
        failure.stream().map(cause -> previous(environment, cause.getMessage())).toList();
    return new PythonCommand(environment.python(), environment::variables, notices);
  }

  private static boolean leavesPrevious(Throwable failure) {
    return failure instanceof EnvironmentException exception && exception.previous().isPresent();
  }

  private static void refuse(Throwable failure) {
    throw new IllegalStateException(
        "Its environment could not be built: " + String.valueOf(failure.getMessage()), failure);
  }

  private static IllegalStateException deleted() {
    return new IllegalStateException(
        "Its environment was deleted while it waited; run it again, and it is built anew");
  }

  private static Message previous(PythonEnvironment environment, String words) {
    return Message.of(
        "python.previousEnvironment",
        "The environment that the job asks for could not be built; this run uses the one of"
            + " {builtAt}. {reason}",
        "builtAt",
        environment.builtAt().toString(),
        "reason",
        String.valueOf(words));
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
