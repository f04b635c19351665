package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.UnknownHandlerPolicy;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.store.JobStore;
import dev.tempo.task.HandlerTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds jobs whose handlers are not registered before they run, and warns of them or refuses them.
 */
public final class UnknownHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownHandlers.class);
  private static final int PAGE = 500;
  private static final int NAMED = 20;

  private final EngineSettings.Handlers settings;
  private final boolean isAlone;

  /**
   * Of an engine.
   *
   * @param isAlone false if other nodes may have handlers that this one has not
   */
  UnknownHandlers(EngineSettings.Handlers settings, boolean isAlone) {
    this.settings = settings;
    this.isAlone = isAlone;
  }

  /**
   * Looks at a job that is to be saved.
   *
   * @throws InvalidValueException if its handler is not known and the policy refuses that
   */
  public void check(Job job) {
    if (!isUnknown(job)) {
      return;
    }
    if (settings.unknown() == UnknownHandlerPolicy.FAIL) {
      throw new InvalidValueException(RunMessages.NO_HANDLER.of(name(job), known()));
    }
    warn(job);
  }

  /**
   * Looks at all jobs that are stored.
   *
   * @throws IllegalStateException if some handlers are not known and the policy refuses that
   */
  public void checkStored(JobStore jobs) {
    List<String> unknown = new ArrayList<>();
    Optional<String> after = Optional.empty();
    List<Job> page = jobs.list(after, PAGE);
    while (!page.isEmpty()) {
      page.stream().filter(this::isUnknown).forEach(job -> note(job, unknown));
      page = jobs.list(Optional.of(page.getLast().key()), PAGE);
    }
    if (!unknown.isEmpty()) {
      throw new IllegalStateException(
          "Handlers of stored jobs are not registered: "
              + String.join(", ", unknown)
              + (unknown.size() == NAMED ? ", …" : "")
              + "; register them, or delete the jobs, or choose UnknownHandlerPolicy.WARN");
    }
  }

  /** Whether a start has to wait for {@link #checkStored}. */
  public boolean refuses() {
    return settings.unknown() == UnknownHandlerPolicy.FAIL;
  }

  private void note(Job job, List<String> unknown) {
    if (!refuses()) {
      warn(job);
    } else if (unknown.size() < NAMED) {
      unknown.add("'" + name(job) + "' of job '" + job.key() + "'");
    }
  }

  private void warn(Job job) {
    LOG.warn(
        "Job '{}' has the handler '{}', which is not registered; its runs will fail. There are {}",
        job.key(),
        name(job),
        known());
  }

  private boolean isUnknown(Job job) {
    return isAlone
        && job.task() instanceof HandlerTask task
        && settings.registry().find(task.handler()).isEmpty();
  }

  private SortedSet<String> known() {
    return settings.registry().names();
  }

  private static String name(Job job) {
    return ((HandlerTask) job.task()).handler();
  }
}
