package dev.tempo.engine;

import dev.tempo.ConflictException;
import dev.tempo.DuplicateRunException;
import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.message.InvalidValueException;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import dev.tempo.store.StoreException;
import java.util.Optional;

/**
 * A refusal, as it goes to the node that asked.
 *
 * @param kind the simple name of the exception
 * @param text its message
 * @param message the same, for people
 * @param job of a conflict
 * @param run that was asked for before
 */
record Failure(
    String kind, String text, Optional<Message> message, Optional<Job> job, Optional<Run> run) {

  /** What was thrown. */
  static Failure of(Throwable thrown) {
    Optional<Message> message =
        thrown instanceof Localizable localizable
            ? Optional.of(localizable.message())
            : Optional.empty();
    Optional<Job> job =
        thrown instanceof ConflictException conflict
            ? Optional.of(conflict.current())
            : Optional.empty();
    Optional<Run> run =
        thrown instanceof DuplicateRunException duplicate
            ? Optional.of(duplicate.earlier())
            : Optional.empty();
    return new Failure(
        thrown.getClass().getSimpleName(), ExceptionText.ownMessage(thrown), message, job, run);
  }

  /** What is thrown where it was asked. */
  RuntimeException thrown() {
    return switch (kind) {
      case "NotFoundException" -> new NotFoundException(message.orElseThrow());
      case "ConflictException" -> new ConflictException(message.orElseThrow(), job.orElseThrow());
      case "JobDisabledException" -> new JobDisabledException(message.orElseThrow());
      case "DuplicateRunException" -> new DuplicateRunException(run.orElseThrow());
      case "InvalidValueException" -> new InvalidValueException(message.orElseThrow());
      case "IllegalArgumentException" -> new IllegalArgumentException(text);
      case "IllegalStateException" -> new IllegalStateException(text);
      case "UnexpectedStoreException", "StoreException" -> new StoreException(text);
      default -> new IllegalStateException(text);
    };
  }
}
