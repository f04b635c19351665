package dev.tempo.engine.state;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.Trigger;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.task.ScriptText;
import java.util.Optional;

/**
 * Checks whether waiting runs may still start: not after their job was deleted or disabled, and not
 * after their trigger was disabled. What tries out a text may start while its job is disabled, as
 * long as that has a script. What runs goes on. Pure functions.
 */
public final class PendingRequests {
  public static final String DELETED = RunMessages.JOB_DELETED.text();
  static final String CHANGED = RunMessages.SCRIPT_TAKEN.text();
  public static final String DISABLED = RunMessages.JOB_DISABLED.text();
  public static final String TRIGGER_DISABLED = RunMessages.TRIGGER_DISABLED.text();

  private PendingRequests() {}

  /** Why a run of this job must not start; empty if it may. */
  public static Optional<String> reasonAgainst(Optional<Job> job, Run run) {
    if (job.isEmpty()) {
      return Optional.of(DELETED);
    }
    if (run.isUnsaved()) {
      return ScriptText.of(job.get().task()).isPresent() ? Optional.empty() : Optional.of(CHANGED);
    }
    if (!job.get().enabled()) {
      return Optional.of(DISABLED);
    }
    return run.request()
        .origin()
        .triggerId()
        .flatMap(job.get()::trigger)
        .filter(trigger -> !trigger.enabled())
        .map(trigger -> TRIGGER_DISABLED);
  }

  /** Whether a change of a job can leave a run that waits without a reason to start. */
  public static boolean mayBeLost(Job old, Job saved) {
    return old.enabled() && !saved.enabled()
        || saved.triggers().stream().anyMatch(trigger -> wasDisabled(old, trigger));
  }

  private static boolean wasDisabled(Job old, Trigger trigger) {
    return !trigger.enabled() && old.trigger(trigger.id()).filter(Trigger::enabled).isPresent();
  }
}
