package dev.tempo.store;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A part of a job that a store holds and cannot read: a time zone that this JVM does not know, an
 * expression that no longer parses, a code that a newer version wrote. The job does not run by what
 * cannot be read, and saving it keeps that text until it is replaced.
 *
 * @param jobId whose
 * @param triggerId the trigger, if it is one; such a trigger is missing among the job's
 * @param part what it is, as {@code zone} or {@code trigger}
 * @param text how it is stored
 * @param reason why it cannot be read
 */
public record Damage(
    UUID jobId, Optional<UUID> triggerId, String part, String text, String reason) {

  /** Checks that nothing is null. */
  public Damage {
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(triggerId, "triggerId");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(reason, "reason");
  }

  /** What is wrong, and what follows, for people. */
  public String words() {
    String what = triggerId.map(id -> "The trigger " + id).orElse("The " + part + " of the job");
    String follows =
        triggerId.isPresent()
            ? "it does not fire until it is replaced; all others do"
            : "the job is disabled until it is replaced";
    return what + " cannot be read (" + reason + "): " + follows + ". It is kept as it is stored";
  }
}
