package dev.tempo;

import dev.tempo.secret.Secret;
import dev.tempo.task.Arguments;
import dev.tempo.value.StoredText;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How a run is asked for by hand. Immutable.
 *
 * @param cause why: {@link RunCause#MANUAL}, {@link RunCause#URL} or {@link RunCause#API}
 * @param startedBy who asks
 * @param arguments parameters, laid over those of the job
 * @param script the text that this run executes in the place of its job's script; empty for that
 * @param omittedParameters the names of parameters of the job that this run does not have
 */
public record RunOptions(
    RunCause cause,
    Optional<String> startedBy,
    Arguments arguments,
    Optional<String> script,
    Set<String> omittedParameters) {

  /** By hand, by nobody known, with the job's parameters. */
  public static final RunOptions DEFAULT =
      new RunOptions(RunCause.MANUAL, Optional.empty(), Arguments.NONE);

  /** Of the job as it is saved. */
  public RunOptions(RunCause cause, Optional<String> startedBy, Arguments arguments) {
    this(cause, startedBy, arguments, Optional.empty());
  }

  /** With all parameters of the job. */
  public RunOptions(
      RunCause cause, Optional<String> startedBy, Arguments arguments, Optional<String> script) {
    this(cause, startedBy, arguments, script, Set.of());
  }

  /**
   * Checks the cause and the name.
   *
   * @throws IllegalArgumentException if the cause is another one, or the name or the script is no
   *     Unicode
   */
  public RunOptions {
    Objects.requireNonNull(cause, "cause");
    StoredText.checked("startedBy", startedBy);
    Objects.requireNonNull(arguments, "arguments");
    StoredText.checked("script", script);
    Objects.requireNonNull(omittedParameters, "omittedParameters");
    omittedParameters = Set.copyOf(omittedParameters);
    if (cause != RunCause.MANUAL && cause != RunCause.URL && cause != RunCause.API) {
      throw new IllegalArgumentException(
          "A run that is asked for has the cause MANUAL, URL or API, but got " + cause);
    }
  }

  /**
   * Returns a copy with another cause.
   *
   * @throws IllegalArgumentException if it is none of {@link RunCause#MANUAL}, {@link RunCause#URL}
   *     and {@link RunCause#API}
   */
  public RunOptions withCause(RunCause cause) {
    return new RunOptions(cause, startedBy, arguments, script, omittedParameters);
  }

  /**
   * Returns a copy that says who asks.
   *
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  public RunOptions withStartedBy(String user) {
    return new RunOptions(
        cause,
        Optional.of(Objects.requireNonNull(user, "user")),
        arguments,
        script,
        omittedParameters);
  }

  /**
   * Returns a copy with one parameter added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank, or one of the two contains NUL or half
   *     of a surrogate pair
   */
  public RunOptions withParameter(String name, String value) {
    return new RunOptions(cause, startedBy, arguments.with(name, value), script, omittedParameters);
  }

  /**
   * Returns a copy with one secret parameter added or replaced: it is encrypted before the run is
   * stored, readable for the run alone, and masked in what is logged and said of it.
   *
   * @throws IllegalArgumentException if the name is blank, or one of the two contains NUL or half
   *     of a surrogate pair
   */
  public RunOptions withSecretParameter(String name, String value) {
    Objects.requireNonNull(value, "value");
    return new RunOptions(
        cause, startedBy, arguments.with(name, Secret.plain(value)), script, omittedParameters);
  }

  /**
   * Returns a copy for a run that tries a text out: it executes that in the place of its job's
   * Python or shell script, with all else of the job. Such a run is {@linkplain Run#isUnsaved
   * unsaved}: it also runs while the job is disabled, beside the job's other runs and without any
   * effect on them, and is not tried again.
   *
   * @throws IllegalArgumentException if the text contains NUL or half of a surrogate pair
   */
  public RunOptions withScript(String content) {
    return new RunOptions(
        cause,
        startedBy,
        arguments,
        Optional.of(Objects.requireNonNull(content, "content")),
        omittedParameters);
  }

  /** Returns a copy for a run that does not have these parameters of its job. */
  public RunOptions withoutParameters(Collection<String> names) {
    Objects.requireNonNull(names, "names");
    return new RunOptions(cause, startedBy, arguments, script, Set.copyOf(names));
  }
}
