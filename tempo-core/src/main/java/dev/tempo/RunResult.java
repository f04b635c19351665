package dev.tempo;

import dev.tempo.value.StoredText;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a run ended.
 *
 * @param exitCode of its process; empty for handlers, and when a signal ended it
 * @param signal as {@code "SIGKILL"}; empty unless one ended the process
 * @param error what went wrong, for people; empty when nothing did
 * @param usage what it used
 * @param processesEnded how many processes Tempo had to end, leftovers included
 */
public record RunResult(
    OptionalInt exitCode,
    Optional<String> signal,
    Optional<String> error,
    RunUsage usage,
    int processesEnded) {

  /** Nothing to tell. */
  public static final RunResult NONE =
      new RunResult(OptionalInt.empty(), Optional.empty(), Optional.empty(), RunUsage.NONE, 0);

  /** Checks that nothing is null; what no UTF-8 can hold becomes U+FFFD. */
  public RunResult {
    Objects.requireNonNull(exitCode, "exitCode");
    Objects.requireNonNull(signal, "signal");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(usage, "usage");
    signal = signal.map(StoredText::repaired);
    error = error.map(StoredText::repaired);
  }

  /** Nothing but a reason. */
  public static RunResult failed(String reason) {
    return NONE.withError(reason);
  }

  /** Returns a copy with this reason. */
  public RunResult withError(String error) {
    return new RunResult(exitCode, signal, Optional.of(error), usage, processesEnded);
  }
}
