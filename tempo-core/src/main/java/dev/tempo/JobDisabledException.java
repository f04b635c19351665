package dev.tempo;

import dev.tempo.internal.message.JobMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;

/** A disabled job was asked to run. */
public class JobDisabledException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient Message message;

  /** With which job. */
  public JobDisabledException(Job job) {
    this(JobMessages.DISABLED.of(job.key()));
  }

  /** As another node has said it. */
  public JobDisabledException(Message message) {
    super(message.text());
    this.message = message;
  }

  @Override
  public Message message() {
    return message;
  }
}
