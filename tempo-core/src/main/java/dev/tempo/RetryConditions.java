package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.task.NonRetryableException;
import dev.tempo.value.StoredText;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets which failures are retried, by the exception of a handler or the exit code of a script.
 * Immutable. What is to abort wins over what is to be retried; an empty set says nothing.
 *
 * <p>Exceptions are kept by the names of their classes. An exception matches if it, or one of its
 * causes, is of that class or of a subclass. {@link NonRetryableException} always aborts.
 *
 * @param retryOn names of exception classes; if there are any, other exceptions are not retried
 * @param abortOn names of exception classes that are not retried
 * @param retryOnExitCodes exit codes from 1 to 255; if there are any, others are not retried
 * @param abortOnExitCodes exit codes from 1 to 255 that are not retried
 */
public record RetryConditions(
    Set<String> retryOn,
    Set<String> abortOn,
    Set<Integer> retryOnExitCodes,
    Set<Integer> abortOnExitCodes) {

  /** Every failure is retried but {@link NonRetryableException}. */
  public static final RetryConditions ANY =
      new RetryConditions(Set.of(), Set.of(), Set.of(), Set.of());

  private static final int MAX_EXIT_CODE = 255;
  private static final int MAX_CAUSES = 100;

  /**
   * Copies the sets and checks what is in them.
   *
   * @throws IllegalArgumentException if an exit code is not from 1 to 255, or a name is blank or
   *     contains NUL or half of a surrogate pair
   */
  public RetryConditions {
    retryOn = names("retryOn", retryOn);
    abortOn = names("abortOn", abortOn);
    retryOnExitCodes = codes("retry.retryOnExitCodes", retryOnExitCodes);
    abortOnExitCodes = codes("retry.abortOnExitCodes", abortOnExitCodes);
  }

  /** Returns whether a handler that failed by this exception may be tried again. */
  public boolean allows(Throwable failure) {
    Objects.requireNonNull(failure, "failure");
    if (matches(failure, Set.of(NonRetryableException.class.getName()))
        || matches(failure, abortOn)) {
      return false;
    }
    return retryOn.isEmpty() || matches(failure, retryOn);
  }

  /**
   * Returns whether a script that exited by itself may be tried again.
   *
   * @param exitCode its exit code; empty if a signal ended it, which is no code of any set
   */
  public boolean allows(OptionalInt exitCode) {
    Objects.requireNonNull(exitCode, "exitCode");
    if (exitCode.isEmpty()) {
      return retryOnExitCodes.isEmpty();
    }
    int code = exitCode.getAsInt();
    return !abortOnExitCodes.contains(code)
        && (retryOnExitCodes.isEmpty() || retryOnExitCodes.contains(code));
  }

  private static boolean matches(Throwable failure, Set<String> names) {
    @Nullable Throwable one = failure;
    for (int depth = 0; one != null && depth < MAX_CAUSES && !names.isEmpty(); depth++) {
      for (Class<?> type = one.getClass(); type != null; type = type.getSuperclass()) {
        if (names.contains(type.getName())) {
          return true;
        }
      }
      one = causeOf(one);
    }
    return false;
  }

  /** What an exception says of itself is its own code, which may fail. */
  private static @Nullable Throwable causeOf(Throwable failure) {
    try {
      return failure.getCause();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static Set<String> names(String what, Set<String> names) {
    Set<String> copy = Set.copyOf(Objects.requireNonNull(names, what));
    for (String name : copy) {
      StoredText.checked(what, name);
      if (name.isBlank()) {
        throw new InvalidValueException(ValueMessages.BLANK_NAME.of(what));
      }
    }
    return copy;
  }

  private static Set<Integer> codes(String what, Set<Integer> codes) {
    Set<Integer> copy = Set.copyOf(Objects.requireNonNull(codes, what));
    for (int code : copy) {
      if (code < 1 || code > MAX_EXIT_CODE) {
        throw new InvalidValueException(ValueMessages.RANGE.of(what, 1, MAX_EXIT_CODE, code));
      }
    }
    return copy;
  }
}
