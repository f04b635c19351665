package dev.tempo;

import dev.tempo.task.Arguments;
import dev.tempo.task.Secret;
import dev.tempo.value.StoredText;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run is asked for by hand. Immutable.
 *
 * @param cause why: {@link Cause#MANUAL}, {@link Cause#URL} or {@link Cause#API}
 * @param startedBy who asks
 * @param arguments parameters, laid over those of the job
 */
public record RunOptions(Cause cause, Optional<String> startedBy, Arguments arguments) {

  /** By hand, by nobody known, with the job's parameters. */
  public static final RunOptions DEFAULT =
      new RunOptions(Cause.MANUAL, Optional.empty(), Arguments.NONE);

  /**
   * Checks the cause and the name.
   *
   * @throws IllegalArgumentException if the cause is another one, or the name is no Unicode
   */
  public RunOptions {
    StoredText.checked("startedBy", startedBy);
    Objects.requireNonNull(arguments, "arguments");
    if (cause != Cause.MANUAL && cause != Cause.URL && cause != Cause.API) {
      throw new IllegalArgumentException(
          "A run that is asked for has the cause MANUAL, URL or API, but got " + cause);
    }
  }

  /** A copy with another cause. */
  public RunOptions cause(Cause changed) {
    return new RunOptions(changed, startedBy, arguments);
  }

  /** A copy that says who asks. */
  public RunOptions startedBy(String user) {
    return new RunOptions(cause, Optional.of(user), arguments);
  }

  /** A copy with one parameter added or replaced. */
  public RunOptions parameter(String name, String value) {
    return new RunOptions(cause, startedBy, arguments.with(name, value));
  }

  /**
   * A copy with one secret parameter added or replaced: it is encrypted before the run is stored,
   * readable for the run alone, and masked in what is logged and said of it.
   */
  public RunOptions secretParameter(String name, String value) {
    return new RunOptions(cause, startedBy, arguments.with(name, Secret.plain(value)));
  }
}
