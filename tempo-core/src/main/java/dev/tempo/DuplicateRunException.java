package dev.tempo;

import dev.tempo.internal.message.JobMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/**
 * A run was asked for that was asked for before, and the request's {@link DuplicatePolicy} is
 * {@link DuplicatePolicy#REJECT}. Nothing was changed.
 */
public class DuplicateRunException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Run earlier;
  private final transient Message message;

  /** Of the run that was asked for before. */
  public DuplicateRunException(Run earlier) {
    this(JobMessages.DUPLICATE.of(uniqueKey(earlier), earlier.id(), earlier.queuedAt()), earlier);
  }

  private DuplicateRunException(Message message, Run earlier) {
    super(message.text());
    this.message = message;
    this.earlier = earlier;
  }

  private static String uniqueKey(Run run) {
    return run.request().attributes().uniqueKey().orElse("");
  }

  @Override
  public Message message() {
    return message;
  }

  /** The run that was asked for before, as it stood then. */
  public Run earlier() {
    return earlier;
  }
}
