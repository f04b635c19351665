package dev.tempo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run is asked for by hand. Immutable.
 *
 * @param cause why: {@link Cause#MANUAL}, {@link Cause#URL} or {@link Cause#API}
 * @param startedBy who asks
 * @param parameters laid over those of the job
 */
public record RunOptions(Cause cause, Optional<String> startedBy, Map<String, String> parameters) {

  /** By hand, by nobody known, with the job's parameters. */
  public static final RunOptions DEFAULT = new RunOptions(Cause.MANUAL, Optional.empty(), Map.of());

  /** Checks the cause and copies the parameters. */
  public RunOptions {
    Objects.requireNonNull(startedBy, "startedBy");
    parameters = Map.copyOf(parameters);
    if (cause != Cause.MANUAL && cause != Cause.URL && cause != Cause.API) {
      throw new IllegalArgumentException(
          "A run that is asked for has the cause MANUAL, URL or API, but got " + cause);
    }
  }

  /** A copy with another cause. */
  public RunOptions cause(Cause changed) {
    return new RunOptions(changed, startedBy, parameters);
  }

  /** A copy that says who asks. */
  public RunOptions startedBy(String user) {
    return new RunOptions(cause, Optional.of(user), parameters);
  }

  /** A copy with one parameter added or replaced. */
  public RunOptions parameter(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.put(name, value);
    return new RunOptions(cause, startedBy, changed);
  }
}
