package dev.tempo.process;

import java.util.Objects;

/** What became of a process that was started before a restart. */
public sealed interface Adoption {
  /**
   * It lives, or what it left behind does, and is supervised again.
   *
   * @param process as if it had been started here
   */
  record Running(SupervisedProcess process) implements Adoption {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Running {
      Objects.requireNonNull(process, "process");
    }
  }

  /**
   * It ended meanwhile.
   *
   * @param result with the true exit code; {@code endedBy} tells whether a stop was under way
   */
  record Ended(ProcessResult result) implements Adoption {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Ended {
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * It is gone and did not say how it ended: the machine went down, or its wrapper was killed.
   *
   * @param reason for people
   */
  record Lost(String reason) implements Adoption {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Lost {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Its command was never spawned: the process that was to do it ended before. Nothing is left of
   * it, and its id may be used again.
   */
  record NeverStarted() implements Adoption {}

  /** There is no run directory of this id, and it is not known whether there was one. */
  record NotFound() implements Adoption {}
}
