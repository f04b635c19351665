package dev.tempo.python.environment;

import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An environment could not be built. The message is the installer's own words. What the job used
 * before is untouched.
 */
public final class EnvironmentException extends RuntimeException implements Localizable {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable BuildFailure failure;
  private final transient @Nullable PythonEnvironment previous;

  EnvironmentException(BuildFailure failure, Optional<PythonEnvironment> previous) {
    super(failure.message());
    this.failure = failure;
    this.previous = previous.orElse(null);
  }

  /** What happened; empty only in an exception that was deserialised. */
  public Optional<BuildFailure> failure() {
    return Optional.ofNullable(failure);
  }

  /** The environment that the job had before and still has; empty if it never had one. */
  public Optional<PythonEnvironment> previous() {
    return Optional.ofNullable(previous);
  }

  @Override
  public Message message() {
    return LibraryMessages.message(String.valueOf(getMessage()));
  }
}
