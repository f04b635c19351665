package dev.tempo;

import dev.tempo.secret.Secret;
import dev.tempo.task.Arguments;
import dev.tempo.task.Payload;
import dev.tempo.value.StoredText;
import dev.tempo.value.TimeBounds;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a run is asked for by hand. Immutable; start from {@link #DEFAULT}, as components may be
 * added.
 *
 * @param cause why: {@link RunCause#MANUAL}, {@link RunCause#URL}, {@link RunCause#API} or {@link
 *     RunCause#INTERFACE}
 * @param startedBy who asks
 * @param overrides in what its work differs from that of its job
 * @param attributes what it has besides its work, stored with it
 * @param queueing when and in which order it starts
 */
public record RunOptions(
    RunCause cause,
    Optional<String> startedBy,
    Overrides overrides,
    RunAttributes attributes,
    Queueing queueing) {

  /** By hand, by nobody known, with the job's parameters. */
  public static final RunOptions DEFAULT =
      new RunOptions(RunCause.MANUAL, Optional.empty(), Arguments.NONE);

  /**
   * In what a run's work differs from that of its job. Immutable.
   *
   * @param arguments parameters, laid over those of the job
   * @param script the text that the run executes in the place of its job's script; empty for that
   * @param omittedParameters the names of parameters of the job that the run does not have
   */
  public record Overrides(
      Arguments arguments, Optional<String> script, Set<String> omittedParameters) {

    /**
     * Copies the set.
     *
     * @throws IllegalArgumentException if the script contains NUL or half of a surrogate pair
     */
    public Overrides {
      Objects.requireNonNull(arguments, "arguments");
      StoredText.checked("script", script);
      Objects.requireNonNull(omittedParameters, "omittedParameters");
      omittedParameters = Set.copyOf(omittedParameters);
    }

    private Overrides withArguments(Arguments others) {
      return new Overrides(others, script, omittedParameters);
    }
  }

  /**
   * When and in which order a run starts. Immutable.
   *
   * @param notBefore when it may start; empty for at once
   * @param priority its precedence in its queue; empty for that of its job
   * @param uniqueness which other requests are the same one; empty if each is a new one
   */
  public record Queueing(
      Optional<Instant> notBefore, OptionalInt priority, Optional<Uniqueness> uniqueness) {

    /** At once, by the priority of the job. */
    public static final Queueing DEFAULT =
        new Queueing(Optional.empty(), OptionalInt.empty(), Optional.empty());

    /**
     * Checks the values, and cuts the instant to whole milliseconds.
     *
     * @throws IllegalArgumentException if the instant is not in the years 1970 to 9999, or the
     *     priority is out of its range
     */
    public Queueing {
      Objects.requireNonNull(notBefore, "notBefore");
      Objects.requireNonNull(priority, "priority");
      Objects.requireNonNull(uniqueness, "uniqueness");
      notBefore = notBefore.map(at -> TimeBounds.instant("notBefore", at));
      priority.ifPresent(RunAttributes::checkPriority);
    }
  }

  /** To start at once. */
  public RunOptions(
      RunCause cause, Optional<String> startedBy, Overrides overrides, RunAttributes attributes) {
    this(cause, startedBy, overrides, attributes, Queueing.DEFAULT);
  }

  /** Of the job as it is saved. */
  public RunOptions(RunCause cause, Optional<String> startedBy, Arguments arguments) {
    this(cause, startedBy, arguments, Optional.empty());
  }

  /** With all parameters of the job. */
  public RunOptions(
      RunCause cause, Optional<String> startedBy, Arguments arguments, Optional<String> script) {
    this(cause, startedBy, arguments, script, Set.of());
  }

  /** With the usual attributes. */
  public RunOptions(
      RunCause cause,
      Optional<String> startedBy,
      Arguments arguments,
      Optional<String> script,
      Set<String> omittedParameters) {
    this(
        cause,
        startedBy,
        new Overrides(arguments, script, omittedParameters),
        RunAttributes.DEFAULT);
  }

  /**
   * Checks the cause and the name.
   *
   * @throws IllegalArgumentException if the cause is another one, the name contains NUL or half of
   *     a surrogate pair, a service is to try out a text, or one of the two is to start later or to
   *     be unique
   */
  public RunOptions {
    Objects.requireNonNull(cause, "cause");
    StoredText.checked("startedBy", startedBy);
    Objects.requireNonNull(overrides, "overrides");
    Objects.requireNonNull(attributes, "attributes");
    Objects.requireNonNull(queueing, "queueing");
    if (!isOfRequest(cause)) {
      throw new IllegalArgumentException(
          "A run that is asked for has the cause MANUAL, URL, API or INTERFACE, but got " + cause);
    }
    boolean startsAtOnce = attributes.type() == RunType.SERVICE || overrides.script().isPresent();
    if (startsAtOnce && queueing.notBefore().isPresent()) {
      throw new IllegalArgumentException(
          "A service, and a text that is tried out, start at once; withNotBefore is for others");
    }
    if (startsAtOnce && queueing.uniqueness().isPresent()) {
      throw new IllegalArgumentException(
          "A service, and a text that is tried out, are new each time; withUnique is for others");
    }
    if (attributes.type() == RunType.SERVICE && overrides.script().isPresent()) {
      throw new IllegalArgumentException("A service executes its job's script, but got another");
    }
  }

  private static boolean isOfRequest(RunCause cause) {
    return switch (cause) {
      case MANUAL, URL, API, INTERFACE -> true;
      case SCHEDULE, STARTUP, RETRY, JOB -> false;
    };
  }

  /** When it may start; empty for at once. */
  public Optional<Instant> notBefore() {
    return queueing.notBefore();
  }

  /** Parameters, laid over those of the job. */
  public Arguments arguments() {
    return overrides.arguments();
  }

  /** The text that the run executes in the place of its job's script; empty for that. */
  public Optional<String> script() {
    return overrides.script();
  }

  /** The names of parameters of the job that the run does not have. */
  public Set<String> omittedParameters() {
    return overrides.omittedParameters();
  }

  /**
   * Returns a copy with another cause.
   *
   * @throws IllegalArgumentException if it is none of {@link RunCause#MANUAL}, {@link
   *     RunCause#URL}, {@link RunCause#API} and {@link RunCause#INTERFACE}
   */
  public RunOptions withCause(RunCause cause) {
    return new RunOptions(cause, startedBy, overrides, attributes, queueing);
  }

  /**
   * Returns a copy that says who asks.
   *
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  public RunOptions withStartedBy(String user) {
    return new RunOptions(
        cause, Optional.of(Objects.requireNonNull(user, "user")), overrides, attributes, queueing);
  }

  /**
   * Returns a copy with one parameter added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank, or one of the two contains NUL or half
   *     of a surrogate pair
   */
  public RunOptions withParameter(String name, String value) {
    return withOverrides(overrides.withArguments(arguments().with(name, value)));
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
    return withOverrides(overrides.withArguments(arguments().with(name, Secret.plain(value))));
  }

  /**
   * Returns a copy with a payload of the run's own, in the place of that of its job; see {@link
   * dev.tempo.task.Task#handler(String, Object)}. It is encoded before the run is asked for, and
   * what is wrong with it is told then. The run's retries keep it.
   *
   * @throws NullPointerException if it is null
   */
  public RunOptions withPayload(Object value) {
    Payload payload = value instanceof Payload given ? given : Payload.of(value);
    return withOverrides(overrides.withArguments(arguments().withPayload(payload)));
  }

  /**
   * Returns a copy for a run that tries a text out: it executes that in the place of its job's
   * Python or shell script, with all else of the job. Such a run is {@linkplain Run#isUnsaved
   * unsaved}: it also runs while the job is disabled, beside the job's other runs and without any
   * effect on them, and is not tried again.
   *
   * @throws IllegalArgumentException if the text contains NUL or half of a surrogate pair, or the
   *     run is a service
   */
  public RunOptions withScript(String content) {
    Objects.requireNonNull(content, "content");
    return withOverrides(new Overrides(arguments(), Optional.of(content), omittedParameters()));
  }

  /** Returns a copy for a run that does not have these parameters of its job. */
  public RunOptions withoutParameters(Collection<String> names) {
    Objects.requireNonNull(names, "names");
    return withOverrides(new Overrides(arguments(), script(), Set.copyOf(names)));
  }

  /**
   * Returns a copy for a run that is filed under a label: any text of the host, such as the id of a
   * project, by which its runs ({@link dev.tempo.store.RunQuery#withLabel}) and the lines of their
   * logs ({@link dev.tempo.store.LogQuery.Builder#label}) are found. Its retries keep it.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value
   *     RunAttributes#MAX_LABEL_LENGTH} characters, or contains NUL or half of a surrogate pair
   */
  public RunOptions withLabel(String text) {
    return withAttributes(attributes.withLabel(text));
  }

  /**
   * Returns a copy for a run that carries this to its interceptors and its handler, which read it
   * by {@link dev.tempo.task.RunContext#requestContext}: the identifiers of a trace, a tenant. It
   * is stored with the run, and its retries keep it. Not for secrets.
   *
   * @param context in order; replaces what was set before
   * @throws IllegalArgumentException if names and values have more than {@value
   *     RunAttributes#MAX_CONTEXT_LENGTH} characters together, or one contains NUL or half of a
   *     surrogate pair
   */
  public RunOptions withContext(Map<String, String> context) {
    return withAttributes(attributes.withContext(Objects.requireNonNull(context, "context")));
  }

  /**
   * Returns a copy for a run that serves until it is stopped; see {@link RunType#SERVICE}.
   *
   * @throws IllegalArgumentException if it is to try out a text
   */
  public RunOptions asService() {
    return withAttributes(attributes.withType(RunType.SERVICE));
  }

  /**
   * Returns a copy for a run that waits until an instant. It is a run of its own from the moment in
   * which it is asked for, can be cancelled, and is kept over restarts; the overlap policy of its
   * job neither skips it nor folds it into another, nor does it replace others. When its time has
   * come it waits for its turn in its queue.
   *
   * @param at is cut to whole milliseconds; one that has passed means at once
   * @throws IllegalArgumentException if it is not in the years 1970 to 9999
   */
  public RunOptions withNotBefore(Instant at) {
    Objects.requireNonNull(at, "at");
    return with(new Queueing(Optional.of(at), queueing.priority(), queueing.uniqueness()));
  }

  /**
   * Returns a copy of another priority than that of the job; see {@link Job.Builder#priority}.
   *
   * @throws IllegalArgumentException if it is not {@value RunAttributes#MIN_PRIORITY} to {@value
   *     RunAttributes#MAX_PRIORITY}
   */
  public RunOptions withPriority(int priority) {
    return with(
        new Queueing(queueing.notBefore(), OptionalInt.of(priority), queueing.uniqueness()));
  }

  /**
   * Returns a copy for a run that has a key: of the runs of its queue with the same key one runs at
   * a time, in the order in which the queue starts them, which is that of their requests where
   * their priority is the same. Whatever waits for its key keeps no other key waiting. Between an
   * attempt and its retry the key is free. Jobs whose runs are to run beside each other under
   * different keys have the overlap policy {@link OverlapPolicy#ALLOW}.
   *
   * @param key such as {@code customer-7}; there may be hundreds of thousands
   * @throws IllegalArgumentException if it is empty or longer than {@value
   *     RunAttributes#MAX_KEY_LENGTH} characters, or contains NUL or half of a surrogate pair
   */
  public RunOptions withKey(String key) {
    return withAttributes(attributes.withKey(key));
  }

  /**
   * Returns a copy of a request that is the same one as others of the job with the same key; see
   * {@link Uniqueness}.
   */
  public RunOptions withUnique(Uniqueness uniqueness) {
    Objects.requireNonNull(uniqueness, "uniqueness");
    return with(new Queueing(queueing.notBefore(), queueing.priority(), Optional.of(uniqueness)));
  }

  private RunOptions with(Queueing queueing) {
    return new RunOptions(cause, startedBy, overrides, attributes, queueing);
  }

  private RunOptions withOverrides(Overrides others) {
    return new RunOptions(cause, startedBy, others, attributes, queueing);
  }

  private RunOptions withAttributes(RunAttributes others) {
    return new RunOptions(cause, startedBy, overrides, others, queueing);
  }
}
