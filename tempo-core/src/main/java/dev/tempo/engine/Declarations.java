package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.JobDeclaration;
import dev.tempo.JobDeclaration.Part;
import java.util.Optional;

/**
 * Keeps apart what a program declares of a job and what operators have changed. Which of both a
 * value is cannot be seen later, so each change of such a part is noted when it is made, by the one
 * who makes it: a program declares, everybody else changes.
 */
final class Declarations {
  private Declarations() {}

  /**
   * A job as it is to be stored.
   *
   * @param old as it is stored
   * @param next what is to be saved, with the identity of the stored one
   * @param declares whether the program declares it, or somebody changes it
   */
  static Job merged(Job old, Job next, boolean declares) {
    return declares ? declared(old, next) : changed(old, next);
  }

  /** What others have changed stays, until it is what the program says. */
  private static Job declared(Job old, Job next) {
    JobDeclaration before = old.declaration().orElseGet(() -> ofUndeclared(old));
    boolean enabled = before.isOverridden(Part.ENABLED) && old.enabled() != next.enabled();
    boolean schedule = before.isOverridden(Part.SCHEDULE) && !sameSchedule(old, next);
    Job.Builder merged =
        next.toBuilder()
            .declaration(
                Optional.of(
                    JobDeclaration.UNCHANGED
                        .with(Part.ENABLED, enabled)
                        .with(Part.SCHEDULE, schedule)));
    if (enabled) {
      merged.enabled(old.enabled());
    }
    if (schedule) {
      merged.triggers(old.triggers()).zone(old.zone());
    }
    return merged.build();
  }

  /** One that was there before it was first declared, and is disabled, is so for a reason. */
  private static JobDeclaration ofUndeclared(Job old) {
    return JobDeclaration.UNCHANGED.with(Part.ENABLED, !old.enabled());
  }

  private static Job changed(Job old, Job next) {
    if (old.declaration().isEmpty()) {
      return next.toBuilder().declaration(Optional.empty()).build();
    }
    JobDeclaration before = old.declaration().get();
    boolean toggled = old.enabled() != next.enabled();
    JobDeclaration after =
        before
            .with(Part.ENABLED, before.isOverridden(Part.ENABLED) != toggled)
            .with(Part.SCHEDULE, before.isOverridden(Part.SCHEDULE) || !sameSchedule(old, next));
    return next.toBuilder().declaration(Optional.of(after)).build();
  }

  private static boolean sameSchedule(Job one, Job other) {
    return one.zone().equals(other.zone()) && one.triggers().equals(other.triggers());
  }
}
