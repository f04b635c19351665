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
 * @param script the text that this run executes in the place of its job's script; empty for that
 */
public record RunOptions(
    Cause cause, Optional<String> startedBy, Arguments arguments, Optional<String> script) {

  /** By hand, by nobody known, with the job's parameters. */
  public static final RunOptions DEFAULT =
      new RunOptions(Cause.MANUAL, Optional.empty(), Arguments.NONE);

  /** Of the job as it is saved. */
  public RunOptions(Cause cause, Optional<String> startedBy, Arguments arguments) {
    this(cause, startedBy, arguments, Optional.empty());
  }

  /**
   * Checks the cause and the name.
   *
   * @throws IllegalArgumentException if the cause is another one, or the name or the script is no
   *     Unicode
   */
  public RunOptions {
    StoredText.checked("startedBy", startedBy);
    Objects.requireNonNull(arguments, "arguments");
    StoredText.checked("script", script);
    if (cause != Cause.MANUAL && cause != Cause.URL && cause != Cause.API) {
      throw new IllegalArgumentException(
          "A run that is asked for has the cause MANUAL, URL or API, but got " + cause);
    }
  }

  /** A copy with another cause. */
  public RunOptions cause(Cause changed) {
    return new RunOptions(changed, startedBy, arguments, script);
  }

  /** A copy that says who asks. */
  public RunOptions startedBy(String user) {
    return new RunOptions(cause, Optional.of(user), arguments, script);
  }

  /** A copy with one parameter added or replaced. */
  public RunOptions parameter(String name, String value) {
    return new RunOptions(cause, startedBy, arguments.with(name, value), script);
  }

  /**
   * A copy with one secret parameter added or replaced: it is encrypted before the run is stored,
   * readable for the run alone, and masked in what is logged and said of it.
   */
  public RunOptions secretParameter(String name, String value) {
    return new RunOptions(cause, startedBy, arguments.with(name, Secret.plain(value)), script);
  }

  /**
   * A copy for a run that tries a text out: it executes that in the place of its job's Python or
   * shell script, with all else of the job. Such a run is {@linkplain Run#isUnsaved unsaved}: it
   * also runs while the job is disabled, beside the job's other runs and without any effect on
   * them, and is not tried again.
   */
  public RunOptions withScript(String content) {
    return new RunOptions(cause, startedBy, arguments, Optional.of(content));
  }
}
