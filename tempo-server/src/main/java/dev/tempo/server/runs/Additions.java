package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.message.Message;
import dev.tempo.python.PythonService;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.message.Messages;
import dev.tempo.server.runs.AdditionStore.Begun;
import dev.tempo.store.StoreException;
import dev.tempo.task.PythonSettings;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds requirements to jobs: all or nothing. The job is saved with the requirement, its environment
 * is built, and then it runs; if the environment cannot be built, or the job not be run, the job
 * gets its old requirements back, unless somebody else has changed them meanwhile; if the server
 * ends while it builds, at the next start.
 *
 * <p>Thread-safe.
 */
final class Additions {
  private static final Logger LOG = LoggerFactory.getLogger(Additions.class);
  private static final int KNOWN = 1_000;

  /** How far an addition is. */
  enum State {
    /** Its environment is being built. */
    BUILDING,
    /** It runs, or has run. */
    STARTED,
    /** All is as it was before. */
    FAILED
  }

  /**
   * An addition.
   *
   * @param requirement what is added
   * @param state how far it is
   * @param startedRunId the run that was started
   * @param error why it failed
   */
  record Addition(
      String requirement, State state, Optional<UUID> startedRunId, Optional<Message> error) {}

  private final JobService jobs;
  private final PythonService python;
  private final AdditionStore store;

  /** By the run that failed; guarded by itself. */
  private final Map<UUID, Addition> additions = BoundedMap.byInsertion(KNOWN);

  /** Takes back first what was under way when another server ended. */
  Additions(JobService jobs, PythonService python, AdditionStore store) {
    this.jobs = jobs;
    this.python = python;
    this.store = store;
    store.all().forEach(this::undo);
  }

  /** How far the addition is that was made for a run. */
  Optional<Addition> of(UUID runId) {
    synchronized (additions) {
      return Optional.ofNullable(additions.get(runId));
    }
  }

  /**
   * Begins one, unless one is under way for the run.
   *
   * @param runId the run that failed
   * @param wish what is to be added
   * @param run starts the job, once it can
   * @throws dev.tempo.server.http.problem.ApiException as {@link JobService#edit}
   * @throws IllegalStateException if the environment cannot even be begun
   */
  void begin(UUID runId, Wish wish, Supplier<UUID> run) {
    synchronized (additions) {
      Addition known = additions.get(runId);
      if (known != null && known.state() == State.BUILDING) {
        return;
      }
      set(runId, wish, State.BUILDING, Optional.empty(), Optional.empty());
    }
    try {
      if (!wish.before().equals(wish.after())) {
        store.save(new Begun(runId, wish.entry().id(), wish.before(), wish.after()));
      }
      if (!add(wish)) {
        throw ApiException.conflict(message("api.requirement.changed"));
      }
      python
          .prepare(wish.entry().id())
          .whenComplete(
              (environment, failure) ->
                  Thread.ofVirtual()
                      .name("tempo-addition-" + runId)
                      .start(() -> built(runId, wish, Optional.ofNullable(failure), run)));
    } catch (RuntimeException e) {
      takeBack(runId, wish, e);
      throw e;
    }
  }

  /**
   * What is to be added.
   *
   * @param entry the job
   * @param edit who wants it
   * @param requirement what
   * @param before the job's requirements as they were
   * @param after and with it
   */
  record Wish(
      JobIndexEntry entry,
      Edit edit,
      String requirement,
      List<String> before,
      List<String> after) {}

  private void built(UUID runId, Wish wish, Optional<Throwable> failure, Supplier<UUID> run) {
    try {
      if (failure.isPresent()) {
        Throwable cause = failure.get();
        boolean wrapped = cause instanceof CompletionException && cause.getCause() != null;
        takeBack(runId, wish, wrapped ? cause.getCause() : cause);
      } else {
        store.delete(runId); // from here on the requirement is needed
        UUID started = run.get();
        synchronized (additions) {
          set(runId, wish, State.STARTED, Optional.of(started), Optional.empty());
        }
      }
    } catch (RuntimeException e) {
      takeBack(runId, wish, e);
    }
  }

  private void takeBack(UUID runId, Wish wish, Throwable why) {
    Message error = shown(why);
    try {
      takeBack(wish.entry(), wish.after(), wish.before());
      store.delete(runId);
    } catch (RuntimeException e) {
      LOG.warn("The requirements of job {} could not be taken back", wish.entry().id(), e);
      error = message("api.requirement.notTakenBack", "error", error, "reason", shown(e));
    }
    synchronized (additions) {
      set(runId, wish, State.FAILED, Optional.empty(), Optional.of(error));
    }
  }

  private static Message shown(Throwable why) {
    if (why instanceof StoreException) {
      LOG.warn("Requirements cannot be added, since the store does not work", why);
      return Messages.ofStore(why);
    }
    return Messages.of(why);
  }

  /** Gives the job its new requirements; false if it has others by now than it had. */
  private boolean add(Wish wish) {
    ManagedJob saved =
        jobs.edit(
            wish.entry(),
            wish.edit(),
            old -> requirements(old).equals(wish.before()) ? with(old, wish.after()) : old);
    return requirements(saved).equals(wish.after());
  }

  /** Whoever wanted them need not be somebody who may edit the job by now. */
  private void takeBack(JobIndexEntry entry, List<String> from, List<String> to) {
    jobs.amend(entry, old -> requirements(old).equals(from) ? with(old, to) : old);
  }

  private void undo(Begun begun) {
    try {
      jobs.index()
          .find(begun.jobId())
          .ifPresent(entry -> takeBack(entry, begun.after(), begun.before()));
      store.delete(begun.runId());
      LOG.warn(
          "The server ended while requirements were added to job {}; they are as before",
          begun.jobId());
    } catch (RuntimeException e) {
      LOG.error("The requirements of job {} could not be taken back", begun.jobId(), e);
    }
  }

  private static List<String> requirements(ManagedJob job) {
    return job.job().task() instanceof PythonTask task ? task.python().requirements() : List.of();
  }

  private static ManagedJob with(ManagedJob old, List<String> requirements) {
    if (!(old.job().task() instanceof PythonTask task)) {
      return old;
    }
    PythonSettings settings =
        new PythonSettings(task.python().version(), requirements, task.python().condaEnvironment());
    Task changed = task.withPython(settings);
    return new ManagedJob(old.job().toBuilder().task(changed).build(), old.details());
  }

  private void set(
      UUID runId, Wish wish, State state, Optional<UUID> started, Optional<Message> error) {
    additions.remove(runId); // so that it is the newest
    additions.put(runId, new Addition(wish.requirement(), state, started, error));
  }
}
