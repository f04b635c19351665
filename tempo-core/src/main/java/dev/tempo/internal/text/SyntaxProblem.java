package dev.tempo.internal.text;

import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** Signals a position in a text at which it breaks the rules. */
public final class SyntaxProblem extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final int offset;
  private final transient Message message;

  /**
   * A mistake.
   *
   * @param offset in the logical line, from 0
   */
  public SyntaxProblem(int offset, Message message) {
    super(message.text(), null, false, false);
    this.offset = offset;
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }

  public int offset() {
    return offset;
  }
}
