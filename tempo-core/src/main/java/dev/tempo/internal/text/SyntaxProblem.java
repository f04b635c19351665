package dev.tempo.internal.text;

/** Signals a position in a text at which it breaks the rules. */
public final class SyntaxProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * A mistake.
   *
   * @param offset in the logical line, from 0
   */
  public SyntaxProblem(int offset, String message) {
    super(message, null, false, false);
    this.offset = offset;
  }

  public int offset() {
    return offset;
  }
}
