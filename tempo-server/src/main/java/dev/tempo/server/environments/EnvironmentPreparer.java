package dev.tempo.server.environments;

import dev.tempo.Job;
import dev.tempo.message.Message;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.PythonService;
import dev.tempo.python.ScriptNeeds;
import dev.tempo.python.environment.EnvironmentStatus;
import dev.tempo.server.message.Messages;
import dev.tempo.server.scripts.ScriptTree;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Builds the environments of jobs as soon as they are saved, so that the first run need not wait,
 * and deletes those that are no longer needed. A change starts a build beside the old environment,
 * which stays in use until the new one is ready. Thread-safe.
 */
final class EnvironmentPreparer {
  /** What a job wants; nothing if it is not Python or runs in conda. */
  private record Wish(String key, Optional<PythonSettings> python) {}

  private final PythonService python;
  private final ScriptTree scripts;
  private final SerialExecutor background;
  private final Map<UUID, Wish> wishes = new ConcurrentHashMap<>();
  private final Set<UUID> pending = ConcurrentHashMap.newKeySet();
  private final Map<UUID, Message> refusals = new ConcurrentHashMap<>();

  EnvironmentPreparer(PythonService python, ScriptTree scripts, SerialExecutor background) {
    this.python = python;
    this.scripts = scripts;
    this.background = background;
  }

  void saved(Job job) {
    Wish wish = new Wish(job.key(), settings(python, job).filter(any -> needsEnvironment(job)));
    Optional<Wish> before = Optional.ofNullable(wishes.put(job.id(), wish));
    if (before.equals(Optional.of(wish))) {
      return;
    }
    if (wish.python().isPresent()) {
      pending.add(job.id());
      background.later(() -> start(job.id()));
    } else if (before.map(old -> old.python().isPresent()).orElse(isolated())) {
      background.later(() -> drop(job.id()));
    }
  }

  void deleted(UUID jobId) {
    wishes.remove(jobId);
    refusals.remove(jobId);
  }

  /** Whether a build will be asked for in a moment. */
  boolean isPending(UUID jobId) {
    return pending.contains(jobId);
  }

  /** Why no build could be asked for. */
  Optional<Message> refusal(UUID jobId) {
    return Optional.ofNullable(refusals.get(jobId));
  }

  /** What a job, its script and its group want. */
  static Optional<PythonSettings> settings(PythonService python, Job job) {
    return job.task() instanceof PythonTask task
        ? Optional.of(ScriptNeeds.known(python.effective(job.id(), task)))
        : Optional.empty();
  }

  private boolean needsEnvironment(Job job) {
    return python.needsEnvironment(job.id(), (PythonTask) job.task());
  }

  /** The jobs for which no build could be asked for. */
  Set<UUID> refused() {
    return Set.copyOf(refusals.keySet());
  }

  /** The newest wish counts, whichever save asked for it. */
  private void start(UUID jobId) {
    try {
      Optional<Wish> wish = Optional.ofNullable(wishes.get(jobId));
      if (wish.flatMap(Wish::python).isPresent()) {
        refusals.remove(jobId);
        offerLink(jobId, wish.get().key());
        python.prepare(jobId);
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      refusals.put(jobId, Messages.of(e)); // no interpreter, or no requirements
    } finally {
      pending.remove(jobId);
    }
  }

  private void offerLink(UUID jobId, String key) {
    scripts
        .existing(key)
        .ifPresent(
            directory -> python.environments().offerLink(PythonService.name(jobId), directory));
  }

  private void drop(UUID jobId) {
    refusals.remove(jobId);
    EnvironmentStatus status = python.environment(jobId);
    if (status.state() != EnvironmentStatus.State.NONE) {
      python.delete(jobId);
    }
  }

  private boolean isolated() {
    return python.options().isolation() == PythonOptions.Isolation.EACH_JOB;
  }
}
