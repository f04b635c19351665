package dev.tempo.python;

/** A place in a requirement where it breaks the rules; becomes a {@link RequirementProblem}. */
final class Mistake extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * A mistake.
   *
   * @param offset in the logical line, from 0
   */
  Mistake(int offset, String message) {
    super(message, null, false, false);
    this.offset = offset;
  }

  int offset() {
    return offset;
  }
}
