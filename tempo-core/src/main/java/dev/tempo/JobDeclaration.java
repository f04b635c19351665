package dev.tempo;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Says that a program declares a job, and which parts of it others have changed since; see {@link
 * Job.Builder#declared}. Immutable.
 *
 * @param overridden what stays as it is when the program declares the job again
 */
public record JobDeclaration(Set<Part> overridden) {
  /** All of it is as the program says. */
  public static final JobDeclaration UNCHANGED = new JobDeclaration(Set.of());

  /** What operators may change of a declared job. */
  public enum Part {
    /** Whether it may run. */
    ENABLED,
    /** Its triggers, and its zone. */
    SCHEDULE
  }

  /**
   * Copies the set.
   *
   * @throws NullPointerException if anything is null
   */
  public JobDeclaration {
    Objects.requireNonNull(overridden, "overridden");
    overridden = Set.copyOf(overridden);
  }

  /** Whether a part stays as it is. */
  public boolean isOverridden(Part part) {
    return overridden.contains(Objects.requireNonNull(part, "part"));
  }

  /** Returns a copy in which a part stays as it is, or is the program's. */
  public JobDeclaration with(Part part, boolean isOverridden) {
    Objects.requireNonNull(part, "part");
    EnumSet<Part> parts = EnumSet.noneOf(Part.class);
    parts.addAll(overridden);
    if (isOverridden) {
      parts.add(part);
    } else {
      parts.remove(part);
    }
    return new JobDeclaration(parts);
  }
}
